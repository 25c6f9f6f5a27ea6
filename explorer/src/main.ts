// Starts the page: the first block and the first picture, then everything else in the background.
import { acceptFiles, block, messageOf } from "./blocks";
import { readCorpus } from "./corpus";
import { button, h, icon, plural } from "./dom";
import { readEdges } from "./edges";
import { FilterPanel } from "./filterpanel";
import { addressOf, opened, type Camera } from "./address";
import { Keyboard } from "./keys";
import { ListView } from "./list";
import { Model } from "./model";
import { PanelView } from "./panel";
import { SearchIndex } from "./search";
import { Sharing } from "./sharing";
import { Stage } from "./stage";
import { PANES, START, Store, UNFILTERED, type Pane, type State } from "./state";
import { Texts } from "./texts";
import { TopBar } from "./topbar";

/** Pixels a map unit from which edges are drawn. */
const EDGES_AT = 10;

const LOST = "The story of this link is not in this build any more.";

/** Milliseconds after a change until the address follows. */
const ADDRESS_AFTER = 50;

/** Lets the browser paint and answer between two steps of background work. */
function pause(): Promise<void> {
  return new Promise((done) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => done(), { timeout: 60 });
    else setTimeout(done, 4);
  });
}

async function start(app: HTMLElement): Promise<void> {
  acceptFiles();
  const theme = remembered();
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  const corpus = readCorpus(await block("core"));
  const beside = document.querySelector("meta[data-block]") !== null;
  const texts = new Texts(corpus.articles.count, corpus.facts.chunk, corpus.facts.titles);
  const first = opened(location.hash, corpus);
  const store = new Store({ ...START, ...first.state });
  const search = new SearchIndex(corpus, texts);
  const model = new Model(corpus, texts, search, store);
  let camera: Camera | null = first.camera;

  let due = 0;
  /** What the back button leaves: a view, a story, an article. The rest of the address follows along. */
  let place = placeOf(model.state);
  /** Writes the address: after the answer to what the reader did, as browsers take long over it. */
  const remember = (): void => {
    due ||= window.setTimeout(writeAddress, ADDRESS_AFTER);
  };
  const writeAddress = (): void => {
    window.clearTimeout(due);
    due = 0;
    const hash = addressOf(model.state, camera, corpus);
    const url = hash ? `#${hash}` : location.pathname + location.search;
    const { pane } = model.state;
    const now = placeOf(model.state);
    const moved = now !== place;
    place = now;
    // Either may be refused on file:// after many calls in a row; the address is a courtesy
    try {
      if (moved) history.pushState({ pane }, "", url);
      else history.replaceState({ pane }, "", url);
    } catch {
      location.replace(`#${hash}`);
    }
  };
  const stage = new Stage(model, (now) => {
    camera = now;
    remember();
    model.announce("camera");
  });
  const live = h("p", { class: "offscreen", role: "status" });
  const banner = h("p", { class: "banner", role: "alert", hidden: true });
  const toast = h("p", { class: "toast", hidden: true });
  let toastTimer = 0;
  const say = (text: string): void => {
    live.textContent = toast.textContent = text;
    toast.hidden = false;
    window.clearTimeout(toastTimer);
    toastTimer = window.setTimeout(() => (toast.hidden = true), 3500);
  };
  const share = new Sharing(model, stage.map, stage.timeline, say, writeAddress);
  const list = new ListView(model);
  const panel = new PanelView(model);
  const filters = new FilterPanel(model, () => {
    bar.expanded(false);
    bar.focusFilter();
  });
  const toggleFilters = (): void => {
    filters.toggle(!filters.open);
    bar.expanded(filters.open);
  };
  const dark = (): void => {
    const now = getComputedStyle(document.documentElement).getPropertyValue("--scheme").trim();
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
    remembered(document.documentElement.dataset.theme);
    model.announce("theme");
  };
  const bar: TopBar = new TopBar(model, { filters: toggleFilters, dark, help: () => keyboard.show(), share });
  const focusPane = (step: number): void => {
    const [from, to] = model.state.story ? model.rangeOf(model.state.story) : [0, 0];
    if (to <= from) return;
    const now = model.state.article;
    const next = now < from || now >= to ? from : Math.min(to - 1, Math.max(from, now + step));
    model.select(model.state.story, next);
  };
  const toList = (): void => {
    model.set({ pane: "list" });
    document.querySelector<HTMLElement>(".rows button")?.focus();
  };
  const toDetails = (): void => {
    model.set({ pane: "panel" });
    panel.element.focus();
  };
  const keyboard: Keyboard = new Keyboard([
    { keys: ["/"], label: "/", does: "search", run: () => (model.set({ pane: "list" }), bar.field.focus(), bar.field.select()) },
    { keys: ["j"], label: "J", does: "next in the list", run: () => list.step(1) },
    { keys: ["k"], label: "K", does: "previous in the list", run: () => list.step(-1) },
    { keys: ["n"], label: "N", does: "next article of the story", run: () => focusPane(1) },
    { keys: ["p"], label: "P", does: "previous article of the story", run: () => focusPane(-1) },
    { keys: ["l"], label: "L", does: "list of stories", run: toList },
    { keys: ["g"], label: "G", does: "details: the story or the article", run: toDetails },
    { keys: ["m"], label: "M", does: "map", run: () => model.set({ view: "map", pane: "map" }) },
    { keys: ["t"], label: "T", does: "timeline", run: () => (model.dated ? model.set({ view: "time", pane: "map" }) : say("No article has a date.")) },
    { keys: ["ArrowLeft"], label: "← ↑ → ↓", does: "move the map", run: () => stage.pan(-1, 0) },
    { keys: ["ArrowRight"], label: "", does: "", run: () => stage.pan(1, 0) },
    { keys: ["ArrowUp"], label: "", does: "", run: () => stage.pan(0, -1) },
    { keys: ["ArrowDown"], label: "", does: "", run: () => stage.pan(0, 1) },
    { keys: ["+", "="], label: "+ or -", does: "zoom", run: () => stage.zoom(1.6) },
    { keys: ["-"], label: "", does: "", run: () => stage.zoom(1 / 1.6) },
    { keys: ["0"], label: "0", does: "show all", run: () => stage.fit() },
    { keys: ["f"], label: "F", does: "filters", run: toggleFilters },
    { keys: ["r"], label: "R", does: "reset search and filters", run: () => (model.set({ ...UNFILTERED }), say("Search and filters are reset.")) },
    { keys: ["c"], label: "C", does: "copy a link to this view", run: () => void share.copyLink() },
    { keys: ["s"], label: "S", does: "save the picture as PNG", run: () => share.png() },
    { keys: ["d"], label: "D", does: "light or dark", run: dark },
    { keys: ["Escape"], label: "Esc", does: "close what is open, then the selection", run: () => (filters.open ? toggleFilters() : model.state.article >= 0 && model.state.story ? model.select(model.state.story) : model.select(0)) },
    { keys: ["?"], label: "?", does: "this sheet", run: () => keyboard.show() },
  ]);
  const peek = h("button", { type: "button", class: "peek", hidden: true, onclick: () => model.set({ pane: "panel" }) });
  const tabs = paneTabs(model);
  app.replaceChildren(
    h("nav", { "aria-label": "Skip" }, skip("Skip to the list of stories", toList), skip("Skip to the details", toDetails)),
    bar.element,
    banner,
    h("main", { class: "body" }, list.element, stage.element, panel.element, filters.element),
    peek,
    tabs,
    keyboard.sheet,
    live,
    toast,
  );
  const layout = (): void => {
    app.dataset.pane = model.state.pane;
    const { story, article } = model.state;
    peek.hidden = !story && article < 0;
    const title = article >= 0 ? model.texts.title(article) : story ? model.title(story) : "";
    peek.replaceChildren(h("b", { dir: "auto" }, title), h("span", {}, article >= 0 ? model.source(article) : story ? `${plural(model.sizeOf(story), "article")} · show the story` : ""));
  };
  layout();
  model.listen((state, changed) => {
    layout();
    if (changed.has("results")) toast.hidden = true; // what it told may hold no longer
    if (changed.has("pane") || changed.has("story")) stage.resize();
    if (changed.has("story") && state.story && state.pane === "list") model.set({ pane: "panel" });
    remember();
  });
  window.addEventListener("hashchange", (event) => {
    // Not location.hash: our own writing may have overtaken the event
    const next = opened(new URL(event.newURL).hash, corpus);
    if (next.lost) say(LOST);
    const state = { ...next.state, pane: paneOf(history.state) ?? model.state.pane };
    place = placeOf({ ...model.state, ...state });
    model.set(state);
    if (next.camera) stage.map.fly(next.camera);
    else if (!model.state.story && model.state.article < 0) stage.fit();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    // Paper is light: what was unfolded for it stays unfolded
    if (!matchMedia("print").matches) model.announce("theme");
  });

  if (first.lost) say(LOST);
  // The link may have been of another build, or partly of none
  if (location.hash) remember();
  if (camera) stage.map.camera = camera;
  stage.resize();
  if (!camera && (model.state.story || model.state.article >= 0)) stage.map.show(model.state.story, model.state.article);
  document.documentElement.dataset.ready = "1";
  performance.mark("storygraph-ready");
  await pause();
  texts.ready = true;
  texts.arrived = () => model.announce("texts");
  // The largest pages read headlines, ties and excerpts only once somebody looks for them
  const large = !corpus.facts.eager;
  if (large) document.documentElement.dataset.complete = "map";
  const ties = async (): Promise<void> => {
    if (large) await needed(model, (state) => state.story > 0 || state.article >= 0 || state.provenance.size > 0 || stage.map.camera.k > EDGES_AT);
    model.setEdges(readEdges(await block("edges"), corpus));
    document.documentElement.dataset.edges = "1";
  };
  const words = async (): Promise<void> => {
    if (large) await needed(model, (state) => state.query.trim() !== "");
    await search.buildHeads(pause);
    model.indexGrew();
    if (beside) document.documentElement.dataset.complete = "headlines";
    if (beside) await needed(model, (state) => state.query.trim() !== "");
    // A million excerpts would take half a gigabyte of memory to search
    if (!large) await search.buildBodies(pause);
    model.indexGrew();
    document.documentElement.dataset.complete = "1";
  };
  // Without the files beside it the page still shows what it holds itself
  const lost = (error: unknown): void => {
    model.fault = messageOf(error);
    banner.textContent = `Texts and ties cannot be read. ${model.fault}`;
    banner.hidden = false;
    document.documentElement.dataset.complete = "incomplete";
    model.announce("texts");
  };
  if (!large) await texts.loadTitles().catch(lost);
  model.announce("texts");
  const tied = ties().catch(lost);
  if (!large) await tied;
  await Promise.all([tied, words().catch(lost)]);
}

/** The part of the state that is a step of its own in the browser's history. */
function placeOf({ view, story, article }: State): string {
  return `${view} ${story} ${article}`;
}

/** Which part of the page an entry of the history showed on a phone. */
function paneOf(entry: unknown): Pane | undefined {
  const pane = (entry as { pane?: unknown } | null)?.pane;
  return PANES.find((known) => known === pane);
}

/** Resolves once the state calls for it. */
function needed(model: Model, test: (state: State) => boolean): Promise<void> {
  return new Promise((done) => {
    if (test(model.state)) done();
    model.listen((state) => test(state) && done());
  });
}

/** Keeps the choice of light or dark, or gives it; browsers may refuse, and then the system's holds. */
function remembered(theme?: string): string | null {
  try {
    if (theme) localStorage.setItem("storygraph-theme", theme);
    return localStorage.getItem("storygraph-theme");
  } catch {
    return null;
  }
}

/** A link for those who go by Tab. */
function skip(text: string, run: () => void): HTMLElement {
  return h("a", { class: "skip", href: "#", onclick: (event: Event) => (event.preventDefault(), run()) }, text);
}

/** The tabs at the foot of a phone. */
function paneTabs(model: Model): HTMLElement {
  const tabs: [Pane, string, string][] = [
    ["map", "map", "Explore"],
    ["list", "list", "Stories"],
    ["panel", "page", "Details"],
  ];
  const items = tabs.map(([pane, name, label]) => button(label, () => model.set({ pane }), { "data-pane": pane, title: null, "aria-label": null }, icon(name), h("span", {}, label)));
  const update = (): void => items.forEach((item) => item.setAttribute("aria-pressed", String(item.dataset.pane === model.state.pane)));
  model.listen(update);
  update();
  return h("nav", { class: "pane-tabs", "aria-label": "Parts of the page" }, ...items);
}

const app = document.getElementById("app");
if (app) {
  start(app).catch((error: unknown) => {
    document.documentElement.dataset.ready = "failed";
    app.append(h("p", { class: "fatal", role: "alert" }, `This page could not be read: ${messageOf(error)} Build it again, or open it in a current browser.`));
  });
}
