// What every view shares: the corpus, the state, and what follows from both.
import type { Corpus } from "./corpus";
import { coverage, coverageText, extentText } from "./coverage";
import { type Edges } from "./edges";
import type { Texts } from "./texts";
import type { SearchIndex } from "./search";
import type { Terms } from "./why";
import { applyFilters, provenances, type Results } from "./filters";
import { makePalette, type Palette } from "./colours";
import { rankStories } from "./ranking";
import { Store, touchesFilters, type State } from "./state";
import { plural, short } from "./dom";
import { DAY, isAfter, isTimed, spanText } from "./time";
import { trust, trustText } from "./trust";

export type Topic = "results" | "palette" | "ranking" | "edges" | "texts" | "index" | "theme" | "camera";

export class Model {
  edges: Edges | null = null;
  terms: Terms | null = null;
  results: Results;
  palette: Palette;
  /** Story numbers in the order of the list. */
  ranking: Int32Array;
  /** Earliest and latest date, seconds; both 0 when nothing is dated. */
  readonly range: [number, number];
  /** Whether any article has a date: without, there is nothing to order or to draw in time. */
  readonly dated: boolean;
  /** Whether any has a time of day, too: without, there are no hours to draw. */
  readonly timed: boolean;
  /** Why texts beside the page cannot be read, "" while they can. */
  fault = "";
  private ties: Uint8Array;
  private hits: Uint8Array | null = null;
  private listeners: ((state: State, changed: ReadonlySet<string>) => void)[] = [];

  constructor(
    readonly corpus: Corpus,
    readonly texts: Texts,
    readonly search: SearchIndex,
    readonly store: Store,
  ) {
    this.dated = corpus.span !== null;
    this.timed = corpus.articles.date.some(isTimed);
    this.range = corpus.span ?? [0, 0];
    this.ties = provenances(null, corpus.articles.count);
    this.results = applyFilters(corpus, store.state, null, this.ties);
    this.palette = makePalette(corpus, store.state.colour);
    this.ranking = rankStories(corpus, this.results, store.state.sort);
    store.listen((state, changed) => this.follow(state, changed));
  }

  /** Whether a query waits for the headlines to be read. */
  get searching(): boolean {
    return !this.search.ready && this.state.query.trim() !== "";
  }

  get state(): State {
    return this.store.state;
  }

  set(patch: Partial<State>): void {
    this.store.set(patch);
  }

  /** Hears of changed state fields and of changed topics ("results", "palette", ...), until what it gives is called. */
  listen(listener: (state: State, changed: ReadonlySet<string>) => void): () => void {
    this.listeners.push(listener);
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  announce(...topics: (Topic | keyof State)[]): void {
    const changed = new Set<string>(topics);
    for (const listener of this.listeners) listener(this.state, changed);
  }

  setEdges(edges: Edges): void {
    this.edges = edges;
    this.ties = provenances(edges, this.corpus.articles.count);
    if (this.state.provenance.size) this.recount();
    else this.results = applyFilters(this.corpus, this.state, this.hits, this.ties);
    this.announce("edges", "results");
  }

  /** More of the texts can be searched now. */
  indexGrew(): void {
    if (this.state.query.trim()) {
      this.hits = this.search.find(this.state.query);
      this.recount();
      this.announce("results", "ranking", "index");
    } else this.announce("index");
  }

  private follow(state: State, changed: ReadonlySet<keyof State>): void {
    const topics = new Set<string>(changed);
    if (changed.has("query")) this.hits = this.search.find(state.query);
    if (touchesFilters(changed)) {
      this.recount();
      topics.add("results").add("ranking");
    } else if (changed.has("sort")) {
      this.ranking = rankStories(this.corpus, this.results, state.sort);
      topics.add("ranking");
    }
    if (changed.has("colour")) {
      this.palette = makePalette(this.corpus, state.colour);
      topics.add("palette");
    }
    for (const listener of this.listeners) listener(state, topics);
  }

  private recount(): void {
    this.results = applyFilters(this.corpus, this.state, this.hits, this.ties);
    this.ranking = rankStories(this.corpus, this.results, this.state.sort);
  }

  /** Selects a story; its article too when given. */
  select(story: number, article = -1, patch: Partial<State> = {}): void {
    this.set({ story, article, ...patch });
  }

  /** Articles of a story, from and to. */
  rangeOf(story: number): [number, number] {
    const { start } = this.corpus.stories;
    return [start[story - 1]!, start[story]!];
  }

  passes(article: number): boolean {
    return this.results.failed[article] === 0;
  }

  title(story: number): string {
    return this.corpus.stories.title.get(story - 1) || "Untitled story";
  }

  /** "14 articles, 6 linked" of the whole story. */
  count(story: number): string {
    return coverageText(coverage(this.sizeOf(story), this.corpus.stories.linked[story - 1]!));
  }

  /** The same, or how many pass the filters: "3 of 14 articles, 1 of 6 linked". */
  shownCount(story: number, brief = false): string {
    const { inStory, linkedIn } = this.results;
    const [all, linked] = [this.sizeOf(story), this.corpus.stories.linked[story - 1]!];
    return coverageText(coverage(all, linked, inStory[story - 1]!, linkedIn[story - 1]!), brief);
  }

  /** That, as short as a row has room for, and the outlets: "3 of 14, 1 of 6 linked · 2 outlets". */
  shownExtent(story: number): string {
    return extentText(this.shownCount(story, true), this.results.extents.outlets[story - 1]!);
  }

  /** The days that the date filter leaves, in words; "" where it leaves all. */
  get days(): string {
    const { from, to } = this.state;
    return from === null && to === null ? "" : spanText(from ?? this.range[0], (to ?? this.range[1] + 1) - 1);
  }

  /** Whether all of a story passes the filters. */
  whole(story: number): boolean {
    return this.results.inStory[story - 1] === this.sizeOf(story);
  }

  sizeOf(story: number): number {
    const [from, to] = this.rangeOf(story);
    return to - from;
  }

  keywords(story: number): string[] {
    return this.corpus.stories.keywords.get(story - 1).split("\x1f").filter(Boolean);
  }

  /**
   * The earliest articles of a story, or of what passes of it, which bear the same date; its first alone where none is dated.
   * One that has a day alone may be as early as all of that day that have no time either, and as the first that has.
   */
  firstOf(story: number, passing = false): number[] {
    const [from, to] = this.rangeOf(story);
    const { date } = this.corpus.articles;
    const first = (passing ? this.results.extents : this.corpus.stories).first[story - 1]!;
    const asked: number[] = [];
    for (let i = from; i < to; i++) if (!passing || this.passes(i)) asked.push(i);
    const found = asked.filter((i) => date[i] === first);
    if (!isTimed(first)) {
      const timed = asked.reduce((least, i) => (date[i]! > first && date[i]! < first + DAY ? Math.min(least, date[i]!) : least), Infinity);
      found.push(...asked.filter((i) => date[i] === timed));
    }
    return found.length ? found : [asked[0] ?? from];
  }

  /** Who those are: an outlet, or how many. */
  firstText(first: number[]): string {
    const outlets = new Set(first.map((i) => this.source(i)));
    return outlets.size === 1 ? short([...outlets][0]!) : plural(outlets.size, "outlet");
  }

  /** How far a story is to be trusted, or what of it passes the filters, in words. */
  cohesionText(story: number, passing = false): string {
    const part = passing && !this.whole(story);
    return trustText(trust(this.corpus, story, part ? this.results : undefined), this.corpus.facts.firm, part);
  }

  /** Whether an article has little in common with most of its story. */
  isLoose(article: number): boolean {
    return this.corpus.articles.fit[article]! < this.corpus.facts.loose;
  }

  /** Whether it copies the text of another outlet: outlets run texts of their own again, and dates may not tell who copied. */
  copiedAcross(article: number): boolean {
    const { copyOf, source, date } = this.corpus.articles;
    const original = copyOf[article]!;
    return original >= 0 && source[article]! > 0 && source[article] !== source[original] && isAfter(date[article]!, date[original]!);
  }

  source(article: number): string {
    const code = this.corpus.articles.source[article]!;
    return code ? (this.corpus.facts.sources[code - 1] ?? "") : "unknown outlet";
  }
}
