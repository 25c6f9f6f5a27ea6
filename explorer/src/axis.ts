// The timeline's axis: a line down and a date at its top for each tick.
import type { Size } from "./camera";
import { FONT, type Ink } from "./ink";
import { ticks } from "./time";
import { textScale } from "./type";

/** Pixels between two dates, at least. */
export const APART = 130;

export function drawAxis(context: CanvasRenderingContext2D, size: Size, low: number, high: number, top: number, ink: Ink): void {
  context.font = `${11.5 * textScale()}px ${FONT}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const tick of ticks(low, high, Math.max(2, Math.floor(size.width / (APART * textScale()))))) {
    const x = Math.round(((tick.at - low) / (high - low)) * size.width) + 0.5;
    context.strokeStyle = ink.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, size.height);
    context.stroke();
    context.fillStyle = ink.muted;
    if (x + 5 + context.measureText(tick.text).width <= size.width) context.fillText(tick.text, x + 5, top / 2);
  }
}
