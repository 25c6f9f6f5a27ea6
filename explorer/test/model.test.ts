import assert from "node:assert/strict";
import { test } from "node:test";
import type { Corpus } from "../src/corpus";
import { Model } from "../src/model";
import type { SearchIndex } from "../src/search";
import { START, Store } from "../src/state";
import type { Texts } from "../src/texts";

/** A model of no article. */
function empty(): Model {
  const none = new Int32Array(0);
  const corpus = {
    facts: { sources: [], topics: [], langs: [], x: [0, 1], y: [0, 1] },
    span: null,
    stories: { count: 0, start: Int32Array.of(0), first: none, last: none, outlets: none },
    articles: { count: 0, date: new Float64Array(0) },
  } as unknown as Corpus;
  return new Model(corpus, {} as Texts, { ready: true, find: () => null } as unknown as SearchIndex, new Store(START));
}

test("who no longer listens hears nothing, and costs the others nothing that they were to hear", () => {
  const model = empty();
  const heard: string[] = [];
  const leave = model.listen((state) => {
    heard.push(`once ${state.query}`);
    leave();
  });
  model.listen((state) => heard.push(`always ${state.query}`));
  model.set({ query: "a" });
  model.set({ query: "b" });
  assert.deepEqual(heard, ["once a", "always a", "always b"]);
});

test("a corpus without dates has neither days nor hours", () => {
  const model = empty();
  assert.deepEqual([model.dated, model.timed], [false, false]);
});
