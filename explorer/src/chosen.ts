// The filters that are on, by name: what passes them says little to who does not see them.
import { named } from "./corpus";
import { button, h, numeral, short } from "./dom";
import { PROVENANCE_NAMES } from "./ink";
import type { Model } from "./model";
import { toggled, UNFILTERED, type State } from "./state";

/** Filters named at most: of more it is said how many. */
const MOST = 12;

/** A chip a filter, which a click takes off, and one button that takes off all; null where none is on. */
export function chosenFilters(model: Model): HTMLElement | null {
  const all = [...chosen(model)];
  if (!all.length) return null;
  const chips = all.slice(0, MOST).map(([name, without]) => button(`Without the filter ${name}`, () => model.set(without), { class: "chip" }, h("span", { dir: "auto" }, short(name)), h("span", { "aria-hidden": "true" }, " ×")));
  const rest = all.length > MOST ? h("span", { class: "muted" }, `and ${numeral(all.length - MOST)} more`) : null;
  return h("div", {}, h("p", { class: "chips" }, ...chips, rest), button("Show everything", () => model.set({ ...UNFILTERED }), { class: "more" }));
}

/** Each filter's name, and what takes it off. */
function* chosen({ state, corpus, days }: Model): Generator<[string, Partial<State>]> {
  const { facts } = corpus;
  const { smallest, largest } = state;
  if (state.query.trim()) yield [state.query.trim(), { query: "" }];
  if (days) yield [days, { from: null, to: null }];
  const names = { sources: facts.sources, topics: facts.topics, langs: facts.langs };
  const none = { sources: "no outlet", topics: "no topic", langs: "no language" };
  for (const key of ["sources", "topics", "langs"] as const) {
    for (const code of state[key]) yield [named(names[key], code) || none[key], { [key]: toggled(state[key], code) }];
  }
  for (const code of state.kinds) yield [code ? "known from a link" : "articles", { kinds: toggled(state.kinds, code) }];
  for (const code of state.provenance) yield [PROVENANCE_NAMES[code] ?? "", { provenance: toggled(state.provenance, code) }];
  if (smallest > 0 || largest < Infinity) yield [sizeText(smallest, largest), { smallest: 0, largest: Infinity }];
}

function sizeText(smallest: number, largest: number): string {
  if (largest === Infinity) return `stories of ${numeral(smallest)} and more`;
  return smallest > 1 ? `stories of ${numeral(smallest)} to ${numeral(largest)}` : `stories of up to ${numeral(largest)}`;
}
