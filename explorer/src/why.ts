// Why an article is in its story: its strongest ties, and the words that the two texts share.
import type { Strings } from "./decode";
import { fold } from "./search";
import { neighbours, otherEnd, type Edges } from "./edges";
import type { Corpus } from "./corpus";

export interface Tie {
  edge: number;
  other: number;
  sameStory: boolean;
}

/** The strongest ties of an article, those inside its story first. */
export function strongestTies(edges: Edges, corpus: Corpus, article: number, most: number): Tie[] {
  const story = corpus.articles.story[article]!;
  const ties = neighbours(edges, article).map((edge) => {
    const other = otherEnd(edges, edge, article);
    return { edge, other, sameStory: story > 0 && corpus.articles.story[other] === story };
  });
  const inside = ties.filter((tie) => tie.sameStory);
  const outside = ties.filter((tie) => !tie.sameStory);
  return [...inside, ...outside].slice(0, most);
}

/** Words and pairs of words, folded, as scikit-learn's default pattern cuts them: two characters and more. */
export function termsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const words = fold(text).match(/[\p{L}\p{N}_]{2,}/gu) ?? [];
  for (let i = 0; i < words.length; i++) {
    counts.set(words[i]!, (counts.get(words[i]!) ?? 0) + 1);
    if (i) {
      const pair = `${words[i - 1]} ${words[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return counts;
}

/** The vocabulary with its weights, looked up by folded term. */
export class Terms {
  private readonly idf = new Map<string, number>();

  constructor(terms: Strings, weights: Uint8Array) {
    for (let i = 0; i < terms.length; i++) this.idf.set(fold(terms.get(i)), weights[i]! / 255);
  }

  /**
   * Terms of the vocabulary that both texts use, by what they add to the cosine: the product
   * of the two TF-IDF values, (1 + ln tf) idf each, in no unit. Strongest first.
   */
  shared(one: string, two: string, most: number): { term: string; weight: number }[] {
    const a = termsOf(one);
    const b = termsOf(two);
    const found: { term: string; weight: number }[] = [];
    for (const [term, times] of a) {
      const other = b.get(term);
      const idf = this.idf.get(term);
      if (!other || idf === undefined) continue;
      found.push({ term, weight: (1 + Math.log(times)) * (1 + Math.log(other)) * idf * idf });
    }
    found.sort((p, q) => q.weight - p.weight || (p.term < q.term ? -1 : 1));
    return found.slice(0, most);
  }
}
