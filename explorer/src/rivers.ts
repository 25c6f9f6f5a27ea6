// The shape of what passes of a story in time: a bubble where it is too short to show its days, else a river
// as high as there are articles a day. The screen and the SVG draw the same shapes.
import type { Model } from "./model";
import { sparkBins } from "./ranking";
import { DAY } from "./time";

export interface River {
  /** Centre and radius of a bubble; null for a river. */
  bubble: { x: number; radius: number } | null;
  /** Left edge, width and half height of each piece, in pixels. */
  pieces: [number, number, number][];
}

/** Pixels a story must be long to show its days. */
const SHORTEST = 12;

/** Pixels a piece of a river is wide. */
const PIECE = 3;

export interface Scale {
  low: number;
  high: number;
  px(when: number): number;
}

export function riverOf(model: Model, story: number, scale: Scale, most: number): River {
  const { first, last } = model.results.extents;
  const [begin, end] = [first[story - 1]!, last[story - 1]!];
  if (scale.px(end) - scale.px(begin) < SHORTEST) {
    return { bubble: { x: (scale.px(begin) + scale.px(end)) / 2, radius: bubbleRadius(model, story, most) }, pieces: [] };
  }
  // Only what is on the screen: days stay days however far in the reader is
  const [from, to] = [Math.max(begin, scale.low), Math.min(end, scale.high)];
  const left = scale.px(from);
  const width = Math.max(PIECE, scale.px(to) - left);
  const count = Math.max(1, Math.floor(width / PIECE));
  const bins = sparkBins(model.corpus, model.results, story, from, to, count);
  const perDay = Math.max(1, DAY / Math.max(1, (to - from) / count));
  const step = width / count;
  const pieces = Array.from(bins, (articles, n): [number, number, number] => {
    const half = articles ? Math.min(most, 2.5 + Math.sqrt(articles * perDay) * 2.2) : 1;
    return [left + n * step, Math.max(1, step - 0.4), half];
  });
  return { bubble: null, pieces };
}

/** Left and right edge of what is drawn for a story, in pixels. */
export function markOf(model: Model, story: number, scale: Scale, most: number): [number, number] {
  const { first, last } = model.results.extents;
  const [left, right] = [scale.px(first[story - 1]!), scale.px(last[story - 1]!)];
  if (right - left >= SHORTEST) return [left, right];
  const [middle, radius] = [(left + right) / 2, bubbleRadius(model, story, most)];
  return [middle - radius, middle + radius];
}

/** Its area grows with the articles that pass. */
function bubbleRadius(model: Model, story: number, most: number): number {
  return Math.min(most, 3 + Math.sqrt(model.results.inStory[story - 1]!) * 1.9);
}
