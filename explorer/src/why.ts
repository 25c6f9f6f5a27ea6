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

/** A term of a text: how often it occurs, and the word that stands for it there. */
export interface Used {
  times: number;
  word: string;
}

const STEM_LETTERS = 6;
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/u;

/** Terms as the Python side cuts them (`terms/words.py`): six letters of a word, or pairs of signs. */
export function termsOf(text: string): Map<string, Used> {
  const used = new Map<string, Used>();
  for (const word of text.match(/[\p{L}\p{N}\p{M}]{2,}/gu) ?? []) {
    const folded = fold(word);
    const terms = UNSPACED.test(folded)
      ? [...folded].slice(1).map((sign, i) => [...folded][i]! + sign)
      : [/^\d/.test(folded) ? folded : fold([...written(word)].slice(0, STEM_LETTERS).join(""))];
    for (const term of terms) {
      const known = used.get(term);
      if (known) known.times += 1;
      else used.set(term, { times: 1, word: UNSPACED.test(folded) ? term : word });
    }
  }
  return used;
}

/** A word with the marks that its script writes vowels with: they count among its letters. */
function written(word: string): string {
  return word.toLowerCase().normalize("NFC").replace(/ß/g, "ss");
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
