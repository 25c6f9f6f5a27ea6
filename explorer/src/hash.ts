// State in the URL's hash: short names, defaults left out, unknown or broken parts ignored.
import { NONE, START, type Colour, type Sort, type State, type Tab, type View } from "./state";

export interface Camera {
  x: number;
  y: number;
  /** Pixels a map unit. */
  k: number;
}

const SETS = { o: "sources", t: "topics", l: "langs", k: "kinds", p: "provenance" } as const;
const VIEWS: View[] = ["map", "time"];
const SORTS: Sort[] = ["size", "recent", "heat", "growth", "outlets", "first"];
const COLOURS: Colour[] = ["story", "source", "date", "topic"];
const TABS: Tab[] = ["stories", "articles"];

export function toHash(state: State, camera: Camera | null): string {
  const parts = new URLSearchParams();
  if (state.view !== START.view) parts.set("view", state.view);
  if (state.story) parts.set("story", String(state.story));
  if (state.article >= 0) parts.set("article", String(state.article));
  if (state.query.trim()) parts.set("q", state.query.trim());
  if (state.from !== null) parts.set("from", day(state.from));
  if (state.to !== null) parts.set("to", day(state.to));
  for (const [short, key] of Object.entries(SETS)) {
    const set = state[key];
    if (set.size) parts.set(short, [...set].sort((a, b) => a - b).join("."));
  }
  if (state.smallest > 0) parts.set("min", String(state.smallest));
  if (state.largest < Infinity) parts.set("max", String(state.largest));
  if (state.sort !== START.sort) parts.set("sort", state.sort);
  if (state.colour !== START.colour) parts.set("colour", state.colour);
  if (state.tab !== START.tab) parts.set("tab", state.tab);
  if (camera) parts.set("at", [camera.x.toFixed(1), camera.y.toFixed(1), camera.k.toPrecision(4)].join("_"));
  return parts.toString();
}

export function fromHash(hash: string): { state: Partial<State>; camera: Camera | null } {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const state: Partial<State> = {
    view: oneOf(VIEWS, parts.get("view")) ?? START.view,
    story: whole(parts.get("story")) ?? 0,
    article: whole(parts.get("article")) ?? -1,
    query: parts.get("q") ?? "",
    from: seconds(parts.get("from")),
    to: seconds(parts.get("to")),
    smallest: whole(parts.get("min")) ?? 0,
    largest: whole(parts.get("max")) ?? Infinity,
    sort: oneOf(SORTS, parts.get("sort")) ?? START.sort,
    colour: oneOf(COLOURS, parts.get("colour")) ?? START.colour,
    tab: oneOf(TABS, parts.get("tab")) ?? START.tab,
  };
  for (const [short, key] of Object.entries(SETS)) {
    const text = parts.get(short);
    const values = text ? text.split(".").map(Number).filter((n) => Number.isInteger(n) && n >= 0) : [];
    state[key] = values.length ? new Set(values) : NONE;
  }
  return { state, camera: cameraOf(parts.get("at")) };
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
