// What each key does.
import type { Key } from "./keys";
import type { ListView } from "./list";
import type { Model } from "./model";
import type { Sharing } from "./sharing";
import type { Stage } from "./stage";
import { UNFILTERED } from "./state";
import type { TopBar } from "./topbar";

/** What the keys reach. */
export interface Reach {
  model: Model;
  stage: Stage;
  list: ListView;
  bar: TopBar;
  share: Sharing;
  toList(): void;
  toDetails(): void;
  toggleFilters(): void;
  /** Closes the filters; whether they were open. */
  closeFilters(): boolean;
  dark(): void;
  help(): void;
  say(text: string): void;
}

export function keymap(reach: Reach): Key[] {
  const { model, stage, list, bar, share, say } = reach;
  return [
    { keys: ["/"], label: "/", does: "search", run: () => (model.set({ pane: "list" }), bar.field.focus(), bar.field.select()) },
    { keys: ["j"], label: "J", does: "next in the list", run: () => list.step(1) },
    { keys: ["k"], label: "K", does: "previous in the list", run: () => list.step(-1) },
    { keys: ["n"], label: "N", does: "next article of the story", run: () => stepWithin(model, 1) },
    { keys: ["p"], label: "P", does: "previous article of the story", run: () => stepWithin(model, -1) },
    { keys: ["l"], label: "L", does: "list of stories", run: reach.toList },
    { keys: ["g"], label: "G", does: "details: the story or the article", run: reach.toDetails },
    { keys: ["m"], label: "M", does: "map", run: () => model.set({ view: "map", pane: "map" }) },
    { keys: ["t"], label: "T", does: "timeline", run: () => (model.dated ? model.set({ view: "time", pane: "map" }) : say("No article has a date.")) },
    { keys: ["ArrowLeft"], label: "← ↑ → ↓", does: "move the map", run: () => stage.pan(-1, 0) },
    { keys: ["ArrowRight"], label: "", does: "", run: () => stage.pan(1, 0) },
    { keys: ["ArrowUp"], label: "", does: "", run: () => stage.pan(0, -1) },
    { keys: ["ArrowDown"], label: "", does: "", run: () => stage.pan(0, 1) },
    { keys: ["+", "="], label: "+ or -", does: "zoom", run: () => stage.zoom(1.6) },
    { keys: ["-"], label: "", does: "", run: () => stage.zoom(1 / 1.6) },
    { keys: ["0"], label: "0", does: "show all", run: () => stage.fit() },
    { keys: ["f"], label: "F", does: "filters", run: reach.toggleFilters },
    { keys: ["r"], label: "R", does: "reset search and filters", run: () => (model.set({ ...UNFILTERED }), say("Search and filters are reset.")) },
    { keys: ["c"], label: "C", does: "copy a link to this view", run: () => void share.copyLink() },
    { keys: ["y"], label: "Y", does: "copy links to the articles in view, for a newsletter", run: () => void share.copyLinks() },
    { keys: ["s"], label: "S", does: "save the picture as PNG", run: () => share.png() },
    { keys: ["d"], label: "D", does: "light or dark", run: reach.dark },
    { keys: ["Escape"], label: "Esc", does: "close what is open, then the selection", run: () => reach.closeFilters() || unselect(model) },
    { keys: ["?"], label: "?", does: "this sheet", run: reach.help },
  ];
}

/** Moves the selection from one article of its story to the next. */
function stepWithin(model: Model, step: number): void {
  const { story, article } = model.state;
  if (!story) return;
  const [from, to] = model.rangeOf(story);
  const next = article < from || article >= to ? from : Math.min(to - 1, Math.max(from, article + step));
  model.select(story, next);
}

/** From an article back to its story, from a story to none. */
function unselect(model: Model): void {
  const { story, article } = model.state;
  model.select(article >= 0 ? story : 0);
}
