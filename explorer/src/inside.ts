// Text inside a circle: whole or not at all, as large as it fits.
import { measure, textScale } from "./type";
import { breakable } from "./words";

export interface Inside {
  lines: string[];
  font: number;
}

const SIZES = [17, 15, 13.5, 12, 11];
const MOST_LINES = 7;
const LINE = 1.2;

/** Share of the radius that text may use: its corners stay off the rim. */
const USED = 0.93;

const known = new Map<string, Inside | null>();

/** `text` in lines that fit a circle of `radius` pixels, or null when none of the sizes fits. */
export function inside(text: string, radius: number, weight: number, smallest = 11): Inside | null {
  const whole = Math.floor(radius);
  const key = `${whole} ${weight} ${smallest} ${textScale()} ${text}`;
  let found = known.get(key);
  if (found === undefined) {
    if (known.size > 20000) known.clear();
    known.set(key, (found = fit(text, whole, weight, smallest)));
  }
  return found;
}

function fit(text: string, radius: number, weight: number, smallest: number): Inside | null {
  const pieces = piecesOf(text);
  for (const plain of SIZES) {
    const size = plain * textScale();
    if (plain < smallest || size > radius / 2.6) continue;
    const width = measure(size, weight);
    for (let count = 1; count <= MOST_LINES; count++) {
      const lines = filled(pieces, chords(count, size, radius * USED), width);
      if (lines) return { lines, font: size };
    }
  }
  return null;
}

/** The widths that a circle leaves to `count` lines around its middle; none when they stand out. */
export function chords(count: number, size: number, radius: number): number[] {
  const out: number[] = [];
  for (let n = 0; n < count; n++) {
    const away = Math.abs(n - (count - 1) / 2) * size * LINE + size * 0.45;
    if (away >= radius) return [];
    out.push(2 * Math.sqrt(radius ** 2 - away ** 2));
  }
  return out;
}

/** The pieces in lines of those widths, or null when they do not all fit. */
export function filled(pieces: [string, string][], widths: number[], width: (text: string) => number): string[] | null {
  const lines: string[] = [];
  let at = 0;
  for (const room of widths) {
    let line = "";
    while (at < pieces.length) {
      const [glue, piece] = pieces[at]!;
      const longer = line ? line + glue + piece : piece;
      if (width(longer) > room) break;
      line = longer;
      at++;
    }
    if (line) lines.push(line);
    else if (at < pieces.length) return null;
  }
  return at === pieces.length && lines.length ? lines : null;
}

/** Words, and the signs of scripts that put no spaces between words, each with what stands before it. */
export function piecesOf(text: string): [string, string][] {
  const out: [string, string][] = [];
  for (const word of text.trim().split(/\s+/)) {
    breakable(word).forEach((part, n) => out.push([n ? "" : " ", part]));
  }
  return out;
}
