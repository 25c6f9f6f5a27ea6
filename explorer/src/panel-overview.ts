// What the panel says before anything is selected: what happened, and who covered it.
import { chosenFilters } from "./chosen";
import { coverage, coverageText } from "./coverage";
import { h, button, moreButton, numeral, plural, short } from "./dom";
import type { Model } from "./model";
import { passesAllButDate } from "./filters";
import { toggled } from "./state";
import { DAY, dayOf, dayText, floorTo, spanText } from "./time";
import { storyColour } from "./colours";
import { mark } from "./mark";

const STORIES = 6;
const WEEKS = 8;
const OUTLETS = 8;
const COPIED = 5;

export function overview(model: Model): HTMLElement {
  const { corpus, results, state } = model;
  const { facts } = corpus;
  const [first, last] = span(model);
  const narrowed = results.filtered;
  const sources = perSource(model).size;
  return h(
    "div",
    { class: "page" },
    h("p", { class: "eyebrow" }, narrowed ? "What passes the filters" : "At a glance"),
    h("h2", { dir: "auto" }, facts.title),
    h("p", { class: "lede" }, first <= last ? spanText(first, last) : results.articles ? "No article has a date" : "Nothing passes the search and the filters. Press R to reset both."),
    h(
      "dl",
      { class: "figures" },
      figure(results.articles - results.linked, results.articles - results.linked === 1 ? "article" : "articles"),
      results.linked ? figure(results.linked, results.linked === 1 ? "linked page" : "linked pages") : null,
      figure(results.stories, results.stories === 1 ? "story" : "stories"),
      sources ? figure(sources, sources === 1 ? "outlet" : "outlets") : null,
    ),
    chosenFilters(model),
    section(narrowed && state.from !== null ? "Biggest stories in this span" : "Biggest stories", biggest(model)),
    section("Week by week", weeks(model)),
    section("Most active outlets", outlets(model)),
    section("Most copied", copied(model)),
    h("p", { class: "hint" }, "Choose a disc on the map, or a row in the list. Press ? for all keys."),
  );
}

function figure(value: number, label: string): HTMLElement {
  return h("div", {}, h("dt", {}, label), h("dd", {}, numeral(value)));
}

function section(title: string, body: HTMLElement | null): HTMLElement | null {
  return body && h("section", {}, h("h3", {}, title), body);
}

function span(model: Model): [number, number] {
  let [first, last] = [Infinity, -Infinity];
  const { date } = model.corpus.articles;
  for (let i = 0; i < date.length; i++) {
    if (!model.passes(i) || Number.isNaN(date[i]!)) continue;
    first = Math.min(first, date[i]!);
    last = Math.max(last, date[i]!);
  }
  return [first, last];
}

function perSource(model: Model): Map<number, number> {
  const counts = new Map<number, number>();
  const { source } = model.corpus.articles;
  for (let i = 0; i < source.length; i++) if (source[i] && model.passes(i)) counts.set(source[i]!, (counts.get(source[i]!) ?? 0) + 1);
  return counts;
}

function byCount<K>(counts: Map<K, number>): [K, number][] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** A story as a card: its title, how many wrote about it, and who was first; of the `passing` articles alone where asked. */
export function storyCard(model: Model, story: number, note: string, passing = false): HTMLElement {
  const first = model.firstOf(story, passing);
  const when = model.corpus.articles.date[first[0]!]!;
  // Who is first of a part may not have been first of all
  const part = passing && !model.whole(story);
  const ahead = !part ? "first: " : model.results.inStory[story - 1] === 1 ? "" : "first of these: ";
  const named = first.some((i) => model.corpus.articles.source[i]);
  const who = named ? [ahead, h("span", { dir: "auto" }, model.firstText(first)), ", "] : ["from "];
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "card", onclick: () => model.select(story) },
      mark(storyColour(model.palette, story)),
      h("span", { class: "card-title", dir: "auto", title: model.title(story) }, model.title(story)),
      h("span", { class: "card-meta" }, note, ...(when === when ? [" · ", ...who, h("span", { class: "whole" }, dayText(when))] : [])),
    ),
  );
}

function biggest(model: Model): HTMLElement | null {
  const { inStory } = model.results;
  const order = Array.from(inStory, (_, s) => s + 1).filter((story) => inStory[story - 1]);
  order.sort((a, b) => inStory[b - 1]! - inStory[a - 1]! || a - b);
  if (!order.length) return null;
  return h("ol", { class: "cards" }, ...order.slice(0, STORIES).map((story) => storyCard(model, story, model.shownCount(story), true)));
}

/** The latest weeks that have articles, with their biggest story; all of them while one is shown, for the next to be a click away. */
function weeks(model: Model): HTMLElement | null {
  const { articles } = model.corpus;
  const { from, to } = model.state;
  const found = new Map<number, { total: number; linked: number; stories: Map<number, number> }>();
  for (let i = 0; i < articles.count; i++) {
    if (!passesAllButDate(model.results.failed, i) || Number.isNaN(articles.date[i]!)) continue;
    const week = floorTo("week", articles.date[i]!);
    const held = found.get(week) ?? { total: 0, linked: 0, stories: new Map<number, number>() };
    found.set(week, held);
    held.total++;
    held.linked += articles.external[i]!;
    const story = articles.story[i]!;
    if (story) held.stories.set(story, (held.stories.get(story) ?? 0) + 1);
  }
  if (found.size < 2) return null;
  const all = [...found].sort((a, b) => b[0] - a[0]);
  const list = h("ul", { class: "weeks" });
  const shown = (week: number): boolean => from === week && to === week + 7 * DAY;
  const put = (many: typeof all): void => {
    for (const [week, { total, linked, stories }] of many) {
      const [story, count] = byCount(stories)[0] ?? [0, 0];
      list.append(
        h(
          "li",
          {},
          button(`Show only ${spanText(week, week + 6 * DAY)}`, () => model.set(shown(week) ? { from: null, to: null } : { from: week, to: week + 7 * DAY }), { class: "week", "aria-pressed": String(shown(week)), "data-key": `week-${week}` }, spanText(week, week + 6 * DAY), h("span", { class: "count" }, coverageText(coverage(total, linked)))),
          story ? h("button", { type: "button", class: "week-story", dir: "auto", onclick: () => model.select(story) }, `${model.title(story)} (${numeral(count)})`) : h("span", { class: "muted" }, total > 1 ? "Each told once" : "Told once"),
        ),
      );
    }
  };
  // Around the one that is shown: those after it and before it
  const around = from === null ? 0 : all.findIndex(([week]) => week <= from) - 2;
  const start = Math.max(0, Math.min(around, all.length - WEEKS));
  put(all.slice(start, start + WEEKS));
  const rest = all.slice(start + WEEKS);
  if (all.length <= WEEKS) return list;
  return h("div", {}, weekField(model), list, rest.length > 0 && moreButton(`Show ${plural(rest.length, "earlier week")}`, list, () => put(rest.slice(0, 600))));
}

/** A date whose week is shown alone: quicker than a list of a hundred weeks. */
function weekField(model: Model): HTMLElement {
  const day = (when: number): string => new Date(when * 1000).toISOString().slice(0, 10);
  const field = h("input", { type: "date", min: day(model.range[0]), max: day(model.range[1]), "data-key": "week" });
  field.addEventListener("change", () => {
    const when = dayOf(field);
    if (when === null || when === undefined) return;
    const from = floorTo("week", when);
    model.set({ from, to: from + 7 * DAY });
  });
  return h("label", { class: "to-week" }, "Go to the week of ", field);
}

function outlets(model: Model): HTMLElement | null {
  const top = byCount(perSource(model)).slice(0, OUTLETS);
  return top.length ? bars(model, top) : null;
}

/** Outlets with counts as bars; a click filters by the outlet. */
export function bars(model: Model, counts: [number, number][]): HTMLElement {
  const most = counts[0]?.[1] ?? 1;
  return h(
    "ul",
    { class: "bars" },
    ...counts.map(([code, count]) => {
      const fill = h("span", { class: "share", "aria-hidden": "true" });
      fill.style.width = `${(count / most) * 100}%`;
      const name = model.corpus.facts.sources[code - 1] ?? "";
      const on = model.state.sources.has(code);
      return h("li", {}, h("button", { type: "button", "aria-pressed": String(on), title: on ? "Stop filtering by this outlet" : "Show only this outlet", onclick: () => model.set({ sources: toggled(model.state.sources, code) }) }, fill, h("span", { class: "bar-name", dir: "auto" }, name), h("span", { class: "count" }, numeral(count))));
    }),
  );
}

/** Texts that other outlets ran again. */
function copied(model: Model): HTMLElement | null {
  // Of the largest pages headlines all over the corpus would have to be read for this
  if (!model.texts.ready || !model.corpus.facts.eager) return null;
  const { copyOf, story } = model.corpus.articles;
  const named = model.corpus.facts.sources.length > 0;
  const found = new Map<number, number[]>();
  for (let i = 0; i < copyOf.length; i++) {
    if (copyOf[i]! < 0 || !model.passes(i) || (named && !model.copiedAcross(i))) continue;
    const held = found.get(copyOf[i]!) ?? [];
    held.push(i);
    found.set(copyOf[i]!, held);
  }
  const outlets = (list: number[]): string[] => [...new Set(list.map((i) => model.source(i)))];
  const top = [...found].sort((a, b) => outlets(b[1]).length - outlets(a[1]).length || b[1].length - a[1].length || a[0] - b[0]);
  if (!top.length) return null;
  return h(
    "ul",
    { class: "cards" },
    ...top.slice(0, COPIED).map(([original, copies]) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "card", onclick: () => model.select(story[original]!, original) },
          h("span", { class: "card-title", dir: "auto" }, model.texts.title(original)),
          h("span", { class: "card-meta" }, ...(named ? [h("span", { dir: "auto" }, model.source(original)), `, copied by `, h("span", { dir: "auto" }, some(outlets(copies)))] : [plural(copies.length, "copy", "copies")])),
        ),
      ),
    ),
  );
}

/** The first of some names, in words. */
export function some(names: string[]): string {
  const told = names.slice(0, 4).map(short);
  return names.length > 4 ? `${told.join(", ")} and ${names.length - 4} more` : told.join(", ");
}
