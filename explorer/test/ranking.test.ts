import assert from "node:assert/strict";
import { test } from "node:test";
import { extents, type Articles, type Corpus, type Facts } from "../src/corpus";
import { applyFilters, type Results } from "../src/filters";
import { heat, rankStories, sparkBins } from "../src/ranking";
import { START, type Sort } from "../src/state";

test("heat is the busiest three days, and its change what the last days added", () => {
  const at = (days: number[]): Corpus => ({ articles: { date: Float64Array.from(days, (d) => d * 86400) }, stories: { start: Int32Array.from([0, days.length]), first: Float64Array.of(days[0]! * 86400), last: Float64Array.of(days[days.length - 1]! * 86400) } }) as unknown as Corpus;
  assert.deepEqual(heat(at([0, 1, 2, 9, 9.5, 10, 10.2, 11, 11.5]), 1), { now: 6, change: 6 });
  // One late article does not make a story grow
  assert.equal(heat(at([0, 0.1, 0.2, 0.3, 700]), 1).change, 1);
  assert.ok(heat(at([0, 0.5, 1, 1.5, 2.9, 3, 6]), 1).change < 0);
});

test("stories are ranked, dated and counted by the articles that pass", () => {
  const articles = { count: 6, story: [1, 1, 1, 2, 2, 0], date: [1, 2, 9, 3, NaN, 4].map((d) => d * 86400), source: [1, 2, 3, 1, 2, 1], external: new Uint8Array(6), lang: [], topicStart: new Int32Array(7), topics: [] };
  const facts = { sources: ["a", "b", "c"], topics: [], langs: [] };
  const start = Int32Array.of(0, 3, 5);
  const whole = extents(facts as unknown as Facts, articles as unknown as Articles, 2);
  const corpus = { articles, facts, stories: { count: 2, start, ...whole } } as unknown as Corpus;
  assert.deepEqual([[...whole.first], [...whole.last], [...whole.outlets]], [[86400, 3 * 86400], [9 * 86400, 3 * 86400], [3, 2]]);
  const order = (sources: number[], sort: Sort): number[] => {
    const results = applyFilters(corpus, { ...START, sources: new Set(sources) }, null, new Uint8Array(6).fill(7));
    return [...rankStories(corpus, results, sort)];
  };
  for (const sort of ["recent", "outlets", "heat"] as Sort[]) assert.deepEqual(order([], sort), [1, 2]);
  // Of outlet a, story 1 has one article of the 1st, story 2 one of the 3rd
  assert.deepEqual(order([1], "recent"), [2, 1]);
  const passing = applyFilters(corpus, { ...START, sources: new Set([1, 2]) }, null, new Uint8Array(6).fill(7));
  assert.deepEqual([...passing.extents.outlets], [2, 2]);
  assert.equal(passing.extents.last[0], 2 * 86400);
  assert.equal(heat(corpus, 1, passing).now, 2);
  assert.deepEqual([...sparkBins(corpus, passing, 1, 0, 10 * 86400, 2)], [2, 0]);
});

test("a bin holds more articles than sixteen bits count", () => {
  const count = 65_536 + 7;
  const corpus = { articles: { date: new Float64Array(count).fill(5) }, stories: { start: Int32Array.of(0, count) } } as unknown as Corpus;
  assert.deepEqual([...sparkBins(corpus, { failed: new Uint8Array(count) } as unknown as Results, 1, 0, 10, 2)], [0, count]);
});
