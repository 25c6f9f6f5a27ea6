// Search over titles, excerpts, outlets and keywords: folded text in pieces, scanned with indexOf.
import { named, type Corpus } from "./corpus";
import type { Texts } from "./texts";

const PIECE = 512;
const ACCENTS = /\p{M}+/gu;
// Most pieces need no folding beyond lower case
const BEYOND_ASCII = /[^\x00-\x7f]/;

/** Lower case without accents, so that "Café" answers to "cafe". */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  return BEYOND_ASCII.test(lower) ? lower.normalize("NFD").replace(ACCENTS, "").normalize("NFC").replace(/ß/g, "ss") : lower;
}

/** The words of a query; words in "quotes" stay together. */
export function queryTerms(query: string): string[] {
  const terms: string[] = [];
  for (const match of fold(query).matchAll(/"([^"]+)"?|(\S+)/g)) {
    const term = (match[1] ?? match[2] ?? "").trim();
    if (term) terms.push(term);
  }
  return terms.slice(0, 8);
}

interface Piece {
  text: string;
  /** Where each article's text starts. */
  starts: Uint32Array;
  from: number;
}

/** Marks, for each article of `pieces`, whether every term occurs. Longest term first: it rules out most. */
function scan(piece: Piece, terms: string[], hits: Uint8Array): void {
  const size = piece.starts.length;
  const counts = new Uint8Array(size);
  for (let t = 0; t < terms.length; t++) {
    const term = terms[t]!;
    let at = piece.text.indexOf(term);
    let row = 0;
    if (at < 0) return;
    while (at >= 0) {
      while (row + 1 < size && piece.starts[row + 1]! <= at) row++;
      if (counts[row] === t) counts[row]!++;
      const next = row + 1 < size ? piece.starts[row + 1]! : -1;
      if (next < 0) break;
      at = piece.text.indexOf(term, next);
    }
  }
  for (let row = 0; row < size; row++) if (counts[row] === terms.length) hits[piece.from + row] = 1;
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
  /** Whether every excerpt is in. */
  complete = false;

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
    this.complete = true;
  }

  /**
   * 1 for each article that has every word of the query, or whose story has it among its
   * keywords; null for an empty query, and until the headlines are in. A word may stand in the title and another in the excerpt.
   */
  find(query: string): Uint8Array | null {
    const terms = queryTerms(query);
    if (!terms.length || !this.ready) return null;
    const { articles, stories } = this.corpus;
    const hits = new Uint8Array(articles.count);
    if (terms.length === 1) {
      for (const piece of this.heads) scan(piece, terms, hits);
      for (const piece of this.bodies) scan(piece, terms, hits);
    } else {
      const one = new Uint8Array(articles.count);
      const counts = new Uint8Array(articles.count);
      for (const term of terms) {
        one.fill(0);
        for (const piece of this.heads) scan(piece, [term], one);
        for (const piece of this.bodies) scan(piece, [term], one);
        for (let i = 0; i < one.length; i++) counts[i]! += one[i]!;
      }
      for (let i = 0; i < hits.length; i++) if (counts[i] === terms.length) hits[i] = 1;
    }
    for (let s = 0; s < this.keywords.length; s++) {
      const words = this.keywords[s]!;
      if (terms.every((term) => words.includes(term))) hits.fill(1, stories.start[s]!, stories.start[s + 1]!);
    }
    return hits;
  }
}
