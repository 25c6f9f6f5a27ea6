// Starts the page: the first block and the first picture, then everything else in the background.
import { opened } from "./address";
import { acceptFiles, block, messageOf } from "./blocks";
import { readCorpus } from "./corpus";
import { h } from "./dom";
import { FilterPanel } from "./filterpanel";
import { PageHistory } from "./history";
import { keymap } from "./keymap";
import { Keyboard } from "./keys";
import { ListView } from "./list";
import { Loading } from "./loading";
import { Model } from "./model";
import { Notices } from "./notices";
import { PanelView } from "./panel";
import { paneTabs, peek, skip } from "./panes";
import { SearchIndex } from "./search";
import { Sharing } from "./sharing";
import { Stage } from "./stage";
import { START, Store } from "./state";
import { Texts } from "./texts";
import { followSystem, restoreTheme, switchTheme } from "./theme";
import { TopBar } from "./topbar";

const LOST = "The story of this link is not in this build any more.";

async function start(app: HTMLElement): Promise<void> {
  acceptFiles();
  restoreTheme();
  const corpus = readCorpus(await block("core"));
  const texts = new Texts(corpus.articles.count, corpus.facts.chunk, corpus.facts.titles);
  const first = opened(location.hash, corpus);
  const model = new Model(corpus, texts, new SearchIndex(corpus, texts), new Store({ ...START, ...first.state }));
  const notices = new Notices();
  const say = (text: string): void => notices.say(text);

  const trail = new PageHistory(model, first.camera, {
    lost: () => say(LOST),
    arrived: (camera) => {
      if (camera) stage.map.fly(camera);
      else if (!model.state.story && model.state.article < 0) stage.fit();
    },
  });
  const stage: Stage = new Stage(model, (camera) => {
    trail.moved(camera);
    model.announce("camera");
  });
  const share = new Sharing(model, stage.map, stage.timeline, say, () => trail.write());
  const list = new ListView(model);
  const panel = new PanelView(model, () => share.copyLinks());
  const filters = new FilterPanel(model, () => {
    bar.expanded(false);
    bar.focusFilter();
  });
  const toggleFilters = (): void => {
    filters.toggle(!filters.open);
    bar.expanded(filters.open);
  };
  const closeFilters = (): boolean => {
    const open = filters.open;
    if (open) toggleFilters();
    return open;
  };
  const dark = (): void => {
    switchTheme();
    model.announce("theme");
  };
  const help = (): void => keyboard.show();
  const toList = (): void => {
    model.set({ pane: "list" });
    document.querySelector<HTMLElement>(".rows button")?.focus();
  };
  const toDetails = (): void => {
    model.set({ pane: "panel" });
    panel.element.focus();
  };
  const bar: TopBar = new TopBar(model, { filters: toggleFilters, dark, help, share });
  const keyboard = new Keyboard(keymap({ model, stage, list, bar, share, toList, toDetails, toggleFilters, closeFilters, dark, help, say }));

  app.dataset.pane = model.state.pane;
  app.replaceChildren(
    h("nav", { "aria-label": "Skip" }, skip("Skip to the list of stories", toList), skip("Skip to the details", toDetails)),
    bar.element,
    notices.banner,
    h("main", { class: "body" }, list.element, stage.element, panel.element, filters.element),
    peek(model),
    paneTabs(model),
    keyboard.sheet,
    notices.live,
    notices.toast,
  );
  model.listen((state, changed) => {
    app.dataset.pane = state.pane;
    if (changed.has("results")) notices.hush(); // what it told may hold no longer
    if (changed.has("pane") || changed.has("story")) stage.resize();
    if (changed.has("story") && state.story && state.pane === "list") model.set({ pane: "panel" });
    trail.remember();
  });
  trail.follow();
  followSystem(() => model.announce("theme"));

  if (first.lost) say(LOST);
  // The link may have been of another build, or partly of none
  if (location.hash) trail.remember();
  if (first.camera) stage.map.camera = first.camera;
  stage.resize();
  if (!first.camera && (model.state.story || model.state.article >= 0)) stage.map.show(model.state.story, model.state.article);
  document.documentElement.dataset.ready = "1";
  performance.mark("storygraph-ready");
  await new Loading(model, () => stage.map.camera.k, (reason) => notices.warn(reason)).run();
}

const app = document.getElementById("app");
if (app) {
  start(app).catch((error: unknown) => {
    document.documentElement.dataset.ready = "failed";
    app.append(h("p", { class: "fatal", role: "alert" }, `This page could not be read: ${messageOf(error)} Build it again, or open it in a current browser.`));
  });
}
