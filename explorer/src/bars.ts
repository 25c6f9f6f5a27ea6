// Where each story of the timeline stands: its mark (a bubble or a river), the title beside it,
// and the lane that has room for both.
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

/** Pixels between a mark and its title, and between two neighbours of a lane. */
const BESIDE = 6;
const GAP = 10;

export interface Bar extends Span {
  lane: number;
  lines: string[];
  /** Where its title starts, how wide it is, and whether the mark runs under it. */
  text: number;
  width: number;
  over: boolean;
}

export interface Bars {
  bars: Bar[];
  lanes: number;
  /** Stories that pass and lie in the span, but for which there was no room. */
  crowded: number;
}

/** `most` is half the height of a lane's marks in pixels, `letters` how much larger than usual text is. */
export function layBars(model: Model, scale: Scale, width: number, most: number, letters: number, measure: Measure): Bars {
  const { stories } = model.corpus;
  const { inStory } = model.results;
  const order: number[] = [];
  for (let s = 0; s < stories.count; s++) {
    if (inStory[s] && stories.last[s]! >= scale.low && stories.first[s]! <= scale.high) order.push(s + 1);
  }
  order.sort((p, q) => inStory[q - 1]! - inStory[p - 1]! || p - q);
  const laid = order.slice(0, MOST_BARS).map((story): Omit<Bar, "lane"> => {
    const [left, right] = markOf(model, story, scale, most);
    const lines = titleLines(model.title(story), width / 2 - RIM_ROOM, letters, measure);
    const wide = Math.max(...lines.map(measure));
    // The title stands to the right, or to the left where the screen ends
    const before = right + BESIDE + wide > width;
    const text = before ? Math.max(4, Math.min(left, width) - BESIDE - wide) : Math.max(right + BESIDE, 4);
    return { story, left: Math.min(left, text), right: Math.max(right, text + wide), lines, text, width: wide, over: text < right && text + wide > left };
  });
  const lanes = packLanes(laid, MOST_LANES, GAP);
  const bars = laid.flatMap((bar, n) => (lanes[n]! < 0 ? [] : [{ ...bar, lane: lanes[n]! }]));
  return { bars, lanes: bars.reduce((top, bar) => Math.max(top, bar.lane + 1), 0), crowded: order.length - bars.length };
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
