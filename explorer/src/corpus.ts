// The graph as the page holds it: columns over articles, edges and stories, in page order.
import type { Block, Strings } from "./decode";

export interface Theme {
  name: string;
  x: number;
  y: number;
  size: number;
  stories: number;
}

export interface Facts {
  title: string;
  /** A digest of what stands where: other builds have another. */
  key: string;
  articles: number;
  stories: number;
  edges: number;
  /** The provenances that edges have: 0 related, 1 similar, 2 both. */
  ties: number[];
  problems: number;
  /** Seconds since 1970 of the earliest article. */
  epoch: number;
  x: [number, number];
  y: [number, number];
  radius: number;
  sources: string[];
  topics: string[];
  langs: string[];
  /** Articles a chunk of excerpts and links, and a chunk of titles. */
  chunk: number;
  titles: number;
  /** Whether headlines and ties are read before anybody asks for them. */
  eager: boolean;
  /** Fit below which it is a loose one, and which all articles of a firm story have, in hundredths. */
  loose: number;
  firm: number;
  pages: number[];
  themes: Theme[];
}

/** The fit of an article that has none. */
export const NO_FIT = 255;

/** When stories were told, and by how many outlets; story s is at index s - 1. */
export interface Extents {
  /** Seconds since 1970; NaN where no article is dated. */
  first: Float64Array;
  last: Float64Array;
  outlets: Uint32Array;
}

/** Columns over stories; story s is at index s - 1. */
export interface Stories extends Extents {
  count: number;
  title: Strings;
  keywords: Strings;
  /** First article of each story; one more entry ends the last. */
  start: Int32Array;
  lead: Int32Array;
  /** Place among all stories from the loosest, which hundredths do not tell; those without fits come last. */
  loosest: Int32Array;
  x: Float32Array;
  y: Float32Array;
  radius: Float32Array;
  copies: Uint32Array;
  /** How many of its articles are known from links alone. */
  linked: Uint32Array;
}

/** Columns over articles in page order; singletons follow the last story. */
export interface Articles {
  count: number;
  x: Float32Array;
  y: Float32Array;
  /** Seconds since 1970; NaN where undated. */
  date: Float64Array;
  /** Place in `facts.sources` plus one; 0 where unknown. */
  source: Int32Array;
  lang: Int32Array;
  topicStart: Int32Array;
  topics: Int32Array;
  /** A digest of its address or id: what it goes by in other builds. Not unique. */
  key: Int32Array;
  external: Uint8Array;
  /** How many are external. */
  linked: number;
  /** How well it fits the rest of its story, in hundredths; NO_FIT where that is not known. */
  fit: Uint8Array;
  /** The first article of the same page, itself where no earlier one has its address. */
  page: Int32Array;
  /** The article that this one is a copy of, or -1. */
  copyOf: Int32Array;
  /** Story number, 0 for singletons. */
  story: Int32Array;
}

export interface Ties {
  a: Int32Array;
  b: Int32Array;
  edges: Int32Array;
  weight: Uint8Array;
}

export interface Corpus {
  facts: Facts;
  /** Earliest and latest date, seconds since 1970; null when nothing is dated. */
  span: [number, number] | null;
  /** Whether the fit of any article is known: graphs of earlier versions say nothing of it. */
  rated: boolean;
  stories: Stories;
  articles: Articles;
  ties: Ties;
}

export function readCorpus(core: Block): Corpus {
  const facts = core.json<Facts>("facts");
  const articles = readArticles(core, facts);
  const stories = readStories(core, facts, articles);
  const ties: Ties = {
    a: core.numbers("tie.a"),
    b: core.numbers("tie.b"),
    edges: core.numbers("tie.edges"),
    weight: core.bytes("tie.weight"),
  };
  return { facts, span: spanOf(articles.date), rated: articles.fit.some((fit) => fit !== NO_FIT), stories, articles, ties };
}

function spanOf(dates: Float64Array): [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  for (const when of dates) {
    if (when < low) low = when;
    if (when > high) high = when;
  }
  return low <= high ? [low, high] : null;
}

function spread(values: Int32Array, scale: [number, number]): Float32Array {
  const out = new Float32Array(values.length);
  const step = (scale[1] - scale[0]) / 65535;
  for (let i = 0; i < out.length; i++) out[i] = scale[0] + values[i]! * step;
  return out;
}

function readArticles(core: Block, facts: Facts): Articles {
  const count = facts.articles;
  const dates = core.wide("article.date");
  const date = new Float64Array(count);
  for (let i = 0; i < count; i++) date[i] = dates[i] === 0 ? NaN : facts.epoch + dates[i]! - 1;
  const topicCounts = core.numbers("article.topics");
  const topicStart = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) topicStart[i + 1] = topicStart[i]! + topicCounts[i]!;
  const page = Int32Array.from({ length: count }, (_, i) => i);
  const first = core.numbers("page.first");
  core.numbers("page.article").forEach((i, n) => (page[i] = first[n]!));
  const external = core.bytes("article.external");
  const copyOf = new Int32Array(count).fill(-1);
  const held = core.numbers("copy.article");
  const away = core.numbers("copy.of");
  for (let i = 0; i < held.length; i++) copyOf[held[i]!] = held[i]! + away[i]!;
  return {
    count,
    x: spread(core.numbers("article.x"), core.json("article.x.scale")),
    y: spread(core.numbers("article.y"), core.json("article.y.scale")),
    date,
    source: core.numbers("article.source"),
    lang: core.numbers("article.lang"),
    topicStart,
    topics: core.numbers("topics"),
    key: core.numbers("article.key"),
    external,
    linked: external.reduce((sum, one) => sum + one, 0),
    fit: core.bytes("article.fit"),
    page,
    copyOf,
    story: new Int32Array(count),
  };
}

function readStories(core: Block, facts: Facts, articles: Articles): Stories {
  const count = facts.stories;
  const sizes = core.numbers("story.size");
  const leads = core.numbers("story.lead");
  const start = new Int32Array(count + 1);
  const lead = new Int32Array(count);
  const copies = new Uint32Array(count);
  const linked = new Uint32Array(count);
  for (let s = 0; s < count; s++) {
    const from = start[s]!;
    const to = (start[s + 1] = from + sizes[s]!);
    lead[s] = from + leads[s]!;
    for (let i = from; i < to; i++) {
      articles.story[i] = s + 1;
      if (articles.copyOf[i]! >= 0) copies[s]!++;
      linked[s]! += articles.external[i]!;
    }
  }
  return {
    count,
    title: core.strings("story.title"),
    keywords: core.strings("story.keywords"),
    start,
    lead,
    loosest: core.numbers("story.loosest"),
    x: spread(core.numbers("story.x"), facts.x),
    y: spread(core.numbers("story.y"), facts.y),
    radius: spread(core.numbers("story.radius"), [0, facts.radius]),
    copies,
    linked,
    ...extents(facts, articles, count),
  };
}

/** Extents of all stories, by their articles; by those alone that have `failed` no filter, where given. */
export function extents(facts: Facts, articles: Articles, stories: number, failed?: Uint8Array): Extents {
  const first = new Float64Array(stories).fill(NaN);
  const last = new Float64Array(stories).fill(NaN);
  const outlets = new Uint32Array(stories);
  const seen = new Int32Array(facts.sources.length + 1);
  for (let i = 0; i < articles.count; i++) {
    const story = articles.story[i]!;
    if (!story || failed?.[i]) continue;
    const s = story - 1;
    const when = articles.date[i]!;
    if (when < first[s]! || (when === when && first[s] !== first[s])) first[s] = when;
    if (when > last[s]! || (when === when && last[s] !== last[s])) last[s] = when;
    const source = articles.source[i]!;
    if (source && seen[source] !== story) {
      seen[source] = story;
      outlets[s]!++;
    }
  }
  return { first, last, outlets };
}

/** The name of an outlet, a topic or a language by its code in the columns. */
export function named(names: string[], code: number): string {
  return code > 0 ? (names[code - 1] ?? "") : "";
}
