// The filters, each choice with the number of articles that it would leave.
import { button, clear, h } from "./dom";
import { PROVENANCE_NAMES } from "./ink";
import type { Model } from "./model";
import { activeFilters, toggled, UNFILTERED, type Colour, type State } from "./state";
import { DAY, dayOf } from "./time";
import { coloursFor } from "./topbar";

const SHOWN = 8;
const MOST = 200;

type SetKey = "sources" | "topics" | "langs" | "kinds" | "provenance";

/** The spans of a state, each with its lesser end first. */
function inOrder({ from, to, smallest, largest }: State): Partial<State> {
  const dates = from !== null && to !== null && from >= to ? { from: to - DAY, to: from + DAY } : { from, to };
  return { ...dates, smallest: Math.min(smallest, largest), largest: Math.max(smallest, largest) };
}

export class FilterPanel {
  readonly element = h("section", { class: "filters", id: "filters", "aria-label": "Filters", hidden: true });
  private readonly wide = new Set<SetKey>();
  private readonly typed = new Map<SetKey, string>();

  constructor(
    private readonly model: Model,
    private readonly closed: () => void,
  ) {
    model.listen((_, changed) => {
      if (!this.element.hidden && changed.has("results")) this.draw();
    });
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  toggle(open: boolean): void {
    this.element.hidden = !open;
    if (open) {
      this.draw();
      this.element.querySelector<HTMLElement>("button:enabled")?.focus();
    } else this.closed();
  }

  private draw(): void {
    const key = document.activeElement?.getAttribute("data-key");
    const within = this.element.contains(document.activeElement);
    const at = this.element.scrollTop;
    const { facts } = this.model.corpus;
    const { counts } = this.model.results;
    const active = activeFilters(this.model.state);
    clear(
      this.element,
      h("header", {}, h("h2", {}, "Filters"), button("Reset (R)", () => this.model.set({ ...UNFILTERED }), { "data-key": "reset", disabled: active === 0 }), button("Close filters", () => this.toggle(false), { class: "quiet", "data-key": "close" }, "×")),
      this.colours(),
      this.model.dated ? this.dates() : null,
      this.sizes(),
      this.group("kinds", "Kind", ["Article", "Known from a link"], counts.kinds, 0),
      this.group("provenance", "Tie", PROVENANCE_NAMES, counts.provenance, 0),
      this.group("sources", "Outlet", facts.sources, counts.sources, 1),
      facts.topics.length ? this.group("topics", "Topic", facts.topics, counts.topics, 1) : null,
      facts.langs.length ? this.group("langs", "Language", facts.langs, counts.langs, 1) : null,
    );
    this.element.scrollTop = at;
    if (within && key) this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  /** The same choice as in the bar, for screens where the bar has no room for it. */
  private colours(): HTMLElement {
    const { state } = this.model;
    const choice = h("select", { "data-key": "colour", "aria-label": "Colour" }, ...coloursFor(this.model).map(([value, label]) => h("option", { value, selected: value === state.colour }, label)));
    choice.addEventListener("change", () => this.model.set({ colour: choice.value as Colour }));
    return h("fieldset", { class: "only-phone" }, h("legend", {}, "Colour"), choice);
  }

  private dates(): HTMLElement {
    const { range, state } = this.model;
    const day = (when: number): string => new Date(when * 1000).toISOString().slice(0, 10);
    const input = (end: "from" | "to", label: string): HTMLElement => {
      const value = state[end];
      const field = h("input", { type: "date", "data-key": end, min: day(range[0]), max: day(range[1]), value: value === null ? "" : day(end === "to" ? value - 1 : value) });
      field.addEventListener("change", () => {
        const when = dayOf(field);
        if (when === undefined) return;
        this.model.set(inOrder({ ...this.model.state, [end]: when !== null && end === "to" ? when + DAY : when }));
      });
      return h("label", {}, label, field);
    };
    return h("fieldset", { class: "pair" }, h("legend", {}, "Published (UTC)"), input("from", "From "), input("to", "to "));
  }

  private sizes(): HTMLElement {
    const input = (end: "smallest" | "largest", label: string): HTMLElement => {
      const value = this.model.state[end];
      const field = h("input", { type: "number", min: 1, inputmode: "numeric", "data-key": end, placeholder: "any", value: value > 0 && value < Infinity ? value : "" });
      field.addEventListener("change", () => {
        const count = Math.floor(Number(field.value));
        this.model.set(inOrder({ ...this.model.state, [end]: count > 0 ? count : end === "smallest" ? 0 : Infinity }));
      });
      return h("label", {}, label, field);
    };
    return h("fieldset", { class: "pair" }, h("legend", {}, "Articles in the story"), input("smallest", "At least "), input("largest", "at most "));
  }

  /** One facet. `base` is 1 where code 0 means "none". */
  private group(key: SetKey, title: string, names: string[], counts: Int32Array, base: 0 | 1): HTMLElement | null {
    const chosen = this.model.state[key];
    const rows: [number, string, number][] = names.map((name, n) => [n + base, name, counts[n + base] ?? 0]);
    if (base && (counts[0] || chosen.has(0))) rows.push([0, "none given", counts[0] ?? 0]);
    if (rows.length < 2 && !chosen.size) return null;
    rows.sort((a, b) => Number(chosen.has(b[0])) - Number(chosen.has(a[0])) || (base ? b[2] - a[2] : 0) || a[0] - b[0]);
    const list = h("ul", {});
    const typed = this.typed.get(key) ?? "";
    const fill = (): void => {
      const words = (this.typed.get(key) ?? "").toLocaleLowerCase();
      const fitting = words ? rows.filter((row) => row[1].toLocaleLowerCase().includes(words)) : rows;
      const wide = this.wide.has(key) || words;
      const rest = wide && fitting.length > MOST ? h("li", { class: "muted" }, `${(fitting.length - MOST).toLocaleString()} more: find them by name`) : null;
      clear(list, ...fitting.slice(0, wide ? MOST : SHOWN).map((row) => this.choice(key, ...row)), rest);
    };
    fill();
    const find = h("input", { type: "search", class: "find", "data-key": `find-${key}`, placeholder: `Find among ${names.length.toLocaleString()}`, "aria-label": `Find ${title.toLowerCase()}`, value: typed });
    find.addEventListener("input", () => {
      this.typed.set(key, find.value);
      fill();
    });
    const more = button(this.wide.has(key) ? "Show fewer" : `Show ${Math.min(rows.length, MOST) - SHOWN} more`, () => {
      if (!this.wide.delete(key)) this.wide.add(key);
      this.draw();
    }, { class: "more", "data-key": `more-${key}` });
    return h("fieldset", {}, h("legend", {}, title), rows.length > SHOWN * 2 ? find : null, list, rows.length > SHOWN ? more : null);
  }

  private choice(key: SetKey, code: number, name: string, count: number): HTMLElement {
    const box = h("input", { type: "checkbox", "data-key": `${key}-${code}`, checked: this.model.state[key].has(code) });
    box.addEventListener("change", () => this.model.set({ [key]: toggled(this.model.state[key], code) } as Partial<State>));
    return h("li", { class: count ? "" : "none" }, h("label", {}, box, h("span", { class: "choice", dir: "auto" }, name), h("span", { class: "count" }, count.toLocaleString())));
  }
}
