// The lists of stories and of articles beside the map. Only the rows in sight exist.
import { h, clear, svg, button, numeral } from "./dom";
import type { Model } from "./model";
import { canSort, heat, sparkBins } from "./ranking";
import { storyColour, articleColour } from "./colours";
import { mark } from "./mark";
import { UNFILTERED as RESET, type Sort, type Tab } from "./state";
import { dayText, spanText } from "./time";
import { measure } from "./type";
import { wrap } from "./wrap";

const BEYOND = 4;

/** Pixels a row is high, as the style sheet says: it grows with the window. */
function rowHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row")) || 104;
}

const SORTS: [Sort, string][] = [
  ["size", "Most covered"],
  ["heat", "Hottest"],
  ["growth", "Growing"],
  ["recent", "Latest"],
  ["first", "Earliest"],
  ["outlets", "Most outlets"],
  ["cohesion", "Loosest"],
];

export class ListView {
  readonly element: HTMLElement;
  private readonly scroller = h("div", { class: "scroller", tabindex: "-1" });
  private readonly rows = h("ul", { class: "rows" });
  private readonly tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Lists" });
  private readonly sort = h("select", { "aria-label": "Order of stories" });
  private readonly order = h("label", { class: "order" }, "Order ", this.sort);
  private articles: Int32Array | null = null;
  private first = -1;
  private row = rowHeight();
  private last = -1;
  private shown = false;

  constructor(private readonly model: Model) {
    for (const [value, label] of SORTS) if (canSort(model.corpus, value)) this.sort.append(h("option", { value }, label));
    this.sort.addEventListener("change", () => model.set({ sort: this.sort.value as Sort }));
    this.tabs.addEventListener("keydown", (event) => this.turn(event));
    this.scroller.append(this.rows);
    this.element = h("nav", { class: "list", "aria-label": "Stories and articles" }, h("div", { class: "list-head" }, this.tabs, this.order), this.scroller);
    this.scroller.addEventListener("scroll", () => this.fill(false), { passive: true });
    new ResizeObserver(() => {
      this.row = rowHeight();
      this.fill(true);
      if (!this.shown && this.scroller.clientHeight) this.revealSelected();
      this.shown ||= this.scroller.clientHeight > 0;
    }).observe(this.scroller);
    model.listen((_, changed) => {
      if (["results", "ranking", "tab", "texts"].some((topic) => changed.has(topic))) {
        this.articles = null;
        // What is read late moves nobody who looks already
        if (!["texts", "edges", "index"].some((topic) => changed.has(topic))) this.scroller.scrollTop = 0;
        this.fill(true);
      } else if (["story", "article", "palette", "theme"].some((topic) => changed.has(topic))) this.fill(true);
      if (changed.has("story") || changed.has("article")) this.revealSelected();
      if (["results", "tab", "sort"].some((topic) => changed.has(topic))) this.head();
    });
    this.head();
  }

  private head(): void {
    const { results, state } = this.model;
    const linked = results.linked ? [` + ${numeral(results.linked)}`, h("span", { class: "linked-word" }, " linked")] : [];
    const tab = (name: "stories" | "articles", count: number, label: string, more: (string | Node)[] = []): HTMLElement =>
      h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "list-rows", "aria-selected": String(state.tab === name), tabindex: state.tab === name ? 0 : -1, onclick: () => this.model.set({ tab: name }) }, `${label} `, h("span", { class: "count" }, numeral(count), ...more));
    const held = this.tabs.contains(document.activeElement);
    clear(this.tabs, tab("stories", results.stories, "Stories"), tab("articles", results.articles - results.linked, "Articles", linked));
    if (held) this.tabs.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    this.sort.value = state.sort;
    this.order.hidden = state.tab !== "stories";
    this.rows.id = "list-rows";
  }

  /** Between the tabs by arrow keys, as tab lists do. */
  private turn(event: KeyboardEvent): void {
    const tab = { ArrowLeft: "stories", ArrowRight: "articles", Home: "stories", End: "articles" }[event.key] as Tab | undefined;
    if (!tab) return;
    event.preventDefault();
    event.stopPropagation();
    this.model.set({ tab });
  }

  private items(): Int32Array {
    if (this.model.state.tab === "stories") return this.model.ranking;
    if (!this.articles) {
      const { failed } = this.model.results;
      const { date } = this.model.corpus.articles;
      const all: number[] = [];
      for (let i = 0; i < failed.length; i++) if (!failed[i]) all.push(i);
      const key = (i: number): number => (Number.isNaN(date[i]!) ? Infinity : date[i]!);
      this.articles = Int32Array.from(all.sort((a, b) => key(a) - key(b) || a - b));
    }
    return this.articles;
  }

  private fill(force: boolean): void {
    const items = this.items();
    const height = this.scroller.clientHeight;
    const from = Math.max(0, Math.floor(this.scroller.scrollTop / this.row) - BEYOND);
    const to = Math.min(items.length, Math.ceil((this.scroller.scrollTop + height) / this.row) + BEYOND);
    if (!force && from === this.first && to === this.last) return;
    const within = this.rows.contains(document.activeElement);
    const focused = within ? document.activeElement?.closest("li")?.getAttribute("data-item") : null;
    [this.first, this.last] = [from, to];
    if (!items.length) {
      this.rows.style.paddingTop = this.rows.style.paddingBottom = "0";
      clear(this.rows, this.nothing());
      return;
    }
    this.rows.style.paddingTop = `${from * this.row}px`;
    this.rows.style.paddingBottom = `${Math.max(0, items.length - to) * this.row}px`;
    const make = this.model.state.tab === "stories" ? (n: number) => this.storyRow(n) : (n: number) => this.articleRow(n);
    const made: HTMLElement[] = [];
    for (let n = from; n < to; n++) {
      const row = make(items[n]!);
      row.setAttribute("aria-setsize", String(items.length));
      row.setAttribute("aria-posinset", String(n + 1));
      made.push(row);
    }
    clear(this.rows, ...made);
    // A row that is gone, or the button that brought all back, leaves the focus to the list
    if (within) (this.rows.querySelector<HTMLElement>(`[data-item="${focused}"] button`) ?? this.scroller).focus({ preventScroll: true });
  }

  private nothing(): HTMLElement {
    if (!this.model.results.filtered) return h("li", { class: "empty" }, h("p", {}, "No stories: each article was told once. The articles have a list of their own."));
    return h(
      "li",
      { class: "empty" },
      h("p", {}, "Nothing passes the search and the filters."),
      h("p", {}, "Try fewer words, or a wider span of dates."),
      button("Reset search and filters", () => this.model.set({ ...RESET })),
    );
  }

  private storyRow(story: number): HTMLElement {
    const { corpus, results, state } = this.model;
    const s = story - 1;
    const { first, last } = results.extents;
    const dated = !Number.isNaN(first[s]!);
    const title = this.model.title(story);
    // A third line of title takes the place of the keywords
    const long = this.lines(title) > 2;
    const heated = state.sort === "heat" || state.sort === "growth";
    const told = heated || state.sort === "cohesion";
    const extra = heated ? heatText(heat(corpus, story, results)) : told ? this.model.cohesionText(story, true) : this.model.keywords(story).slice(0, 5).join(", ");
    return h(
      "li",
      { "data-item": story },
      h(
        "button",
        { type: "button", class: "row", "aria-current": state.story === story ? "true" : null, onclick: () => this.model.select(story, -1) },
        mark(storyColour(this.model.palette, story)),
        h("span", { class: "row-title", dir: "auto", title }, title),
        h("span", { class: "row-meta" }, this.model.shownExtent(story), h("span", { class: "row-dates" }, this.model.dated ? spanText(first[s]!, last[s]!) : "")),
        long && !told ? null : h("span", { class: "row-words", dir: "auto" }, extra),
        dated ? this.spark(story) : null,
      ),
    );
  }

  private articleRow(article: number): HTMLElement {
    const { corpus, state } = this.model;
    const story = corpus.articles.story[article]!;
    const title = this.model.texts.title(article);
    return h(
      "li",
      { "data-item": article },
      h(
        "button",
        { type: "button", class: "row", "aria-current": state.article === article ? "true" : null, onclick: () => this.model.select(story, article) },
        mark(articleColour(this.model.palette, article)),
        h("span", { class: "row-title", dir: "auto", title }, title),
        h("span", { class: "row-meta" }, h("span", { dir: "auto" }, this.model.source(article)), this.model.dated ? ` · ${dayText(corpus.articles.date[article]!)}` : null, corpus.articles.external[article] ? " · from a link" : null),
        h("span", { class: "row-words", dir: "auto" }, story ? `in: ${this.model.title(story)}` : "on its own"),
      ),
    );
  }

  /** Lines that a title takes in this list. */
  private lines(title: string): number {
    const size = Number.parseFloat(getComputedStyle(this.scroller).fontSize) || 14;
    return wrap(title, Math.max(80, this.scroller.clientWidth - 48), 3, measure(size, 600)).length;
  }

  private spark(story: number): SVGElement {
    const { first, last } = this.model.results.extents;
    const bins = sparkBins(this.model.corpus, this.model.results, story, first[story - 1]!, last[story - 1]!, 18);
    const top = Math.max(1, ...bins);
    const path = Array.from(bins, (count, n) => `M${n * 3 + 1.5} 20V${count ? 19 - (count / top) * 18 : 19.3}`).join("");
    return svg("svg", { viewBox: "0 0 54 20", width: 54, height: 20, class: "spark", "aria-hidden": "true" }, svg("path", { d: path, stroke: "currentColor", "stroke-width": 2, fill: "none" }));
  }

  /** Moves the selection up or down the list by keyboard. */
  step(by: number): void {
    const items = this.items();
    if (!items.length) return;
    const { tab, story, article } = this.model.state;
    const now = items.indexOf(tab === "stories" ? story : article);
    const next = now < 0 ? 0 : Math.min(items.length - 1, Math.max(0, now + by));
    const item = items[next]!;
    if (tab === "stories") this.model.select(item);
    else this.model.select(this.model.corpus.articles.story[item]!, item);
    this.reveal(next);
  }

  /** Scrolls to what is selected, wherever that was done; not where a search has moved it. */
  private revealSelected(): void {
    const { tab, story, article } = this.model.state;
    const row = this.items().indexOf(tab === "stories" ? story : article);
    if (row >= 0) this.reveal(row);
  }

  private reveal(row: number): void {
    const { scrollTop, clientHeight } = this.scroller;
    if (row * this.row < scrollTop) this.scroller.scrollTop = row * this.row;
    else if ((row + 1) * this.row > scrollTop + clientHeight) this.scroller.scrollTop = (row + 1) * this.row - clientHeight;
  }
}

function heatText(value: { now: number; change: number }): string {
  const change = value.change > 1 ? `${numeral(value.change)} more at its end than before` : value.change < -1 ? "cooling at its end" : "steady";
  return `${numeral(value.now)} in its busiest three days, ${change}`;
}
