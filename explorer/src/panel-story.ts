// A story: what it is, who covered it and who was first, its articles in time order.
import { extentText } from "./coverage";
import { h, icon, link, moreButton, numeral, plural, button } from "./dom";
import type { Model } from "./model";
import { bars, some, storyCard } from "./panel-overview";
import { storyPicture } from "./story-picture";
import { whyBox } from "./panel-article";
import { clock, dayText, isTimed, longDay, momentText, spanText } from "./time";
import { heat } from "./ranking";
import { trust } from "./trust";

const OUTLETS = 6;
const RELATED = 6;
const FIRST_ROWS = 300;

export function storyPage(model: Model, story: number, copyLinks: () => Promise<void>): HTMLElement {
  const { corpus } = model;
  const s = story - 1;
  const [from, to] = model.rangeOf(story);
  const page = corpus.facts.pages.includes(story) ? `stories/story-${String(story).padStart(4, "0")}.html` : "";
  return h(
    "article",
    { class: "page story-page" },
    h("p", { class: "eyebrow" }, `Story ${numeral(story)}`, button("Close the story", () => model.select(0), { class: "quiet close" }, icon("close"))),
    h("h2", { dir: "auto" }, model.title(story)),
    h("p", { class: "lede" }, `${model.dated ? `${spanText(corpus.stories.first[s]!, corpus.stories.last[s]!)} · ` : ""}${extentText(model.count(story), corpus.stories.outlets[s]!)}${undatedIn(model, from, to)}${corpus.stories.copies[s] ? ` · ${plural(corpus.stories.copies[s]!, "copy", "copies")}` : ""}`),
    broke(model, story),
    h("p", { class: "chips" }, ...model.keywords(story).slice(0, 8).map((word) => h("button", { type: "button", class: "chip", dir: "auto", title: `Search for ${word}`, onclick: () => model.set({ query: word.includes(" ") ? `"${word}"` : word }) }, word))),
    h("section", { class: "picture" }, storyPicture(model, story), page ? h("a", { href: page, class: "more", rel: "noopener" }, "Open this story's own page") : null),
    corpus.stories.outlets[s] ? h("section", {}, h("h3", {}, "Outlets"), outlets(model, from, to)) : null,
    h("section", { class: "articles" }, h("h3", {}, `${model.count(story)}, first to last`, h("span", { class: "zone" }, "times in UTC")), button("Copy these links", () => void copyLinks(), { class: "more copy-links" }), articleList(model, from, to)),
    related(model, story),
  );
}

/** How many articles of a dated story have no date: its span says nothing of them. */
function undatedIn(model: Model, from: number, to: number): string {
  let count = 0;
  for (let i = from; i < to; i++) if (Number.isNaN(model.corpus.articles.date[i]!)) count++;
  return count && count < to - from ? ` · ${numeral(count)} undated` : "";
}

/** Who was first, and how the coverage went. */
function broke(model: Model, story: number): HTMLElement | null {
  const [from, to] = model.rangeOf(story);
  const heatOf = heat(model.corpus, story);
  const known = [...brokenBy(model, story), ...copiedBy(model, story), ...cohesion(model, story)];
  // Of a story that lasted three days it says nothing
  if (heatOf.now > 0 && heatOf.now < to - from) {
    known.push(h("span", { class: "broke-label" }, "Peak"), h("span", {}, h("b", {}, `${numeral(heatOf.now)} of ${numeral(to - from)}`), h("span", { class: "muted" }, " in its busiest three days")));
  }
  return known.length ? h("div", { class: "broke" }, ...known) : null;
}

/** How well its articles fit together; a click leads to the first that has little in common with most. */
function cohesion(model: Model, story: number): HTMLElement[] {
  const words = model.cohesionText(story);
  if (!words) return [];
  const told = trust(model.corpus, story).loose ? h("button", { type: "button", class: "inline", title: "Show the first of them", onclick: showLoose }, words) : h("span", {}, words);
  return [h("span", { class: "broke-label" }, "Cohesion"), h("span", {}, told)];
}

/** Goes to the first loose article, which may be among those that are not listed yet. */
function showLoose(event: Event): void {
  const list = (event.target as HTMLElement).closest(".page")?.querySelector(".articles");
  const first = (): HTMLElement | null | undefined => list?.querySelector(".item:has(> .byline > .loose)");
  if (!first()) list?.querySelector<HTMLElement>(".unfold")?.click();
  const item = first();
  if (!item) return;
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center" });
}

/** What marks an article that has little in common with most of its story. */
function looseTag(model: Model, article: number): HTMLElement | null {
  return model.isLoose(article) ? h("span", { class: "tag loose", title: "It has little in common with most of this story: look before you trust it" }, "loose fit") : null;
}

/** Who was first; nobody, where there is no date, and all, where dates do not tell them apart. */
function brokenBy(model: Model, story: number): HTMLElement[] {
  const first = model.firstOf(story);
  const when = model.corpus.articles.date[first[0]!]!;
  if (Number.isNaN(when)) return [];
  const external = first.length === 1 && model.corpus.articles.external[first[0]!];
  return [
    h("span", { class: "broke-label" }, first.length > 1 ? "First" : "Broke it"),
    h("span", {}, h("b", { dir: "auto" }, model.firstText(first)), h("span", { class: "muted" }, " ", h("span", { class: "whole" }, momentText(when)), external ? ", from a link" : "")),
  ];
}

/** Outlets that ran a copy of another's text, and whose it was; a click opens the copies in the list below. */
function copiedBy(model: Model, story: number): HTMLElement[] {
  const [from, to] = model.rangeOf(story);
  const { copyOf, source } = model.corpus.articles;
  const copiers = new Set<string>();
  const originals = new Set<string>();
  let own = 0;
  for (let i = from; i < to; i++) {
    if (!model.copiedAcross(i)) {
      if (copyOf[i]! >= 0 && source[i]! > 0 && source[i] === source[copyOf[i]!]) own++;
      continue;
    }
    copiers.add(model.source(i));
    originals.add(model.source(copyOf[i]!));
  }
  if (!copiers.size) return [];
  const open = (event: MouseEvent): void => {
    const folds = (event.target as HTMLElement).closest(".page")?.querySelectorAll<HTMLDetailsElement>(".copies") ?? [];
    for (const fold of folds) fold.open = true;
    folds[0]?.scrollIntoView({ block: "center" });
  };
  return [
    h("span", { class: "broke-label" }, "Copied by"),
    h("span", {}, h("button", { type: "button", class: "inline", dir: "auto", title: "Show the copies", onclick: open }, some([...copiers])), h("span", { class: "muted" }, " from ", h("span", { dir: "auto" }, some([...originals])), own ? ` · ${plural(own, "copy", "copies")} by the same outlet` : "")),
  ];
}

function outlets(model: Model, from: number, to: number): HTMLElement {
  const counts = new Map<number, number>();
  const { source } = model.corpus.articles;
  for (let i = from; i < to; i++) if (source[i]) counts.set(source[i]!, (counts.get(source[i]!) ?? 0) + 1);
  const order = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const box = h("div", {}, bars(model, order.slice(0, OUTLETS)));
  if (order.length > OUTLETS) {
    const list = box.firstElementChild!;
    box.append(moreButton(`Show all ${plural(order.length, "outlet")}`, list, () => list.append(...[...bars(model, order).children].slice(OUTLETS))));
  }
  return box;
}

function articleList(model: Model, from: number, to: number): HTMLElement {
  const { copyOf, date } = model.corpus.articles;
  const copies = new Map<number, number[]>();
  const shown: number[] = [];
  for (let i = from; i < to; i++) {
    const original = copyOf[i]!;
    if (original < from || original >= to) shown.push(i);
    else if (copies.has(original)) copies.get(original)!.push(i);
    else copies.set(original, [i]);
  }
  const list = h("ol", { class: "timeline" });
  let day = "";
  const put = (many: number[]): void => {
    for (const i of many) {
      const today = Number.isNaN(date[i]!) ? "Undated" : longDay(date[i]!);
      if (today !== day) list.append(h("li", { class: "day" }, (day = today)));
      list.append(articleRow(model, i, copies.get(i) ?? []));
    }
  };
  put(shown.slice(0, FIRST_ROWS));
  const rest = shown.slice(FIRST_ROWS);
  if (!rest.length) return list;
  return h("div", {}, list, moreButton(`Show ${plural(rest.length, "more article")}`, list, () => put(rest)));
}

/** One article of a reading list, copies folded under it. */
export function articleRow(model: Model, article: number, copies: number[]): HTMLElement {
  const { articles } = model.corpus;
  const { texts } = model;
  const excerpt = texts.excerpt(article);
  const when = articles.date[article]!;
  return h(
    "li",
    { class: `item${model.passes(article) ? "" : " faded"}`, "data-article": article },
    h("p", { class: "byline" }, h("b", { dir: "auto" }, model.source(article)), Number.isNaN(when) ? null : h("time", { datetime: new Date(when * 1000).toISOString(), title: momentText(when) }, isTimed(when) ? clock(when) : ""), articles.external[article] ? h("span", { class: "tag" }, "from a link") : null, articles.copyOf[article]! >= 0 ? h("span", { class: "tag" }, "copy") : null, looseTag(model, article)),
    h("h4", {}, link(texts.url(article), texts.title(article))),
    excerpt ? h("p", { class: "excerpt", dir: "auto" }, excerpt) : null,
    copies.length ? folded(model, copies) : null,
    whyBox(model, article),
  );
}

function folded(model: Model, copies: number[]): HTMLElement {
  const names = [...new Set(copies.map((i) => model.source(i)))];
  return h(
    "details",
    { class: "copies" },
    h("summary", {}, `${plural(copies.length, "copy", "copies")}: `, h("span", { dir: "auto" }, names.join(", "))),
    h("ul", {}, ...copies.map((i) => h("li", {}, h("b", { dir: "auto" }, model.source(i)), h("span", { class: "muted" }, ` ${dayText(model.corpus.articles.date[i]!)} `), link(model.texts.url(i), model.texts.title(i)), " ", looseTag(model, i)))),
  );
}

/** Stories tied to this one by edges, then those that lie next to it. */
function related(model: Model, story: number): HTMLElement | null {
  const { ties, stories } = model.corpus;
  const tied: [number, number, number][] = [];
  for (let t = 0; t < ties.a.length; t++) {
    if (ties.a[t] === story) tied.push([ties.b[t]!, ties.weight[t]!, ties.edges[t]!]);
    else if (ties.b[t] === story) tied.push([ties.a[t]!, ties.weight[t]!, ties.edges[t]!]);
  }
  tied.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const cards = tied.slice(0, RELATED).map(([other, , edges]) => storyCard(model, other, plural(edges, "tie")));
  const known = new Set([story, ...tied.map(([other]) => other)]);
  const near: [number, number][] = [];
  for (let s = 0; s < stories.count; s++) {
    if (known.has(s + 1)) continue;
    const gap = Math.hypot(stories.x[s]! - stories.x[story - 1]!, stories.y[s]! - stories.y[story - 1]!) - stories.radius[s]!;
    near.push([s + 1, gap]);
  }
  near.sort((a, b) => a[1] - b[1]);
  const beside = near.slice(0, 4).map(([other]) => storyCard(model, other, model.count(other)));
  if (!cards.length && !beside.length) return null;
  return h(
    "section",
    { class: "related" },
    cards.length ? h("h3", {}, "Related stories") : null,
    cards.length ? h("ul", { class: "cards" }, ...cards) : null,
    beside.length ? h("h3", {}, "Next to it on the map") : null,
    beside.length ? h("ul", { class: "cards" }, ...beside) : null,
  );
}
