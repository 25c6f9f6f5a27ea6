import assert from "node:assert/strict";
import { test } from "node:test";
import { articleColour, dateColour, makePalette, storyColour } from "../src/colours";
import type { Corpus } from "../src/corpus";

const DAY = 86400;
const START = Date.UTC(2026, 2, 1) / 1000;

/** Articles of those dates, none in a story. */
function dated(dates: number[]): Corpus {
  const count = dates.length;
  const none = new Int32Array(count);
  return {
    facts: { x: [0, 1], y: [0, 1], sources: [], topics: [] },
    stories: { count: 0, start: Int32Array.of(0) },
    articles: { count, date: Float64Array.from(dates), story: none, source: none, x: new Float32Array(count), y: new Float32Array(count) },
  } as unknown as Corpus;
}

test("one old article leaves the others their colours by date, and the key says what the first one means", () => {
  const recent = Array.from({ length: 100 }, (_, n) => START + (n % 25) * DAY);
  const palette = makePalette(dated([...recent, START - 9000 * DAY, NaN]), "date");
  assert.deepEqual(articleColour(palette, 24), dateColour(1));
  assert.deepEqual(articleColour(palette, 12), dateColour(0.5));
  assert.deepEqual(articleColour(palette, 0), dateColour(0));
  assert.deepEqual(articleColour(palette, 100), dateColour(0));
  assert.match(palette.ramp![0], /2026 and earlier$/);
  assert.match(palette.ramp![1], /2026$/);
  const even = makePalette(dated(recent), "date");
  assert.deepEqual(articleColour(even, 12), dateColour(0.5));
  assert.match(even.ramp![0], /2026$/);
});

test("the key of one day has its times, and of one date no scale", () => {
  const hours = makePalette(dated([START + 3600 * 8, START + 3600 * 15]), "date").ramp!;
  assert.match(hours[0], /UTC$/);
  assert.notEqual(hours[0], hours[1]);
  const { ramp, legend } = makePalette(dated([START, START]), "date");
  assert.equal(ramp, null);
  assert.deepEqual(legend.map(({ colour }) => colour), [dateColour(0)]);
});

test("colours by date need no date", () => {
  assert.equal(makePalette(dated([NaN, NaN]), "date").ramp, null);
});

test("a story has the colour of its middle date, whichever article is its headline", () => {
  const corpus = dated([START, START + DAY, START + 24 * DAY, NaN, START + 30 * DAY]);
  const one = { ...corpus.stories, count: 1, start: Int32Array.of(0, 4), lead: Int32Array.of(2) };
  const palette = makePalette({ ...corpus, stories: one } as Corpus, "date");
  assert.deepEqual(storyColour(palette, 1), articleColour(palette, 1));
});
