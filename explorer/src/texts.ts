// Titles, excerpts and links, unpacked when somebody needs them.
import { block } from "./blocks";
import type { Strings } from "./decode";

export interface Chunk {
  excerpt: Strings;
  url: Strings;
}

/** The texts of the corpus. Titles come soon after the first view, chunks when asked for. */
export class Texts {
  titles: Strings | null = null;
  private readonly chunks = new Map<number, Chunk>();

  constructor(
    private readonly count: number,
    private readonly size: number,
  ) {}

  get chunkCount(): number {
    return Math.ceil(this.count / this.size);
  }

  async loadTitles(): Promise<Strings> {
    this.titles ??= (await block("titles")).strings("title");
    return this.titles;
  }

  async loadChunk(number: number): Promise<Chunk> {
    let chunk = this.chunks.get(number);
    if (!chunk) {
      const data = await block(`texts-${number}`);
      chunk = { excerpt: data.strings("excerpt"), url: data.strings("url") };
      this.chunks.set(number, chunk);
    }
    return chunk;
  }

  /** Makes `excerpt` and `url` answer for articles `from` to `to`. */
  async loadRange(from: number, to: number): Promise<void> {
    const wanted: Promise<unknown>[] = [this.loadTitles()];
    for (let n = Math.floor(from / this.size); n <= Math.floor(Math.max(from, to - 1) / this.size); n++) {
      if (n < this.chunkCount) wanted.push(this.loadChunk(n));
    }
    await Promise.all(wanted);
  }

  async loadFor(articles: Iterable<number>): Promise<void> {
    const wanted = new Set<number>();
    for (const article of articles) wanted.add(Math.floor(article / this.size));
    await Promise.all([this.loadTitles(), ...Array.from(wanted, (n) => this.loadChunk(n))]);
  }

  title(article: number): string {
    return this.titles?.get(article) || (this.titles ? "Untitled" : "");
  }

  excerpt(article: number): string {
    return this.chunks.get(Math.floor(article / this.size))?.excerpt.get(article % this.size) ?? "";
  }

  /** A link that is safe to click, or "". */
  url(article: number): string {
    return safeLink(this.chunks.get(Math.floor(article / this.size))?.url.get(article % this.size) ?? "");
  }
}

/** The address if it is plain http or https with a host and no credentials, else "". */
export function safeLink(text: string): string {
  if (!/^https?:\/\/[^\s\\]+$/i.test(text)) return "";
  try {
    const url = new URL(text);
    const plain = (url.protocol === "http:" || url.protocol === "https:") && url.host && !url.username && !url.password;
    return plain ? url.href : "";
  } catch {
    return "";
  }
}
