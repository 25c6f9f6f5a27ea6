// The span of time that the timeline shows, and where in it a moment stands.
import { bulkOf } from "./bulk";
import type { Model } from "./model";
import type { Scale } from "./rivers";
import { DAY } from "./time";

/** Pixels beside the first and the last article, and at least this part of the span: room for half a mark. */
const EDGE = 24;
const MARGIN = 0.02;

/** Lengths of a story that the span around it takes at least. */
const AROUND = 1.4;

export class Timespan implements Scale {
  /** Seconds since 1970. */
  low = 0;
  high = 1;
  /** Whether old articles are left out that nobody asked to leave out. */
  cut = false;
  /** Pixels that the span takes. */
  width = 0;

  constructor(private readonly model: Model) {}

  get timed(): boolean {
    return this.model.timed;
  }

  px(when: number): number {
    return ((when - this.low) / (this.high - this.low)) * this.width;
  }

  /** The span of the date filter, else of `all` articles or their bulk: a few old ones would squeeze the rest. */
  fit(all = false): void {
    const { from, to } = this.model.state;
    const [first, last] = this.model.range;
    const dates = this.model.corpus.articles.date.filter((_, i) => this.model.passes(i));
    const bulk = bulkOf(dates) ?? { oldest: first, first, last, cut: false };
    this.cut = !all && from === null && bulk.cut;
    this.low = from ?? (this.cut ? bulk.first : bulk.oldest);
    this.high = Math.max(to ?? bulk.last, this.low + DAY);
    const pad = (this.high - this.low) * Math.max(MARGIN, this.width && EDGE / this.width);
    this.low -= pad;
    this.high += pad;
  }

  /** Moves, and widens where it must, so that both moments can be seen; whether that was needed. */
  reach(a: number, b: number): boolean {
    if (a >= this.low && b <= this.high) return false;
    const length = Math.max(this.high - this.low, (b - a) * AROUND);
    this.low = (a + b) / 2 - length / 2;
    this.high = this.low + length;
    return true;
  }

  pan(dx: number): void {
    const shift = (-dx / Math.max(1, this.width)) * (this.high - this.low);
    this.low += shift;
    this.high += shift;
  }

  zoomAt(x: number, factor: number): void {
    const [first, last] = this.model.range;
    const length = this.high - this.low;
    const next = Math.min((last - first) * 1.3 + DAY, Math.max(this.timed ? DAY / 4 : DAY, length / factor));
    const part = x / this.width;
    this.low += part * (length - next);
    this.high = this.low + next;
  }
}
