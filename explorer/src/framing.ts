// What the map shows whole: all of it, or a story.
import { fitted, type Camera, type Size } from "./camera";
import type { Corpus } from "./corpus";

/** Pixels, and a share of the scale, by which a camera may differ from one that shows the same. */
const PIXELS = 3;
const SCALE = 0.01;

/** The camera that shows some of the map whole in a window of this size. */
export type Frame = (corpus: Corpus, size: Size, story: number) => Camera;

export function wholeMap({ facts }: Corpus, size: Size): Camera {
  const { x, y } = facts;
  return fitted({ left: x[0] - 2, right: x[1] + 2, top: y[0] - 2, bottom: y[1] + 2 }, size, Math.min(30, size.width * 0.04), 60);
}

export function wholeStory({ stories }: Corpus, size: Size, story: number): Camera {
  const r = Math.max(2.2, stories.radius[story - 1]! * 1.1);
  const [x, y] = [stories.x[story - 1]!, stories.y[story - 1]!];
  // Headlines stand left and right of the disc where the screen is wide enough
  const aside = size.width > 560 ? 1.55 : 1;
  return fitted({ left: x - r * aside, right: x + r * aside, top: y - r, bottom: y + r }, size, 40, 84);
}

/** What a camera shows whole, to show it so when the window changes; null where its reader chose a part. */
export function frameOf(corpus: Corpus, size: Size, camera: Camera, story: number): Frame | null {
  const frames: Frame[] = story ? [wholeStory, wholeMap] : [wholeMap];
  return frames.find((frame) => alike(frame(corpus, size, story), camera)) ?? null;
}

function alike(one: Camera, other: Camera): boolean {
  const apart = Math.hypot(one.x - other.x, one.y - other.y) * one.k;
  return apart <= PIXELS && Math.abs(one.k / other.k - 1) <= SCALE;
}
