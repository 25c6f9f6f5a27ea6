// The dot in a list that has the colour of what it stands beside, as the canvases draw it.
import { css, type RGB } from "./colours";
import { h } from "./dom";
import { isDark, lit } from "./ink";

export function mark(colour: RGB): HTMLElement {
  const dot = h("span", { class: "mark", "aria-hidden": "true" });
  dot.style.background = css(lit(...colour, isDark()));
  return dot;
}
