// The bar on top: title and counts, search, views, filters, colour, sharing.
import { button, h, icon, numeral, plural } from "./dom";
import { canColour } from "./colours";
import { coverage, coverageText } from "./coverage";
import type { Model } from "./model";
import { activeFilters, type Colour, type View } from "./state";

export interface BarActions {
  filters(): void;
  dark(): void;
  help(): void;
  share: { copyLink(): Promise<void>; copyLinks(): Promise<void>; png(): void; svg(): void; csv(): Promise<void>; print(): void };
}

const COLOURS: [Colour, string][] = [
  ["story", "Colour by story"],
  ["source", "Colour by outlet"],
  ["date", "Colour by date"],
  ["topic", "Colour by topic"],
];

/** The choices of colour that tell articles of this graph apart. */
export function coloursFor(model: Model): [Colour, string][] {
  return COLOURS.filter(([value]) => canColour(model.corpus, value));
}

/** Pause in typing after which the search runs on large corpora, milliseconds. */
const REST = 60;

/** Articles up to which every letter searches at once: 100,000 take some 20 ms. */
const AT_ONCE = 150_000;

export class TopBar {
  readonly element: HTMLElement;
  readonly field: HTMLInputElement;
  private readonly counts = h("p", { class: "counts", role: "status", "aria-live": "polite" });
  private readonly views = new Map<View, HTMLButtonElement>();
  private readonly filter: HTMLButtonElement;
  private readonly badge = h("span", { class: "badge", hidden: true });
  private readonly colour = h("select", { "aria-label": "Colour" });
  private rest = 0;

  constructor(
    private readonly model: Model,
    actions: BarActions,
  ) {
    this.field = h("input", { type: "search", placeholder: model.corpus.facts.eager ? "Search headlines, excerpts, outlets" : "Search headlines, outlets, keywords", "aria-label": "Search", "aria-keyshortcuts": "/", autocomplete: "off", spellcheck: "false", value: model.state.query });
    this.field.addEventListener("input", () => {
      window.clearTimeout(this.rest);
      this.rest = window.setTimeout(() => model.set({ query: this.field.value }), model.corpus.articles.count > AT_ONCE ? REST : 0);
    });
    this.field.addEventListener("keydown", (event) => {
      // While letters are being composed (Japanese, Chinese, Korean), Enter and Escape are about these
      if (event.isComposing) {
        event.stopPropagation();
        return;
      }
      if (event.key === "Escape") {
        event.stopPropagation();
        if (this.field.value) model.set({ query: "" });
        else this.field.blur();
      }
      if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault();
        document.querySelector<HTMLElement>(".rows button")?.focus();
      }
    });
    for (const [view, name, label] of [["map", "map", "Map"], ["time", "time", "Timeline"]] as const) {
      this.views.set(view, h("button", { type: "button", "aria-pressed": "false", onclick: () => model.set({ view, pane: "map" }) }, icon(name), label));
    }
    this.colour.append(...coloursFor(model).map(([value, label]) => h("option", { value }, label)));
    this.colour.addEventListener("change", () => model.set({ colour: this.colour.value as Colour }));
    this.filter = h("button", { type: "button", class: "with-badge", "aria-expanded": "false", "aria-controls": "filters", onclick: () => actions.filters() }, icon("filter"), h("span", { class: "word-label" }, "Filters"), this.badge);
    this.element = h(
      "header",
      { class: "bar" },
      h("div", { class: "heading" }, h("h1", { dir: "auto" }, model.corpus.facts.title), this.counts),
      h("div", { class: "search", role: "search" }, icon("search"), this.field),
      h("div", { class: "views", role: "group", "aria-label": "View", hidden: !model.dated }, ...this.views.values()),
      this.filter,
      this.colour,
      menu(actions),
      button("Light or dark (D)", () => actions.dark(), { class: "quiet square" }, icon("dark")),
      button("Keyboard (?)", () => actions.help(), { class: "quiet square help" }, icon("help")),
    );
    model.listen((_, changed) => {
      if (changed.has("query") && this.field.value !== model.state.query) this.field.value = model.state.query;
      this.update();
    });
    this.update();
  }

  expanded(open: boolean): void {
    this.filter.setAttribute("aria-expanded", String(open));
  }

  focusFilter(): void {
    this.filter.focus();
  }

  private update(): void {
    const { results, state, corpus } = this.model;
    for (const [view, item] of this.views) item.setAttribute("aria-pressed", String(state.view === view));
    const text = this.model.searching
      ? this.model.fault ? "The headlines cannot be searched" : "Searching the headlines …"
      : `${coverageText(coverage(corpus.articles.count, corpus.articles.linked, results.articles, results.linked))} · ${results.filtered ? `${numeral(results.stories)} of ` : ""}${plural(corpus.stories.count, "story", "stories")}`;
    if (this.counts.textContent !== text) this.counts.textContent = text;
    const active = activeFilters(state) - (state.query.trim() ? 1 : 0);
    this.badge.hidden = active === 0;
    this.badge.textContent = String(active);
    this.colour.value = state.colour;
  }
}

function menu(actions: BarActions): HTMLElement {
  const box = h("details", { class: "menu" });
  const item = (label: string, run: () => unknown): HTMLElement =>
    button(label, () => {
      box.open = false;
      // The button is hidden now, and who goes by keyboard would start over
      box.querySelector("summary")?.focus();
      void run();
    });
  const { share } = actions;
  box.append(
    h("summary", { "aria-label": "Share and save", title: "Share and save" }, icon("share")),
    h("div", { class: "menu-body" }, item("Copy link to this view", () => share.copyLink()), item("Copy links to the articles", () => share.copyLinks()), item("Save picture (PNG)", () => share.png()), item("Save picture (SVG)", () => share.svg()), item("Save articles (CSV)", () => share.csv()), item("Print this story", () => share.print())),
  );
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    event.stopPropagation();
    box.open = false;
    box.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (box.open && !box.contains(event.target as Node)) box.open = false;
  });
  return box;
}
