// Small dots drawn into pixels by hand: with tens of thousands of them, several times
// faster than canvas paths where no graphics card helps.

const STEPS = 4;

interface Stamp {
  size: number;
  cover: Uint8Array;
}

/** Pixels with a blend of "source over"; colours are 0xAABBGGRR as ImageData keeps them. */
export class Raster {
  readonly image: ImageData;
  private readonly pixels: Uint32Array;
  private readonly stamps = new Map<number, Stamp[]>();

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  clear(): void {
    this.pixels.fill(0);
  }

  /** A dot of that radius (pixels, up to 8) around (x, y), opaque but for its soft rim. */
  dot(x: number, y: number, radius: number, red: number, green: number, blue: number, alpha: number): void {
    const quarter = Math.max(2, Math.round(radius * 4));
    let set = this.stamps.get(quarter);
    if (!set) this.stamps.set(quarter, (set = makeStamps(quarter / 4)));
    const half = set[0]!.size / 2;
    const left = x - half;
    const top = y - half;
    const column = Math.floor(left);
    const row = Math.floor(top);
    const stamp = set[Math.floor((top - row) * STEPS) * STEPS + Math.floor((left - column) * STEPS)]!;
    const size = stamp.size;
    if (column < 0 || row < 0 || column + size > this.width || row + size > this.height) return;
    const solid = (255 << 24) | (blue << 16) | (green << 8) | red;
    for (let j = 0; j < size; j++) {
      let at = (row + j) * this.width + column;
      for (let i = 0; i < size; i++, at++) {
        const cover = (stamp.cover[j * size + i]! * alpha) | 0;
        if (cover === 0) continue;
        const under = this.pixels[at]!;
        if (cover >= 250 || under === 0) {
          this.pixels[at] = cover >= 250 ? solid : ((cover << 24) | (solid & 0xffffff)) >>> 0;
        } else {
          const keep = 255 - cover;
          const r = (red * cover + (under & 255) * keep) >> 8;
          const g = (green * cover + ((under >> 8) & 255) * keep) >> 8;
          const b = (blue * cover + ((under >> 16) & 255) * keep) >> 8;
          const a = Math.max(under >>> 24, cover);
          this.pixels[at] = ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;
        }
      }
    }
  }
}

/** How much of each pixel a disc covers, for sixteen places inside the first pixel. */
function makeStamps(radius: number): Stamp[] {
  const size = Math.ceil(radius * 2) + 2;
  const stamps: Stamp[] = [];
  for (let sy = 0; sy < STEPS; sy++) {
    for (let sx = 0; sx < STEPS; sx++) {
      const cover = new Uint8Array(size * size);
      const cx = size / 2 + (sx + 0.5) / STEPS;
      const cy = size / 2 + (sy + 0.5) / STEPS;
      for (let j = 0; j < size; j++) {
        for (let i = 0; i < size; i++) {
          const away = Math.hypot(i + 0.5 - cx, j + 0.5 - cy);
          cover[j * size + i] = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - away)));
        }
      }
      stamps.push({ size, cover });
    }
  }
  return stamps;
}
