// Labels in the free space around the map, tied to what they name by a thin line: they cover
// nothing, and their lines do not cross.
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

/** Puts labels one after the other, each where the space and the ones before leave room. */
export class Callouts {
  private readonly leaders: Line[] = [];
  private readonly labels: Rect[] = [];

  constructor(private readonly space: Space) {}

  /** The best of `boxes` (one text, wrapped differently), at most `most` pixels from the anchor. */
  put(anchor: Anchor, boxes: Box[], most: number): (Spot & { box: Box }) | null {
    for (const box of boxes) {
      const padded = this.space.nearest(anchor, box.width + 2 * PAD, box.height + 2 * PAD, most, (rect) => this.refused(anchor, rect));
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

  private refused(anchor: Anchor, rect: Rect): boolean {
    const line = leaderOf(anchor, rect);
    if (length(line) <= BESIDE) return false;
    return this.leaders.some((other) => cross(line, other)) || this.labels.some((label) => enters(line, label));
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
