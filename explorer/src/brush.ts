// The two ends of the date filter as sliders over the histogram, for the keyboard and for
// screen readers; the pointer drags on the canvas under them.
import { h } from "./dom";

export interface BrushEnds {
  /** How many bins there are. */
  count(): number;
  /** First and last bin of the span, from 0. */
  bins(): [number, number];
  /** What a bin is called. */
  name(bin: number): string;
  /** Left and right edge of the span, in pixels. */
  edges(): [number, number];
  choose(first: number, last: number): void;
  clear(): void;
}

const LEAP = 10;

export class Brush {
  readonly handles: [HTMLElement, HTMLElement];

  constructor(private readonly ends: BrushEnds) {
    this.handles = [this.handle(0, "First day of the span"), this.handle(1, "Last day of the span")];
  }

  private handle(end: 0 | 1, label: string): HTMLElement {
    return h("div", { class: "brush", role: "slider", tabindex: "0", "aria-label": label, onkeydown: (event: KeyboardEvent) => this.key(event, end) });
  }

  private key(event: KeyboardEvent, end: 0 | 1): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.ends.count() - 1;
    const span = this.ends.bins();
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -LEAP, PageUp: LEAP, Home: -last, End: last };
    const step = steps[event.key];
    if (step === undefined && event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) return this.ends.clear();
    const [low, high] = end ? [span[0], last] : [0, span[1]];
    span[end] = Math.min(high, Math.max(low, span[end] + step));
    this.ends.choose(...span);
  }

  /** Puts the handles where the span ends, and says so. */
  update(): void {
    const count = this.ends.count();
    const span = this.ends.bins();
    const edges = this.ends.edges();
    for (const end of [0, 1] as const) {
      const handle = this.handles[end];
      handle.hidden = count < 2;
      handle.style.left = `${edges[end]}px`;
      handle.setAttribute("aria-valuemin", "0");
      handle.setAttribute("aria-valuemax", String(Math.max(0, count - 1)));
      handle.setAttribute("aria-valuenow", String(span[end]));
      handle.setAttribute("aria-valuetext", count ? this.ends.name(span[end]) : "no dates");
    }
  }
}
