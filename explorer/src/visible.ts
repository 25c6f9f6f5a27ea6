// What of the graph the map shows at a distance, and how strongly: for the screen and for the SVG.
import { toScreen, type Camera, type Size } from "./camera";
import { innerEdges, type Edges } from "./edges";
import { inside, type Inside } from "./inside";
import type { Model } from "./model";

/** Radius of an article's dot in map units; articles stand one unit apart. */
export const DOT = 0.4;

/** Pixels an article below which its dot would be smaller than a pixel: the disc speaks for it. */
export const DOTS_FROM = 1.7;

/** Pixels of a dot's radius from which it is a card: pale, for its headline to stand inside. */
export const CARDS_FROM = 40;

/** Device pixels of a dot's radius up to which it is plain: too small for a ring or a notch. */
const PLAIN_TO = 7;

/** Radius of the notch of a copy, in that of its dot. */
export const NOTCH = 0.42;

/** Opacity of dots that the filters leave out. */
const FILTERED_OUT = 0.12;

/** Opacity of other stories' dots while one is looked at closely. */
const ASIDE = 0.22;

/** Opacity of dots under the title of their story. */
const UNDER_TITLE = 0.2;

/** Pixels of a dot's radius from which dots, not titles, have the middle of a disc. */
const TITLES_TO = 22;

/** The same for the selected story. */
const TITLE_OF_SELECTED_TO = 8;

/** Pixels a story's radius from which its inner edges have room. */
export const EDGES_FROM = 34;

/** Inner edges drawn of one story, and of all stories in view. */
const EDGES_A_STORY = 900;
const EDGES_IN_ALL = 6000;

/** Square pixels of a disc (its radius squared) that an edge needs to be seen apart from others. */
const EDGE_PIXELS = 24;

/** Story-to-story ties drawn at most: more than these grey the picture. */
const MOST_TIES = 140;

/** How ties of three strengths are drawn. */
export const TIE_ALPHAS = [0.13, 0.2, 0.32];

/** Edges of a story above which dashes would be noise. */
const DENSE = 300;

/** Stories whose disc touches the screen, largest first (as their numbers are). */
export function visibleStories(model: Model, camera: Camera, size: Size): number[] {
  const { stories } = model.corpus;
  const halfX = size.width / 2 / camera.k;
  const halfY = size.height / 2 / camera.k;
  const out: number[] = [];
  for (let s = 0; s < stories.count; s++) {
    const r = stories.radius[s]!;
    if (Math.abs(stories.x[s]! - camera.x) <= halfX + r && Math.abs(stories.y[s]! - camera.y) <= halfY + r) out.push(s + 1);
  }
  return out;
}

/** The title of a story as it stands inside its disc at that distance, or null where it does not. */
export function titleInside(model: Model, camera: Camera, story: number): Inside | null {
  // Colours by outlet, date or topic are in the dots: no title may dim these
  const most = model.state.story === story ? TITLE_OF_SELECTED_TO : TITLES_TO;
  if (model.state.colour !== "story" || DOT * camera.k >= most || focused(model, camera, story)) return null;
  const radius = model.corpus.stories.radius[story - 1]! * camera.k;
  return radius < 26 ? null : inside(model.title(story), radius, model.state.story === story ? 700 : 600);
}

/** Whether the view is close to a selected story and `story` is another one: it stands back then. */
export function focused(model: Model, camera: Camera, story: number): boolean {
  const { story: selected } = model.state;
  return selected > 0 && selected !== story && DOT * camera.k >= TITLE_OF_SELECTED_TO && DOT * camera.k < CARDS_FROM;
}

const tieOrders = new WeakMap<object, number[]>();

function strongestTies(model: Model): number[] {
  const { ties } = model.corpus;
  let order = tieOrders.get(ties);
  if (!order) {
    order = Array.from(ties.a, (_, t) => t).sort((p, q) => ties.weight[q]! - ties.weight[p]! || p - q);
    order = order.slice(0, 4000);
    tieOrders.set(ties, order);
  }
  return order;
}

export function tieWidth(level: number): number {
  return 0.8 + level * 0.6;
}

/** Two ends on the screen: x, y, x, y. */
export type Line = [number, number, number, number];

/** From the rim of one story's disc to that of another, stories by index; null where no more than `least` pixels lie between. */
export function rimToRim(model: Model, camera: Camera, size: Size, a: number, b: number, least: number): Line | null {
  const { stories } = model.corpus;
  const [ax, ay] = toScreen(camera, size, stories.x[a]!, stories.y[a]!);
  const [bx, by] = toScreen(camera, size, stories.x[b]!, stories.y[b]!);
  const gap = Math.hypot(bx - ax, by - ay);
  const [ra, rb] = [stories.radius[a]! * camera.k, stories.radius[b]! * camera.k];
  if (!gap || gap <= ra + rb + least) return null;
  const [ux, uy] = [(bx - ax) / gap, (by - ay) / gap];
  return [ax + ux * ra, ay + uy * ra, bx - ux * rb, by - uy * rb];
}

/** Ties between stories in view, from rim to rim, strongest first; `level` is a place in TIE_ALPHAS. */
export function* tieLines(model: Model, camera: Camera, size: Size): Generator<{ line: Line; level: number }> {
  const { ties, stories } = model.corpus;
  let drawn = 0;
  for (const t of strongestTies(model)) {
    if (drawn >= MOST_TIES) break;
    const [a, b] = [ties.a[t]! - 1, ties.b[t]! - 1];
    if (!model.results.inStory[a] || !model.results.inStory[b]) continue;
    const [ax, ay] = toScreen(camera, size, stories.x[a]!, stories.y[a]!);
    const [bx, by] = toScreen(camera, size, stories.x[b]!, stories.y[b]!);
    if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > size.width || Math.max(ay, by) < 0 || Math.min(ay, by) > size.height) continue;
    const line = rimToRim(model, camera, size, a, b, 1);
    if (!line) continue;
    drawn++;
    yield { line, level: Math.min(2, Math.floor((ties.weight[t]! / 256) * 3)) };
  }
}

/** How strong a story's disc is, by how much of it passes the filters; `empty` when nothing does. */
export function discLook(model: Model, camera: Camera, story: number, dark: boolean): { alpha: number; empty: boolean } {
  const [from, to] = model.rangeOf(story);
  const share = model.results.inStory[story - 1]! / (to - from);
  // When dots are too small to see, the disc alone carries the colour
  const strength = camera.k < DOTS_FROM ? 0.35 + 0.5 * Math.sqrt(share) : dark ? 0.2 : 0.14;
  return { alpha: (share === 0 ? 0.45 : strength) * (focused(model, camera, story) ? 0.5 : 1), empty: share === 0 };
}

/** Those of some edges that the filters leave: of a kind that is asked for, between two articles that pass. */
export function passingEdges(model: Model, edges: Edges, list: number[]): number[] {
  const wanted = model.state.provenance;
  return list.filter((e) => (!wanted.size || wanted.has(edges.provenance[e]!)) && model.passes(edges.a[e]!) && model.passes(edges.b[e]!));
}

/** The edges inside each story in view that are drawn, and how; `dense` where dashes would be noise. */
export function* edgesInView(model: Model, camera: Camera, visible: number[]): Generator<{ shown: number[]; alpha: number; dense: boolean }> {
  const { edges, corpus } = model;
  if (!edges) return;
  let room = EDGES_IN_ALL;
  for (const story of visible) {
    const radius = corpus.stories.radius[story - 1]! * camera.k;
    if (radius < EDGES_FROM || room <= 0) break;
    if (!model.results.inStory[story - 1] || titleInside(model, camera, story) || focused(model, camera, story)) continue;
    // As many as its disc has room for, the strongest
    const list = innerEdges(edges, story, Math.min(EDGES_A_STORY, room, Math.round(radius ** 2 / EDGE_PIXELS)));
    room -= list.length;
    const shown = passingEdges(model, edges, list);
    // The more lines, the lighter each: a story of forty must not turn black
    yield { shown, alpha: Math.min(0.7, 0.22 + 9 / Math.max(12, list.length)), dense: list.length > DENSE };
  }
}

/** Opacity of a story's dots, 0 for those in no story: first of those that pass the filters, then of the others. */
export function dotAlphas(model: Model, camera: Camera, story: number): [number, number] {
  const titled = story > 0 && titleInside(model, camera, story) !== null;
  return [titled ? UNDER_TITLE : focused(model, camera, story) ? ASIDE : 1, FILTERED_OUT];
}

/** One circle of a dot; `own` is the colour of its article. */
export interface Round {
  radius: number;
  fill: "own" | "paper" | null;
  /** Width of its rim in the article's colour, 0 for none. */
  rim: number;
  dash: number[];
}

/** Whether dots are plain at that distance, on a screen of `ratio` device pixels a pixel. */
export function plainDots(camera: Camera, ratio: number): boolean {
  return DOT * camera.k * ratio <= PLAIN_TO;
}

/** A dot from below: filled for articles, a ring for externals, a notch of paper for copies; or a card. */
export function dotRounds(radius: number, external: boolean, copy: boolean): Round[] {
  const card = radius >= CARDS_FROM;
  const out: Round[] = [];
  if (external || card) out.push({ radius: external ? radius * 0.86 : radius, fill: "paper", rim: card ? 3 : Math.max(1.5, radius * 0.22), dash: card && external ? [7, 5] : [] });
  else out.push({ radius, fill: "own", rim: 0, dash: [] });
  if (copy) out.push(card ? { radius: radius - 5, fill: null, rim: 1, dash: [] } : { radius: radius * NOTCH, fill: "paper", rim: 0, dash: [] });
  return out;
}
