// Search over titles, excerpts, outlets and keywords: folded text in pieces, scanned with indexOf.
import { named, type Corpus } from "./corpus";
import type { Texts } from "./texts";

const PIECE = 512;

/** Accents, of Latin, Greek and Cyrillic letters: other scripts write vowels and consonants as marks. */
const ACCENTS = "\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f";

/** Points of Hebrew, Arabic and Syriac, which writers leave out. */
const POINTS = "\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u0711\\u0730-\\u074a\\u0898-\\u089f\\u08ca-\\u08e1\\u08e3-\\u08ff";

/** What chooses a form of a sign, as of emoji, and is nothing to read. */
const VARIANTS = "\\u180b-\\u180d\\u180f\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}";

const LEFT_OUT = new RegExp(`[${ACCENTS}${POINTS}${VARIANTS}]+`, "gu");
// Most pieces need no folding beyond lower case
const BEYOND_ASCII = /[^\x00-\x7f]/;

/** Lower case without accents, with plain quotes, dashes and widths, so that "Café’s" answers to "cafe's" and "Ｇ７" to "g7"; marks of other scripts are letters, and stay. */
export function fold(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  const bare = text.replace(/[‘’‛ʼ´]/g, "'").normalize("NFKD").replace(LEFT_OUT, "").normalize("NFC").toLowerCase();
  return bare.replace(/ß/g, "ss").replace(/[“”„‟«»]/g, '"').replace(/[‐‑‒–—]/g, "-");
}

export interface Query {
  wanted: string[];
  /** What no text found may hold. */
  unwanted: string[];
}

/** The words of a query; words in "quotes" stay together, and -words must not occur. */
export function queryTerms(query: string): Query {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  for (const match of fold(query).matchAll(/(-?)"([^"]+)"?|(\S+)/g)) {
    const bare = match[3] ?? "";
    const word = bare.replace(/^[-(]+|[.,;:!?)]+$/g, "") || bare;
    const term = (match[2] ?? word).trim();
    if (!term || term === '"') continue;
    const negative = match[1] === "-" || /^-./.test(bare);
    (negative ? unwanted : wanted).push(term);
  }
  return { wanted: [...new Set(wanted)], unwanted: [...new Set(unwanted)] };
}

interface Piece {
  text: string;
  /** Where each article's text starts. */
  starts: Uint32Array;
  from: number;
}

/** Marks each article of the piece in which the term occurs. */
function scan(piece: Piece, term: string, hits: Uint8Array): void {
  const size = piece.starts.length;
  let at = piece.text.indexOf(term);
  let row = 0;
  while (at >= 0) {
    while (row + 1 < size && piece.starts[row + 1]! <= at) row++;
    hits[piece.from + row] = 1;
    if (row + 1 >= size) return;
    at = piece.text.indexOf(term, piece.starts[row + 1]!);
  }
}

function makePiece(from: number, rows: string[]): Piece {
  const starts = new Uint32Array(rows.length);
  let length = 0;
  for (let i = 0; i < rows.length; i++) {
    starts[i] = length;
    length += rows[i]!.length + 1;
  }
  return { text: rows.join("\n"), starts, from };
}

/** Grows while the page is idle: titles with outlets first, excerpts as they are unpacked. */
export class SearchIndex {
  private readonly heads: Piece[] = [];
  private readonly bodies: Piece[] = [];
  private readonly sources: string[];
  private readonly keywords: string[];
  /** Whether all headlines are in: before that, what is not found may still be there. */
  ready = false;

  constructor(
    private readonly corpus: Corpus,
    private readonly texts: Texts,
  ) {
    this.sources = corpus.facts.sources.map(fold);
    this.keywords = [];
  }

  /** Indexes headlines, outlets and keywords in steps, giving way between them. */
  async buildHeads(pause: () => Promise<void>): Promise<void> {
    if (this.heads.length) return;
    const { articles, stories } = this.corpus;
    for (let s = 0; s < stories.count; s++) this.keywords.push(fold(stories.keywords.get(s).replaceAll("\x1f", " ")));
    for (let from = 0; from < articles.count; from += PIECE) {
      await this.texts.loadTitles(from, Math.min(articles.count, from + PIECE));
      const rows: string[] = [];
      for (let i = from; i < Math.min(articles.count, from + PIECE); i++) {
        rows.push(`${fold(this.texts.title(i))}\t${named(this.sources, articles.source[i]!)}`);
      }
      this.heads.push(makePiece(from, rows));
      if (this.heads.length % 4 === 0) await pause();
    }
    this.ready = true;
  }

  /** Indexes the excerpts; called once, when the page holds them or when somebody searches. */
  async buildBodies(pause: () => Promise<void>): Promise<void> {
    for (let chunk = 0; chunk < this.texts.chunkCount; chunk++) {
      const { excerpt } = await this.texts.loadChunk(chunk);
      const base = chunk * this.corpus.facts.chunk;
      for (let from = 0; from < excerpt.length; from += PIECE) {
        this.bodies.push(makePiece(base + from, excerpt.slice(from, from + PIECE).map(fold)));
        if (this.bodies.length % 4 === 0) await pause();
      }
    }
  }

  /**
   * 1 for each article that has every word wanted, or whose story has them among its keywords, and
   * no word unwanted; null for an empty query, and until the headlines are in. A word may stand in
   * the title and another in the excerpt.
   */
  find(query: string): Uint8Array | null {
    const { wanted, unwanted } = queryTerms(query);
    if ((!wanted.length && !unwanted.length) || !this.ready) return null;
    const { articles, stories } = this.corpus;
    const hits = new Uint8Array(articles.count).fill(1);
    for (const term of wanted) {
      const held = this.holding(term);
      let left = 0;
      for (let i = 0; i < hits.length; i++) left += hits[i]! &= held[i]!;
      // A page of text that was pasted is not looked up to its end
      if (!left) break;
    }
    for (let s = 0; s < this.keywords.length && wanted.length; s++) {
      const words = this.keywords[s]!;
      if (wanted.every((term) => words.includes(term))) hits.fill(1, stories.start[s]!, stories.start[s + 1]!);
    }
    for (const term of unwanted) {
      const held = this.holding(term);
      for (let i = 0; i < held.length; i++) if (held[i]) hits[i] = 0;
    }
    return hits;
  }

  /** 1 for each article whose headline or excerpt holds the term. */
  private holding(term: string): Uint8Array {
    const found = new Uint8Array(this.corpus.articles.count);
    for (const piece of this.heads) scan(piece, term, found);
    for (const piece of this.bodies) scan(piece, term, found);
    return found;
  }
}
