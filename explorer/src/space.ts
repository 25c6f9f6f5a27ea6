// Where the map is free: a coarse raster of what a label must not cover.
import type { Size } from "./camera";

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A place to find a spot for: a disc, in pixels. */
export interface Anchor {
  x: number;
  y: number;
  radius: number;
}

/** Cells a side, about: fine enough for a line of text, coarse enough to search whole. */
const CELLS = 130;

/** Pixels that a spot may lose to stay level with its anchor's middle. */
const CENTRED = 0.08;

export class Space {
  readonly cell: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly taken: Uint8Array;
  /** Taken cells above and left of each corner, so that a rectangle costs four look-ups. */
  private readonly sums: Int32Array;
  private stale = true;

  constructor(private readonly size: Size) {
    this.cell = Math.max(4, Math.sqrt(size.width * size.height) / CELLS);
    this.columns = Math.max(1, Math.floor(size.width / this.cell));
    this.rows = Math.max(1, Math.floor(size.height / this.cell));
    this.taken = new Uint8Array(this.columns * this.rows);
    this.sums = new Int32Array((this.columns + 1) * (this.rows + 1));
  }

  blockRect(rect: Rect): void {
    const [left, right] = [this.column(rect.left), this.column(rect.right)];
    for (let row = this.row(rect.top); row <= this.row(rect.bottom); row++) {
      if (right >= left) this.taken.fill(1, row * this.columns + left, row * this.columns + right + 1);
    }
    this.stale = true;
  }

  blockDisc(x: number, y: number, radius: number): void {
    if (x + radius < 0 || y + radius < 0 || x - radius > this.size.width || y - radius > this.size.height) return;
    for (let row = this.row(y - radius); row <= this.row(y + radius); row++) {
      // The row's edge that is nearer to the middle sees most of the disc
      const away = Math.max(0, row * this.cell - y, y - (row + 1) * this.cell);
      const half = Math.sqrt(Math.max(0, radius ** 2 - away ** 2));
      this.taken.fill(1, row * this.columns + this.column(x - half), row * this.columns + this.column(x + half) + 1);
    }
    this.stale = true;
  }

  blockLine(x1: number, y1: number, x2: number, y2: number): void {
    const steps = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / this.cell) + 1;
    for (let n = 0; n <= steps; n++) {
      const [x, y] = [x1 + ((x2 - x1) * n) / steps, y1 + ((y2 - y1) * n) / steps];
      this.taken[this.row(y) * this.columns + this.column(x)] = 1;
    }
    this.stale = true;
  }

  free(rect: Rect): boolean {
    if (rect.left < 0 || rect.top < 0 || rect.right > this.size.width || rect.bottom > this.size.height) return false;
    this.refresh();
    return this.sum(this.column(rect.left), this.row(rect.top), this.column(rect.right) + 1, this.row(rect.bottom) + 1) === 0;
  }

  /** Pixels of a line that lie over what is taken. */
  over(x1: number, y1: number, x2: number, y2: number): number {
    const long = Math.hypot(x2 - x1, y2 - y1);
    const steps = Math.ceil(long / this.cell);
    let taken = 0;
    for (let n = 1; n < steps; n++) taken += this.taken[this.row(y1 + ((y2 - y1) * n) / steps) * this.columns + this.column(x1 + ((x2 - x1) * n) / steps)]!;
    return steps ? (taken * long) / steps : 0;
  }

  /**
   * The free rectangle of that size nearest to the anchor's rim, at most `most` pixels away, to
   * which those are added that it is `dearer` by (Infinity refuses it); null when there is none.
   */
  nearest(anchor: Anchor, width: number, height: number, most: number, dearer: (rect: Rect) => number): Rect | null {
    this.refresh();
    const { cell } = this;
    const [wide, high] = [Math.ceil(width / cell), Math.ceil(height / cell)];
    const reach = anchor.radius + most;
    const [firstRow, lastRow] = [this.row(anchor.y - reach - height), Math.min(this.rows - high, this.row(anchor.y + reach))];
    const [firstColumn, lastColumn] = [this.column(anchor.x - reach - width), Math.min(this.columns - wide, this.column(anchor.x + reach))];
    let best: Rect | null = null;
    let least = Infinity;
    for (let row = firstRow; row <= lastRow; row++) {
      const top = row * cell;
      const dy = Math.max(top - anchor.y, 0, anchor.y - top - height);
      if (dy - anchor.radius >= Math.min(most, least)) continue;
      const across = (top + height / 2 - anchor.y) ** 2;
      for (let column = firstColumn; column <= lastColumn; column++) {
        // Most of a full map is taken: look that up before measuring
        if (this.sum(column, row, column + wide, row + high) > 0) continue;
        const left = column * cell;
        const dx = Math.max(left - anchor.x, 0, anchor.x - left - width);
        const gap = Math.max(0, Math.sqrt(dx * dx + dy * dy) - anchor.radius);
        const cost = gap + CENTRED * Math.sqrt((left + width / 2 - anchor.x) ** 2 + across);
        if (cost >= most || cost >= least) continue;
        const rect = { left, top, right: left + width, bottom: top + height };
        const whole = cost + dearer(rect);
        if (whole >= least) continue;
        best = rect;
        least = whole;
      }
    }
    return best;
  }

  private column(x: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor(x / this.cell)));
  }

  private row(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor(y / this.cell)));
  }

  private sum(left: number, top: number, right: number, bottom: number): number {
    const wide = this.columns + 1;
    return this.sums[bottom * wide + right]! - this.sums[top * wide + right]! - this.sums[bottom * wide + left]! + this.sums[top * wide + left]!;
  }

  private refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    const wide = this.columns + 1;
    for (let row = 0; row < this.rows; row++) {
      let line = 0;
      for (let column = 0; column < this.columns; column++) {
        line += this.taken[row * this.columns + column]!;
        this.sums[(row + 1) * wide + column + 1] = this.sums[row * wide + column + 1]! + line;
      }
    }
  }
}
