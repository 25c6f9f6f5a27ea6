// What the reader looks at, in the address: short names, defaults left out, broken parts ignored.
// A page is built again and again, and its numbers change: a link also says by what else its story
// and its article are known, and finds them in a later build.
import { named, type Corpus } from "./corpus";
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
  /** Whether the link is of another build, and its story is not in this one. */
  lost: boolean;
}

const CODES = { kind: "kinds", tie: "provenance" } as const;
const NAMES = { outlet: "sources", topic: "topics", lang: "langs" } as const;
const VIEWS: View[] = ["map", "time"];
const SORTS: Sort[] = ["size", "recent", "heat", "growth", "outlets", "first"];
const COLOURS: Colour[] = ["story", "source", "date", "topic"];
const TABS: Tab[] = ["stories", "articles"];

export function addressOf(state: State, camera: Camera | null, corpus: Corpus): string {
  const { facts, stories, articles } = corpus;
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
  for (const [name, key] of Object.entries(CODES)) for (const code of sorted(state[key])) parts.append(name, String(code));
  put("min", state.smallest, 0);
  put("max", state.largest, Infinity);
  put("sort", state.sort, START.sort);
  put("colour", state.colour, START.colour);
  put("tab", state.tab, START.tab);
  if (camera) parts.set("at", [camera.x.toFixed(1), camera.y.toFixed(1), camera.k.toPrecision(4)].join("_"));
  if (camera || state.story || state.article >= 0) {
    const known = [facts.key, state.story ? keyOf(stories.key[state.story - 1]!) : "", state.article >= 0 ? dateKey(articles.date[state.article]!) : ""];
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
    largest: whole(parts.get("max")) ?? Infinity,
    sort: oneOf(SORTS, parts.get("sort")) ?? START.sort,
    colour: oneOf(COLOURS, parts.get("colour")) ?? START.colour,
    tab: oneOf(TABS, parts.get("tab")) ?? START.tab,
  };
  for (const [name, key] of Object.entries(NAMES)) state[key] = chosen(parts.getAll(name).map((text) => (text ? corpus.facts[key].indexOf(text) + 1 || -1 : 0)));
  for (const [name, key] of Object.entries(CODES)) state[key] = chosen(parts.getAll(name).map((text) => whole(text) ?? -1));
  const [build, story, date] = (parts.get("of") ?? "").split(".");
  const same = !build || build === corpus.facts.key;
  const wanted = { story: whole(parts.get("story")) ?? 0, article: whole(parts.get("article")) ?? -1 };
  const found = same ? byNumber(wanted, corpus) : elsewhere(story ?? "", date ?? "", wanted.article >= 0, corpus);
  return { state: { ...state, ...found }, camera: same ? cameraOf(parts.get("at")) : null, lost: !same && !found.story && found.article < 0 && (wanted.story > 0 || wanted.article >= 0) };
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

/** The story that begins with the same article, and the one article in it of that moment. */
function elsewhere(key: string, date: string, hadArticle: boolean, { articles, stories }: Corpus): Selection {
  const story = key ? stories.key.findIndex((value) => keyOf(value) === key) + 1 : 0;
  let article = -1;
  if (hadArticle && (story || !key)) {
    const [from, to] = story ? [stories.start[story - 1]!, stories.start[story]!] : [stories.start[stories.count]!, articles.count];
    for (let i = from; i < to; i++) {
      if (dateKey(articles.date[i]!) !== date) continue;
      if (article >= 0) return { story, article: -1 };
      article = i;
    }
  }
  return { story, article };
}

function keyOf(value: number): string {
  return (value >>> 0).toString(36);
}

function dateKey(when: number): string {
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

/** ISO time to the minute, UTC: `from` and `to` are day ends in practice, but need not be. */
function day(value: number): string {
  return new Date(value * 1000).toISOString().slice(0, 19);
}

function seconds(text: string | null): number | null {
  const value = text ? Date.parse(/T/.test(text) ? `${text}Z` : text) : NaN;
  return Number.isFinite(value) ? value / 1000 : null;
}
