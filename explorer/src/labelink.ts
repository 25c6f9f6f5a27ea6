// Labels put on the canvas, and where each of their lines stands, which the SVG export asks too.
import { toScreen, type Camera, type Size } from "./camera";
import type { Ink } from "./ink";
import { LINE, type Label } from "./label";
import { directionOf, fontOf } from "./type";

export interface Row {
  text: string;
  x: number;
  y: number;
  weight: number;
}

/** A label's lines at pixel positions, the caption first; `y` is the middle of the line. */
export function rowsOf(label: Label, x: number, y: number): Row[] {
  const { box, align, font, weight } = label;
  const at = align === "left" ? box.left : align === "right" ? box.right : (box.left + box.right) / 2;
  const texts: [string, number][] = label.lines.map((line) => [line, weight]);
  if (label.caption) texts.unshift([label.caption, 700]);
  const middle = y + (box.top + box.bottom) / 2;
  return texts.map(([text, strength], n) => ({ text, x: x + at, y: middle + (n - (texts.length - 1) / 2) * font * LINE, weight: strength }));
}

export function drawLabels(context: CanvasRenderingContext2D, labels: Label[], camera: Camera, size: Size, ink: Ink): void {
  context.textBaseline = "middle";
  context.lineJoin = "round";
  drawLeaders(context, labels, camera, size, ink);
  for (const label of labels) {
    const [x, y] = toScreen(camera, size, label.x, label.y);
    const { box } = label;
    if (x + box.right < 0 || y + box.bottom < 0 || x + box.left > size.width || y + box.top > size.height) continue;
    if (label.plate) {
      context.fillStyle = ink.halo;
      context.fillRect(x + box.left - 4, y + box.top - 2, box.right - box.left + 8, box.bottom - box.top + 4);
    }
    const theme = label.kind === "theme";
    if ("letterSpacing" in context) context.letterSpacing = theme ? "0.08em" : "0px";
    context.textAlign = label.align;
    context.strokeStyle = ink.halo;
    context.lineWidth = 3;
    context.fillStyle = theme ? ink.muted : ink.text;
    for (const row of rowsOf(label, x, y)) {
      context.font = fontOf(label.font, row.weight);
      context.direction = directionOf(row.text);
      if (!label.plate) context.strokeText(row.text, row.x, row.y);
      context.fillText(row.text, row.x, row.y);
    }
  }
  if ("letterSpacing" in context) context.letterSpacing = "0px";
  context.direction = "ltr";
}

/** Thin lines on a wider line of paper, so that they can be followed over discs. */
function drawLeaders(context: CanvasRenderingContext2D, labels: Label[], camera: Camera, size: Size, ink: Ink): void {
  const path = new Path2D();
  const ends = new Path2D();
  for (const label of labels) {
    if (!label.leader) continue;
    const [x, y] = toScreen(camera, size, label.x, label.y);
    const [x1, y1, x2, y2] = label.leader;
    path.moveTo(x + x1, y + y1);
    path.lineTo(x + x2, y + y2);
    ends.moveTo(x + x1 + 2, y + y1);
    ends.arc(x + x1, y + y1, 2, 0, 6.2832);
  }
  context.lineCap = "round";
  context.strokeStyle = ink.halo;
  context.lineWidth = 3;
  context.stroke(path);
  context.strokeStyle = context.fillStyle = ink.text;
  context.lineWidth = 0.9;
  context.globalAlpha = 0.75;
  context.stroke(path);
  context.globalAlpha = 1;
  context.fill(ends);
}
