// Which articles and stories pass the filters, and how many would under each choice.
import { extents, type Corpus, type Extents } from "./corpus";
import type { Edges } from "./edges";
import type { State } from "./state";

const DATE = 1;
const SOURCE = 2;
const TOPIC = 4;
const LANG = 8;
const KIND = 16;
const PROVENANCE = 32;
const SIZE = 64;
const QUERY = 128;

export interface Counts {
  sources: Int32Array;
  topics: Int32Array;
  langs: Int32Array;
  kinds: Int32Array;
  provenance: Int32Array;
}

export interface Results {
  /** One bit for each filter that an article fails; 0 passes. */
  failed: Uint8Array;
  /** Articles that pass, pages known from links among them, and those of each story (index story - 1). */
  articles: number;
  inStory: Int32Array;
  /** How many of these are known from links alone. */
  linked: number;
  linkedIn: Int32Array;
  stories: number;
  filtered: boolean;
  /** Of the stories, by their passing articles. */
  extents: Extents;
  /** Articles under each choice with every other filter applied. */
  counts: Counts;
}

/** Bits for the provenances of each article's edges: 1 related, 2 similar, 4 both. */
export function provenances(edges: Edges | null, count: number): Uint8Array {
  const bits = new Uint8Array(count);
  if (!edges) return bits.fill(7);
  for (let e = 0; e < edges.count; e++) {
    const bit = 1 << edges.provenance[e]!;
    bits[edges.a[e]!]! |= bit;
    bits[edges.b[e]!]! |= bit;
  }
  return bits;
}

export function applyFilters(corpus: Corpus, state: State, hits: Uint8Array | null, ties: Uint8Array): Results {
  const { articles, stories, facts } = corpus;
  const failed = new Uint8Array(articles.count);
  const { from, to, sources, topics, langs, kinds, provenance, smallest, largest } = state;
  let wantedTies = 0;
  for (const kind of provenance) wantedTies |= 1 << kind;
  const dated = from !== null || to !== null;
  const low = from ?? -Infinity;
  const high = to ?? Infinity;
  const sized = smallest > 0 || largest < Infinity;
  for (let i = 0; i < articles.count; i++) {
    let bits = 0;
    if (dated && !(articles.date[i]! >= low && articles.date[i]! < high)) bits |= DATE;
    if (sources.size && !sources.has(articles.source[i]!)) bits |= SOURCE;
    if (langs.size && !langs.has(articles.lang[i]!)) bits |= LANG;
    if (kinds.size && !kinds.has(articles.external[i]!)) bits |= KIND;
    if (wantedTies && !(ties[i]! & wantedTies)) bits |= PROVENANCE;
    if (hits && !hits[i]) bits |= QUERY;
    if (topics.size && !anyTopic(corpus, i, topics)) bits |= TOPIC;
    if (sized) {
      const story = articles.story[i]!;
      const size = story ? stories.start[story]! - stories.start[story - 1]! : 1;
      if (size < smallest || size > largest) bits |= SIZE;
    }
    failed[i] = bits;
  }
  const inStory = new Int32Array(stories.count);
  const linkedIn = new Int32Array(stories.count);
  let passing = 0;
  let linked = 0;
  for (let i = 0; i < articles.count; i++) {
    if (failed[i]) continue;
    const external = articles.external[i]!;
    passing++;
    linked += external;
    const story = articles.story[i]!;
    if (!story) continue;
    inStory[story - 1]!++;
    linkedIn[story - 1]! += external;
  }
  let shown = 0;
  for (let s = 0; s < stories.count; s++) if (inStory[s]) shown++;
  const filtered = passing < articles.count;
  return {
    failed,
    articles: passing,
    inStory,
    linked,
    linkedIn,
    stories: shown,
    filtered,
    extents: filtered ? extents(facts, articles, stories.count, failed) : stories,
    counts: countChoices(corpus, failed, ties, facts.sources.length, facts.topics.length, facts.langs.length),
  };
}

function anyTopic(corpus: Corpus, article: number, wanted: ReadonlySet<number>): boolean {
  const { topicStart, topics } = corpus.articles;
  if (wanted.has(0) && topicStart[article] === topicStart[article + 1]) return true;
  for (let t = topicStart[article]!; t < topicStart[article + 1]!; t++) if (wanted.has(topics[t]!)) return true;
  return false;
}

function countChoices(corpus: Corpus, failed: Uint8Array, ties: Uint8Array, sources: number, topics: number, langs: number): Counts {
  const { articles } = corpus;
  const counts: Counts = {
    sources: new Int32Array(sources + 1),
    topics: new Int32Array(topics + 1),
    langs: new Int32Array(langs + 1),
    kinds: new Int32Array(2),
    provenance: new Int32Array(3),
  };
  for (let i = 0; i < articles.count; i++) {
    const bits = failed[i]!;
    if (!(bits & ~SOURCE)) counts.sources[articles.source[i]!]!++;
    if (!(bits & ~LANG)) counts.langs[articles.lang[i]!]!++;
    if (!(bits & ~KIND)) counts.kinds[articles.external[i]!]!++;
    if (!(bits & ~PROVENANCE)) for (let p = 0; p < 3; p++) if (ties[i]! & (1 << p)) counts.provenance[p]!++;
    if (!(bits & ~TOPIC)) {
      const [from, to] = [articles.topicStart[i]!, articles.topicStart[i + 1]!];
      if (from === to) counts.topics[0]!++;
      for (let t = from; t < to; t++) counts.topics[articles.topics[t]!]!++;
    }
  }
  return counts;
}

/** Passes every filter but the date: what the histogram draws in colour. */
export function passesAllButDate(failed: Uint8Array, article: number): boolean {
  return !(failed[article]! & ~DATE);
}
