// Articles over time under both views; drag to choose a span, click a bar to choose its days,
// or move the ends of the span by keyboard.
import { Brush } from "./brush";
import { h, clear, button, numeral } from "./dom";
import { FONT, readInk } from "./ink";
import { textScale } from "./type";
import type { Model } from "./model";
import { passesAllButDate } from "./filters";
import { bins, nextOf, ticks, unitFor, unitText, type Unit } from "./time";

const FOOT = 18;

export class Histogram {
  readonly element: HTMLElement;
  private readonly canvas = document.createElement("canvas");
  private readonly tip = h("div", { class: "tip", hidden: true });
  private readonly caption = h("div", { class: "histogram-caption" });
  private readonly brush = new Brush({
    count: () => Math.max(0, this.starts.length - 1),
    bins: () => this.span(),
    name: (bin) => unitText(this.unit, this.starts[bin] ?? 0),
    edges: () => this.edges(this.model.state.from, this.model.state.to),
    choose: (first, last) => this.choose(first, last),
    clear: () => this.model.set({ from: null, to: null }),
  });
  private unit: Unit = "day";
  private starts: number[] = [];
  /** The bin of each article, -1 where undated; found again when the bins change. */
  private binOfArticle: Int32Array = new Int32Array(0);
  private all: Int32Array = new Int32Array(0);
  private passing: Int32Array = new Int32Array(0);
  private counted = false;
  private frame = 0;
  private width = 0;
  private height = 0;
  private drag: { from: number; to: number; edge: "from" | "to" | null } | null = null;

  constructor(private readonly model: Model) {
    this.element = h("section", { class: "histogram", "aria-label": "Articles over time", hidden: !model.dated }, this.caption, h("div", { class: "histogram-plot" }, this.canvas, ...this.brush.handles), this.tip);
    this.canvas.setAttribute("role", "img");
    model.listen((_, changed) => {
      if (changed.has("results")) this.counted = false;
      if (["results", "theme", "from", "to"].some((topic) => changed.has(topic))) this.request();
    });
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", (event) => this.up(event));
    this.canvas.addEventListener("pointercancel", () => ((this.drag = null), this.request()));
    this.canvas.addEventListener("pointerleave", () => (this.tip.hidden = true));
    this.canvas.addEventListener("dblclick", () => model.set({ from: null, to: null }));
  }

  resize(width: number, height: number): void {
    if (!width || !height) return;
    this.width = width;
    this.height = height;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const [first, last] = this.model.range;
    const unit = unitFor(first, last, Math.max(24, width / 4), this.model.timed);
    if (unit !== this.unit || !this.starts.length) this.divide(unit, first, last);
    this.draw();
  }

  /** Bins of that unit, and the bin of each article. */
  private divide(unit: Unit, first: number, last: number): void {
    this.unit = unit;
    this.starts = bins(unit, first, last);
    const { date, count } = this.model.corpus.articles;
    this.binOfArticle = new Int32Array(count);
    for (let i = 0; i < count; i++) this.binOfArticle[i] = Number.isNaN(date[i]!) ? -1 : this.binOf(date[i]!);
    this.count();
  }

  /** Pixels that the bars and their dates have. */
  get plotHeight(): number {
    return this.canvas.clientHeight;
  }

  private request(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.counted) this.count();
      this.draw();
    });
  }

  private binOf(when: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= when) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private count(): void {
    const { articles } = this.model.corpus;
    this.all = new Int32Array(this.starts.length);
    this.passing = new Int32Array(this.starts.length);
    this.counted = true;
    for (let i = 0; i < articles.count; i++) {
      const bin = this.binOfArticle[i]!;
      if (bin < 0) continue;
      this.all[bin]!++;
      if (passesAllButDate(this.model.results.failed, i)) this.passing[bin]!++;
    }
  }

  private get end(): number {
    return this.starts[this.starts.length - 1] ?? 1;
  }

  private px(when: number): number {
    const start = this.starts[0] ?? 0;
    return ((when - start) / Math.max(1, this.end - start)) * this.width;
  }

  private when(px: number): number {
    const start = this.starts[0] ?? 0;
    return start + (px / Math.max(1, this.width)) * (this.end - start);
  }

  private draw(): void {
    const context = this.canvas.getContext("2d");
    if (!context || !this.width) return;
    const ink = readInk();
    const ratio = this.canvas.width / this.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    const { from, to } = this.chosen();
    const top = Math.max(1, ...this.all);
    const room = this.height - FOOT - 4;
    // Square roots keep a quiet week visible beside a launch
    const high = (count: number): number => (count ? Math.max(2, Math.sqrt(count / top) * room) : 0);
    for (let n = 0; n + 1 < this.starts.length; n++) {
      const [x, next] = [this.px(this.starts[n]!), this.px(this.starts[n + 1]!)];
      const wide = Math.max(1, next - x - (next - x > 3 ? 1 : 0));
      const inside = (from === null || this.starts[n + 1]! > from) && (to === null || this.starts[n]! < to);
      context.fillStyle = ink.line;
      context.fillRect(x, this.height - FOOT - high(this.all[n]!), wide, high(this.all[n]!));
      context.globalAlpha = inside ? 1 : 0.3;
      context.fillStyle = ink.accent;
      context.fillRect(x, this.height - FOOT - high(this.passing[n]!), wide, high(this.passing[n]!));
      context.globalAlpha = 1;
    }
    this.drawSpan(context, from, to, ink.accent, ink.text);
    context.fillStyle = ink.muted;
    context.font = `${11 * textScale()}px ${FONT}`;
    context.textBaseline = "alphabetic";
    // Where the bars end, another day begins
    for (const tick of ticks(this.starts[0] ?? 0, this.end - 1, Math.max(2, Math.floor(this.width / (110 * textScale()))), this.model.timed)) {
      const x = this.px(tick.at);
      const wide = context.measureText(tick.text).width;
      context.fillText(tick.text, Math.min(x + 2, this.width - wide - 2), this.height - 4);
    }
    this.describe();
    this.brush.update();
  }

  /** First and last bin that the filter lets pass. */
  private span(): [number, number] {
    const { from, to } = this.model.state;
    const last = Math.max(0, this.starts.length - 2);
    return [from === null ? 0 : Math.min(last, this.binOf(from)), to === null ? last : Math.min(last, this.binOf(to - 1))];
  }

  /** Filters to whole bins; the whole width is no filter. */
  private choose(first: number, last: number): void {
    if (first === 0 && last >= this.starts.length - 2) this.model.set({ from: null, to: null });
    else this.model.set({ from: this.starts[first]!, to: nextOf(this.unit, this.starts[last]!) });
  }

  private edges(from: number | null, to: number | null): [number, number] {
    return [Math.max(0, this.px(from ?? this.starts[0] ?? 0)), Math.min(this.width, this.px(to ?? this.end))];
  }

  /** The span of the filter, or the one being dragged. */
  private chosen(): { from: number | null; to: number | null } {
    const drag = this.drag;
    if (!drag || drag.edge || Math.abs(drag.to - drag.from) <= 4) return this.model.state;
    return { from: this.when(Math.min(drag.from, drag.to)), to: this.when(Math.max(drag.from, drag.to)) };
  }

  private drawSpan(context: CanvasRenderingContext2D, from: number | null, to: number | null, accent: string, text: string): void {
    if (from === null && to === null) return;
    const [a, b] = this.edges(from, to);
    context.globalAlpha = 0.1;
    context.fillStyle = accent;
    context.fillRect(a, 0, b - a, this.height - FOOT);
    context.globalAlpha = 1;
    context.fillStyle = text;
    for (const x of [a, b]) {
      context.fillRect(x - 0.75, 0, 1.5, this.height - FOOT);
      context.fillRect(x - 3, (this.height - FOOT) / 2 - 9, 6, 18);
    }
  }

  private describe(): void {
    const { days } = this.model;
    const what = this.model.corpus.articles.linked ? "Coverage" : "Articles";
    const text = days ? `Showing ${days}` : `${what} ${this.unit === "hour" ? "an" : "a"} ${this.unit}, UTC.${this.starts.length > 2 ? " Drag to choose a span." : ""}`;
    this.canvas.setAttribute("aria-label", `${text} The two sliders that follow do the same by keyboard.`);
    // Not drawn anew while it says the same: the button would lose the focus
    if (this.caption.firstChild?.textContent === text) return;
    const reset = days ? button("All dates", () => this.reset(), { class: "small" }) : null;
    clear(this.caption, h("span", {}, text), reset);
  }

  /** Ends the filter; its button goes, and the focus moves on to the sliders. */
  private reset(): void {
    this.model.set({ from: null, to: null });
    this.brush.handles[0].focus({ preventScroll: true });
  }

  private at(event: PointerEvent): number {
    return event.clientX - this.canvas.getBoundingClientRect().left;
  }

  private down(event: PointerEvent): void {
    if (event.button > 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    const x = this.at(event);
    const { from, to } = this.model.state;
    const edge = from !== null && Math.abs(this.px(from) - x) < 8 ? "from" : to !== null && Math.abs(this.px(to) - x) < 8 ? "to" : null;
    this.drag = { from: x, to: x, edge };
  }

  private move(event: PointerEvent): void {
    const x = this.at(event);
    this.showTip(x);
    if (!this.drag) return;
    this.drag.to = x;
    if (this.drag.edge) this.moveEdge(this.drag.edge, this.snap(x));
    else if (Math.abs(x - this.drag.from) > 4) this.request();
  }

  /** Moves one end of the span; beyond the other one it is that end from there on. */
  private moveEdge(edge: "from" | "to", when: number): void {
    const { from, to } = this.model.state;
    const other = edge === "from" ? to : from;
    if (when === other) return;
    const beyond = other !== null && (edge === "from" ? when > other : when < other);
    if (beyond && this.drag) this.drag.edge = edge === "from" ? "to" : "from";
    if (beyond) this.model.set(edge === "from" ? { from: other, to: when } : { from: when, to: other });
    else this.model.set({ [edge]: when });
  }

  private up(event: PointerEvent): void {
    const drag = this.drag;
    this.drag = null;
    // What it said is now the caption, and the button beside that must be free
    this.tip.hidden = true;
    if (!drag || drag.edge) return;
    const x = this.at(event);
    const [a, b] = [Math.min(drag.from, x), Math.max(drag.from, x)];
    this.choose(this.binOf(this.when(a)), this.binOf(this.when(b)));
  }

  private snap(x: number): number {
    const when = this.when(x);
    const bin = this.binOf(when);
    const [a, b] = [this.starts[bin]!, this.starts[bin + 1] ?? this.end];
    return when - a < b - when ? a : b;
  }

  private showTip(x: number): void {
    const bin = this.binOf(this.when(x));
    const count = this.passing[bin] ?? 0;
    const parts: (Node | string)[] = [h("b", {}, unitText(this.unit, this.starts[bin] ?? 0)), h("div", {}, `${numeral(count)} of ${numeral(this.all[bin] ?? 0)}${this.model.corpus.articles.linked ? "" : " articles"}`)];
    const [story, size] = this.biggest(bin);
    if (story) parts.push(h("div", { class: "tip-title", dir: "auto" }, `Biggest: ${this.model.title(story)} (${size})`));
    clear(this.tip, ...parts);
    this.tip.hidden = false;
    this.tip.style.left = `${Math.max(130, Math.min(x, this.width - 130))}px`;
  }

  /** The story with most articles in a bin. */
  private biggest(bin: number): [number, number] {
    const { articles } = this.model.corpus;
    const [from, to] = [this.starts[bin] ?? 0, this.starts[bin + 1] ?? this.end];
    const counts = new Map<number, number>();
    let best: [number, number] = [0, 0];
    for (let i = 0; i < articles.count; i++) {
      const story = articles.story[i]!;
      if (!story || !(articles.date[i]! >= from && articles.date[i]! < to)) continue;
      if (!passesAllButDate(this.model.results.failed, i)) continue;
      const count = (counts.get(story) ?? 0) + 1;
      counts.set(story, count);
      if (count > best[1]) best = [story, count];
    }
    return best;
  }
}
