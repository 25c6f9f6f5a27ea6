// Labels that avoid one another and the discs of other stories.

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Rectangles in a grid of cells, for "does this hit any of those". */
export class Grid {
  private readonly cells = new Map<number, Rect[]>();

  constructor(private readonly cell = 64) {}

  private *keys(rect: Rect): Generator<number> {
    for (let i = Math.floor(rect.left / this.cell); i <= Math.floor(rect.right / this.cell); i++) {
      for (let j = Math.floor(rect.top / this.cell); j <= Math.floor(rect.bottom / this.cell); j++) yield i * 65536 + j;
    }
  }

  add(rect: Rect): void {
    for (const key of this.keys(rect)) {
      const held = this.cells.get(key);
      if (held) held.push(rect);
      else this.cells.set(key, [rect]);
    }
  }

  hits(rect: Rect): boolean {
    for (const key of this.keys(rect)) {
      for (const other of this.cells.get(key) ?? []) {
        if (overlap(rect, other) > 0) return true;
      }
    }
    return false;
  }

  /** Pixels of `rect` under the rectangles here, those of `own` left out. */
  covered(rect: Rect, own: Rect | null): number {
    const seen = new Set<Rect>();
    let sum = 0;
    for (const key of this.keys(rect)) {
      for (const other of this.cells.get(key) ?? []) {
        if (other === own || seen.has(other)) continue;
        seen.add(other);
        sum += overlap(rect, other);
      }
    }
    return sum;
  }
}

function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

export interface Wanted {
  /** Centre and radius of the disc that the label belongs to, pixels. */
  x: number;
  y: number;
  radius: number;
  width: number;
  height: number;
  /** The disc's own box in `discs`, which the label may cover. */
  own: Rect | null;
}

/**
 * Where a label goes: inside its disc when it fits, else below, above, right or left of it,
 * taking the place that covers least of other discs. Null when it would hit another label, or
 * cover more than `most` (a share of its area) of other discs, or stand outside `screen`.
 */
export function place(wanted: Wanted, labels: Grid, discs: Grid, screen: Rect, most: number): Rect | null {
  const { x, y, radius, width, height } = wanted;
  const inside = Math.hypot(width, height) / 2 <= radius;
  const centres: [number, number][] = inside ? [[x, y]] : [];
  const gap = 3;
  centres.push([x, y + radius + height / 2 + gap], [x, y - radius - height / 2 - gap]);
  if (!inside) centres.push([x, y]);
  centres.push([x + radius + width / 2 + gap + 2, y], [x - radius - width / 2 - gap - 2, y]);
  let best: Rect | null = null;
  let least = most * width * height;
  for (const [cx, cy] of centres) {
    const rect = { left: cx - width / 2, top: cy - height / 2, right: cx + width / 2, bottom: cy + height / 2 };
    if (rect.left < screen.left || rect.right > screen.right || rect.top < screen.top || rect.bottom > screen.bottom) continue;
    if (labels.hits(rect)) continue;
    const cover = discs.covered(rect, wanted.own);
    if (cover <= least - 1e-9 || (best === null && cover <= least)) {
      best = rect;
      least = cover;
      if (cover === 0) break;
    }
  }
  return best;
}
