// Labels in the free space around the map, tied to what they name by a thin line: they cover
// nothing, and their lines neither cross nor come near each other.
import type { Anchor, Rect, Space } from "./space";

/** A straight line in pixels. */
export type Line = [number, number, number, number];

export interface Spot {
  rect: Rect;
  /** From the anchor's rim to the label; null where it stands right beside it. */
  leader: Line | null;
}

export interface Box {
  width: number;
  height: number;
  lines: string[];
}

/** Pixels between a label and its anchor below which no line is needed. */
const BESIDE = 9;

/** Pixels kept free around a label. */
const PAD = 4;

/** Pixels between two lines below which they seem to cross. */
const APART = 7;

/** Pixels that a label may be further away to save its line one over other discs. */
const OVER = 0.6;

/** Puts labels one after the other, each where the space and the ones before leave room. */
export class Callouts {
  private readonly leaders: Line[] = [];
  private readonly labels: Rect[] = [];

  constructor(private readonly space: Space) {}

  /**
   * The best of `boxes` (one text, wrapped differently), at most `most` pixels from the anchor. Its
   * line keeps off the `others`, which it would seem to name.
   */
  put(anchor: Anchor, boxes: Box[], most: number, others: Anchor[] = []): (Spot & { box: Box }) | null {
    for (const box of boxes) {
      const padded = this.space.nearest(anchor, box.width + 2 * PAD, box.height + 2 * PAD, most, (rect) => this.dearer(anchor, rect, others));
      if (!padded) continue;
      const rect = { left: padded.left + PAD, top: padded.top + PAD, right: padded.right - PAD, bottom: padded.bottom - PAD };
      const line = leaderOf(anchor, rect);
      this.hold(padded, line);
      return { rect, leader: length(line) > BESIDE ? line : null, box };
    }
    return null;
  }

  /** Keeps a label that stands where it stands out of the others' way. */
  hold(rect: Rect, leader: Line | null): void {
    this.labels.push(rect);
    this.space.blockRect(rect);
    if (leader) {
      this.leaders.push(leader);
      this.space.blockLine(...leader);
    }
  }

  /** Whether a label would stand on one that is there. */
  covers(rect: Rect): boolean {
    return this.labels.some((other) => rect.left < other.right && rect.right > other.left && rect.top < other.bottom && rect.bottom > other.top);
  }

  /** What the line to such a label costs; Infinity where it would not do. */
  private dearer(anchor: Anchor, rect: Rect, others: Anchor[]): number {
    const line = leaderOf(anchor, rect);
    if (length(line) <= BESIDE) return 0;
    if (this.leaders.some((other) => gap(line, other) < APART)) return Infinity;
    if (this.labels.some((label) => enters(line, label))) return Infinity;
    if (others.some((other) => fromPoint(line, other.x, other.y) < other.radius && (other.x !== anchor.x || other.y !== anchor.y))) return Infinity;
    return OVER * this.space.over(...line);
  }
}

/** From the rim of the anchor to the nearest point of the label. */
function leaderOf(anchor: Anchor, rect: Rect): Line {
  const x = Math.min(Math.max(anchor.x, rect.left), rect.right);
  const y = Math.min(Math.max(anchor.y, rect.top), rect.bottom);
  const away = Math.hypot(x - anchor.x, y - anchor.y) || 1;
  const share = Math.min(1, anchor.radius / away);
  return [anchor.x + (x - anchor.x) * share, anchor.y + (y - anchor.y) * share, x, y];
}

function length([x1, y1, x2, y2]: Line): number {
  return Math.hypot(x2 - x1, y2 - y1);
}

/** Whether two lines meet between their ends. */
export function cross(one: Line, other: Line): boolean {
  const [ax, ay, bx, by] = one;
  const [cx, cy, dx, dy] = other;
  return side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 && side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0;
}

/** Pixels between two lines, 0 where they cross. */
export function gap(one: Line, other: Line): number {
  if (cross(one, other)) return 0;
  const [ax, ay, bx, by] = one;
  const [cx, cy, dx, dy] = other;
  return Math.min(fromPoint(one, cx, cy), fromPoint(one, dx, dy), fromPoint(other, ax, ay), fromPoint(other, bx, by));
}

/** Pixels from a point to the nearest one of a line. */
function fromPoint([x1, y1, x2, y2]: Line, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const share = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x1 + dx * share - x, y1 + dy * share - y);
}

/** On which side of the line from p to q the point r lies. */
function side(px: number, py: number, qx: number, qy: number, rx: number, ry: number): number {
  return (qx - px) * (ry - py) - (qy - py) * (rx - px);
}

/** Whether a line passes through a rectangle. */
export function enters(line: Line, { left, top, right, bottom }: Rect): boolean {
  const [x1, y1, x2, y2] = line;
  if (Math.max(x1, x2) <= left || Math.min(x1, x2) >= right || Math.max(y1, y2) <= top || Math.min(y1, y2) >= bottom) return false;
  if (x1 > left && x1 < right && y1 > top && y1 < bottom) return true;
  if (x2 > left && x2 < right && y2 > top && y2 < bottom) return true;
  return cross(line, [left, top, right, bottom]) || cross(line, [left, bottom, right, top]);
}
