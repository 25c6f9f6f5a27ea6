// The map's picture: ties, discs, edges and dots, drawn in steps so that no frame waits for it.
import type { Model } from "./model";
import { innerEdges } from "./edges";
import type { Camera, Size } from "./camera";
import { toScreen } from "./camera";
import { inside, type Inside } from "./inside";
import { edgeStyle, lit, type Ink } from "./ink";
import { Raster } from "./raster";

/** Radius of an article's dot in map units; articles stand one unit apart. */
export const DOT = 0.4;

/** Pixels an article below which its dot would be smaller than a pixel: the disc speaks for it. */
const DOTS_FROM = 1.7;

/** Dots up to this radius are drawn into pixels by hand, larger ones as paths. */
const RASTER_TO = 7;

/** Pixels of a dot's radius from which it is a card: pale, for its headline to stand inside. */
export const CARDS_FROM = 40;

/** Pixels of a dot's radius from which dots, not titles, have the middle of a disc. */
const TITLES_TO = 22;

/** The same for the selected story. */
const TITLE_OF_SELECTED_TO = 12;

/** Opacity of other stories while one is looked at closely. */
const ASIDE = 0.22;

/** Opacity of dots under the title of their story. */
const UNDER_TITLE = 0.2;

/** Pixels a story's radius from which its inner edges have room. */
const EDGES_FROM = 34;

/** Inner edges drawn of one story, and of all stories in view. */
const EDGES_A_STORY = 900;
const EDGES_IN_ALL = 6000;

/** Square pixels of a disc (its radius squared) that an edge needs to be seen apart from others. */
const EDGE_PIXELS = 24;

/** Story-to-story ties drawn at most: more than these grey the picture. */
const MOST_TIES = 140;

let raster: Raster | null = null;

/** Yields whenever it may be interrupted. `context` is scaled to CSS pixels already. */
export function* drawScene(
  context: CanvasRenderingContext2D,
  model: Model,
  camera: Camera,
  size: Size,
  ratio: number,
  ink: Ink,
): Generator<void, void, void> {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = ink.paper;
  context.fillRect(0, 0, size.width, size.height);
  const visible = visibleStories(model, camera, size);
  drawTies(context, model, camera, size, ink);
  yield;
  yield* drawDiscs(context, model, camera, size, ink, visible);
  yield* drawInnerEdges(context, model, camera, size, ink, visible);
  yield* drawDots(context, model, camera, size, ratio, ink, visible);
}

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

function drawTies(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, ink: Ink): void {
  const { ties, stories } = model.corpus;
  const order = strongestTies(model);
  context.lineCap = "round";
  let drawn = 0;
  const alphas = [0.13, 0.2, 0.32];
  const paths = alphas.map(() => new Path2D());
  for (const t of order) {
    if (drawn >= MOST_TIES) break;
    const [a, b] = [ties.a[t]! - 1, ties.b[t]! - 1];
    if (!model.results.inStory[a] || !model.results.inStory[b]) continue;
    const [ax, ay] = toScreen(camera, size, stories.x[a]!, stories.y[a]!);
    const [bx, by] = toScreen(camera, size, stories.x[b]!, stories.y[b]!);
    if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > size.width || Math.max(ay, by) < 0 || Math.min(ay, by) > size.height) continue;
    const gap = Math.hypot(bx - ax, by - ay);
    const [ra, rb] = [stories.radius[a]! * camera.k, stories.radius[b]! * camera.k];
    if (gap <= ra + rb + 1) continue;
    drawn++;
    const path = paths[Math.min(2, Math.floor((ties.weight[t]! / 256) * 3))]!;
    const [ux, uy] = [(bx - ax) / gap, (by - ay) / gap];
    path.moveTo(ax + ux * ra, ay + uy * ra);
    path.lineTo(bx - ux * rb, by - uy * rb);
  }
  context.strokeStyle = ink.muted;
  paths.forEach((path, n) => {
    context.globalAlpha = alphas[n]!;
    context.lineWidth = 0.8 + n * 0.6;
    context.stroke(path);
  });
  context.globalAlpha = 1;
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

function* drawDiscs(
  context: CanvasRenderingContext2D,
  model: Model,
  camera: Camera,
  size: Size,
  ink: Ink,
  visible: number[],
): Generator<void, void, void> {
  const { stories } = model.corpus;
  // When dots are too small to see, the disc alone carries the colour
  const solid = camera.k < DOTS_FROM;
  let done = 0;
  for (const story of visible) {
    const s = story - 1;
    const [x, y] = toScreen(camera, size, stories.x[s]!, stories.y[s]!);
    const radius = Math.max(0.7, stories.radius[s]! * camera.k);
    const [r, g, b] = lit(model.palette.story[s * 3]!, model.palette.story[s * 3 + 1]!, model.palette.story[s * 3 + 2]!, ink.dark);
    const share = model.results.inStory[s]! / (stories.start[s + 1]! - stories.start[s]!);
    const strength = share === 0 ? 0.05 : solid ? 0.35 + 0.5 * Math.sqrt(share) : ink.dark ? 0.2 : 0.14;
    context.fillStyle = share === 0 ? ink.line : `rgb(${r},${g},${b})`;
    context.globalAlpha = (share === 0 ? 0.45 : strength) * (focused(model, camera, story) ? 0.5 : 1);
    if (radius < 1.6) context.fillRect(x - radius, y - radius, radius * 2, radius * 2);
    else {
      context.beginPath();
      context.arc(x, y, radius, 0, 6.2832);
      context.fill();
    }
    if (++done % 1200 === 0) yield;
  }
  context.globalAlpha = 1;
}

function* drawInnerEdges(
  context: CanvasRenderingContext2D,
  model: Model,
  camera: Camera,
  size: Size,
  ink: Ink,
  visible: number[],
): Generator<void, void, void> {
  const { edges, corpus } = model;
  if (!edges) return;
  const wanted = model.state.provenance;
  let room = EDGES_IN_ALL;
  for (const story of visible) {
    if (corpus.stories.radius[story - 1]! * camera.k < EDGES_FROM || room <= 0) break;
    if (!model.results.inStory[story - 1] || titleInside(model, camera, story) || focused(model, camera, story)) continue;
    // As many as its disc has room for, the strongest
    const radius = corpus.stories.radius[story - 1]! * camera.k;
    const list = innerEdges(edges, story, Math.min(EDGES_A_STORY, room, Math.round(radius ** 2 / EDGE_PIXELS)));
    room -= list.length;
    const paths = [new Path2D(), new Path2D(), new Path2D()];
    for (const e of list) {
      const kind = edges.provenance[e]!;
      if ((wanted.size && !wanted.has(kind)) || !model.passes(edges.a[e]!) || !model.passes(edges.b[e]!)) continue;
      const [ax, ay] = toScreen(camera, size, corpus.articles.x[edges.a[e]!]!, corpus.articles.y[edges.a[e]!]!);
      const [bx, by] = toScreen(camera, size, corpus.articles.x[edges.b[e]!]!, corpus.articles.y[edges.b[e]!]!);
      paths[kind]!.moveTo(ax, ay);
      paths[kind]!.lineTo(bx, by);
    }
    // The more lines, the lighter each: a story of forty must not turn black
    context.globalAlpha = Math.min(0.7, 0.22 + 9 / Math.max(12, list.length));
    for (const kind of [1, 0, 2]) {
      const style = edgeStyle(kind, ink);
      context.strokeStyle = style.colour;
      context.lineWidth = style.width;
      context.setLineDash(list.length > 300 ? [] : style.dash);
      context.stroke(paths[kind]!);
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
    yield;
  }
}

function* drawDots(
  context: CanvasRenderingContext2D,
  model: Model,
  camera: Camera,
  size: Size,
  ratio: number,
  ink: Ink,
  visible: number[],
): Generator<void, void, void> {
  const { articles, stories } = model.corpus;
  const radius = DOT * camera.k;
  const byHand = radius * ratio <= RASTER_TO;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (byHand) {
    if (!raster || raster.width !== width || raster.height !== height) raster = new Raster(width, height);
    raster.clear();
  }
  const pixels = byHand ? raster : null;
  const { failed } = model.results;
  const colours = model.palette.article;
  let done = 0;
  let under = 1;
  function dot(i: number): void {
    const x = (articles.x[i]! - camera.x) * camera.k + size.width / 2;
    const y = (articles.y[i]! - camera.y) * camera.k + size.height / 2;
    if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) return;
    const [r, g, b] = lit(colours[i * 3]!, colours[i * 3 + 1]!, colours[i * 3 + 2]!, ink.dark);
    const alpha = failed[i] ? 0.12 : under;
    if (pixels) pixels.dot(x * ratio, y * ratio, Math.max(0.55, radius) * ratio, r, g, b, alpha);
    else pathDot(context, x, y, radius, `rgb(${r},${g},${b})`, alpha, articles.external[i] === 1, articles.copyOf[i]! >= 0, ink);
  }
  if (camera.k >= DOTS_FROM) {
    for (const story of visible) {
      const to = stories.start[story]!;
      under = titleInside(model, camera, story) ? UNDER_TITLE : focused(model, camera, story) ? ASIDE : 1;
      for (let i = stories.start[story - 1]!; i < to; i++) dot(i);
      done += to - stories.start[story - 1]!;
      if (done > 9000) {
        done = 0;
        yield;
      }
    }
  }
  under = focused(model, camera, 0) ? ASIDE : 1;
  for (let i = stories.start[stories.count]!; i < articles.count; i++) {
    dot(i);
    if (++done > 9000) {
      done = 0;
      yield;
    }
  }
  if (pixels) yield* blit(context, pixels);
}

let sheet: HTMLCanvasElement | null = null;

function* blit(context: CanvasRenderingContext2D, pixels: Raster): Generator<void, void, void> {
  sheet ??= document.createElement("canvas");
  if (sheet.width !== pixels.width || sheet.height !== pixels.height) {
    sheet.width = pixels.width;
    sheet.height = pixels.height;
  }
  sheet.getContext("2d")!.putImageData(pixels.image, 0, 0);
  yield;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(sheet, 0, 0);
  context.restore();
}

/** A large dot: filled for articles, a ring for externals, a notch of paper for copies; or a card. */
function pathDot(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string, alpha: number, external: boolean, copy: boolean, ink: Ink): void {
  const card = radius >= CARDS_FROM;
  context.globalAlpha = alpha;
  context.beginPath();
  context.arc(x, y, external ? radius * 0.86 : radius, 0, 6.2832);
  if (external || card) {
    context.fillStyle = ink.paper;
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = card ? 3 : Math.max(1.5, radius * 0.22);
    if (card && external) context.setLineDash([7, 5]);
    context.stroke();
    context.setLineDash([]);
  } else {
    context.fillStyle = colour;
    context.fill();
  }
  if (copy && card) {
    context.lineWidth = 1;
    context.beginPath();
    context.arc(x, y, radius - 5, 0, 6.2832);
    context.stroke();
  } else if (copy) {
    context.beginPath();
    context.arc(x, y, radius * 0.42, 0, 6.2832);
    context.fillStyle = ink.paper;
    context.fill();
  }
  context.globalAlpha = 1;
}
