// Edges, and each article's neighbours.
import type { Block } from "./decode";
import type { Corpus } from "./corpus";

export const RELATED = 0;
export const SIMILAR = 1;
export const BOTH = 2;
export type Provenance = 0 | 1 | 2;

/** Provenances from the bottom of the picture up. */
export const FROM_BELOW: Provenance[] = [SIMILAR, RELATED, BOTH];

export interface Edges {
  count: number;
  /** How many edges at the front join two stories, or a singleton. */
  crossing: number;
  a: Int32Array;
  b: Int32Array;
  provenance: Uint8Array;
  /** a's related list names b, and the other way round. */
  aCitesB: Uint8Array;
  bCitesA: Uint8Array;
  /** 0 to 1. */
  cosine: Float32Array;
  /** 0 to 1, by rank of strength rather than in any unit. */
  weight: Float32Array;
  /** First inner edge of each story; one more entry ends the last. */
  storyStart: Int32Array;
  /** Edges of article i: `around[aroundStart[i]] ...`, strongest first after `neighbours()`. */
  aroundStart: Int32Array;
  around: Int32Array;
}

export function readEdges(block: Block, corpus: Corpus): Edges {
  const a = block.numbers("edge.a");
  const count = a.length;
  const span = block.numbers("edge.span");
  const flags = block.bytes("edge.flags");
  const cosines = block.bytes("edge.cosine");
  const weights = block.bytes("edge.weight");
  const b = new Int32Array(count);
  const provenance = new Uint8Array(count);
  const aCitesB = new Uint8Array(count);
  const bCitesA = new Uint8Array(count);
  const cosine = new Float32Array(count);
  const weight = new Float32Array(count);
  const degree = new Int32Array(corpus.articles.count + 1);
  for (let e = 0; e < count; e++) {
    b[e] = a[e]! + span[e]!;
    provenance[e] = flags[e]! & 3;
    aCitesB[e] = (flags[e]! >> 2) & 1;
    bCitesA[e] = (flags[e]! >> 3) & 1;
    cosine[e] = cosines[e]! / 100;
    weight[e] = weights[e]! / 40;
    degree[a[e]! + 1]!++;
    degree[b[e]! + 1]!++;
  }
  for (let i = 0; i < corpus.articles.count; i++) degree[i + 1]! += degree[i]!;
  const around = new Int32Array(count * 2);
  const next = degree.slice();
  for (let e = 0; e < count; e++) {
    around[next[a[e]!]!++] = e;
    around[next[b[e]!]!++] = e;
  }
  const crossing = block.numbers("edge.crossing")[0] ?? 0;
  const storyStart = startsByStory(a, crossing, corpus);
  return { count, crossing, a, b, provenance, aCitesB, bCitesA, cosine, weight, storyStart, aroundStart: degree, around };
}

function startsByStory(a: Int32Array, crossing: number, corpus: Corpus): Int32Array {
  const starts = new Int32Array(corpus.stories.count + 1).fill(a.length);
  let e = crossing;
  for (let s = 0; s <= corpus.stories.count; s++) {
    while (e < a.length && corpus.articles.story[a[e]!]! < s + 1 && corpus.articles.story[a[e]!]! > 0) e++;
    starts[s] = e;
  }
  return starts;
}

/** The edges of an article, strongest first. */
export function neighbours(edges: Edges, article: number): number[] {
  const list = Array.from(edges.around.subarray(edges.aroundStart[article]!, edges.aroundStart[article + 1]!));
  return list.sort((p, q) => edges.weight[q]! - edges.weight[p]! || p - q);
}

export function otherEnd(edges: Edges, edge: number, article: number): number {
  return edges.a[edge] === article ? edges.b[edge]! : edges.a[edge]!;
}

/** Up to `most` inner edges of a story, strongest first when there are more. */
export function innerEdges(edges: Edges, story: number, most: number): number[] {
  const from = edges.storyStart[story - 1]!;
  const to = edges.storyStart[story]!;
  const list: number[] = [];
  for (let e = from; e < to; e++) list.push(e);
  if (list.length <= most) return list;
  return list.sort((p, q) => edges.weight[q]! - edges.weight[p]! || p - q).slice(0, most);
}
