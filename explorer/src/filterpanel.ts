// The filters, each choice with the number of articles that it would leave.
import { button, clear, h, numeral } from "./dom";
import { PROVENANCE_NAMES } from "./ink";
import type { Model } from "./model";
import { fold } from "./search";
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
  /** What brings each control up to date: they stay where they are, and keep the focus, while the panel is open. */
  private readonly updates = new Map<string, () => void>();

  constructor(
    private readonly model: Model,
    private readonly closed: () => void,
  ) {
    model.listen((_, changed) => {
      if (!this.element.hidden && (changed.has("results") || changed.has("colour"))) this.update();
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

  /** New counts and values; drawn anew where a choice was made elsewhere that has no box here. */
  private update(): void {
    const keys: SetKey[] = ["sources", "topics", "langs", "kinds", "provenance"];
    const lacking = keys.some((key) => [...this.model.state[key]].some((code) => !this.updates.has(`${key}-${code}`)));
    if (lacking) this.draw();
    else for (const update of this.updates.values()) update();
  }

  private draw(): void {
    this.updates.clear();
    const key = document.activeElement?.getAttribute("data-key");
    const within = this.element.contains(document.activeElement);
    const at = this.element.scrollTop;
    const { facts } = this.model.corpus;
    const { counts } = this.model.results;
    const reset = button("Reset (R)", () => this.model.set({ ...UNFILTERED }), { "data-key": "reset" }) as HTMLButtonElement;
    this.keep("reset", () => (reset.disabled = activeFilters(this.model.state) === 0));
    clear(
      this.element,
      h("header", {}, h("h2", {}, "Filters"), reset, button("Close filters", () => this.toggle(false), { class: "quiet", "data-key": "close" }, "×")),
      this.colours(),
      this.model.dated ? this.dates() : null,
      this.sizes(),
      this.group("kinds", "Kind", ["Article", "Known from a link"], counts.kinds, 0),
      this.group("provenance", "Articles with a tie of", PROVENANCE_NAMES, counts.provenance, 0),
      this.group("sources", "Outlet", facts.sources, counts.sources, 1),
      facts.topics.length ? this.group("topics", "Topic", facts.topics, counts.topics, 1) : null,
      facts.langs.length ? this.group("langs", "Language", facts.langs, counts.langs, 1) : null,
    );
    this.element.scrollTop = at;
    if (within && key) this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  /** The same choice as in the bar, for screens where the bar has no room for it. */
  private colours(): HTMLElement {
    const choice = h("select", { "data-key": "colour", "aria-label": "Colour" }, ...coloursFor(this.model).map(([value, label]) => h("option", { value }, label)));
    choice.addEventListener("change", () => this.model.set({ colour: choice.value as Colour }));
    this.keep("colour", () => (choice.value = this.model.state.colour));
    return h("fieldset", { class: "only-phone" }, h("legend", {}, "Colour"), choice);
  }

  private dates(): HTMLElement {
    const { range } = this.model;
    const day = (when: number): string => new Date(when * 1000).toISOString().slice(0, 10);
    const input = (end: "from" | "to", label: string): HTMLElement => {
      const field = h("input", { type: "date", "data-key": end, min: day(range[0]), max: day(range[1]) });
      this.keepValue(field, end, (value) => (value === null ? "" : day(end === "to" ? value - 1 : value)));
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
      const field = h("input", { type: "number", min: 1, inputmode: "numeric", "data-key": end, placeholder: "any" });
      this.keepValue(field, end, (value) => (value > 0 && value < Infinity ? String(value) : ""));
      field.addEventListener("change", () => {
        const count = Math.floor(Number(field.value));
        this.model.set(inOrder({ ...this.model.state, [end]: count > 0 ? count : end === "smallest" ? 0 : Infinity }));
      });
      return h("label", {}, label, field);
    };
    return h("fieldset", { class: "pair" }, h("legend", {}, "Size of the story"), input("smallest", "At least "), input("largest", "at most "));
  }

  /** One facet. `base` is 1 where code 0 means "none". */
  private group(key: SetKey, title: string, names: string[], counts: Int32Array, base: 0 | 1): HTMLElement | null {
    const chosen = this.model.state[key];
    const rows: [number, string][] = names.map((name, n) => [n + base, name]);
    if (base && (counts[0] || chosen.has(0))) rows.push([0, "none given"]);
    if (rows.length < 2 && !chosen.size) return null;
    const list = h("ul", {});
    const typed = this.typed.get(key) ?? "";
    let held = "";
    const fill = (): void => {
      const words = fold(this.typed.get(key) ?? "");
      const fitting = words ? rows.filter((row) => fold(row[1]).includes(words)) : rows;
      const wide = this.wide.has(key) || words;
      const shown = fitting.slice(0, wide ? MOST : SHOWN);
      const now = shown.map(([code]) => code).join();
      if (now === held && list.childElementCount) return;
      held = now;
      const focus = list.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
      const rest = wide && fitting.length > MOST ? h("li", { class: "muted" }, `${numeral(fitting.length - MOST)} more: find them by name`) : null;
      clear(list, ...shown.map(([code, name]) => this.choice(key, code, name)), rest);
      if (focus) list.querySelector<HTMLElement>(`[data-key="${focus}"]`)?.focus({ preventScroll: true });
    };
    let known: Int32Array | null = null;
    // By the counts that are shown; a choice of this group leaves these, and moves nothing under the pointer
    const arrange = (): void => {
      const now = this.model.results.counts[key];
      if (known?.every((count, code) => count === now[code])) return;
      known = now;
      const first = this.model.state[key];
      rows.sort((a, b) => Number(first.has(b[0])) - Number(first.has(a[0])) || now[b[0]]! - now[a[0]]! || a[0] - b[0]);
      fill();
    };
    // The few of a kind stay as they are named
    if (base) this.keep(`order-${key}`, arrange);
    else fill();
    const find = h("input", { type: "search", class: "find", "data-key": `find-${key}`, placeholder: `Find among ${numeral(names.length)}`, "aria-label": `Find ${title.toLowerCase()}`, value: typed });
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

  private choice(key: SetKey, code: number, name: string): HTMLElement {
    const box = h("input", { type: "checkbox", "data-key": `${key}-${code}` });
    box.addEventListener("change", () => this.model.set({ [key]: toggled(this.model.state[key], code) } as Partial<State>));
    const told = h("span", { class: "count" });
    const row = h("li", {}, h("label", {}, box, h("span", { class: "choice", dir: "auto" }, name), told));
    this.keep(`${key}-${code}`, () => {
      const count = this.model.results.counts[key][code] ?? 0;
      box.checked = this.model.state[key].has(code);
      told.textContent = numeral(count);
      row.classList.toggle("none", !count);
    });
    return row;
  }

  /** Calls `update` now, and whenever there are other results. */
  private keep(name: string, update: () => void): void {
    this.updates.set(name, update);
    update();
  }

  /** A field that has the value of the state: what is being typed stays until that changes. */
  private keepValue<K extends "from" | "to" | "smallest" | "largest">(field: HTMLInputElement, key: K, text: (value: State[K]) => string): void {
    let shown: State[K] | undefined;
    this.keep(key, () => {
      const value = this.model.state[key];
      if (value !== shown) field.value = text(value);
      shown = value;
    });
  }
}
