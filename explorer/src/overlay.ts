// What changes with the pointer and the selection, drawn over the picture on its own canvas.
import { toScreen, type Camera, type Size } from "./camera";
import { innerEdges, neighbours, otherEnd } from "./edges";
import { edgeStyle, lit, type Ink } from "./ink";
import type { Model } from "./model";
import { DOT, rimToRim } from "./visible";

export interface Hover {
  story: number;
  article: number;
}

export function drawOverlay(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, hover: Hover, ink: Ink): void {
  const { story, article } = model.state;
  if (story) {
    storyTies(context, model, camera, size, story, ink);
    ring(context, model, camera, size, story, ink.accent, 2.2);
    if (article < 0) storyEdges(context, model, camera, size, story, ink);
  }
  if (hover.story && hover.story !== story) ring(context, model, camera, size, hover.story, ink.text, 1.2);
  if (article >= 0) around(context, model, camera, size, article, ink);
  if (hover.article >= 0 && hover.article !== article) dotRing(context, model, camera, size, hover.article, ink.text, ink);
}

function ring(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, story: number, colour: string, width: number): void {
  const { stories } = model.corpus;
  const [x, y] = toScreen(camera, size, stories.x[story - 1]!, stories.y[story - 1]!);
  context.beginPath();
  context.arc(x, y, Math.max(4, stories.radius[story - 1]! * camera.k + 1), 0, 6.2832);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

function dotRing(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, article: number, colour: string, ink: Ink): void {
  const { articles } = model.corpus;
  const [x, y] = toScreen(camera, size, articles.x[article]!, articles.y[article]!);
  const radius = Math.max(4, DOT * camera.k + 1.5);
  const at = article * 3;
  const [r, g, b] = lit(model.palette.article[at]!, model.palette.article[at + 1]!, model.palette.article[at + 2]!, ink.dark);
  context.beginPath();
  context.arc(x, y, radius, 0, 6.2832);
  if (DOT * camera.k < 34) {
    context.fillStyle = `rgb(${r},${g},${b})`;
    context.fill();
  }
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.stroke();
}

/** Ties of one story drawn at most: more say no more. */
const MOST_TIES = 24;

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

function storyTies(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, story: number, ink: Ink): void {
  const { ties } = model.corpus;
  // Of no kind in the legend: they stand for edges of all kinds
  context.strokeStyle = ink.text;
  for (const t of tiesOf(model, story)) {
    const other = ties.a[t] === story ? ties.b[t]! : ties.a[t]!;
    const line = rimToRim(model, camera, size, story - 1, other - 1, 0);
    if (!line) continue;
    context.globalAlpha = 0.35 + (ties.weight[t]! / 255) * 0.5;
    context.lineWidth = 1 + (ties.weight[t]! / 255) * 2;
    context.beginPath();
    context.moveTo(line[0], line[1]);
    context.lineTo(line[2], line[3]);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** A selected story shows its strongest edges even from far away. */
function storyEdges(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, story: number, ink: Ink): void {
  const { edges, corpus } = model;
  const radius = corpus.stories.radius[story - 1]! * camera.k;
  if (!edges || radius < 12 || radius >= 34) return;
  lines(context, model, camera, size, innerEdges(edges, story, 60), 0.5, ink);
}

function lines(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, list: number[], alpha: number, ink: Ink): void {
  const { edges, corpus, state } = model;
  if (!edges) return;
  context.globalAlpha = alpha;
  for (const e of list) {
    const kind = edges.provenance[e]!;
    if (state.provenance.size && !state.provenance.has(kind)) continue;
    const style = edgeStyle(kind, ink);
    const [ax, ay] = toScreen(camera, size, corpus.articles.x[edges.a[e]!]!, corpus.articles.y[edges.a[e]!]!);
    const [bx, by] = toScreen(camera, size, corpus.articles.x[edges.b[e]!]!, corpus.articles.y[edges.b[e]!]!);
    context.strokeStyle = style.colour;
    context.lineWidth = style.width + 0.4;
    context.setLineDash(style.dash);
    context.beginPath();
    context.moveTo(ax, ay);
    context.lineTo(bx, by);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function around(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, article: number, ink: Ink): void {
  const { edges } = model;
  if (edges) {
    const list = neighbours(edges, article).slice(0, 80);
    lines(context, model, camera, size, list, 0.9, ink);
    for (const e of list) dotRing(context, model, camera, size, otherEnd(edges, e, article), ink.paper, ink);
  }
  dotRing(context, model, camera, size, article, ink.accent, ink);
}
