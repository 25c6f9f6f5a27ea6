// Copying the link or a list of links, and saving what is in view.
import { selectionCsv } from "./csv";
import { mapSvg, timelineSvg } from "./drawing";
import { h, plural } from "./dom";
import { html, listed, markdown, MOST, sections } from "./linklist";
import type { MapView } from "./mapview";
import type { Model } from "./model";
import type { TimelineView } from "./timeline";

function save(name: string, data: Blob): void {
  const address = URL.createObjectURL(data);
  const anchor = h("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Puts text on the clipboard, and the same as HTML, which editors take where they can; whether that was allowed. */
function copied(text: string, rich = ""): boolean {
  const fill = (event: ClipboardEvent): void => {
    if (!rich || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", rich);
    event.preventDefault();
  };
  const focused = document.activeElement;
  const field = h("textarea", { class: "offscreen", "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  document.addEventListener("copy", fill, true);
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill, true);
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return done;
}

/** A file name from the page's title and what is shown; only letters, digits and dashes. */
export function fileName(model: Model, ending: string): string {
  const base = model.corpus.facts.title.normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase() || "stories";
  const view = model.state.view === "map" ? "map" : "timeline";
  const what = model.state.story ? `story-${model.state.story}` : "";
  return `${[base, what, ending === "csv" ? (what ? "" : "articles") : view].filter(Boolean).join("-")}.${ending}`;
}

export class Sharing {
  constructor(
    private readonly model: Model,
    private readonly map: MapView,
    private readonly timeline: TimelineView,
    private readonly say: (text: string) => void,
    /** Brings the address up to date. */
    private readonly writeAddress: () => void,
  ) {
    // Paper has nothing to unfold with
    window.addEventListener("beforeprint", () => {
      for (const more of document.querySelectorAll<HTMLElement>(".story-page .unfold")) more.click();
      for (const fold of document.querySelectorAll<HTMLDetailsElement>(".panel details.copies")) fold.open = true;
    });
  }

  async copyLink(): Promise<void> {
    this.writeAddress();
    const address = location.href;
    try {
      await navigator.clipboard.writeText(address);
      this.say("Link copied. It opens this page at what you see now.");
    } catch {
      // Some browsers refuse the clipboard to pages from a file
      this.say(copied(address) ? "Link copied. It opens this page at what you see now." : "Copy the address of this page: it holds what you see now.");
    }
  }

  /** The story in view as links for a newsletter, else every story of what passes. */
  async copyLinks(): Promise<void> {
    const chosen = listed(this.model);
    if (!chosen?.length) {
      this.say(chosen ? "No article passes: there is nothing to copy." : `These are more than ${plural(MOST, "link")}: choose a story, a span of days or a search first.`);
      return;
    }
    await this.model.texts.loadFor(chosen);
    const parts = sections(this.model, chosen);
    const count = parts.reduce((sum, { items }) => sum + items.length, 0);
    const done = copied(markdown(this.model, parts), html(this.model, parts));
    this.say(done ? `${plural(count, "link")} copied: paste them into a newsletter, or as Markdown.` : "This browser does not let the page copy. Save articles (CSV) has the same links.");
  }

  png(): void {
    const canvas = this.model.state.view === "map" ? this.map.canvas : this.timeline.canvas;
    canvas.toBlob((data) => data && this.saved(fileName(this.model, "png"), data), "image/png");
  }

  svg(): void {
    const text = this.model.state.view === "map" ? mapSvg(this.model, this.map) : timelineSvg(this.model, this.timeline);
    this.saved(fileName(this.model, "svg"), new Blob([text], { type: "image/svg+xml" }));
  }

  async csv(): Promise<void> {
    // The mark tells spreadsheets that this is UTF-8
    const text = "\ufeff" + (await selectionCsv(this.model));
    this.saved(fileName(this.model, "csv"), new Blob([text], { type: "text/csv" }));
  }

  print(): void {
    window.print();
  }

  private saved(name: string, data: Blob): void {
    save(name, data);
    this.say(`Saved ${name}.`);
  }
}
