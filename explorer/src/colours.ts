// Colours that stay apart for colour-blind readers: Okabe and Ito's eight (jfly.uni-koeln.de/color),
// bent into a wheel for places on the map, and cividis (Nuñez et al. 2018) for dates.
import { bulkOf } from "./bulk";
import type { Corpus } from "./corpus";
import type { Colour } from "./state";
import { dayText, momentText } from "./time";

export type RGB = [number, number, number];

/** In the order of a wheel, so that neighbours on the map get neighbouring hues. */
const WHEEL: RGB[] = [
  [0, 114, 178],
  [64, 158, 216],
  [0, 158, 140],
  [96, 170, 88],
  [206, 164, 20],
  [226, 134, 10],
  [208, 84, 30],
  [196, 96, 152],
  [116, 92, 178],
];

export const CATEGORIES: RGB[] = [
  [0, 114, 178],
  [222, 132, 0],
  [0, 150, 110],
  [196, 96, 152],
  [206, 84, 10],
  [64, 158, 216],
  [170, 140, 0],
  [112, 90, 170],
];

const REST: RGB = [140, 140, 140];

const CIVIDIS: RGB[] = [
  [0, 34, 78],
  [42, 63, 109],
  [87, 92, 109],
  [124, 123, 120],
  [165, 156, 116],
  [209, 192, 97],
  [254, 232, 56],
];

function mix(a: RGB, b: RGB, share: number): RGB {
  return [0, 1, 2].map((i) => Math.round(a[i]! + (b[i]! - a[i]!) * share)) as RGB;
}

function along(stops: RGB[], share: number, round: boolean): RGB {
  const last = round ? stops.length : stops.length - 1;
  const at = Math.min(Math.max(share, 0), 0.99999) * last;
  const low = Math.floor(at);
  return mix(stops[low]!, stops[(low + 1) % stops.length]!, at - low);
}

/** A hue by direction from the middle of the map, a little lighter near the middle. */
export function placeColour(x: number, y: number, middle: { x: number; y: number; radius: number }): RGB {
  const turn = (Math.atan2(y - middle.y, x - middle.x) / (2 * Math.PI) + 1) % 1;
  const away = Math.min(1, Math.hypot(x - middle.x, y - middle.y) / middle.radius);
  return mix(along(WHEEL, turn, true), [150, 150, 160], 0.45 * (1 - away) ** 1.5);
}

export function dateColour(share: number): RGB {
  return along(CIVIDIS, 0.08 + share * 0.88, false);
}

export interface Palette {
  /** Colour of each story (index story - 1) and each article, as red, green, blue. */
  story: Uint8Array;
  article: Uint8Array;
  legend: { label: string; colour: RGB }[];
  /** Ends of a colour ramp where the legend is one. */
  ramp: [string, string] | null;
}

export function css(colour: RGB, alpha = 1): string {
  return alpha === 1 ? `rgb(${colour.join(",")})` : `rgba(${colour.join(",")},${alpha})`;
}

export function storyColour(palette: Palette, story: number): RGB {
  const at = (story - 1) * 3;
  return [palette.story[at]!, palette.story[at + 1]!, palette.story[at + 2]!];
}

export function articleColour(palette: Palette, article: number): RGB {
  const at = article * 3;
  return [palette.article[at]!, palette.article[at + 1]!, palette.article[at + 2]!];
}

export function mapMiddle(corpus: Corpus): { x: number; y: number; radius: number } {
  const { x, y } = corpus.facts;
  return { x: (x[0] + x[1]) / 2, y: (y[0] + y[1]) / 2, radius: Math.max(x[1] - x[0], y[1] - y[0]) / 2 };
}

/** Whether a choice of colour tells articles of this graph apart. */
export function canColour({ span, facts }: Corpus, by: Colour): boolean {
  return by === "topic" ? facts.topics.length > 1 : by !== "date" || span !== null;
}

export function makePalette(corpus: Corpus, by: Colour): Palette {
  const { stories, articles, facts } = corpus;
  const middle = mapMiddle(corpus);
  const palette: Palette = {
    story: new Uint8Array(stories.count * 3),
    article: new Uint8Array(articles.count * 3),
    legend: [],
    ramp: null,
  };
  const names = by === "source" ? facts.sources : facts.topics;
  const category = (code: number): RGB => (code > 0 ? (CATEGORIES[code - 1] ?? REST) : REST);
  // As the timeline does: one old article would leave a single colour to all others
  const scale = by === "date" ? bulkOf(articles.date) : null;
  const share = (when: number): number => (scale ? Math.max(0, when - scale.first) / Math.max(1, scale.last - scale.first) : 0);
  const ofDate = (when: number): RGB => (when === when ? dateColour(share(when)) : REST);
  const ofArticle = (i: number): RGB => {
    if (by === "source") return category(articles.source[i]!);
    if (by === "topic") return category(tellingTopic(corpus, i));
    return ofDate(articles.date[i]!);
  };
  for (let s = 0; s < stories.count; s++) {
    if (by === "story") palette.story.set(placeColour(stories.x[s]!, stories.y[s]!, middle), s * 3);
    else palette.story.set(by === "date" ? ofDate(middleDate(corpus, s + 1)) : majority(corpus, s + 1, ofArticle), s * 3);
  }
  for (let i = 0; i < articles.count; i++) {
    const story = articles.story[i]!;
    if (by !== "story") palette.article.set(ofArticle(i), i * 3);
    else if (story) palette.article.set(palette.story.subarray((story - 1) * 3, story * 3), i * 3);
    else palette.article.set(mix(placeColour(articles.x[i]!, articles.y[i]!, middle), REST, 0.5), i * 3);
  }
  if (scale) {
    // Of one day the times tell the ends apart
    const text = dayText(scale.first) === dayText(scale.last) && scale.first < scale.last ? momentText : dayText;
    const first = `${text(scale.first)}${scale.cut ? " and earlier" : ""}`;
    if (scale.first < scale.last) palette.ramp = [first, text(scale.last)];
    else palette.legend = [{ label: first, colour: dateColour(0) }];
  }
  if (by === "source" || by === "topic") {
    palette.legend = names.slice(0, CATEGORIES.length).map((label, n) => ({ label, colour: CATEGORIES[n]! }));
    if (names.length > CATEGORIES.length) palette.legend.push({ label: "others", colour: REST });
  }
  return palette;
}

/** The date that half of a story's dated articles are older than; NaN where none is dated. */
function middleDate({ stories, articles }: Corpus, story: number): number {
  const dates = articles.date.slice(stories.start[story - 1], stories.start[story]).filter((when) => when === when).sort();
  return dates[dates.length >> 1] ?? NaN;
}

/** An article's rarest topic that has a colour: a topic nearly all share would say nothing. */
function tellingTopic(corpus: Corpus, article: number): number {
  const { topicStart, topics } = corpus.articles;
  let best = 0;
  for (let t = topicStart[article]!; t < topicStart[article + 1]!; t++) {
    // Codes rise as topics get rarer: the rarest that still has a colour tells most
    if (topics[t]! > best && topics[t]! <= CATEGORIES.length) best = topics[t]!;
  }
  return best;
}

function majority(corpus: Corpus, story: number, colourOf: (article: number) => RGB): RGB {
  const counts = new Map<string, [number, RGB]>();
  const from = corpus.stories.start[story - 1]!;
  const to = Math.min(corpus.stories.start[story]!, from + 200);
  let best: [number, RGB] = [0, REST];
  for (let i = from; i < to; i++) {
    const colour = colourOf(i);
    const held = counts.get(colour.join()) ?? [0, colour];
    held[0]++;
    counts.set(colour.join(), held);
    if (held[0] > best[0]) best = held;
  }
  return best[1];
}
