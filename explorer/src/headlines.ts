// Headlines of articles: inside their dots where these are large, else around the story in view.
import type { Callouts } from "./callouts";
import { toScreen, type Camera, type Size } from "./camera";
import { inside } from "./inside";
import { boxesOf, LINE, placed, type Label } from "./label";
import type { Model } from "./model";
import type { Anchor } from "./space";
import { CARDS_FROM, DOT } from "./visible";
import { measure, textScale } from "./type";

/** Headlines around a story at most: more lines than these are a thicket. */
const MOST = 16;

/** Headlines inside dots at most: no screen has room for more. */
const MOST_INSIDE = 160;

const REACH = 0.3;

/** Headlines inside the dots, where these have grown to cards. */
export function layInside(model: Model, camera: Camera, size: Size, visible: number[], labels: Label[]): void {
  if (!model.texts.ready || DOT * camera.k < CARDS_FROM) return;
  const { articles, stories } = model.corpus;
  const radius = DOT * camera.k;
  const singles: [number, number] = [stories.start[stories.count]!, articles.count];
  let room = MOST_INSIDE;
  for (const [from, to] of [...visible.map((story) => model.rangeOf(story)), singles]) {
    for (let i = from; i < to && room > 0; i++) {
      const [x, y] = toScreen(camera, size, articles.x[i]!, articles.y[i]!);
      if (x < 0 || y < 0 || x > size.width || y > size.height || !model.passes(i)) continue;
      const found = inside(model.texts.title(i), radius, 500, 9.5);
      if (!found) continue;
      room--;
      const width = Math.max(...found.lines.map(measure(found.font, 500)));
      const half = (found.lines.length * found.font * LINE) / 2;
      const rect = { left: x - width / 2, top: y - half, right: x + width / 2, bottom: y + half };
      labels.push(placed({ kind: "article", of: i, lines: found.lines, caption: "", font: found.font, weight: 500, plate: false, x: articles.x[i]!, y: articles.y[i]! }, { x, y, radius }, rect, null));
    }
  }
}

/** The first to report and the outermost dots say what they wrote, beside the disc. */
export function layAround(model: Model, camera: Camera, size: Size, story: number, callouts: Callouts, labels: Label[]): void {
  if (!model.texts.ready) return;
  const { articles, stories } = model.corpus;
  const [from, to] = model.rangeOf(story);
  const [first] = model.firstOf(story, true) as [number];
  const away = (i: number): number => Math.hypot(articles.x[i]! - stories.x[story - 1]!, articles.y[i]! - stories.y[story - 1]!);
  const wanted: number[] = [];
  for (let i = from; i < to; i++) if (model.passes(i) && articles.copyOf[i]! < 0) wanted.push(i);
  const rank = (i: number): number => (i === model.state.article ? 1e9 : i === first ? 1e8 : away(i));
  wanted.sort((a, b) => rank(b) - rank(a) || a - b);
  const font = 11.5 * textScale();
  const reach = Math.min(size.width, size.height) * REACH;
  const dot = (i: number): Anchor => {
    const [x, y] = toScreen(camera, size, articles.x[i]!, articles.y[i]!);
    return { x, y, radius: DOT * camera.k };
  };
  const dots = Array.from({ length: to - from }, (_, n) => dot(from + n));
  let room = MOST;
  for (const i of wanted.slice(0, 60)) {
    if (room <= 0) break;
    const anchor = dots[i - from]!;
    const { x, y } = anchor;
    if (x < 0 || y < 0 || x > size.width || y > size.height) continue;
    const caption = model.source(i);
    const boxes = boxesOf(model.texts.title(i), font, 450, caption, 4);
    const spot = callouts.put(anchor, boxes, reach, dots) ?? (rank(i) >= 1e8 ? callouts.put(anchor, boxes, reach) : null);
    if (!spot) continue;
    room--;
    labels.push(placed({ kind: "article", of: i, lines: spot.box.lines, caption, font, weight: 450, plate: true, x: articles.x[i]!, y: articles.y[i]! }, anchor, spot.rect, spot.leader));
  }
}
