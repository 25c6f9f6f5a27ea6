// The address and the browser's history: what the back button leaves, and what follows along.
import { addressOf, opened, type Camera } from "./address";
import type { Model } from "./model";
import { FILTERS, PANES, UNFILTERED, type Pane, type State } from "./state";

/** Milliseconds after a change until the address follows. */
const ADDRESS_AFTER = 50;

/** Milliseconds within which what is typed or dragged goes on with the step before: a letter is no step. */
const SAME_STEP = 2000;

/** Filters that are typed or dragged, as they go together. */
const GRADUAL: (keyof State)[][] = [["query"], ["from", "to"], ["smallest", "largest"]];

export interface Arrivals {
  /** Hears of an address that asks for a story or an article that is not in this build. */
  lost(): void;
  /** Hears where an address leads, once the state is that of it; null where it names no part of the map. */
  arrived(camera: Camera | null): void;
}

export class PageHistory {
  /** What was written last: a step back leads from other filters, or from another view, story or article, to it. */
  private written: State;
  /** The last step in filters that are typed or dragged, and when it was last gone on with. */
  private step: { filters: (keyof State)[]; at: number } | null = null;
  private due = 0;

  constructor(
    private readonly model: Model,
    /** Where the map is looked at; null until it was moved. */
    private camera: Camera | null,
    private readonly arrivals: Arrivals,
  ) {
    this.written = model.state;
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
    const stepped = this.stepped(state) && hash !== location.hash.slice(1);
    this.written = state;
    // Either may be refused on file:// after many calls in a row; the address is a courtesy
    try {
      if (stepped) history.pushState(entry, "", url);
      else history.replaceState(entry, "", url);
    } catch {
      location.replace(`#${hash}`);
    }
  }

  /** Whether the state is a step of its own from what was written last; how it is sorted, say, only follows along. */
  private stepped(state: State): boolean {
    const changed = FILTERS.filter((key) => this.written[key] !== state[key]);
    const moved = placeOf(state) !== placeOf(this.written);
    if (!moved && !changed.length) return false;
    const gradual = moved ? undefined : GRADUAL.find((keys) => changed.every((key) => keys.includes(key)));
    if (!gradual) {
      this.step = null;
      return true;
    }
    const now = performance.now();
    const cleared = gradual.every((key) => state[key] === UNFILTERED[key]);
    const goesOn = this.step?.filters === gradual && now - this.step.at < SAME_STEP && !cleared;
    this.step = cleared ? null : { filters: gradual, at: now };
    return !goesOn;
  }

  private came(event: HashChangeEvent): void {
    const { model } = this;
    // Not location.hash: our own writing may have overtaken the event
    const next = opened(new URL(event.newURL).hash, model.corpus);
    if (next.lost) this.arrivals.lost();
    const state = { ...next.state, pane: paneOf(history.state) ?? model.state.pane };
    const moved = placeOf({ ...model.state, ...state }) !== placeOf(model.state);
    model.set(state);
    this.written = model.state;
    this.step = null;
    // Other filters alone leave the map where it is
    if (moved || next.camera) this.arrivals.arrived(next.camera);
  }
}

/** What of the state is looked at, however it is filtered. */
function placeOf({ view, story, article }: State): string {
  return `${view} ${story} ${article}`;
}

/** Which part of the page an entry of the history showed on a phone. */
function paneOf(entry: unknown): Pane | undefined {
  const pane = (entry as { pane?: unknown } | null)?.pane;
  return PANES.find((known) => known === pane);
}
