// The selection as lists of links to paste into a newsletter: as Markdown, and as HTML for editors that show what they get.
import { selection } from "./csv";
import type { Model } from "./model";
import { dayText } from "./time";

/** Links beyond which a list is for nobody. */
export const MOST = 1000;

/** What Markdown would take for a mark, as `storygraph/printing/link_list.py` has it: tests/markdown.json holds for both. */
const MARKS = /[\\`*_[\]<~$]|&(?=#?[\p{L}\p{N}_]+;)|:(?=\/\/)|[wW]{3}(?=\.)|@(?=[\p{L}\p{N}])|#(?=#*$)|^[#>+-]|^\p{Nd}+(?=[.)])/gu;
const IN_ADDRESS = /[()]|&(?=#?[\p{L}\p{N}_]+;)/gu;

/** An article that is listed, and those with its text behind it. */
interface Item {
  article: number;
  copies: number[];
}

export interface Section {
  title: string;
  items: Item[];
}

/** Text on one line, as Markdown that shows just this text. */
export function escaped(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.replace(MARKS, (mark) => (/^[\p{Nd}w]/iu.test(mark) ? `${mark}\\` : `\\${mark}`));
}

/** Text and attributes of HTML. */
export function entities(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** The selection by its stories, those with the most of it first, and what was told once last. Texts must be loaded. */
export function sections(model: Model, chosen: number[]): Section[] {
  const { story, copyOf } = model.corpus.articles;
  const groups = new Map<number, number[]>();
  for (const i of chosen) {
    const group = groups.get(story[i]!);
    if (group) group.push(i);
    else groups.set(story[i]!, [i]);
  }
  const order = [...groups].sort((a, b) => Number(!a[0]) - Number(!b[0]) || b[1].length - a[1].length || a[0] - b[0]);
  return order.map(([number, group]) => {
    const listed = once(model, group);
    const inside = new Set(listed);
    const copies = new Map<number, number[]>();
    for (const i of listed) if (inside.has(copyOf[i]!)) copies.set(copyOf[i]!, [...(copies.get(copyOf[i]!) ?? []), i]);
    const items = listed.filter((i) => !inside.has(copyOf[i]!)).map((i) => ({ article: i, copies: copies.get(i) ?? [] }));
    return { title: number ? model.title(number) : "Told once", items };
  });
}

/** Articles without those whose page a later one has, however that is written: one that is re-dated for years is linked once. */
function once(model: Model, articles: number[]): number[] {
  const { page } = model.corpus.articles;
  const last = new Map(articles.map((i) => [page[i]!, i]));
  return articles.filter((i) => last.get(page[i]!) === i);
}

export function markdown(model: Model, parts: Section[]): string {
  const linked = (i: number, text: string): string => {
    const url = model.texts.url(i).replace(IN_ADDRESS, "\\$&");
    return url ? `[${escaped(text)}](${url})` : escaped(text);
  };
  return parts.map(({ title, items }) => `## ${escaped(title)}\n\n${items.map((item) => `- ${line(model, item, linked, escaped)}\n`).join("")}`).join("\n");
}

export function html(model: Model, parts: Section[]): string {
  const linked = (i: number, text: string): string => {
    const url = model.texts.url(i);
    return url ? `<a href="${entities(url)}">${entities(text)}</a>` : entities(text);
  };
  return parts.map(({ title, items }) => `<h2>${entities(title)}</h2><ul>${items.map((item) => `<li>${line(model, item, linked, entities)}</li>`).join("")}</ul>`).join("");
}

/** Title, outlet and day of an article, and where else its text stands. */
function line(model: Model, { article, copies }: Item, linked: (i: number, text: string) => string, plain: (text: string) => string): string {
  const { source, date } = model.corpus.articles;
  const named = (i: number): string => (source[i] ? model.source(i) : model.texts.title(i));
  const said = [linked(article, model.texts.title(article))];
  if (source[article]) said.push(plain(model.source(article)));
  if (!Number.isNaN(date[article]!)) said.push(dayText(date[article]!));
  if (copies.length) said.push(`also in ${copies.map((i) => linked(i, named(i))).join(", ")}`);
  return said.join(", ");
}

/** The articles to list; null where they are more than MOST. */
export function listed(model: Model): number[] | null {
  const chosen = selection(model);
  return chosen.length > MOST ? null : chosen;
}
