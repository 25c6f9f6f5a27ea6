// The map: a picture drawn in slices into a hidden canvas, shown moved and scaled until the
// next one is done, with labels and selection over it. So a frame never waits for the picture.
import { between, toMap, zoomed, type Camera, type Size } from "./camera";
import { frameOf, wholeMap, wholeStory } from "./framing";
import { listenToGestures } from "./gestures";
import { readInk, type Ink } from "./ink";
import { drawLabels } from "./labelink";
import type { Label } from "./label";
import { layLabels } from "./labels";
import type { Model } from "./model";
import { drawOverlay, type Hover } from "./overlay";
import { Picker } from "./picking";
import { drawScene } from "./scene";
import type { Rect } from "./space";

/** Milliseconds of a frame that may go into the next picture. */
const SLICE = 7;

/** Beyond this many pixels a side, a sharper picture costs more than it shows. */
const MOST_PIXELS = 5_000_000;

/** How much wider than the screen the picture is, so that a pan has something to show. */
const MARGIN = 0.12;

export interface MapEvents {
  hovered(hover: Hover, x: number, y: number): void;
  moved(camera: Camera): void;
}

export class MapView {
  readonly canvas = document.createElement("canvas");
  private readonly context = this.canvas.getContext("2d", { alpha: false })!;
  private shown = document.createElement("canvas");
  private drawn = document.createElement("canvas");
  private shownCamera: Camera | null = null;
  private drawnCamera: Camera | null = null;
  private job: Generator<void, void, void> | null = null;
  private stale = true;
  private labels: Label[] = [];
  private labelCamera: Camera | null = null;
  private size: Size = { width: 0, height: 0 };
  /** Device pixels that a CSS pixel is drawn with. */
  ratio = 1;
  /** Device pixels a CSS pixel when it was last resized. */
  private screen = 0;
  private frame = 0;
  private flight: { from: Camera; to: Camera; start: number; time: number } | null = null;
  private hover: Hover = { story: 0, article: -1 };
  private drawnOnce = false;
  private picker: Picker | null = null;
  private ink: Ink = readInk();
  camera: Camera = { x: 0, y: 0, k: 1 };
  /** Whether anybody can see it. */
  active = true;

  constructor(
    private readonly model: Model,
    private readonly events: MapEvents,
  ) {
    listenToGestures(this.canvas, {
      pan: (dx, dy) => this.move({ ...this.camera, x: this.camera.x - dx / this.camera.k, y: this.camera.y - dy / this.camera.k }),
      zoom: (x, y, factor) => this.move(zoomed(this.camera, this.size, x, y, factor, this.least())),
      tap: (x, y) => this.tap(x, y),
      doubleTap: (x, y) => this.fly(zoomed(this.camera, this.size, x, y, 2.2, this.least())),
      hover: (x, y) => this.hoverAt(x, y),
      leave: () => this.setHover({ story: 0, article: -1 }, 0, 0),
      settle: () => this.settled(),
    });
    model.listen((_, changed) => {
      if (["results", "palette", "edges", "theme", "provenance", "story"].some((topic) => changed.has(topic))) this.stale = true;
      if (["results", "texts", "story", "article", "theme", "palette"].some((topic) => changed.has(topic))) this.labelCamera = null;
      if (changed.has("theme")) this.ink = readInk();
      this.request();
    });
  }

  resize(width: number, height: number): void {
    if (!width || !height || (width === this.size.width && height === this.size.height && this.screen === window.devicePixelRatio)) return;
    this.screen = window.devicePixelRatio;
    const first = this.size.width === 0;
    const frame = first ? null : frameOf(this.model.corpus, this.size, this.flight?.to ?? this.camera, this.model.state.story);
    this.size = { width, height };
    this.ratio = Math.min(window.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (width * height)));
    this.ratio = Math.max(1, this.ratio);
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    this.stale = true;
    this.labelCamera = null;
    if (first && this.camera.k === 1) this.camera = this.whole();
    if (frame) this.move(frame(this.model.corpus, this.size, this.model.state.story));
    this.paint(performance.now());
  }

  whole(): Camera {
    return wholeMap(this.model.corpus, this.size);
  }

  private least(): number {
    return this.whole().k * 0.6;
  }

  storyCamera(story: number): Camera {
    return wholeStory(this.model.corpus, this.size, story);
  }

  /** Brings a story, and its article where one is given, into view. */
  show(story: number, article: number): void {
    if (article >= 0) {
      const { x, y } = this.model.corpus.articles;
      const k = Math.max(this.camera.k, story ? this.storyCamera(story).k : 40);
      if (!story) this.fly({ x: x[article]!, y: y[article]!, k });
      else this.fly(this.storyCamera(story));
    } else if (story) this.fly(this.storyCamera(story));
  }

  fly(to: Camera): void {
    if (!this.size.width) {
      this.camera = to;
      return;
    }
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.move(to);
      this.settled();
      return;
    }
    this.flight = { from: this.camera, to, start: performance.now(), time: 420 };
    this.request();
  }

  zoomBy(factor: number): void {
    this.fly(zoomed(this.flight?.to ?? this.camera, this.size, this.size.width / 2, this.size.height / 2, factor, this.least()));
  }

  panBy(dx: number, dy: number): void {
    const from = this.flight?.to ?? this.camera;
    this.fly({ ...from, x: from.x + (dx * this.size.width) / from.k, y: from.y + (dy * this.size.height) / from.k });
  }

  move(camera: Camera): void {
    this.flight = null;
    this.camera = camera;
    this.request();
  }

  private settled(): void {
    this.labelCamera = null;
    this.request();
    this.events.moved(this.camera);
  }

  request(): void {
    if (!this.frame && this.active) this.frame = requestAnimationFrame((now) => this.paint(now));
  }

  private paint(now: number): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!this.size.width || !this.active) return;
    this.advanceFlight(now);
    const more = this.advancePicture();
    this.compose();
    if (this.shownCamera && !this.drawnOnce) {
      this.drawnOnce = true;
      requestAnimationFrame(() => performance.mark("storygraph-drawn"));
    }
    if (more || this.flight) this.request();
  }

  private advanceFlight(now: number): void {
    if (!this.flight) return;
    const { from, to, start, time } = this.flight;
    const t = Math.min(1, Math.max(0, (now - start) / time));
    this.camera = between(from, to, t);
    if (t === 1) {
      this.flight = null;
      this.settled();
    }
  }

  /** Draws on for a slice; true while the picture is not the one that the camera asks for. */
  private advancePicture(): boolean {
    if (!this.job && (this.stale || !same(this.shownCamera, this.camera))) this.startPicture();
    if (!this.job) return false;
    const end = performance.now() + SLICE;
    do {
      if (this.job.next().done) {
        this.job = null;
        [this.shown, this.drawn] = [this.drawn, this.shown];
        this.shownCamera = this.drawnCamera;
        break;
      }
    } while (performance.now() < end);
    return this.job !== null || this.stale || !same(this.shownCamera, this.camera);
  }

  /** How large the picture is that is drawn, the screen in its middle. */
  pictureSize(): Size {
    return { width: Math.round(this.size.width * (1 + 2 * MARGIN)), height: Math.round(this.size.height * (1 + 2 * MARGIN)) };
  }

  private startPicture(): void {
    const size = this.pictureSize();
    const [width, height] = [Math.round(size.width * this.ratio), Math.round(size.height * this.ratio)];
    if (this.drawn.width !== width || this.drawn.height !== height) {
      this.drawn.width = width;
      this.drawn.height = height;
    }
    this.stale = false;
    this.drawnCamera = this.camera;
    const context = this.drawn.getContext("2d", { alpha: false })!;
    this.job = drawScene(context, this.model, this.camera, size, this.ratio, this.ink);
  }

  private compose(): void {
    const { context, size, camera } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.ink.paper;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.shownCamera) {
      const picture = this.pictureSize();
      const scale = camera.k / this.shownCamera.k;
      const left = (this.shownCamera.x - camera.x) * camera.k + size.width / 2 - (picture.width / 2) * scale;
      const top = (this.shownCamera.y - camera.y) * camera.k + size.height / 2 - (picture.height / 2) * scale;
      const r = this.ratio;
      context.imageSmoothingEnabled = scale !== 1;
      const [x, y] = scale === 1 ? [Math.round(left * r), Math.round(top * r)] : [left * r, top * r];
      context.drawImage(this.shown, x, y, this.shown.width * scale, this.shown.height * scale);
    }
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    drawOverlay(context, this.model, camera, size, this.hover, this.ink);
    // New results or a new theme: the labels wait for the picture, and change with it
    if ((!this.labelCamera && !this.job) || (this.labelCamera && far(this.labelCamera, camera, size))) {
      this.labels = layLabels(this.model, camera, size, this.controls());
      this.labelCamera = camera;
    }
    drawLabels(context, this.labels, camera, size, this.ink);
  }

  /** What lies over the canvas, for labels to keep clear of. */
  controls(): Rect[] {
    const box = this.canvas.getBoundingClientRect();
    const found = this.canvas.parentElement?.querySelectorAll<HTMLElement>(".zoom, .key") ?? [];
    return [...found]
      .map((element) => element.getBoundingClientRect())
      .filter((rect) => rect.width > 0)
      .map((rect) => ({ left: rect.left - box.left - 6, top: rect.top - box.top - 6, right: rect.right - box.left + 6, bottom: rect.bottom - box.top + 6 }));
  }

  private hoverAt(px: number, py: number): void {
    this.setHover(this.pick(px, py), px, py);
  }

  private pick(px: number, py: number): Hover {
    const [x, y] = toMap(this.camera, this.size, px, py);
    this.picker ??= new Picker(this.model.corpus);
    const near = 8 / this.camera.k;
    const seen = this.camera.k > 5;
    let article = seen ? this.picker.article(x, y, near) : -1;
    const story = article >= 0 ? this.model.corpus.articles.story[article]! : this.picker.story(x, y, near / 2);
    if (article < 0 && !story) article = this.picker.article(x, y, near);
    return { story: article >= 0 ? this.model.corpus.articles.story[article]! : story, article };
  }

  private setHover(hover: Hover, x: number, y: number): void {
    this.events.hovered(hover, x, y);
    if (hover.story === this.hover.story && hover.article === this.hover.article) return;
    this.hover = hover;
    this.canvas.classList.toggle("pointing", hover.story > 0 || hover.article >= 0);
    this.request();
  }

  private tap(px: number, py: number): void {
    const { story, article } = this.pick(px, py);
    this.model.select(story, article);
  }

  get viewSize(): Size {
    return this.size;
  }

  get currentLabels(): Label[] {
    return this.labels;
  }
}

function same(a: Camera | null, b: Camera): boolean {
  return a !== null && a.x === b.x && a.y === b.y && a.k === b.k;
}

/** Labels are laid again once the map has moved a third of the screen, or been zoomed a little. */
function far(a: Camera, b: Camera, size: Size): boolean {
  if (Math.abs(Math.log(a.k / b.k)) > 0.06) return true;
  return Math.abs(a.x - b.x) * b.k > size.width / 3 || Math.abs(a.y - b.y) * b.k > size.height / 3;
}
