// What the map says at each distance: themes and the largest stories, then stories inside their
// discs, then headlines. Labels cover no disc but their own, and no dot.
import { Callouts } from "./callouts";
import { toScreen, type Camera, type Size } from "./camera";
import { layAround, layInside } from "./headlines";
import { boxesOf, LINE, placed, type Label } from "./label";
import type { Model } from "./model";
import { DOT, focused, titleInside, visibleStories } from "./visible";
import { Space, type Anchor, type Rect } from "./space";
import { measure, textScale } from "./type";
import { wrap } from "./wrap";

/** Stories below this number are worth a line of their own however small. */
const TOP_STORIES = 12;

/** Stories in vain tried for a place, after which the map counts as full. */
const MOST_MISSES = 60;

/** Share of the smaller side of the view that a line may be long. */
const REACH = 0.34;

/** Pixels that a line may be long on small screens. */
const LEAST_REACH = 190;

/** Pixels of the typical disc below which the map is a texture, and regions are named upon it. */
const TEXTURE = 5;

/** Lays labels out for that camera; `avoid` are the controls that lie over the map. */
export function layLabels(model: Model, camera: Camera, size: Size, avoid: Rect[] = []): Label[] {
  const { stories, articles } = model.corpus;
  const labels: Label[] = [];
  const space = new Space(size);
  const callouts = new Callouts(space);
  for (const rect of avoid) space.blockRect(rect);
  const visible = visibleStories(model, camera, size).filter((story) => model.results.inStory[story - 1]);
  const anchors = new Map<number, Anchor>();
  // Close to a selected story the others stand back, and leave their room to its headlines
  const alone = model.state.story > 0 && focused(model, camera, 0);
  for (const story of visible) {
    const [x, y] = toScreen(camera, size, stories.x[story - 1]!, stories.y[story - 1]!);
    const anchor = { x, y, radius: stories.radius[story - 1]! * camera.k };
    anchors.set(story, anchor);
    if (!alone || story === model.state.story) space.blockDisc(x, y, anchor.radius + 1);
  }
  for (let i = stories.start[stories.count]!; i < articles.count && !alone; i++) {
    if (model.passes(i)) space.blockDisc(...toScreen(camera, size, articles.x[i]!, articles.y[i]!), DOT * camera.k + 1);
  }
  const chosen = anchors.get(model.state.story);
  if (alone && chosen) {
    pinTitle(model, model.state.story, chosen, size, callouts, labels);
    layAround(model, camera, size, model.state.story, callouts, labels);
    return labels;
  }
  const typical = anchors.get(visible[visible.length >> 1] ?? 0)?.radius ?? Infinity;
  if (typical < TEXTURE) layThemes(model, camera, size, callouts, labels);
  layStories(model, camera, size, visible, anchors, callouts, labels);
  layInside(model, camera, size, visible, labels);
  return labels;
}

/** Titles inside the discs that have room for them, and around the map for the others. */
function layStories(model: Model, camera: Camera, size: Size, visible: number[], anchors: Map<number, Anchor>, callouts: Callouts, labels: Label[]): void {
  const outside: [number, number][] = [];
  for (const [rank, story] of visible.entries()) {
    const anchor = anchors.get(story)!;
    const found = titleInside(model, camera, story);
    const label = found && insideLabel(model, story, found.lines, found.font);
    const rect = label && boxAt(label, anchor);
    // The name of a region may stand there
    if (!rect || callouts.covers(rect)) outside.push([story, model.state.story === story ? -1 : rank]);
    else {
      if (rect.left < 0 || rect.top < 0 || rect.right > size.width || rect.bottom > size.height) continue;
      labels.push(label);
      callouts.hold(rect, null);
    }
  }
  outside.sort((a, b) => a[1] - b[1]);
  let room = Math.round((size.width * size.height) / (24000 * textScale() ** 2)) + 4;
  let misses = 0;
  for (const [story, rank] of outside) {
    const anchor = anchors.get(story)!;
    // On a full map the next would not find a place either
    if (room <= 0 || misses >= MOST_MISSES) break;
    if (!onScreen(anchor, size) || (anchor.radius < 9 && rank >= TOP_STORIES)) continue;
    const label = storyCallout(model, story, anchor, callouts, size, rank);
    if (!label) {
      misses++;
      continue;
    }
    room--;
    labels.push(label);
  }
}

function boxAt({ box }: Label, { x, y }: Anchor): Rect {
  return { left: x + box.left, top: y + box.top, right: x + box.right, bottom: y + box.bottom };
}

function onScreen({ x, y }: Anchor, size: Size): boolean {
  return x > 0 && y > 0 && x < size.width && y < size.height;
}

function insideLabel(model: Model, story: number, lines: string[], font: number): Label {
  const { x, y } = model.corpus.stories;
  const weight = model.state.story === story ? 700 : 600;
  const width = Math.max(...lines.map(measure(font, weight)));
  const half = (lines.length * font * LINE) / 2;
  return { kind: "story", of: story, lines, caption: "", font, weight, align: "center", plate: false, x: x[story - 1]!, y: y[story - 1]!, box: { left: -width / 2, top: -half, right: width / 2, bottom: half }, leader: null };
}

function storyCallout(model: Model, story: number, anchor: Anchor, callouts: Callouts, size: Size, rank: number): Label | null {
  const selected = model.state.story === story;
  const font = (rank < TOP_STORIES ? 12.5 : 11.5) * textScale();
  const weight = selected ? 700 : 600;
  const boxes = boxesOf(model.title(story), font, weight, "", 4);
  const far = Math.max(LEAST_REACH, Math.min(size.width, size.height) * REACH);
  const reach = rank < TOP_STORIES ? far : far / 3;
  const spot = callouts.put(anchor, boxes, reach);
  if (!spot) return null;
  const { x, y } = model.corpus.stories;
  return placed({ kind: "story", of: story, lines: spot.box.lines, caption: "", font, weight, x: x[story - 1]!, y: y[story - 1]!, plate: false }, anchor, spot.rect, spot.leader);
}

/** The title of the story that fills the view: above its disc, or at the top of the screen. */
function pinTitle(model: Model, story: number, anchor: Anchor, size: Size, callouts: Callouts, labels: Label[]): void {
  const font = 15 * textScale();
  const lines = wrap(model.title(story), Math.min(size.width - 40, Math.max(300 * textScale(), anchor.radius * 1.5)), 4, measure(font, 700));
  const width = Math.max(...lines.map(measure(font, 700)));
  const height = lines.length * font * LINE;
  const left = Math.min(Math.max(anchor.x - width / 2, 12), size.width - width - 12);
  const top = Math.max(10, anchor.y - anchor.radius - height - 8);
  const rect = { left, top, right: left + width, bottom: top + height };
  callouts.hold(rect, null);
  const { x, y } = model.corpus.stories;
  labels.push(placed({ kind: "story", of: story, lines, caption: "", font, weight: 700, plate: true, x: x[story - 1]!, y: y[story - 1]! }, anchor, rect, null));
}

/** Names of regions, over a map whose stories are too small to have names of their own. */
function layThemes(model: Model, camera: Camera, size: Size, callouts: Callouts, labels: Label[]): void {
  for (const [n, theme] of model.corpus.facts.themes.entries()) {
    const font = 13 * textScale();
    const name = theme.name.toUpperCase();
    const width = measure(font, 700)(name) * 1.12;
    const height = font * 1.4;
    const [x, y] = toScreen(camera, size, theme.x, theme.y);
    for (const shift of [0, -1, 1, -2, 2]) {
      const top = y + shift * height * 1.2 - height / 2;
      const rect = { left: x - width / 2 - 6, top, right: x + width / 2 + 6, bottom: top + height };
      const clear = rect.left > 4 && rect.right < size.width - 4 && top > 4 && rect.bottom < size.height - 4;
      if (!clear || callouts.covers(rect)) continue;
      callouts.hold(rect, null);
      labels.push({ ...placed({ kind: "theme", of: n, lines: [name], caption: "", font, weight: 700, plate: true, x: theme.x, y: theme.y }, { x, y, radius: 0 }, rect, null), align: "center" });
      break;
    }
  }
}

