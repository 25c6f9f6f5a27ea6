// One label of the map: its lines, and its box where it was put.
import type { Box, Line } from "./callouts";
import type { Anchor, Rect } from "./space";
import { measure, textScale } from "./type";
import { wrap } from "./wrap";

export interface Label {
  kind: "theme" | "story" | "article";
  /** Story, article or theme that it names. */
  of: number;
  lines: string[];
  /** A word before the lines, less strong: the outlet of a headline. */
  caption: string;
  font: number;
  weight: number;
  align: "left" | "center" | "right";
  /** Whether paper lies under the text. */
  plate: boolean;
  /** Map position that the label belongs to, and its box in pixels from there: it pans along. */
  x: number;
  y: number;
  box: Rect;
  leader: Line | null;
}

/** Distance of lines, in parts of the font's size. */
export const LINE = 1.22;

/** Pixels that a text beside its disc may be wide: the narrower, then the wider. */
const WIDTHS = [150, 210];

/** One text in the narrowest of the widths that take it whole, and in wider ones. */
export function boxesOf(text: string, font: number, weight: number, caption: string, most: number): Box[] {
  const width = measure(font, weight);
  const lead = caption ? measure(font, 700)(caption) : 0;
  const boxes: Box[] = [];
  for (const widest of WIDTHS) {
    const room = widest * textScale();
    const last = widest === WIDTHS[WIDTHS.length - 1];
    const lines = wrap(text, room, last ? most + 2 : most, width);
    if (lines[lines.length - 1]?.endsWith(" …") && !last) continue;
    boxes.push({ width: Math.max(lead, ...lines.map(width)), height: (lines.length + (caption ? 1 : 0)) * font * LINE, lines });
  }
  return boxes;
}

/** A label at a spot on the screen, kept as an offset from where its anchor is. */
export function placed(label: Omit<Label, "box" | "leader" | "align">, anchor: Anchor, rect: Rect, leader: Line | null): Label {
  const { x, y } = anchor;
  const align = !leader || (rect.left < x && rect.right > x) ? "center" : rect.right <= x ? "right" : "left";
  return {
    ...label,
    align,
    box: { left: rect.left - x, top: rect.top - y, right: rect.right - x, bottom: rect.bottom - y },
    leader: leader && [leader[0] - x, leader[1] - y, leader[2] - x, leader[3] - y],
  };
}
