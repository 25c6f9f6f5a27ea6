// How the reader gets from one part of the page to another: tabs on a phone, links for those who go by Tab.
import { button, h, icon } from "./dom";
import type { Model } from "./model";
import type { Pane } from "./state";

const PANE_TABS: [Pane, string, string][] = [
  ["map", "map", "Explore"],
  ["list", "list", "Stories"],
  ["panel", "page", "Details"],
];

/** The tabs at the foot of a phone. */
export function paneTabs(model: Model): HTMLElement {
  const items = PANE_TABS.map(([pane, name, label]) => button(label, () => model.set({ pane }), { "data-pane": pane, title: null, "aria-label": null }, icon(name), h("span", {}, label)));
  const update = (): void => items.forEach((item) => item.setAttribute("aria-pressed", String(item.dataset.pane === model.state.pane)));
  model.listen(update);
  update();
  return h("nav", { class: "pane-tabs", "aria-label": "Parts of the page" }, ...items);
}

/** What is selected, over the tabs of a phone: leads to its page. */
export function peek(model: Model): HTMLElement {
  const box = h("button", { type: "button", class: "peek", onclick: () => model.set({ pane: "panel" }) });
  const update = (): void => {
    const { story, article } = model.state;
    box.hidden = !story && article < 0;
    const title = article >= 0 ? model.texts.title(article) : story ? model.title(story) : "";
    box.replaceChildren(h("b", { dir: "auto" }, title), h("span", {}, article >= 0 ? model.source(article) : story ? `${model.count(story)} · show the story` : ""));
  };
  model.listen(update);
  update();
  return box;
}

/** A link for those who go by Tab. */
export function skip(text: string, run: () => void): HTMLElement {
  return h("a", { class: "skip", href: "#", onclick: (event: Event) => (event.preventDefault(), run()) }, text);
}
