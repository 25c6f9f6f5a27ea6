// The timeline: each story a lane from its first to its last article, as high as it has
// articles a day, its title beside it. Time scrolls and zooms sideways, lanes scroll down.
import { layBars, shapeOf, type Bar, type Bars, type Shape } from "./bars";
import { plural } from "./dom";
import { listenToGestures } from "./gestures";
import { readInk, lit, FONT, type Ink } from "./ink";
import type { Model } from "./model";
import { riverOf, type River } from "./rivers";
import { drawAxis } from "./axis";
import type { Size } from "./camera";
import type { Hover } from "./overlay";
import { Timespan } from "./timespan";
import { directionOf, textScale } from "./type";

/** Pixels of a lane and of a title's letters, before they grow with the window. */
const LANE = 44;
export const LETTERS = 12;

/** Pixels of a screen below which titles take three lines. */
const NARROW = 560;
const TOP = 30;

/** Pixels below the last lane. */
const FOOT = 14;

/** Opacity of a story's mark that is neither selected nor under the pointer. */
export const BAR_ALPHA = 0.82;

export class TimelineView {
  readonly canvas = document.createElement("canvas");
  private readonly context = this.canvas.getContext("2d", { alpha: false })!;
  private size: Size = { width: 0, height: 0 };
  private ratio = 1;
  private frame = 0;
  private readonly span: Timespan;
  private scroll = 0;
  private laid: Bars = { bars: [], lanes: 0, crowded: 0 };
  private stale = true;
  /** Whether the reader has moved it: before that, it spans what passes the filters. */
  private moved = false;
  /** Whether other articles pass than those it spans; found out when it is looked at. */
  private unfit = false;
  private hover = 0;
  private ink: Ink = readInk();
  active = false;

  constructor(
    private readonly model: Model,
    private readonly hovered: (hover: Hover, x: number, y: number) => void,
    /** Hears which stories the timeline leaves out, "" when none. */
    private readonly told: (note: string, early: boolean) => void,
  ) {
    this.span = new Timespan(model);
    listenToGestures(this.canvas, {
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (x, _y, factor) => this.zoomAt(x, factor),
      tap: (x, y) => this.model.select(this.barAt(x, y)?.story ?? 0),
      doubleTap: (x) => this.zoomAt(x, 2),
      hover: (x, y) => this.hoverAt(x, y),
      leave: () => this.setHover(0, 0, 0),
      settle: () => undefined,
    });
    model.listen((_, changed) => {
      if (changed.has("theme")) this.ink = readInk();
      if (changed.has("from") || changed.has("to")) this.fit();
      else if (changed.has("results")) this.unfit = !this.moved;
      if (["results", "texts", "ranking"].some((topic) => changed.has(topic))) this.stale = true;
      this.request();
    });
  }

  resize(width: number, height: number): void {
    if (!width || !height) return;
    const untouched = !this.size.width;
    this.size = { width, height };
    this.span.width = width;
    if (untouched) {
      this.fit();
      this.show(this.model.state.story);
    }
    this.ratio = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    this.stale = true;
    this.request();
  }

  /** Shows the span of the filter; `all` of it also where a few old articles squeeze the rest. */
  fit(all = false): void {
    this.span.fit(all);
    this.moved = all; // to be widened is to be moved
    this.unfit = false;
    this.scroll = 0;
    this.stale = true;
    this.request();
  }

  /** Scrolls and pans until the story can be seen. */
  show(story: number): void {
    if (!story) return;
    const { first, last } = this.model.results.extents;
    const [a, b] = [first[story - 1]!, last[story - 1]!];
    if (a !== a) return;
    if (this.unfit) this.fit();
    if (this.span.reach(a, b)) this.stale = true;
    this.layOut();
    const bar = this.laid.bars.find((item) => item.story === story);
    if (bar) {
      const y = bar.lane * this.lane;
      if (y < this.scroll || y > this.scroll + this.size.height - TOP - this.lane * 2) this.scroll = Math.max(0, y - this.size.height / 3);
    }
    this.request();
  }

  pan(dx: number, dy: number): void {
    this.setHover(0, 0, 0); // another lane is under the pointer now
    this.span.pan(dx);
    if (dx) this.stale = this.moved = true;
    this.scroll = Math.min(this.deepest, Math.max(0, this.scroll - dy));
    this.request();
  }

  zoomAt(x: number, factor: number): void {
    this.setHover(0, 0, 0);
    this.span.zoomAt(x, factor);
    this.stale = this.moved = true;
    this.request();
  }

  zoomBy(factor: number): void {
    this.zoomAt(this.size.width / 2, factor);
  }

  private get lane(): number {
    // Narrow screens need three lines for a title
    return (this.size.width < NARROW ? LANE + 8 : LANE) * textScale();
  }

  private layOut(): void {
    if (!this.stale || !this.size.width) return;
    if (this.unfit) this.fit();
    this.stale = false;
    this.context.font = `600 ${LETTERS * textScale()}px ${FONT}`;
    this.laid = layBars(this.model, this.span, this.size.width, this.lane, textScale(), (text) => this.context.measureText(text).width);
    this.scroll = Math.min(this.scroll, this.deepest);
    this.told(...this.note());
  }

  /** Pixels that the lanes can be scrolled. */
  private get deepest(): number {
    return Math.max(0, this.laid.lanes * this.lane + TOP + FOOT - this.size.height);
  }

  /** What the reader does not see here, and whether earlier stories are part of it. */
  private note(): [string, boolean] {
    if (!this.model.dated) return ["", false];
    const { inStory, extents } = this.model.results;
    let [undated, outside] = [0, 0];
    for (let s = 0; s < inStory.length; s++) {
      if (!inStory[s]) continue;
      if (Number.isNaN(extents.first[s]!)) undated++;
      else if (this.span.cut && extents.last[s]! < this.span.low) outside++;
    }
    const parts = [];
    if (this.laid.crowded) parts.push(`${plural(this.laid.crowded, "smaller story", "smaller stories")} of this span found no room: zoom in`);
    if (undated) parts.push(`${plural(undated, "story has", "stories have")} no date: see the list`);
    if (outside) parts.push(`${plural(outside, "earlier story lies", "earlier stories lie")} before this span`);
    return [parts.join(" · "), outside > 0];
  }

  request(): void {
    if (!this.frame && this.active) this.frame = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    this.frame = 0;
    if (!this.size.width || !this.active) return;
    this.layOut();
    const { context, size, ink } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.fillStyle = ink.paper;
    context.fillRect(0, 0, size.width, size.height);
    if (this.model.dated) drawAxis(context, size, this.span, TOP, ink);
    context.save();
    context.beginPath();
    context.rect(0, TOP, size.width, size.height - TOP);
    context.clip();
    for (const bar of this.laid.bars) this.drawBar(bar);
    context.restore();
    if (!this.laid.bars.length) {
      context.fillStyle = ink.muted;
      context.font = `14px ${FONT}`;
      context.textAlign = "center";
      context.fillText(this.nothing, size.width / 2, size.height / 2);
    }
  }

  private drawBar(bar: Bar): void {
    const { context, size, ink } = this;
    const s = bar.story - 1;
    const top = this.topOf(bar);
    if (top + this.lane < TOP || top > size.height) return;
    const { middle, most, rows } = this.shape(bar);
    const at = s * 3;
    const { story: colours } = this.model.palette;
    const [r, g, b] = lit(colours[at]!, colours[at + 1]!, colours[at + 2]!, ink.dark);
    const chosen = this.model.state.story === bar.story;
    context.fillStyle = `rgba(${r},${g},${b},${this.hover === bar.story || chosen ? 1 : BAR_ALPHA})`;
    const { bubble, pieces } = this.river(bar, most);
    if (bubble) {
      context.beginPath();
      context.arc(bubble.x, middle, bubble.radius, 0, 6.2832);
      context.fill();
    }
    for (const [left, width, half] of pieces) context.fillRect(left, middle - half, width, half * 2);
    if (chosen) {
      context.strokeStyle = ink.accent;
      context.lineWidth = 2;
      context.strokeRect(...this.frameOf(bar));
    }
    context.font = `600 ${LETTERS * textScale()}px ${FONT}`;
    context.fillStyle = ink.text;
    context.strokeStyle = ink.halo;
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const { text, y } of rows) {
      context.direction = directionOf(text);
      context.strokeText(text, bar.text, y);
      context.fillText(text, bar.text, y);
    }
  }

  private topOf(bar: Bar): number {
    return TOP + bar.lane * this.lane - this.scroll;
  }

  /** What is said where no story is. */
  get nothing(): string {
    return this.model.dated ? "No dated story in this span. Press 0 to see all of it, or R to reset the filters." : "No article has a date.";
  }

  /** The frame around the selected story's mark and title: left, top, width, height. */
  frameOf(bar: Bar): [number, number, number, number] {
    return [bar.left - 4, this.topOf(bar) + 1, bar.right - bar.left + 8, this.lane - 2];
  }

  /** Where a bar's mark and title stand now. */
  shape(bar: Bar): Shape {
    return shapeOf(bar, this.topOf(bar), this.lane, textScale());
  }

  /** Its mark, at most so many pixels high to either side. */
  river(bar: Bar, most: number): River {
    return riverOf(this.model, bar.story, this.span, most);
  }

  private barAt(x: number, y: number): Bar | null {
    if (y < TOP) return null;
    const lane = Math.floor((y - TOP + this.scroll) / this.lane);
    return this.laid.bars.find((bar) => bar.lane === lane && x >= bar.left - 4 && x <= bar.right + 4) ?? null;
  }

  private hoverAt(x: number, y: number): void {
    this.setHover(this.barAt(x, y)?.story ?? 0, x, y);
  }

  private setHover(story: number, x: number, y: number): void {
    this.hovered({ story, article: -1 }, x, y);
    if (story === this.hover) return;
    this.hover = story;
    this.canvas.classList.toggle("pointing", story > 0);
    this.request();
  }

  get viewSize(): Size {
    return this.size;
  }

  /** What the SVG export draws. */
  get layout(): { bars: Bar[]; top: number; scale: Timespan } {
    return { bars: this.laid.bars, top: TOP, scale: this.span };
  }
}
