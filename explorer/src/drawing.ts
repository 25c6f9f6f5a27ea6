// The view as SVG: the same discs, dots, ties and labels as on the screen, as shapes and text.
import { APART } from "./axis";
import { toScreen } from "./camera";
import { articleColour, css, storyColour } from "./colours";
import { edgeStyle, FONT, lit, readInk, type Ink } from "./ink";
import { rowsOf } from "./labelink";
import { layLabels } from "./labels";
import type { MapView } from "./mapview";
import type { Model } from "./model";
import { discLook, DOT, DOTS_FROM, edgesInView, TIE_ALPHAS, tieLines, tieWidth, titleInside, visibleStories } from "./visible";
import { ticks } from "./time";
import { LETTERS, type TimelineView } from "./timeline";
import { textScale } from "./type";

const MOST_DOTS = 30000;

/** Text that is safe inside XML: the five characters escaped, control characters dropped. */
export function escaped(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "").replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function n(value: number): string {
  return value.toFixed(1);
}

function whole(width: number, height: number, ink: Ink, title: string, body: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${ink.paper}"/>`,
    ...body,
    "</svg>\n",
  ].join("\n");
}

function text(line: string, x: number, y: number, size: number, weight: number, anchor: string, ink: Ink, colour = ink.text): string {
  return `<text x="${n(x)}" y="${n(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" dominant-baseline="central" fill="${colour}" stroke="${ink.halo}" stroke-width="3" paint-order="stroke" stroke-linejoin="round">${escaped(line)}</text>`;
}

function stroke([ax, ay, bx, by]: number[], colour: string, width: number, alpha: number, dash: number[] = []): string {
  return `<line x1="${n(ax!)}" y1="${n(ay!)}" x2="${n(bx!)}" y2="${n(by!)}" stroke="${colour}" stroke-width="${width}" stroke-opacity="${alpha.toFixed(2)}"${dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : ""}/>`;
}

export function mapSvg(model: Model, view: MapView): string {
  const ink = readInk();
  const { camera, viewSize: size } = view;
  const { stories, articles } = model.corpus;
  const body: string[] = [];
  const visible = visibleStories(model, camera, size);
  const disc = (x: number, y: number, r: number, rest: string): string => `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" ${rest}/>`;
  for (const { line, level } of tieLines(model, camera, size)) body.push(stroke(line, ink.muted, tieWidth(level), TIE_ALPHAS[level]!));
  for (const story of visible) {
    const [x, y] = toScreen(camera, size, stories.x[story - 1]!, stories.y[story - 1]!);
    const { alpha, empty } = discLook(model, camera, story, ink.dark);
    const colour = empty ? ink.line : css(lit(...storyColour(model.palette, story), ink.dark));
    body.push(disc(x, y, Math.max(0.7, stories.radius[story - 1]! * camera.k), `fill="${colour}" fill-opacity="${alpha.toFixed(2)}"`));
  }
  for (const { shown, alpha, dense } of edgesInView(model, camera, visible)) {
    for (const e of shown) {
      const edges = model.edges!;
      const style = edgeStyle(edges.provenance[e]!, ink);
      const ends = [edges.a[e]!, edges.b[e]!].flatMap((i) => toScreen(camera, size, articles.x[i]!, articles.y[i]!));
      body.push(stroke(ends, style.colour, style.width, alpha, dense ? [] : style.dash));
    }
  }
  let room = MOST_DOTS;
  const radius = Math.max(0.6, DOT * camera.k);
  for (let i = 0; i < articles.count && room > 0; i++) {
    if (camera.k < DOTS_FROM && articles.story[i]) continue;
    const [x, y] = toScreen(camera, size, articles.x[i]!, articles.y[i]!);
    if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) continue;
    room--;
    const colour = css(lit(...articleColour(model.palette, i), ink.dark));
    const fill = articles.external[i] ? `fill="${ink.paper}" stroke="${colour}" stroke-width="${n(radius / 4)}"` : `fill="${colour}"`;
    const opacity = !model.passes(i) ? 0.12 : articles.story[i] && titleInside(model, camera, articles.story[i]!) ? 0.2 : 1;
    body.push(disc(x, y, radius, `${fill}${opacity < 1 ? ` opacity="${opacity}"` : ""}`));
  }
  if (model.state.story) {
    const s = model.state.story - 1;
    const [x, y] = toScreen(camera, size, stories.x[s]!, stories.y[s]!);
    body.push(disc(x, y, stories.radius[s]! * camera.k + 1, `fill="none" stroke="${ink.accent}" stroke-width="2"`));
  }
  for (const label of layLabels(model, camera, size)) {
    const [x, y] = toScreen(camera, size, label.x, label.y);
    if (label.leader) {
      const [x1, y1, x2, y2] = label.leader;
      body.push(`<line x1="${n(x + x1)}" y1="${n(y + y1)}" x2="${n(x + x2)}" y2="${n(y + y2)}" stroke="${ink.text}" stroke-width=".9"/>`);
    }
    const anchor = { left: "start", center: "middle", right: "end" }[label.align];
    for (const row of rowsOf(label, x, y)) {
      body.push(text(row.text, row.x, row.y, label.font, row.weight, anchor, ink, label.kind === "theme" ? ink.muted : ink.text));
    }
  }
  return whole(size.width, size.height, ink, model.corpus.facts.title, body);
}

export function timelineSvg(model: Model, view: TimelineView): string {
  const ink = readInk();
  const size = view.viewSize;
  const { bars, top, scale } = view.layout;
  const body: string[] = [];
  for (const tick of ticks(scale.low, scale.high, Math.max(2, Math.floor(size.width / (APART * textScale()))))) {
    const x = scale.px(tick.at);
    body.push(`<line x1="${n(x)}" y1="0" x2="${n(x)}" y2="${size.height}" stroke="${ink.line}"/>`);
    body.push(text(tick.text, x + 5, top / 2, 11.5 * textScale(), 400, "start", ink, ink.muted));
  }
  for (const bar of bars) {
    const { middle, most, rows } = view.shape(bar);
    if (middle < top || middle > size.height) continue;
    const fill = `fill="${css(lit(...storyColour(model.palette, bar.story), ink.dark))}"`;
    const { bubble, pieces } = view.river(bar, most);
    if (bubble) body.push(`<circle cx="${n(bubble.x)}" cy="${n(middle)}" r="${n(bubble.radius)}" ${fill}/>`);
    if (pieces.length) body.push(`<path d="${pieces.map(([x, w, half]) => `M${n(x)} ${n(middle - half)}h${n(w)}v${n(half * 2)}h${n(-w)}z`).join("")}" ${fill}/>`);
    for (const row of rows) body.push(text(row.text, bar.text, row.y, LETTERS * textScale(), 600, "start", ink));
  }
  return whole(size.width, size.height, ink, model.corpus.facts.title, body);
}
