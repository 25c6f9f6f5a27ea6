// What the reader is looking at. Every view draws this one state; the URL's hash mirrors it.

export type View = "map" | "time";
export type Sort = "size" | "recent" | "heat" | "growth" | "outlets" | "first" | "cohesion";
export type Colour = "story" | "source" | "date" | "topic";
export type Tab = "stories" | "articles";
export const PANES = ["map", "list", "panel"] as const;
export type Pane = (typeof PANES)[number];

export interface State {
  view: View;
  /** Selected story, 0 for none. */
  story: number;
  /** Selected article, -1 for none. */
  article: number;
  query: string;
  /** Seconds since 1970; both ends null where any date will do. */
  from: number | null;
  to: number | null;
  sources: ReadonlySet<number>;
  topics: ReadonlySet<number>;
  langs: ReadonlySet<number>;
  /** 0 article, 1 external. */
  kinds: ReadonlySet<number>;
  /** 0 related, 1 similar, 2 both. */
  provenance: ReadonlySet<number>;
  smallest: number;
  largest: number;
  sort: Sort;
  colour: Colour;
  tab: Tab;
  /** What a phone shows; a wide screen shows all three. */
  pane: Pane;
}

export const NONE: ReadonlySet<number> = new Set();

export const START: State = {
  view: "map",
  story: 0,
  article: -1,
  query: "",
  from: null,
  to: null,
  sources: NONE,
  topics: NONE,
  langs: NONE,
  kinds: NONE,
  provenance: NONE,
  smallest: 0,
  largest: Infinity,
  sort: "size",
  colour: "story",
  tab: "stories",
  pane: "map",
};

/** What the reset key brings back: every filter and the search, nothing else. */
export const UNFILTERED: Partial<State> = {
  query: "",
  from: null,
  to: null,
  sources: NONE,
  topics: NONE,
  langs: NONE,
  kinds: NONE,
  provenance: NONE,
  smallest: 0,
  largest: Infinity,
};

export const FILTERS = Object.keys(UNFILTERED) as (keyof State)[];

export type Listener = (state: State, changed: ReadonlySet<keyof State>) => void;

export class Store {
  private readonly listeners: Listener[] = [];

  constructor(public state: State) {}

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Changes some fields; listeners hear of those that differ, in the order they came. */
  set(patch: Partial<State>): void {
    const changed = new Set<keyof State>();
    for (const key of Object.keys(patch) as (keyof State)[]) {
      if (this.state[key] !== patch[key]) changed.add(key);
    }
    if (!changed.size) return;
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener(this.state, changed);
  }
}

export function touchesFilters(changed: ReadonlySet<keyof State>): boolean {
  return FILTERS.some((key) => changed.has(key));
}

/** How many filters narrow the corpus, the search among them. */
export function activeFilters(state: State): number {
  let count = state.query.trim() ? 1 : 0;
  if (state.from !== null || state.to !== null) count++;
  for (const set of [state.sources, state.topics, state.langs, state.kinds, state.provenance]) if (set.size) count++;
  if (state.smallest > 0 || state.largest < Infinity) count++;
  return count;
}

export function toggled(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
