// What the page reads after its first picture: headlines, ties and excerpts, in the background.
import { block, messageOf } from "./blocks";
import { readEdges } from "./edges";
import type { Model } from "./model";
import type { State } from "./state";

/** Pixels a map unit from which edges are drawn. */
const EDGES_AT = 10;

/** Lets the browser paint and answer between two steps of background work. */
function pause(): Promise<void> {
  return new Promise((done) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => done(), { timeout: 60 });
    else setTimeout(done, 4);
  });
}

/** Resolves once the state calls for it. */
function needed(model: Model, test: (state: State) => boolean): Promise<void> {
  if (test(model.state)) return Promise.resolve();
  return new Promise((done) => {
    const leave = model.listen((state) => {
      if (!test(state)) return;
      leave();
      done();
    });
  });
}

const searched = (state: State): boolean => state.query.trim() !== "";

/** How far it got, for those who wait for it: tests, and scripts that take pictures. */
function reached(step: "map" | "headlines" | "1" | "incomplete"): void {
  document.documentElement.dataset.complete = step;
}

export class Loading {
  /** The largest pages read headlines, ties and excerpts only once somebody looks for them. */
  private readonly large: boolean;
  /** Whether texts stand in files beside the page. */
  private readonly beside = document.querySelector("meta[data-block]") !== null;

  constructor(
    private readonly model: Model,
    /** Pixels a map unit at which the map is looked at. */
    private readonly scale: () => number,
    /** Hears what could not be read. */
    private readonly failed: (reason: string) => void,
  ) {
    this.large = !model.corpus.facts.eager;
  }

  async run(): Promise<void> {
    const { model } = this;
    await pause();
    model.texts.ready = true;
    model.texts.arrived = () => model.announce("texts");
    if (this.large) reached("map");
    else await model.texts.loadTitles().catch((error: unknown) => this.lost(error));
    model.announce("texts");
    const tied = this.ties().catch((error: unknown) => this.lost(error));
    if (!this.large) await tied;
    await Promise.all([tied, this.words().catch((error: unknown) => this.lost(error))]);
  }

  private async ties(): Promise<void> {
    const { model } = this;
    if (this.large) await needed(model, (state) => state.story > 0 || state.article >= 0 || state.provenance.size > 0 || this.scale() > EDGES_AT);
    model.setEdges(readEdges(await block("edges"), model.corpus));
    document.documentElement.dataset.edges = "1";
  }

  private async words(): Promise<void> {
    const { model } = this;
    if (this.large) await needed(model, searched);
    await model.search.buildHeads(pause);
    model.indexGrew();
    if (this.beside) {
      reached("headlines");
      await needed(model, searched);
    }
    // A million excerpts would take half a gigabyte of memory to search
    if (!this.large) await model.search.buildBodies(pause);
    model.indexGrew();
    reached("1");
  }

  /** Without the files beside it the page still shows what it holds itself. */
  private lost(error: unknown): void {
    this.model.fault = messageOf(error);
    this.failed(`Texts and ties cannot be read. ${this.model.fault}`);
    reached("incomplete");
    this.model.announce("texts");
  }
}
