// What the selection adds to the picture of the map, as lines and circles: for the screen and for the SVG.
import { toScreen, type Camera, type Size } from "./camera";
import { articleColour, css } from "./colours";
import { innerEdges, neighbours, otherEnd } from "./edges";
import { edgeStyle, lit, type Ink } from "./ink";
import type { Model } from "./model";
import { DOT, EDGES_FROM, passingEdges, rimToRim, type Line } from "./visible";

export interface Stroke {
  line: Line;
  colour: string;
  width: number;
  alpha: number;
  dash: number[];
}

export interface Circle {
  x: number;
  y: number;
  radius: number;
  fill: string | null;
  colour: string;
  width: number;
}

export type Mark = Stroke | Circle;

/** Ties of one story drawn at most: more say no more. */
const MOST_TIES = 24;

/** Edges drawn of an article at most. */
const MOST_AROUND = 80;

/** Pixels of a selected story's radius from which it shows its strongest edges: all stories do from EDGES_FROM. */
const OWN_EDGES_FROM = 12;
const EDGES = 60;

/** Pixels of a dot's radius from which its ring leaves it open: its headline stands there. */
const OPEN_FROM = 34;

let held: { ties: object; story: number; list: number[] } | null = null;

/** The strongest ties of the selected story; found once, as there may be half a million. */
function tiesOf(model: Model, story: number): number[] {
  const { ties } = model.corpus;
  if (held?.ties !== ties || held.story !== story) {
    const list: number[] = [];
    for (let t = 0; t < ties.a.length; t++) if (ties.a[t] === story || ties.b[t] === story) list.push(t);
    list.sort((p, q) => ties.weight[q]! - ties.weight[p]! || p - q);
    held = { ties, story, list: list.slice(0, MOST_TIES) };
  }
  return held.list;
}

/** A ring around a story's disc. */
export function storyRing(model: Model, camera: Camera, size: Size, story: number, colour: string, width: number): Circle {
  const { stories } = model.corpus;
  const [x, y] = toScreen(camera, size, stories.x[story - 1]!, stories.y[story - 1]!);
  return { x, y, radius: Math.max(4, stories.radius[story - 1]! * camera.k + 1), fill: null, colour, width };
}

/** A dot that stands out, with a ring around it. */
export function dotRing(model: Model, camera: Camera, size: Size, article: number, colour: string, ink: Ink): Circle {
  const { articles } = model.corpus;
  const [x, y] = toScreen(camera, size, articles.x[article]!, articles.y[article]!);
  // One of a page known from a link is a ring
  const fill = DOT * camera.k < OPEN_FROM && !articles.external[article] ? css(lit(...articleColour(model.palette, article), ink.dark)) : null;
  return { x, y, radius: Math.max(4, DOT * camera.k + 1.5), fill, colour, width: 2 };
}

/** The selected story: its ties to others, its ring and, from far away too, its strongest edges. */
export function* storyMarks(model: Model, camera: Camera, size: Size, ink: Ink): Generator<Mark> {
  const { story, article } = model.state;
  if (!story) return;
  const { ties, stories } = model.corpus;
  for (const t of tiesOf(model, story)) {
    const other = ties.a[t] === story ? ties.b[t]! : ties.a[t]!;
    const line = rimToRim(model, camera, size, story - 1, other - 1, 0);
    const strength = ties.weight[t]! / 255;
    // Of no kind in the legend: they stand for edges of all kinds
    if (line) yield { line, colour: ink.text, width: 1 + strength * 2, alpha: 0.35 + strength * 0.5, dash: [] };
  }
  yield storyRing(model, camera, size, story, ink.accent, 2.2);
  const radius = stories.radius[story - 1]! * camera.k;
  if (article < 0 && model.edges && radius >= OWN_EDGES_FROM && radius < EDGES_FROM) {
    yield* edgeMarks(model, camera, size, passingEdges(model, model.edges, innerEdges(model.edges, story, EDGES)), 0.5, ink);
  }
}

/** The selected article: its edges, the articles at their other ends, and itself. */
export function* articleMarks(model: Model, camera: Camera, size: Size, ink: Ink): Generator<Mark> {
  const { edges } = model;
  const { article } = model.state;
  if (article < 0) return;
  if (edges) {
    const list = neighbours(edges, article).slice(0, MOST_AROUND);
    yield* edgeMarks(model, camera, size, list, 0.9, ink);
    for (const e of list) yield dotRing(model, camera, size, otherEnd(edges, e, article), ink.paper, ink);
  }
  yield dotRing(model, camera, size, article, ink.accent, ink);
}

function* edgeMarks(model: Model, camera: Camera, size: Size, list: number[], alpha: number, ink: Ink): Generator<Mark> {
  const edges = model.edges!;
  const { x, y } = model.corpus.articles;
  const wanted = model.state.provenance;
  for (const e of list) {
    const kind = edges.provenance[e]!;
    if (wanted.size && !wanted.has(kind)) continue;
    const [a, b] = [edges.a[e]!, edges.b[e]!];
    const { colour, dash, width } = edgeStyle(kind, ink);
    const line: Line = [...toScreen(camera, size, x[a]!, y[a]!), ...toScreen(camera, size, x[b]!, y[b]!)];
    yield { line, colour, width: width + 0.4, alpha, dash };
  }
}
