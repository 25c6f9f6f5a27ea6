// The map's picture: ties, discs, edges and dots, drawn in steps so that no frame waits for it.
import type { Model } from "./model";
import type { Camera, Size } from "./camera";
import { toScreen } from "./camera";
import { FROM_BELOW } from "./edges";
import { edgeStyle, lit, type Ink } from "./ink";
import { Raster } from "./raster";
import { discLook, DOT, dotAlphas, dotRounds, DOTS_FROM, edgesInView, plainDots, TIE_ALPHAS, tieLines, tieWidth, visibleStories, type Round } from "./visible";

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

function drawTies(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, ink: Ink): void {
  context.lineCap = "round";
  const paths = TIE_ALPHAS.map(() => new Path2D());
  for (const { line, level } of tieLines(model, camera, size)) {
    paths[level]!.moveTo(line[0], line[1]);
    paths[level]!.lineTo(line[2], line[3]);
  }
  context.strokeStyle = ink.muted;
  paths.forEach((path, n) => {
    context.globalAlpha = TIE_ALPHAS[n]!;
    context.lineWidth = tieWidth(n);
    context.stroke(path);
  });
  context.globalAlpha = 1;
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
  let done = 0;
  for (const story of visible) {
    const s = story - 1;
    const [x, y] = toScreen(camera, size, stories.x[s]!, stories.y[s]!);
    const radius = Math.max(0.7, stories.radius[s]! * camera.k);
    const [r, g, b] = lit(model.palette.story[s * 3]!, model.palette.story[s * 3 + 1]!, model.palette.story[s * 3 + 2]!, ink.dark);
    const { alpha, empty } = discLook(model, camera, story, ink.dark);
    context.fillStyle = empty ? ink.line : `rgb(${r},${g},${b})`;
    context.globalAlpha = alpha;
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
  for (const { shown, alpha, dense } of edgesInView(model, camera, visible)) {
    const paths = [new Path2D(), new Path2D(), new Path2D()];
    for (const e of shown) {
      const [ax, ay] = toScreen(camera, size, corpus.articles.x[edges.a[e]!]!, corpus.articles.y[edges.a[e]!]!);
      const [bx, by] = toScreen(camera, size, corpus.articles.x[edges.b[e]!]!, corpus.articles.y[edges.b[e]!]!);
      const path = paths[edges.provenance[e]!]!;
      path.moveTo(ax, ay);
      path.lineTo(bx, by);
    }
    context.globalAlpha = alpha;
    for (const kind of FROM_BELOW) {
      const style = edgeStyle(kind, ink);
      context.strokeStyle = style.colour;
      context.lineWidth = style.width;
      context.setLineDash(dense ? [] : style.dash);
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
  const byHand = plainDots(camera, ratio);
  const looks = [false, true].map((external) => [false, true].map((copy) => dotRounds(radius, external, copy)));
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (byHand) {
    if (!raster || raster.width !== width || raster.height !== height) raster = new Raster(width, height);
    raster.clear();
  }
  const pixels = byHand ? raster : null;
  const { failed } = model.results;
  const colours = model.palette.article;
  let done = 0;
  let alphas: [number, number] = [1, 1];
  function dot(i: number): void {
    const [x, y] = toScreen(camera, size, articles.x[i]!, articles.y[i]!);
    if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) return;
    const [r, g, b] = lit(colours[i * 3]!, colours[i * 3 + 1]!, colours[i * 3 + 2]!, ink.dark);
    const alpha = alphas[failed[i] ? 1 : 0];
    if (pixels) pixels.dot(x * ratio, y * ratio, Math.max(0.55, radius) * ratio, r, g, b, alpha);
    else pathDot(context, x, y, looks[articles.external[i]!]![articles.copyOf[i]! >= 0 ? 1 : 0]!, `rgb(${r},${g},${b})`, alpha, ink);
  }
  if (camera.k >= DOTS_FROM) {
    for (const story of visible) {
      const to = stories.start[story]!;
      alphas = dotAlphas(model, camera, story);
      for (let i = stories.start[story - 1]!; i < to; i++) dot(i);
      done += to - stories.start[story - 1]!;
      if (done > 9000) {
        done = 0;
        yield;
      }
    }
  }
  alphas = dotAlphas(model, camera, 0);
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

function pathDot(context: CanvasRenderingContext2D, x: number, y: number, rounds: Round[], colour: string, alpha: number, ink: Ink): void {
  context.globalAlpha = alpha;
  for (const { radius, fill, rim, dash } of rounds) {
    context.beginPath();
    context.arc(x, y, radius, 0, 6.2832);
    if (fill) {
      context.fillStyle = fill === "paper" ? ink.paper : colour;
      context.fill();
    }
    if (!rim) continue;
    context.strokeStyle = colour;
    context.lineWidth = rim;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}
