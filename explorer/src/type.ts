// Sizes of text on the canvases, and how wide it runs.
import { FONT } from "./ink";

let measurer: CanvasRenderingContext2D | null = null;
const widths = new Map<string, number>();

/** Text grows with the window: what reads well on a laptop is too small on a wall. */
export function textScale(): number {
  const wide = typeof innerWidth === "number" ? innerWidth : 0;
  return wide >= 3000 ? 1.45 : wide >= 2200 ? 1.2 : 1;
}

export function fontOf(size: number, weight: number): string {
  return `${weight} ${size}px ${FONT}`;
}

/** Measures text in that size and weight; widths are kept. */
export function measure(size: number, weight: number): (text: string) => number {
  const font = fontOf(size, weight);
  return (text) => {
    const key = `${font}\n${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > 40000) widths.clear();
      measurer ??= document.createElement("canvas").getContext("2d")!;
      measurer.font = font;
      widths.set(key, (width = measurer.measureText(text).width));
    }
    return width;
  };
}

const drops = new Map<string, number>();

/** Pixels from the middle of a line, where the canvases place it, down to its baseline: SVG readers agree on that alone. */
export function dropOf(size: number, weight: number): number {
  const font = fontOf(size, weight);
  let drop = drops.get(font);
  if (drop === undefined) {
    const context = document.createElement("canvas").getContext("2d")!;
    context.font = font;
    const above = context.measureText("x").fontBoundingBoxAscent;
    context.textBaseline = "middle";
    drops.set(font, (drop = above - context.measureText("x").fontBoundingBoxAscent));
  }
  return drop;
}

/** The direction in which text runs, by its first letter: punctuation at its ends depends on it. */
export function directionOf(text: string): "rtl" | "ltr" {
  return /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u.test(text) ? "rtl" : "ltr";
}
