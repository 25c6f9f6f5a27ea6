// What changes with the pointer and the selection, drawn over the picture on its own canvas.
import type { Camera, Size } from "./camera";
import type { Ink } from "./ink";
import type { Model } from "./model";
import { articleMarks, dotRing, storyMarks, storyRing, type Circle, type Mark, type Stroke } from "./selection";

export interface Hover {
  story: number;
  article: number;
}

export function drawOverlay(context: CanvasRenderingContext2D, model: Model, camera: Camera, size: Size, hover: Hover, ink: Ink): void {
  const { story, article } = model.state;
  context.lineCap = "round";
  draw(context, storyMarks(model, camera, size, ink));
  if (hover.story && hover.story !== story) circle(context, storyRing(model, camera, size, hover.story, ink.text, 1.2));
  draw(context, articleMarks(model, camera, size, ink));
  if (hover.article >= 0 && hover.article !== article) circle(context, dotRing(model, camera, size, hover.article, ink.text, ink));
}

function draw(context: CanvasRenderingContext2D, marks: Iterable<Mark>): void {
  for (const mark of marks) {
    if ("line" in mark) stroke(context, mark);
    else circle(context, mark);
  }
}

function stroke(context: CanvasRenderingContext2D, { line, colour, width, alpha, dash }: Stroke): void {
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(line[0], line[1]);
  context.lineTo(line[2], line[3]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function circle(context: CanvasRenderingContext2D, { x, y, radius, fill, colour, width }: Circle): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 6.2832);
  if (fill) {
    context.fillStyle = fill;
    context.fill();
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}
