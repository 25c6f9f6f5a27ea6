// The view as SVG: the same discs, dots, ties and labels as on the screen, as shapes and text.
import { axisLetters, axisMarks } from "./axis";
import { toScreen } from "./camera";
import { articleColour, css, storyColour } from "./colours";
import { FROM_BELOW } from "./edges";
import { edgeStyle, FONT, lit, readInk, type Ink } from "./ink";
import { rowsOf } from "./labelink";
import type { Label } from "./label";
import type { MapView } from "./mapview";
import type { Model } from "./model";
import { articleMarks, storyMarks, type Mark } from "./selection";
import { BAR_ALPHA, LETTERS, type TimelineView } from "./timeline";
import { directionOf, dropOf, textScale } from "./type";
import { discLook, DOT, dotAlphas, dotRounds, DOTS_FROM, edgesInView, plainDots, TIE_ALPHAS, tieLines, tieWidth, visibleStories, type Round } from "./visible";

const MOST_DOTS = 30000;

/** Pixels of the smallest dot's radius. */
const LEAST_DOT = 0.55;

/** Text that is safe inside XML: the five characters escaped, control characters dropped. */
export function escaped(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "").replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function n(value: number): string {
  return value.toFixed(2);
}

function whole(width: number, height: number, ink: Ink, title: string, body: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}" stroke-linecap="round">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${ink.paper}"/>`,
    ...body.filter(Boolean),
    "</svg>\n",
  ].join("\n");
}

interface Writing {
  size: number;
  weight: number;
  align: "left" | "center" | "right";
  colour: string;
  /** Colour of the rim around the letters, "" for none. */
  halo: string;
  spacing?: number;
}

function text(line: string, x: number, y: number, { size, weight, align, colour, halo, spacing = 0 }: Writing): string {
  const rtl = directionOf(line) === "rtl";
  // The start of a line is its right end where text runs leftwards
  const anchor = align === "center" ? "middle" : (align === "left") === rtl ? "end" : "start";
  const rim = halo ? ` stroke="${halo}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"` : "";
  return `<text x="${n(x)}" y="${n(y + dropOf(size, weight))}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}"${rtl ? ' direction="rtl"' : ""}${spacing ? ` letter-spacing="${spacing}em"` : ""} fill="${colour}"${rim}>${escaped(line)}</text>`;
}

/** Lines in one path: where they cross they are no darker, as on the screen. */
function strokes(lines: number[][], colour: string, width: number, alpha: number, dash: number[] = []): string {
  const shape = lines.map(([ax, ay, bx, by]) => `M${n(ax!)} ${n(ay!)}L${n(bx!)} ${n(by!)}`).join("");
  return shape && `<path d="${shape}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="${n(alpha)}"${dashed(dash)}/>`;
}

function dashed(dash: number[]): string {
  return dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
}

function disc(x: number, y: number, radius: number, rest: string): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" ${rest}/>`;
}

export function mapSvg(model: Model, view: MapView): string {
  const ink = readInk();
  // What the screen shows of its ties and edges depends on the whole picture that it is a part of
  const visible = visibleStories(model, view.camera, view.pictureSize());
  const body = [...ties(model, view, ink), ...discs(model, view, ink, visible), ...inner(model, view, ink, visible), ...dots(model, view, ink, visible)];
  const { camera, viewSize: size } = view;
  for (const mark of [...storyMarks(model, camera, size, ink), ...articleMarks(model, camera, size, ink)]) body.push(marked(mark));
  return whole(size.width, size.height, ink, model.corpus.facts.title, [...body, ...written(view, ink)]);
}

function ties(model: Model, view: MapView, ink: Ink): string[] {
  const [size, picture] = [view.viewSize, view.pictureSize()];
  const [left, top] = [(picture.width - size.width) / 2, (picture.height - size.height) / 2];
  const levels: number[][][] = TIE_ALPHAS.map(() => []);
  for (const { line: [ax, ay, bx, by], level } of tieLines(model, view.camera, picture)) levels[level]!.push([ax - left, ay - top, bx - left, by - top]);
  return levels.map((lines, level) => strokes(lines, ink.muted, tieWidth(level), TIE_ALPHAS[level]!));
}

function* discs(model: Model, { camera, viewSize: size }: MapView, ink: Ink, visible: number[]): Generator<string> {
  const { stories } = model.corpus;
  for (const story of visible) {
    const [x, y] = toScreen(camera, size, stories.x[story - 1]!, stories.y[story - 1]!);
    const { alpha, empty } = discLook(model, camera, story, ink.dark);
    const colour = empty ? ink.line : css(lit(...storyColour(model.palette, story), ink.dark));
    yield disc(x, y, Math.max(0.7, stories.radius[story - 1]! * camera.k), `fill="${colour}" fill-opacity="${alpha.toFixed(3)}"`);
  }
}

function* inner(model: Model, { camera, viewSize: size }: MapView, ink: Ink, visible: number[]): Generator<string> {
  const { edges } = model;
  if (!edges) return;
  const { x, y } = model.corpus.articles;
  const at = (article: number): number[] => toScreen(camera, size, x[article]!, y[article]!);
  for (const { shown, alpha, dense } of edgesInView(model, camera, visible)) {
    for (const kind of FROM_BELOW) {
      const { colour, width, dash } = edgeStyle(kind, ink);
      const lines = shown.filter((e) => edges.provenance[e] === kind).map((e) => [...at(edges.a[e]!), ...at(edges.b[e]!)]);
      yield strokes(lines, colour, width, alpha, dense ? [] : dash);
    }
  }
}

function* dots(model: Model, { camera, viewSize: size, ratio }: MapView, ink: Ink, visible: number[]): Generator<string> {
  const { articles, stories } = model.corpus;
  const radius = DOT * camera.k;
  const plain: Round[] | null = plainDots(camera, ratio) ? [{ radius: Math.max(LEAST_DOT, radius), fill: "own", rim: 0, dash: [] }] : null;
  let room = MOST_DOTS;
  // Those in no story come last, over the others
  for (const story of [...(camera.k >= DOTS_FROM ? visible : []), 0]) {
    const [from, to] = story ? model.rangeOf(story) : [stories.start[stories.count]!, articles.count];
    const [passing, failing] = dotAlphas(model, camera, story);
    for (let i = from; i < to && room > 0; i++) {
      const [x, y] = toScreen(camera, size, articles.x[i]!, articles.y[i]!);
      if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) continue;
      room--;
      const colour = css(lit(...articleColour(model.palette, i), ink.dark));
      const alpha = model.passes(i) ? passing : failing;
      for (const round of plain ?? dotRounds(radius, articles.external[i] === 1, articles.copyOf[i]! >= 0)) {
        const fill = round.fill ? `fill="${round.fill === "paper" ? ink.paper : colour}"${alpha < 1 ? ` fill-opacity="${alpha}"` : ""}` : 'fill="none"';
        const rim = round.rim ? ` stroke="${colour}" stroke-width="${n(round.rim)}"${alpha < 1 ? ` stroke-opacity="${alpha}"` : ""}${dashed(round.dash)}` : "";
        yield disc(x, y, round.radius, fill + rim);
      }
    }
  }
}

function marked(mark: Mark): string {
  if ("line" in mark) return strokes([mark.line], mark.colour, mark.width, mark.alpha, mark.dash);
  return disc(mark.x, mark.y, mark.radius, `fill="${mark.fill ?? "none"}" stroke="${mark.colour}" stroke-width="${mark.width}"`);
}

/** The labels that the screen shows, their lines to what they name first. */
function* written({ camera, viewSize: size, currentLabels: labels }: MapView, ink: Ink): Generator<string> {
  const place = (label: Label): [number, number] => toScreen(camera, size, label.x, label.y);
  const leaders = labels.filter((label) => label.leader).map((label) => {
    const [x, y] = place(label);
    const [x1, y1, x2, y2] = label.leader!;
    return [x + x1, y + y1, x + x2, y + y2];
  });
  yield strokes(leaders, ink.halo, 3, 1);
  yield strokes(leaders, ink.text, 0.9, 0.75);
  for (const [x, y] of leaders) yield disc(x!, y!, 2, `fill="${ink.text}"`);
  for (const label of labels) {
    const [x, y] = place(label);
    const { left, top, right, bottom } = label.box;
    if (label.plate) yield `<rect x="${n(x + left - 4)}" y="${n(y + top - 2)}" width="${n(right - left + 8)}" height="${n(bottom - top + 4)}" fill="${ink.halo}"/>`;
    const theme = label.kind === "theme";
    for (const row of rowsOf(label, x, y)) {
      yield text(row.text, row.x, row.y, { size: label.font, weight: row.weight, align: label.align, colour: theme ? ink.muted : ink.text, halo: label.plate ? "" : ink.halo, spacing: theme ? 0.08 : 0 });
    }
  }
}

export function timelineSvg(model: Model, view: TimelineView): string {
  const ink = readInk();
  const size = view.viewSize;
  const { bars, top, scale } = view.layout;
  const body: string[] = [];
  for (const { x, text: date } of model.dated ? axisMarks(size, scale) : []) {
    body.push(`<line x1="${x}" y1="0" x2="${x}" y2="${size.height}" stroke="${ink.line}"/>`);
    if (date) body.push(text(date, x + 5, top / 2, { size: axisLetters(), weight: 400, align: "left", colour: ink.muted, halo: "" }));
  }
  // Bars that are scrolled away end at the axis
  body.push(`<clipPath id="lanes"><rect y="${top}" width="${size.width}" height="${size.height - top}"/></clipPath>`, '<g clip-path="url(#lanes)">');
  for (const bar of bars) {
    const { middle, most, rows } = view.shape(bar);
    const [left, upper, width, height] = view.frameOf(bar);
    if (upper + height < top || upper > size.height) continue;
    const chosen = model.state.story === bar.story;
    const fill = `fill="${css(lit(...storyColour(model.palette, bar.story), ink.dark))}"${chosen ? "" : ` fill-opacity="${BAR_ALPHA}"`}`;
    const { bubble, pieces } = view.river(bar, most);
    if (bubble) body.push(disc(bubble.x, middle, bubble.radius, fill));
    if (pieces.length) body.push(`<path d="${pieces.map(([x, w, half]) => `M${n(x)} ${n(middle - half)}h${n(w)}v${n(half * 2)}h${n(-w)}z`).join("")}" ${fill}/>`);
    if (chosen) body.push(`<rect x="${n(left)}" y="${n(upper)}" width="${n(width)}" height="${n(height)}" fill="none" stroke="${ink.accent}" stroke-width="2"/>`);
    for (const row of rows) body.push(text(row.text, bar.text, row.y, { size: LETTERS * textScale(), weight: 600, align: "left", colour: ink.text, halo: ink.halo }));
  }
  body.push("</g>");
  if (!bars.length) body.push(text(view.nothing, size.width / 2, size.height / 2, { size: 14, weight: 400, align: "center", colour: ink.muted, halo: "" }));
  return whole(size.width, size.height, ink, model.corpus.facts.title, body);
}
