// The timeline's axis: a line down and a date at its top for each tick.
import type { Size } from "./camera";
import type { Ink } from "./ink";
import { ticks } from "./time";
import { fontOf, measure, textScale } from "./type";

/** Pixels between two dates, at least. */
const APART = 130;

/** What an axis is of: seconds since 1970, and whether it has hours. */
export interface Span {
  low: number;
  high: number;
  timed: boolean;
}

/** Where the lines stand, and the dates right of them that have room. */
export function axisMarks(size: Size, { low, high, timed }: Span): { x: number; text: string }[] {
  const width = measure(axisLetters(), 400);
  return ticks(low, high, Math.max(2, Math.floor(size.width / (APART * textScale()))), timed).map((tick) => {
    const x = Math.round(((tick.at - low) / (high - low)) * size.width) + 0.5;
    return { x, text: x + 5 + width(tick.text) <= size.width ? tick.text : "" };
  });
}

export function axisLetters(): number {
  return 11.5 * textScale();
}

export function drawAxis(context: CanvasRenderingContext2D, size: Size, span: Span, top: number, ink: Ink): void {
  context.font = fontOf(axisLetters(), 400);
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const { x, text } of axisMarks(size, span)) {
    context.strokeStyle = ink.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, size.height);
    context.stroke();
    context.fillStyle = ink.muted;
    if (text) context.fillText(text, x + 5, top / 2);
  }
}
