// The panel beside the map: the corpus at first, then the story or the article selected.
import { messageOf } from "./blocks";
import { h, clear } from "./dom";
import type { Model } from "./model";
import { overview } from "./panel-overview";
import { storyPage } from "./panel-story";
import { articlePage } from "./panel-article";

/** Milliseconds without a change after which the page of the selection is drawn again. */
const REST = 120;

export class PanelView {
  readonly element = h("section", { class: "panel", "aria-label": "Details", tabindex: "-1" });
  private turn = 0;
  private rest = 0;

  constructor(
    private readonly model: Model,
    private readonly copyLinks: () => Promise<void>,
  ) {
    model.listen((_, changed) => {
      const overviewShown = !model.state.story && model.state.article < 0;
      if (changed.has("story") || changed.has("article")) this.show(true);
      else if (overviewShown && changed.has("results")) this.later(true);
      else if ([overviewShown ? "texts" : "edges", "palette", "theme"].some((topic) => changed.has(topic))) this.show(false);
      else if (changed.has("results")) this.later();
    });
    this.show(true);
  }

  /** Redraws once typing or brushing rests: the list and the map answer first. */
  private later(top = false): void {
    window.clearTimeout(this.rest);
    this.rest = window.setTimeout(() => void this.show(top), REST);
  }

  /** Draws the page of the selection; texts arrive from a block, so a later selection may overtake. */
  private async show(top: boolean): Promise<void> {
    const turn = ++this.turn;
    const { story, article } = this.model.state;
    const { model } = this;
    try {
      if (article >= 0) {
        const range: [number, number] = story ? model.rangeOf(story) : [article, article + 1];
        await model.texts.loadRange(...range);
        const page = await articlePage(model, article);
        if (turn === this.turn) this.put(page, top);
      } else if (story) {
        await model.texts.loadRange(...model.rangeOf(story));
        if (turn === this.turn) this.put(storyPage(model, story, this.copyLinks), top);
      } else this.put(overview(model), top);
    } catch (error) {
      if (turn === this.turn) this.put(h("p", { class: "empty", role: "alert" }, messageOf(error)), top);
    }
  }

  private put(page: Node, top: boolean): void {
    const at = this.element.scrollTop;
    const within = this.element.contains(document.activeElement);
    clear(this.element, page);
    this.element.scrollTop = top ? 0 : at;
    if (within) this.element.focus({ preventScroll: true });
  }
}
