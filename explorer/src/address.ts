// What the reader looks at, in the address: short names, defaults left out, broken parts ignored.
// A page is built again and again, and its numbers change: a link also names some articles of its
// story, and the story that holds most of them in another build is the one that was meant.
import { canColour } from "./colours";
import { named, type Corpus } from "./corpus";
import { PROVENANCE_NAMES } from "./ink";
import { canSort } from "./ranking";
import { NONE, START, type Colour, type Sort, type State, type Tab, type View } from "./state";

export interface Camera {
  x: number;
  y: number;
  /** Pixels a map unit. */
  k: number;
}

export interface Opened {
  state: Partial<State>;
  camera: Camera | null;
  /** Whether the link asks for a story or an article that is not in this build. */
  lost: boolean;
}

/** Sets of codes, with how many there are. */
const CODES = { kind: ["kinds", 2], tie: ["provenance", PROVENANCE_NAMES.length] } as const;
const NAMES = { outlet: "sources", topic: "topics", lang: "langs" } as const;
const VIEWS: View[] = ["map", "time"];
const SORTS: Sort[] = ["size", "recent", "heat", "growth", "outlets", "first", "cohesion"];
const COLOURS: Colour[] = ["story", "source", "date", "topic"];
const TABS: Tab[] = ["stories", "articles"];

/** Articles that a link names of its story: enough for stories that grew, split or merged. */
const MEMBERS = 6;

export function addressOf(state: State, camera: Camera | null, corpus: Corpus): string {
  const { facts, articles } = corpus;
  const parts = new URLSearchParams();
  const put = (name: string, value: string | number, usual: string | number): void => {
    if (value !== usual) parts.set(name, String(value));
  };
  put("view", state.view, START.view);
  put("story", state.story, 0);
  put("article", state.article, -1);
  put("q", state.query.trim(), "");
  put("from", state.from === null ? "" : day(state.from), "");
  put("to", state.to === null ? "" : day(state.to), "");
  for (const [name, key] of Object.entries(NAMES)) for (const code of sorted(state[key])) parts.append(name, named(facts[key], code));
  for (const [name, [key]] of Object.entries(CODES)) for (const code of sorted(state[key])) parts.append(name, String(code));
  put("min", state.smallest, 0);
  put("max", state.largest, Infinity);
  put("sort", state.sort, START.sort);
  put("colour", state.colour, START.colour);
  put("tab", state.tab, START.tab);
  if (camera) parts.set("at", [camera.x.toFixed(1), camera.y.toFixed(1), camera.k.toPrecision(4)].join("_"));
  if (camera || state.story || state.article >= 0) {
    const members = state.story ? membersOf(state.story, corpus) : [];
    const known = [facts.key, members.map((i) => articles.key[i]!.toString(36)).join("-"), state.article >= 0 ? articleKey(state.article, corpus) : ""];
    parts.set("of", known.join(".").replace(/\.+$/, ""));
  }
  return parts.toString();
}

/** What an address asks of this corpus; what it does not have is left out. */
export function opened(hash: string, corpus: Corpus): Opened {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const state: Partial<State> = {
    view: (corpus.span && oneOf(VIEWS, parts.get("view"))) ?? START.view,
    query: parts.get("q") ?? "",
    from: seconds(parts.get("from")),
    to: seconds(parts.get("to")),
    smallest: whole(parts.get("min")) ?? 0,
    largest: whole(parts.get("max")) || Infinity,
    sort: oneOf(SORTS.filter((sort) => canSort(corpus, sort)), parts.get("sort")) ?? START.sort,
    colour: oneOf(COLOURS.filter((colour) => canColour(corpus, colour)), parts.get("colour")) ?? START.colour,
    tab: oneOf(TABS, parts.get("tab")) ?? START.tab,
  };
  for (const [name, key] of Object.entries(NAMES)) state[key] = chosen(parts.getAll(name).map((text) => (text ? corpus.facts[key].indexOf(text) + 1 || -1 : 0)));
  for (const [name, [key, count]] of Object.entries(CODES)) state[key] = chosen(parts.getAll(name).map((text) => whole(text) ?? -1).filter((code) => code < count));
  const [build, members, article] = (parts.get("of") ?? "").split(".");
  const same = !build || build === corpus.facts.key;
  const wanted = { story: whole(parts.get("story")) ?? 0, article: whole(parts.get("article")) ?? -1 };
  const found = same ? byNumber(wanted, corpus) : elsewhere(members ?? "", wanted.article >= 0 ? (article ?? "") : "", corpus);
  return { state: { ...state, ...found }, camera: same ? cameraOf(parts.get("at")) : null, lost: !found.story && found.article < 0 && (wanted.story > 0 || wanted.article >= 0) };
}

interface Selection {
  story: number;
  article: number;
}

function byNumber(wanted: Selection, { articles, stories }: Corpus): Selection {
  // An article is shown in its own story, whatever an edited link says
  if (wanted.article >= 0 && wanted.article < articles.count) return { story: articles.story[wanted.article]!, article: wanted.article };
  return { story: wanted.story <= stories.count ? wanted.story : 0, article: -1 };
}

function elsewhere(members: string, article: string, corpus: Corpus): Selection {
  const story = holding(members, corpus);
  const found = article ? foundArticle(article, story, corpus) : -1;
  return found >= 0 ? { story: corpus.articles.story[found]!, article: found } : { story, article: -1 };
}

/** Places of articles spread evenly over a story. */
function membersOf(story: number, { stories }: Corpus): number[] {
  const from = stories.start[story - 1]!;
  const size = stories.start[story]! - from;
  return Array.from({ length: Math.min(MEMBERS, size) }, (_, i) => from + Math.floor((i * size) / Math.min(MEMBERS, size)));
}

/** The story that holds most of the articles named, and at least a third of them; else 0. */
function holding(members: string, { articles, stories }: Corpus): number {
  const wanted = new Set(members.split("-").map((text) => parseInt(text, 36)));
  let [best, most] = [0, 0];
  for (let s = 0; s < stories.count; s++) {
    const held = new Set<number>();
    for (let i = stories.start[s]!; i < stories.start[s + 1]!; i++) if (wanted.has(articles.key[i]!)) held.add(articles.key[i]!);
    if (held.size > most) [best, most] = [s + 1, held.size];
  }
  return most * 3 >= wanted.size ? best : 0;
}

/** The article of that key in the story, or else the one of that key and moment anywhere; -1 when there is none or more. */
function foundArticle(wanted: string, story: number, { articles, stories }: Corpus): number {
  const [key, date] = wanted.split("-");
  const one = (from: number, to: number, test: (i: number) => boolean): number => {
    let found = -1;
    for (let i = from; i < to; i++) {
      if (!test(i)) continue;
      if (found >= 0) return -1;
      found = i;
    }
    return found;
  };
  const byKey = (i: number): boolean => articles.key[i]!.toString(36) === key;
  const inside = story ? one(stories.start[story - 1]!, stories.start[story]!, byKey) : -1;
  return inside >= 0 ? inside : one(0, articles.count, (i) => byKey(i) && momentKey(articles.date[i]!) === date);
}

function articleKey(article: number, { articles }: Corpus): string {
  return `${articles.key[article]!.toString(36)}-${momentKey(articles.date[article]!)}`;
}

function momentKey(when: number): string {
  return when === when ? when.toString(36) : "";
}

function sorted(codes: ReadonlySet<number>): number[] {
  return [...codes].sort((a, b) => a - b);
}

function chosen(codes: number[]): ReadonlySet<number> {
  const known = codes.filter((code) => code >= 0);
  return known.length ? new Set(known) : NONE;
}

function cameraOf(text: string | null): Camera | null {
  const [x, y, k] = (text ?? "").split("_").map(Number);
  if (!Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(k) || !(k! > 0)) return null;
  return { x: x!, y: y!, k: k! };
}

function whole(text: string | null): number | null {
  return text && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function oneOf<T extends string>(known: T[], text: string | null): T | null {
  return known.find((item) => item === text) ?? null;
}

/** ISO time to the second, UTC: `from` and `to` are day ends in practice, but need not be. */
function day(value: number): string {
  return new Date(value * 1000).toISOString().slice(0, 19);
}

function seconds(text: string | null): number | null {
  const value = text ? Date.parse(/T/.test(text) ? `${text}Z` : text) : NaN;
  return Number.isFinite(value) ? value / 1000 : null;
}
