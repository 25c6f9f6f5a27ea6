// The address and the browser's history: what the back button leaves, and what follows along.
import { addressOf, opened, type Camera } from "./address";
import type { Model } from "./model";
import { PANES, type Pane, type State } from "./state";

/** Milliseconds after a change until the address follows. */
const ADDRESS_AFTER = 50;

export interface Arrivals {
  /** Hears of an address that asks for a story or an article that is not in this build. */
  lost(): void;
  /** Hears where an address leads, once the state is that of it; null where it names no part of the map. */
  arrived(camera: Camera | null): void;
}

export class PageHistory {
  /** What a step back leads away from: a view, a story, an article. The rest of the address follows along. */
  private place: string;
  private due = 0;

  constructor(
    private readonly model: Model,
    /** Where the map is looked at; null until it was moved. */
    private camera: Camera | null,
    private readonly arrivals: Arrivals,
  ) {
    this.place = placeOf(model.state);
  }

  /** Answers to addresses from now on. */
  follow(): void {
    window.addEventListener("hashchange", (event) => this.came(event));
  }

  moved(camera: Camera): void {
    this.camera = camera;
    this.remember();
  }

  /** Writes the address: after the answer to what the reader did, as browsers take long over it. */
  remember(): void {
    this.due ||= window.setTimeout(() => this.write(), ADDRESS_AFTER);
  }

  write(): void {
    window.clearTimeout(this.due);
    this.due = 0;
    const { state, corpus } = this.model;
    const hash = addressOf(state, this.camera, corpus);
    const url = hash ? `#${hash}` : location.pathname + location.search;
    const entry = { pane: state.pane };
    const now = placeOf(state);
    const moved = now !== this.place;
    this.place = now;
    // Either may be refused on file:// after many calls in a row; the address is a courtesy
    try {
      if (moved) history.pushState(entry, "", url);
      else history.replaceState(entry, "", url);
    } catch {
      location.replace(`#${hash}`);
    }
  }

  private came(event: HashChangeEvent): void {
    const { model } = this;
    // Not location.hash: our own writing may have overtaken the event
    const next = opened(new URL(event.newURL).hash, model.corpus);
    if (next.lost) this.arrivals.lost();
    const state = { ...next.state, pane: paneOf(history.state) ?? model.state.pane };
    this.place = placeOf({ ...model.state, ...state });
    model.set(state);
    this.arrivals.arrived(next.camera);
  }
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
