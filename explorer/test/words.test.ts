import assert from "node:assert/strict";
import { test } from "node:test";
import table from "../../tests/words.json";
import { filled, piecesOf } from "../src/inside";
import { Terms } from "../src/why";
import { termsOf } from "../src/words";
import type { Strings } from "../src/decode";

test("texts of every script are cut into the terms that Python cuts them into", () => {
  for (const { text, terms } of table) assert.deepEqual(termsOf(text), terms, text);
});

test("the terms that two texts share are found in every script, and shown as they are written", () => {
  const words = [...new Set(table.flatMap(({ terms }) => terms))];
  const strings = { length: words.length, get: (i: number) => words[i] } as unknown as Strings;
  const known = new Terms(strings, new Uint8Array(words.length).fill(200));
  for (const { text, terms } of table) {
    assert.equal(known.shared(text, text, 99).length, new Set(terms).size, text);
  }
  const shown = (one: string, two: string): string[] => known.shared(one, two, 9).map(({ term }) => term);
  assert.deepEqual(shown("Économie et STRASSE", "économie, Straße").sort(), ["STRASSE", "Économie"]);
  assert.deepEqual(shown("Apple発売iPhone15", "apple iphone 発売").sort(), ["Apple", "iPhone15", "発売"]);
  assert.deepEqual(shown("e\u0301conomie", "ECONOMIE"), ["économie"]);
});

test("a line ends between two signs only where a reader would end it", () => {
  const pieces = (text: string): string[] => piecesOf(text).map(([, piece]) => piece);
  assert.deepEqual(pieces("発売iPhone15日"), ["発", "売", "iPhone15", "日"]);
  assert.deepEqual(pieces("東京で地震。"), ["東", "京", "で", "地", "震。"]);
  // Marks and subscripts stay with their letter
  assert.deepEqual(pieces("น้ำที่"), ["น้", "ำ", "ที่"]);
  assert.deepEqual(pieces("ខ្មែរ"), ["ខ្មែ", "រ"]);
  assert.deepEqual(pieces("서울 지진"), ["서울", "지진"]);
  const lines = filled(piecesOf("𠮷野家"), [1, 1, 1], (text) => [...text].length);
  assert.deepEqual(lines, ["𠮷", "野", "家"]);
});
