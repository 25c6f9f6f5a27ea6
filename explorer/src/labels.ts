// What the map says at each distance: themes, then stories, then headlines.
import { toScreen, type Camera, type Size } from "./camera";
import { FONT, type Ink } from "./ink";
import type { Model } from "./model";
import { Grid, place, type Rect } from "./placing";
import { DOT, visibleStories } from "./scene";
import { wrap } from "./wrap";

export interface Label {
  kind: "theme" | "story" | "article";
  /** Story or article that it names. */
  of: number;
  lines: string[];
  font: number;
  weight: number;
  /** Middle of the text: map position plus an offset in pixels, so that it pans with the map. */
  x: number;
  y: number;
  dx: number;
  dy: number;
  width: number;
  height: number;
}

const LINE = 1.22;

/** Pixels a map unit below which headlines cover other dots. */
const PLATES_TO = 84;

let measurer: CanvasRenderingContext2D | null = null;
const widths = new Map<string, number>();

function measure(font: string): (text: string) => number {
  return (text) => {
    const key = `${font}\n${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > 40000) widths.clear();
      measurer ??= document.createElement("canvas").getContext("2d")!;
      measurer.font = font;
      widths.set(key, (width = measurer.measureText(text).width));
    }
    return width;
  };
}

export function fontOf(size: number, weight: number): string {
  return `${weight} ${size}px ${FONT}`;
}

/** Lays labels out for that camera; the selected story comes first, then by size. */
export function layLabels(model: Model, camera: Camera, size: Size): Label[] {
  const { stories } = model.corpus;
  const labels: Label[] = [];
  const taken = new Grid();
  const discs = new Grid();
  const own = new Map<number, Rect>();
  const screen = { left: 6, top: 6, right: size.width - 6, bottom: size.height - 6 };
  const visible = visibleStories(model, camera, size).filter((story) => model.results.inStory[story - 1]);
  for (const story of visible) {
    const s = story - 1;
    const radius = stories.radius[s]! * camera.k;
    if (radius < 5) continue;
    const [x, y] = toScreen(camera, size, stories.x[s]!, stories.y[s]!);
    // The square inside the disc stands for it: labels may cross a disc's rim, not its middle
    const half = radius * 0.8;
    const rect = { left: x - half, top: y - half, right: x + half, bottom: y + half };
    discs.add(rect);
    own.set(story, rect);
  }
  const selected = model.state.story;
  const ordered = selected && visible.includes(selected) ? [selected, ...visible.filter((story) => story !== selected)] : visible;
  const budget = Math.round((size.width * size.height) / 15000) + 6;
  let tried = 0;
  for (const story of ordered) {
    if (labels.length >= budget || tried++ > 260) break;
    const label = storyLabel(model, camera, size, story, taken, discs, own.get(story) ?? null, screen, labels.length);
    if (label) labels.push(label);
  }
  if (DOT * 2 * camera.k > 34) layHeadlines(model, camera, size, visible, taken, screen, labels);
  if (camera.k * stories.count) layThemes(model, camera, size, taken, screen, labels);
  return labels;
}

function storyLabel(model: Model, camera: Camera, size: Size, story: number, taken: Grid, discs: Grid, own: Rect | null, screen: Rect, rank: number): Label | null {
  const { stories } = model.corpus;
  const s = story - 1;
  const radius = stories.radius[s]! * camera.k;
  const selected = model.state.story === story;
  if (radius < 9 && !selected) return null;
  const [x, y] = toScreen(camera, size, stories.x[s]!, stories.y[s]!);
  // Inside a large disc the middle is where the reader looks; its title goes to the rim
  const near = DOT * 2 * camera.k > 20;
  const fontSize = Math.min(near ? 13.5 : 17, Math.max(11, 8.5 + radius / 9)) + (selected ? 1.5 : 0);
  const font = fontOf(fontSize, selected ? 700 : 600);
  const width = near ? Math.min(240, Math.max(120, radius * 1.8)) : Math.min(190, Math.max(126, radius * 2.1));
  const lines = wrap(model.title(story), width, near || rank < 14 ? 4 : 3, measure(font));
  const box = { width: Math.max(...lines.map(measure(font))) + 6, height: lines.length * fontSize * LINE + 2 };
  const rect = place({ x, y, radius: near ? 0 : radius, ...box, own: near ? null : own }, taken, discs, screen, selected ? 9 : rank < 14 ? 0.5 : 0.16);
  const spot = near ? rimSpot(x, y, radius, box, taken, screen, selected ? [] : othersOf(model, camera, size, story)) : rect;
  if (!spot) return null;
  taken.add(spot);
  return {
    kind: "story",
    of: story,
    lines,
    font: fontSize,
    weight: selected ? 700 : 600,
    x: stories.x[s]!,
    y: stories.y[s]!,
    dx: (spot.left + spot.right) / 2 - x,
    dy: (spot.top + spot.bottom) / 2 - y,
    ...box,
  };
}

/** Discs of the other stories in view, in pixels: few, this close up. */
function othersOf(model: Model, camera: Camera, size: Size, story: number): [number, number, number][] {
  const { stories } = model.corpus;
  return visibleStories(model, camera, size)
    .filter((other) => other !== story)
    .slice(0, 80)
    .map((other) => [...toScreen(camera, size, stories.x[other - 1]!, stories.y[other - 1]!), stories.radius[other - 1]! * camera.k]);
}

/** Whether a label would stand on a disc, its outermost rim aside. */
function crosses(rect: Rect, [x, y, radius]: [number, number, number]): boolean {
  const dx = Math.max(rect.left - x, 0, x - rect.right);
  const dy = Math.max(rect.top - y, 0, y - rect.bottom);
  return Math.hypot(dx, dy) < radius * 0.94;
}

/** Close up, a title stands above its disc, or at the top of the screen while the disc fills it. */
function rimSpot(x: number, y: number, radius: number, box: { width: number; height: number }, taken: Grid, screen: Rect, others: [number, number, number][]): Rect | null {
  const centre = Math.min(Math.max(x, screen.left + box.width / 2), screen.right - box.width / 2);
  for (const top of [y - radius - box.height - 4, y + radius + 4]) {
    const held = Math.min(Math.max(top, screen.top), screen.bottom - box.height);
    if (Math.abs(held - top) > radius * 0.8 || Math.abs(centre - x) > radius) continue;
    const rect = { left: centre - box.width / 2, top: held, right: centre + box.width / 2, bottom: held + box.height };
    if (!taken.hits(rect) && !others.some((disc) => crosses(rect, disc))) return rect;
  }
  return null;
}

function layHeadlines(model: Model, camera: Camera, size: Size, visible: number[], taken: Grid, screen: Rect, labels: Label[]): void {
  if (!model.texts.titles) return;
  const { articles, stories } = model.corpus;
  const diameter = DOT * 2 * camera.k;
  const inside = diameter > 96;
  const fontSize = inside ? 11.5 : 10.5;
  const font = fontOf(fontSize, 450);
  // Until each has room of its own, a few headlines are whole rather than all cut short
  const sparse = camera.k < PLATES_TO;
  const width = inside ? diameter * 0.84 : sparse ? 124 : camera.k * 1.02;
  let room = sparse ? Math.round((size.width * size.height) / 42000) : 220;
  const singles: [number, number] = [stories.start[stories.count]!, articles.count];
  for (const [from, to] of [...visible.map((story) => model.rangeOf(story)), singles]) {
    let lead = true;
    for (let i = from; i < to && room > 0; i++) {
      // The first to report has its headline first; copies have none of their own
      if (sparse && !lead && articles.copyOf[i]! >= 0) continue;
      lead = false;
      const [x, y] = toScreen(camera, size, articles.x[i]!, articles.y[i]!);
      if (x < 0 || y < 0 || x > size.width || y > size.height || !model.passes(i)) continue;
      const lines = wrap(model.texts.title(i), width, inside ? 5 : sparse ? 3 : 4, measure(font));
      const box = { width: Math.max(...lines.map(measure(font))), height: lines.length * fontSize * LINE };
      const middle = inside ? y : y + diameter / 2 + box.height / 2 + 1;
      const gap = sparse ? 14 : 0;
      const rect = { left: x - box.width / 2 - gap, top: middle - box.height / 2 - gap, right: x + box.width / 2 + gap, bottom: middle + box.height / 2 + gap };
      if (rect.left < screen.left || rect.right > screen.right || rect.bottom > screen.bottom || taken.hits(rect)) continue;
      taken.add(rect);
      room--;
      labels.push({ kind: "article", of: i, lines, font: fontSize, weight: 450, x: articles.x[i]!, y: articles.y[i]!, dx: 0, dy: middle - y, ...box });
    }
  }
}

function layThemes(model: Model, camera: Camera, size: Size, taken: Grid, screen: Rect, labels: Label[]): void {
  const { themes, x } = model.corpus.facts;
  // Names of regions belong to the overview: once a region fills the screen they are in the way
  if (camera.k * (x[1] - x[0]) > Math.min(size.width, size.height) * 2.2) return;
  for (const [n, theme] of themes.entries()) {
    const fontSize = Math.max(11, 13 - n * 0.2);
    const font = fontOf(fontSize, 700);
    const name = theme.name.toLocaleUpperCase();
    const box = { width: measure(font)(name) * 1.12 + 8, height: fontSize * 1.5 };
    const [cx, cy] = toScreen(camera, size, theme.x, theme.y);
    for (const shift of [0, -1, 1, -2, 2, -3, 3]) {
      const y = cy + shift * box.height * 1.3;
      const rect = { left: cx - box.width / 2, top: y - box.height / 2, right: cx + box.width / 2, bottom: y + box.height / 2 };
      if (rect.left < screen.left || rect.right > screen.right || rect.top < screen.top || rect.bottom > screen.bottom || taken.hits(rect)) continue;
      taken.add(rect);
      labels.push({ kind: "theme", of: n, lines: [name], font: fontSize, weight: 700, x: theme.x, y: theme.y, dx: 0, dy: y - cy, ...box });
      break;
    }
  }
}

/** Draws labels with a halo of paper, so that they read over discs and lines. */
export function drawLabels(context: CanvasRenderingContext2D, labels: Label[], camera: Camera, size: Size, ink: Ink): void {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const label of labels) {
    const [x, y] = toScreen(camera, size, label.x, label.y);
    context.font = fontOf(label.font, label.weight);
    const spaced = label.kind === "theme";
    if ("letterSpacing" in context) context.letterSpacing = spaced ? "0.08em" : "0px";
    context.strokeStyle = ink.halo;
    context.lineWidth = label.kind === "article" ? 2.5 : 3.5;
    context.fillStyle = spaced ? ink.muted : ink.text;
    const step = label.font * LINE;
    if (label.kind === "article" && camera.k < PLATES_TO) {
      // Headlines stand over dots here: a plate of paper keeps them readable
      context.fillStyle = ink.halo;
      context.fillRect(x + label.dx - label.width / 2 - 3, y + label.dy - label.height / 2 - 1, label.width + 6, label.height + 2);
      context.fillStyle = ink.text;
    }
    label.lines.forEach((line, n) => {
      const at = y + label.dy + (n - (label.lines.length - 1) / 2) * step;
      context.strokeText(line, x + label.dx, at);
      context.fillText(line, x + label.dx, at);
    });
  }
  if ("letterSpacing" in context) context.letterSpacing = "0px";
}
