// The small graph of one story inside its panel.
import { fitted, toMap, toScreen, type Size } from "./camera";
import { FROM_BELOW, innerEdges } from "./edges";
import { h, svg } from "./dom";
import { edgeStyle, lit, PROVENANCE_NAMES, readInk } from "./ink";
import type { Model } from "./model";
import { DOT, NOTCH, passingEdges } from "./visible";

const MOST_EDGES = 700;

export function storyPicture(model: Model, story: number): HTMLElement {
  const canvas = h("canvas", { class: "story-graph", role: "img", "aria-label": `The articles of this story and the edges between them. The list below has the same articles.` });
  const tip = h("p", { class: "graph-tip muted", "aria-hidden": "true" }, " ");
  requestAnimationFrame(() => draw(model, story, canvas));
  canvas.addEventListener("click", (event) => {
    const hit = nearest(model, story, canvas, event);
    if (hit >= 0) model.select(story, hit);
  });
  canvas.addEventListener("pointermove", (event) => {
    const hit = nearest(model, story, canvas, event);
    tip.textContent = hit >= 0 ? `${model.source(hit)}: ${model.texts.title(hit)}` : " ";
  });
  return h("div", {}, canvas, tip, legend(model, ...model.rangeOf(story)));
}

/** How each provenance that there is is drawn, and dots of their own look among the articles from `from` to `to`. */
export function legend(model: Model, from: number, to: number): HTMLElement {
  const ink = readInk();
  const { copyOf, external } = model.corpus.articles;
  const copies = copyOf.subarray(from, to).some((original) => original >= 0);
  const links = external.subarray(from, to).some((kind) => kind === 1);
  return h(
    "ul",
    { class: "legend", "aria-label": "Edges and dots" },
    ...model.corpus.facts.ties.map((kind) => {
      const style = edgeStyle(kind, ink);
      const line = svg("line", { x1: 0, y1: 5, x2: 22, y2: 5, stroke: style.colour, "stroke-width": style.width + 0.6, "stroke-dasharray": style.dash.join(" ") || "none" });
      return h("li", {}, svg("svg", { width: 22, height: 10, "aria-hidden": "true" }, line), PROVENANCE_NAMES[kind]!);
    }),
    copies ? dotKey("Copy", 3.4) : null,
    links ? dotKey("Page known from a link", 1.6) : null,
  );
}

/** A dot with so wide a rim about its hole, and what it means. */
function dotKey(label: string, rim: number): HTMLElement {
  const ring = svg("circle", { cx: 6, cy: 6, r: 5.5 - rim / 2, fill: "none", stroke: "currentColor", "stroke-width": rim });
  return h("li", {}, svg("svg", { width: 12, height: 12, "aria-hidden": "true" }, ring), label);
}

function frame(model: Model, story: number, size: Size): ReturnType<typeof fitted> {
  const { stories } = model.corpus;
  const [x, y, r] = [stories.x[story - 1]!, stories.y[story - 1]!, stories.radius[story - 1]!];
  return fitted({ left: x - r, right: x + r, top: y - r, bottom: y + r }, size, 6, 46);
}

function draw(model: Model, story: number, canvas: HTMLCanvasElement): void {
  const size = { width: canvas.clientWidth, height: canvas.clientHeight };
  const context = canvas.getContext("2d");
  if (!size.width || !context) return;
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = size.width * ratio;
  canvas.height = size.height * ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const ink = readInk();
  const camera = frame(model, story, size);
  const { articles } = model.corpus;
  const at = (i: number): [number, number] => toScreen(camera, size, articles.x[i]!, articles.y[i]!);
  if (model.edges) {
    const list = innerEdges(model.edges, story, MOST_EDGES);
    const shown = passingEdges(model, model.edges, list);
    context.globalAlpha = Math.min(0.75, 0.25 + 12 / Math.max(12, list.length));
    for (const kind of FROM_BELOW) {
      const style = edgeStyle(kind, ink);
      context.strokeStyle = style.colour;
      context.lineWidth = style.width;
      context.setLineDash(list.length > 300 ? [] : style.dash);
      context.beginPath();
      for (const e of shown) {
        if (model.edges.provenance[e] !== kind) continue;
        context.moveTo(...at(model.edges.a[e]!));
        context.lineTo(...at(model.edges.b[e]!));
      }
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
  const radius = Math.max(1.2, DOT * camera.k);
  for (let [i, to] = model.rangeOf(story); i < to; i++) {
    const [r, g, b] = lit(model.palette.article[i * 3]!, model.palette.article[i * 3 + 1]!, model.palette.article[i * 3 + 2]!, ink.dark);
    context.globalAlpha = model.passes(i) ? 1 : 0.2;
    context.beginPath();
    context.arc(...at(i), articles.external[i] ? radius * 0.8 : radius, 0, 6.2832);
    context.fillStyle = articles.external[i] ? ink.paper : `rgb(${r},${g},${b})`;
    context.fill();
    context.strokeStyle = articles.external[i] ? `rgb(${r},${g},${b})` : ink.paper;
    context.lineWidth = articles.external[i] ? 2 : 1;
    context.stroke();
    if (articles.copyOf[i]! >= 0) {
      context.beginPath();
      context.arc(...at(i), radius * NOTCH, 0, 6.2832);
      context.fillStyle = ink.paper;
      context.fill();
    }
  }
  context.globalAlpha = 1;
}

function nearest(model: Model, story: number, canvas: HTMLCanvasElement, event: MouseEvent): number {
  const box = canvas.getBoundingClientRect();
  const size = { width: box.width, height: box.height };
  const camera = frame(model, story, size);
  const [x, y] = toMap(camera, size, event.clientX - box.left, event.clientY - box.top);
  const { articles } = model.corpus;
  let best = -1;
  let least = Math.max(DOT, 8 / camera.k) ** 2;
  for (let [i, to] = model.rangeOf(story); i < to; i++) {
    const away = (articles.x[i]! - x) ** 2 + (articles.y[i]! - y) ** 2;
    if (away < least) [best, least] = [i, away];
  }
  return best;
}
