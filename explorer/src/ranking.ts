// Orders of the story list, by the articles that pass the filters.
import type { Corpus } from "./corpus";
import type { Results } from "./filters";
import type { Sort } from "./state";
import { DAY } from "./time";
import { trust } from "./trust";

/** Orders that need dates. */
const TIMED: ReadonlySet<Sort> = new Set(["heat", "growth", "recent", "first"]);

/** Whether a graph knows what an order goes by: of some no article is dated, of others no fit is known. */
export function canSort({ span, rated }: Corpus, sort: Sort): boolean {
  return sort === "cohesion" ? rated : span !== null || !TIMED.has(sort);
}

/** Story numbers that have a passing article, in the order asked for; ties by story number. */
export function rankStories(corpus: Corpus, results: Results, sort: Sort): Int32Array {
  const shown: number[] = [];
  for (let s = 0; s < corpus.stories.count; s++) if (results.inStory[s]) shown.push(s);
  const key = keys(corpus, results, sort);
  shown.sort((p, q) => key[q]! - key[p]! || p - q);
  return Int32Array.from(shown, (s) => s + 1);
}

function keys(corpus: Corpus, results: Results, sort: Sort): Float64Array {
  const { stories } = corpus;
  const { first, last, outlets } = results.extents;
  const out = new Float64Array(stories.count);
  for (let s = 0; s < stories.count; s++) {
    switch (sort) {
      case "size":
        out[s] = results.inStory[s]!;
        break;
      case "recent":
        out[s] = valueOr(last[s]!, -Infinity);
        break;
      case "first":
        out[s] = -valueOr(first[s]!, Infinity);
        break;
      case "cohesion":
        out[s] = -trust(corpus, s + 1, results).least - stories.loosest[s]! / (stories.count + 1);
        break;
      case "outlets":
        out[s] = outlets[s]!;
        break;
      case "heat":
        out[s] = results.inStory[s] ? heat(corpus, s + 1, results).now : -Infinity;
        break;
      case "growth":
        out[s] = results.inStory[s] ? heat(corpus, s + 1, results).change : -Infinity;
    }
  }
  return out;
}

function valueOr(value: number, otherwise: number): number {
  return value === value ? value : otherwise;
}

export interface Heat {
  /** Most articles within three days. */
  now: number;
  /** Articles of its last three days (the last, in stories of less than four), less those of as many before. */
  change: number;
}

/** How dense its coverage got, or what of it passes, and its change. Dates are sorted inside a story. */
export function heat(corpus: Corpus, story: number, results?: Results): Heat {
  const { articles, stories } = corpus;
  const { first, last } = results?.extents ?? stories;
  const failed = results?.failed;
  const from = stories.start[story - 1]!;
  const to = stories.start[story]!;
  const end = last[story - 1]!;
  const window = end - first[story - 1]! < 4 * DAY ? DAY : 3 * DAY;
  let most = 0;
  let lo = from;
  let within = 0;
  let change = 0;
  for (let i = from; i < to; i++) {
    const when = articles.date[i]!;
    if (when !== when || failed?.[i]) continue;
    within++;
    for (; lo < i && !(articles.date[lo]! > when - 3 * DAY); lo++) if (!failed?.[lo] && !Number.isNaN(articles.date[lo]!)) within--;
    most = Math.max(most, within);
    if (when > end - window) change++;
    else if (when > end - 2 * window) change--;
  }
  return { now: most, change };
}

/** Passing articles over time in `count` equal bins from `from` to `to`. */
export function sparkBins(corpus: Corpus, { failed }: Results, story: number, from: number, to: number, count: number): Uint32Array {
  const out = new Uint32Array(count);
  const step = Math.max(1, to - from) / count;
  for (let i = corpus.stories.start[story - 1]!; i < corpus.stories.start[story]!; i++) {
    const when = corpus.articles.date[i]!;
    if (!failed[i] && when >= from && when <= to) out[Math.min(count - 1, Math.floor((when - from) / step))]!++;
  }
  return out;
}
