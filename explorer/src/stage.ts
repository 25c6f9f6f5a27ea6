// The middle of the page: the two views, their controls, what is under the pointer, the histogram.
import { button, clear, h, icon } from "./dom";
import { css, dateColour } from "./colours";
import { Histogram } from "./histogram";
import { isDark, lit } from "./ink";
import { MapView } from "./mapview";
import { mark } from "./mark";
import type { Camera } from "./address";
import type { Model } from "./model";
import type { Hover } from "./overlay";
import { legend } from "./story-picture";
import { TimelineView } from "./timeline";
import { dayText, spanText } from "./time";

export class Stage {
  readonly element: HTMLElement;
  readonly map: MapView;
  readonly timeline: TimelineView;
  readonly histogram: Histogram;
  private readonly tip = h("div", { class: "tip hover-tip", hidden: true });
  private readonly key = h("div", { class: "key" });
  private readonly told = h("span");
  private readonly early = button("Show all", () => this.showEarly(), { class: "small" });
  private readonly note = h("p", { class: "note", hidden: true }, this.told, this.early);
  private readonly controls = h("div", { class: "controls" });
  private readonly views = h("div", { class: "views-box" });

  constructor(
    private readonly model: Model,
    moved: (camera: Camera) => void,
  ) {
    this.map = new MapView(model, { hovered: (hover, x, y) => this.hovered(hover, x, y), moved });
    this.timeline = new TimelineView(model, (hover, x, y) => this.hovered(hover, x, y), (...note) => this.drawNote(...note));
    this.histogram = new Histogram(model);
    for (const [canvas, label] of [[this.map.canvas, "Map of stories"], [this.timeline.canvas, "Timeline of stories"]] as const) {
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${label}. The list of stories holds the same stories.`);
      canvas.tabIndex = 0;
    }
    this.controls.append(
      h("div", { class: "zoom", role: "group", "aria-label": "Zoom" }, button("Zoom in (+)", () => this.zoom(1.6), {}, icon("plus")), button("Zoom out (-)", () => this.zoom(1 / 1.6), {}, icon("minus")), button("Show all (0)", () => this.fit(), {}, icon("fit"))),
      h("div", { class: "foot" }, this.note, this.key),
    );
    this.views.append(this.map.canvas, this.timeline.canvas, this.controls, this.tip);
    this.element = h("section", { class: "stage", "aria-label": "Map and timeline" }, this.views, this.histogram.element);
    const resized = new ResizeObserver(() => this.resize());
    for (const part of [this.views, this.controls, this.histogram.element]) resized.observe(part);
    model.listen((_, changed) => {
      if (changed.has("view")) this.swap();
      if (changed.has("palette") || changed.has("theme")) this.drawKey();
      if ((changed.has("story") || changed.has("article")) && (model.state.story || model.state.article >= 0)) this.show();
    });
    this.swap();
    this.drawKey();
  }

  resize(): void {
    const { clientWidth, clientHeight } = this.views;
    this.map.resize(clientWidth, clientHeight);
    // Labels of the map keep clear of the controls; rows of the timeline end above them
    const strip = this.model.state.view === "time" ? this.controls.offsetHeight : 0;
    this.timeline.canvas.style.height = `${clientHeight - strip}px`;
    this.timeline.resize(clientWidth, clientHeight - strip);
    const box = this.histogram.element.getBoundingClientRect();
    this.histogram.resize(Math.floor(box.width), Math.floor(this.histogram.plotHeight));
  }

  private swap(): void {
    const onMap = this.model.state.view === "map";
    this.controls.classList.toggle("strip", !onMap);
    this.map.canvas.hidden = !onMap;
    this.timeline.canvas.hidden = onMap;
    this.map.active = onMap;
    this.timeline.active = !onMap;
    this.tip.hidden = true;
    this.note.hidden = onMap || !this.told.textContent;
    this.drawKey();
    this.resize();
    this.map.request();
    this.timeline.request();
    if (!onMap && this.model.state.story) this.timeline.show(this.model.state.story);
  }

  private show(): void {
    const { story, article } = this.model.state;
    this.map.show(story, article);
    if (this.timeline.active) this.timeline.show(story);
  }

  zoom(factor: number): void {
    if (this.model.state.view === "map") this.map.zoomBy(factor);
    else this.timeline.zoomBy(factor);
  }

  fit(): void {
    if (this.model.state.view === "map") this.map.fly(this.map.whole());
    else this.timeline.fit(true);
  }

  pan(dx: number, dy: number): void {
    if (this.model.state.view === "map") this.map.panBy(dx * 0.25, dy * 0.25);
    else this.timeline.pan(-dx * 120, -dy * 80);
  }

  private drawKey(): void {
    const { palette, state } = this.model;
    this.key.hidden = state.view === "time" && !palette.ramp && !palette.legend.length;
    if (palette.ramp) {
      const ramp = h("span", { class: "ramp" });
      ramp.style.background = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map((share) => css(lit(...dateColour(share), isDark()))).join()})`;
      clear(this.key, h("span", {}, palette.ramp[0]), ramp, h("span", {}, palette.ramp[1]));
      return;
    }
    const items = palette.legend.map(({ label, colour }) => h("li", { dir: "auto" }, mark(colour), label));
    clear(this.key, items.length ? h("ul", { class: "legend" }, ...items) : legend(this.model, 0, this.model.corpus.articles.count));
  }

  private showEarly(): void {
    this.timeline.fit(true);
    this.timeline.canvas.focus({ preventScroll: true }); // the button goes
  }

  private drawNote(text: string, early: boolean): void {
    this.told.textContent = text;
    this.early.hidden = !early;
    this.note.hidden = !text || this.model.state.view !== "time";
  }

  private hovered(hover: Hover, x: number, y: number): void {
    const { corpus, texts, results } = this.model;
    if (!hover.story && hover.article < 0) {
      this.tip.hidden = true;
      return;
    }
    const s = hover.story - 1;
    if (hover.article >= 0) {
      clear(this.tip, h("b", { dir: "auto" }, texts.title(hover.article)), h("div", { dir: "auto" }, this.model.source(hover.article)), h("div", {}, dayText(corpus.articles.date[hover.article]!)));
    } else {
      clear(this.tip, h("b", { dir: "auto" }, this.model.title(hover.story)), h("div", {}, this.model.shownExtent(hover.story)), results.inStory[s] ? h("div", {}, spanText(results.extents.first[s]!, results.extents.last[s]!)) : null);
    }
    this.tip.hidden = false;
    const { clientWidth, clientHeight } = this.views;
    this.tip.style.left = `${Math.max(8, Math.min(x + 16, clientWidth - 280))}px`;
    const below = y < clientHeight - 130;
    this.tip.style.top = below ? `${y + 18}px` : "auto";
    this.tip.style.bottom = below ? "auto" : `${clientHeight - y + 12}px`;
  }
}
