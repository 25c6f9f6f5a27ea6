import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_FIT, type Corpus } from "../src/corpus";
import type { Results } from "../src/filters";
import { rankStories } from "../src/ranking";
import { trust, trustText } from "../src/trust";

/** Stories of articles that fit so well, in hundredths. */
function corpusOf(...stories: number[][]): Corpus {
  const start = [0];
  for (const story of stories) start.push(start.at(-1)! + story.length);
  const facts = { loose: 30, firm: 80 };
  return { facts, articles: { fit: Uint8Array.from(stories.flat()) }, stories: { count: stories.length, start: Int32Array.from(start), loosest: new Int32Array(stories.length) } } as unknown as Corpus;
}

/** Results in which these articles do not pass. */
function without(corpus: Corpus, ...hidden: number[]): Results {
  const failed = new Uint8Array(corpus.articles.fit.length);
  for (const i of hidden) failed[i] = 1;
  const inStory = new Int32Array(corpus.stories.count);
  for (let s = 0; s < inStory.length; s++) for (let i = corpus.stories.start[s]!; i < corpus.stories.start[s + 1]!; i++) if (!failed[i]) inStory[s]!++;
  return { failed, inStory, extents: {} } as unknown as Results;
}

test("a story is trusted as far as the least fit in it, or in what passes of it", () => {
  const corpus = corpusOf([90, 29, 30], [80, NO_FIT], [NO_FIT, NO_FIT]);
  assert.deepEqual(trust(corpus, 1), { least: 29, loose: 1, unknown: 0 });
  assert.deepEqual(trust(corpus, 1, without(corpus, 1)), { least: 30, loose: 0, unknown: 0 });
  assert.deepEqual(trust(corpus, 2), { least: 80, loose: 0, unknown: 1 });
  assert.deepEqual(trust(corpus, 3), { least: NO_FIT, loose: 0, unknown: 2 });
});

test("words say no more than is known, and of a part of a story not that it is firm", () => {
  const text = (least: number, loose = 0, unknown = 0, part = false): string => trustText({ least, loose, unknown }, 80, part);
  assert.equal(text(80), "Firm: all fit well");
  assert.equal(text(79), "All fit fairly well");
  assert.equal(text(10, 1), "1 article with a loose fit");
  assert.equal(text(10, 2000, 3), "2,000 articles with a loose fit");
  assert.equal(text(80, 0, 1), "Firm: all that can be compared fit well");
  assert.equal(text(80, 0, 0, true), "All shown fit well");
  assert.equal(text(30, 0, 1, true), "All shown that can be compared fit fairly well");
  assert.equal(text(NO_FIT, 0, 4), "");
});

test("the loosest come first by what passes, those of which nothing is known last", () => {
  const corpus = corpusOf([NO_FIT, NO_FIT], [90, 85], [95, 10], [90, 40]);
  assert.deepEqual([...rankStories(corpus, without(corpus), "cohesion")], [3, 4, 2, 1]);
  assert.deepEqual([...rankStories(corpus, without(corpus, 5), "cohesion")], [4, 2, 3, 1]);
  // Of one hundredth, and the third one is the looser by less than that
  const near = corpusOf([90, 80], [31, 90], [31, 90]);
  near.stories.loosest.set([3, 2, 1]);
  assert.deepEqual([...rankStories(near, without(near), "cohesion")], [3, 2, 1]);
});
