// Why an article is in its story: its strongest ties, and the words that the two texts share.
import type { Strings } from "./decode";
import { neighbours, otherEnd, type Edges } from "./edges";
import type { Corpus } from "./corpus";
import { isUnspaced, spelledWords, termsOf } from "./words";

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

/** A term of a text: how often it occurs, and the word that stands for it there. */
interface Used {
  times: number;
  word: string;
}

/** The terms that a text uses; a term of writing without spaces stands for itself. */
export function used(text: string): Map<string, Used> {
  const spelled = new Map<string, string>();
  for (const word of spelledWords(text)) {
    const terms = termsOf(word);
    if (terms.length === 1 && !spelled.has(terms[0]!)) spelled.set(terms[0]!, word);
  }
  const found = new Map<string, Used>();
  for (const term of termsOf(text)) {
    const known = found.get(term);
    if (known) known.times += 1;
    else found.set(term, { times: 1, word: isUnspaced(term) ? term : (spelled.get(term) ?? term) });
  }
  return found;
}

/** The vocabulary with its weights, looked up by term. */
export class Terms {
  private readonly idf = new Map<string, number>();

  constructor(terms: Strings, weights: Uint8Array) {
    for (let i = 0; i < terms.length; i++) this.idf.set(terms.get(i), weights[i]! / 255);
  }

  /**
   * Terms of the vocabulary that both texts use, by what they add to the cosine: the product
   * of the two TF-IDF values, (1 + ln tf) idf each, in no unit. Strongest first.
   */
  shared(one: string, two: string, most: number): { term: string; weight: number }[] {
    const a = used(one);
    const b = used(two);
    const found: { term: string; weight: number }[] = [];
    for (const [term, { times, word }] of a) {
      const other = b.get(term);
      const idf = this.idf.get(term);
      if (!other || idf === undefined) continue;
      const weight = (1 + Math.log(times)) * (1 + Math.log(other.times)) * idf * idf;
      found.push({ term: word, weight });
    }
    found.sort((p, q) => q.weight - p.weight || (p.term < q.term ? -1 : 1));
    return found.slice(0, most);
  }
}
