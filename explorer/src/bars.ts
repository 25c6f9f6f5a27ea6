// Where each story of the timeline stands: its mark (a bubble or a river), the title beside it, or
// above it where neither side has room, and the lane that has room for both.
import { packLanes, type Span } from "./lanes";
import type { Model } from "./model";
import { markOf, type Scale } from "./rivers";
import { wrap, type Measure } from "./wrap";

const MOST_LANES = 400;

/** Stories looked at, the busiest first: what does not find a lane among these would find none. */
const MOST_BARS = 4000;

/** Widths of a title in two lines, in pixels: the first that takes it whole. */
const TITLES = [190, 250, 330];

/** Pixels beside a title for its bubble. */
const RIM_ROOM = 26;

/** Pixels from one line of a title to the next, before letters grow with the window. */
const LINE = 14;

/** Pixels of a lane from which a title above its mark has two lines. */
const TALL = 48;

/** Pixels between a mark and its title, and between two neighbours of a lane. */
const BESIDE = 6;
const GAP = 10;

/** Pixels between a title and the edge of the screen. */
const EDGE = 4;

export interface Bar extends Span {
  lane: number;
  lines: string[];
  /** Where its title starts, and whether it stands above the mark. */
  text: number;
  above: boolean;
}

/** A bar on the screen: the middle of its mark, half the height that it may have, and its title's lines. */
export interface Shape {
  middle: number;
  most: number;
  rows: { text: string; y: number }[];
}

export interface Bars {
  bars: Bar[];
  lanes: number;
  /** Stories that pass and lie in the span, but for which there was no room. */
  crowded: number;
}

/** `lane` is a lane's height in pixels, `letters` how much larger than usual text is. */
export function layBars(model: Model, scale: Scale, width: number, lane: number, letters: number, measure: Measure): Bars {
  const { inStory, extents } = model.results;
  const order: number[] = [];
  for (let s = 0; s < inStory.length; s++) {
    if (inStory[s] && extents.last[s]! >= scale.low && extents.first[s]! <= scale.high) order.push(s + 1);
  }
  order.sort((p, q) => inStory[q - 1]! - inStory[p - 1]! || p - q);
  const laid = order.slice(0, MOST_BARS).map((story): Omit<Bar, "lane"> => {
    const [left, right] = markOf(model, story, scale, mostOf(lane));
    const title = model.title(story);
    let lines = titleLines(title, width / 2 - RIM_ROOM, letters, measure);
    let wide = Math.max(...lines.map(measure));
    // The title stands to the right, or to the left where the screen ends
    const before = right + BESIDE + wide > width;
    const above = before && Math.min(left, width) - BESIDE - wide < EDGE;
    if (above) {
      lines = lane < TALL * letters ? wrap(title, width - 2 * EDGE, 1, measure) : titleLines(title, width - 2 * EDGE, letters, measure);
      wide = Math.max(...lines.map(measure));
    }
    const text = above ? Math.max(EDGE, Math.min(left, width - EDGE - wide)) : before ? Math.min(left, width) - BESIDE - wide : Math.max(right + BESIDE, EDGE);
    return { story, left: Math.min(left, text), right: Math.max(right, text + wide), lines, text, above };
  });
  const lanes = packLanes(laid, MOST_LANES, GAP);
  const bars = laid.flatMap((bar, n) => (lanes[n]! < 0 ? [] : [{ ...bar, lane: lanes[n]! }]));
  return { bars, lanes: bars.reduce((top, bar) => Math.max(top, bar.lane + 1), 0), crowded: order.length - bars.length };
}

/** Where things stand in a lane of that height whose top is at `top`. */
export function shapeOf(bar: Bar, top: number, lane: number, letters: number): Shape {
  const height = bar.lines.length * LINE * letters;
  const from = bar.above ? top + 3 : top + (lane - height) / 2;
  const rows = bar.lines.map((text, n) => ({ text, y: from + (n + 0.5) * LINE * letters }));
  const free = bar.above ? lane - height - 6 : lane;
  return { middle: top + lane - free / 2 - (bar.above ? 3 : 0), most: mostOf(free), rows };
}

/** Half the height of a mark in a lane, or in what a title leaves of it. */
function mostOf(free: number): number {
  return free / 2 - 2;
}

/** A title in two lines of the narrowest width that takes it whole. */
function titleLines(title: string, most: number, letters: number, measure: Measure): string[] {
  let lines: string[] = [];
  for (const width of TITLES) {
    // One half of the screen always has room for a title beside a bubble
    lines = wrap(title, Math.min(most, width * letters), width > most ? 3 : 2, measure);
    if (!lines[lines.length - 1]?.endsWith(" …")) break;
  }
  return lines;
}
