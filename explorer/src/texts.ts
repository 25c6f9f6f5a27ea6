// Titles, excerpts and links, unpacked when somebody needs them.
import { block } from "./blocks";
import type { Strings } from "./decode";

export interface Chunk {
  excerpt: Strings;
  url: Strings;
}

/**
 * The texts of the corpus. Titles are read soon after the first view, or, in the largest pages,
 * when somebody looks at one; excerpts and links always then.
 */
export class Texts {
  /** Whether titles may be asked for: not before the first view stands. */
  ready = false;
  /** Told when a title that was asked for in vain has come. */
  arrived: () => void = () => undefined;
  private readonly heads = new Map<number, Strings>();
  private readonly asked = new Set<number>();
  private readonly chunks = new Map<number, Chunk>();

  constructor(
    private readonly count: number,
    private readonly size: number,
    private readonly titleSize: number,
  ) {}

  get chunkCount(): number {
    return Math.ceil(this.count / this.size);
  }

  /** The titles of articles `from` to `to`, ready for `title`. */
  async loadTitles(from = 0, to = this.count): Promise<void> {
    const wanted: Promise<unknown>[] = [];
    for (let n = Math.floor(from / this.titleSize); n * this.titleSize < Math.max(to, from + 1); n++) wanted.push(this.loadHead(n));
    await Promise.all(wanted);
  }

  private async loadHead(number: number): Promise<void> {
    if (this.heads.has(number)) return;
    this.heads.set(number, (await block(`titles-${number}`)).strings("title"));
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
    const wanted: Promise<unknown>[] = [this.loadTitles(from, to)];
    for (let n = Math.floor(from / this.size); n <= Math.floor(Math.max(from, to - 1) / this.size); n++) {
      if (n < this.chunkCount) wanted.push(this.loadChunk(n));
    }
    await Promise.all(wanted);
  }

  async loadFor(articles: Iterable<number>): Promise<void> {
    const wanted = new Set<number>();
    const heads = new Set<number>();
    for (const article of articles) {
      wanted.add(Math.floor(article / this.size));
      heads.add(Math.floor(article / this.titleSize));
    }
    await Promise.all([...Array.from(heads, (n) => this.loadHead(n)), ...Array.from(wanted, (n) => this.loadChunk(n))]);
  }

  /** A headline, or "" until it has come. */
  title(article: number): string {
    const number = Math.floor(article / this.titleSize);
    const head = this.heads.get(number);
    if (head) return head.get(article % this.titleSize) || "Untitled";
    if (this.ready && !this.asked.has(number)) {
      this.asked.add(number);
      this.loadHead(number).then(() => this.arrived(), () => undefined);
    }
    return "";
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
