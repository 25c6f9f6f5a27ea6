import assert from "node:assert/strict";
import { test } from "node:test";
import type { Corpus } from "../src/corpus";
import { fold, queryTerms, SearchIndex } from "../src/search";
import type { Texts } from "../src/texts";

test("search folds case and accents, and keeps quoted words together", () => {
  assert.equal(fold("CAFÉ Ångström STRASSE"), "cafe angstrom strasse");
  assert.equal(fold("ПРИВЕТ"), "привет");
  assert.equal(fold("Café’s “new” menu – a list"), "cafe's \"new\" menu - a list");
  assert.equal(fold("Ｇ７サミット　１０人 ﬁnale don´t"), "g7サミット 10人 finale don't");
  assert.deepEqual(queryTerms('Open "Server Slam" bêta').wanted, ["open", "server slam", "beta"]);
  assert.deepEqual(queryTerms("“Server Slam” (Beta), don’t!").wanted, ["server slam", "beta", "don't"]);
  assert.deepEqual(queryTerms("   "), { wanted: [], unwanted: [] });
  assert.deepEqual(queryTerms('storm -flood -"red wind" - re-open'), { wanted: ["storm", "-", "re-open"], unwanted: ["flood", "red wind"] });
});

test("search leaves out accents and points, and no mark that is a letter", () => {
  for (const [text, bare] of [["Ελλάδα ἄνθρωπος", "ελλαδα ανθρωπος"], ["ёлка Й", "елка и"], ["مُحَمَّد", "محمد"], ["أخبار", "اخبار"], ["שָׁלוֹם", "שלום"], ["❤\ufe0f 葛\u{e0100}城", "❤ 葛城"]] as const) assert.equal(fold(text), bare);
  // Each the same folded as it is, whichever way its marks were joined
  for (const text of ["राम", "पुराना", "खबरें", "パン", "ガス", "ที่นี่", "বাংলা খবর", "தமிழ் செய்தி", "ខ្មែរ", "မြန်မာ"]) {
    assert.equal(fold(text), text);
    assert.equal(fold(text.normalize("NFD")), text);
  }
  for (const [one, other] of [["バン", "パン"], ["か", "が"], ["कल", "काल"], ["দিন", "দান"], ["ได้", "ไดอ"]] as const) assert.ok(!fold(other).includes(fold(one)), one);
});

test("nothing is said to be missing before the headlines are read", async () => {
  const titles = ["Ferry strike", "Bridge shut"];
  const corpus = { articles: { count: 2, source: [0, 0] }, stories: { count: 0 }, facts: { sources: [], chunk: 2 } };
  const texts = { loadTitles: async () => undefined, title: (i: number) => titles[i] };
  const index = new SearchIndex(corpus as unknown as Corpus, texts as unknown as Texts);
  assert.equal(index.find("bridge"), null);
  await index.buildHeads(async () => undefined);
  assert.deepEqual(Array.from(index.find("bridge")!), [0, 1]);
});

test("every word of a long query counts", async () => {
  const titles = ["one two three four five six seven eight nine", "one two three four five six seven eight ten"];
  const corpus = { articles: { count: 2, source: [0, 0] }, stories: { count: 0 }, facts: { sources: [], chunk: 2 } };
  const texts = { loadTitles: async () => undefined, title: (i: number) => titles[i] };
  const index = new SearchIndex(corpus as unknown as Corpus, texts as unknown as Texts);
  await index.buildHeads(async () => undefined);
  const found = (query: string): number[] => Array.from(index.find(query)!);
  assert.deepEqual(found("one two three four five six seven eight nine"), [1, 0]);
  assert.deepEqual(found("one -m1 -m2 -m3 -m4 -m5 -m6 -m7 -m8 -ten"), [1, 0]);
  assert.deepEqual(found("elf one"), [0, 0]);
});
