import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { test } from "node:test";
import cells from "../../tests/cells.json";
import marks from "../../tests/markdown.json";
import { addressOf, opened } from "../src/address";
import { between, fitted, toMap, toScreen, zoomed } from "../src/camera";
import { cell, csvLines } from "../src/csv";
import { Block, fromBase64, inflate, readDeltas, readVarints } from "../src/decode";
import { escaped } from "../src/drawing";
import { packLanes } from "../src/lanes";
import { entities, escaped as shownAs } from "../src/linklist";
import { layBars, shapeOf } from "../src/bars";
import { markOf } from "../src/rivers";
import type { Model } from "../src/model";
import { Callouts, enters, gap } from "../src/callouts";
import { chords, filled, piecesOf } from "../src/inside";
import { Space } from "../src/space";
import { activeFilters, START, Store, toggled, UNFILTERED, type State } from "../src/state";
import { safeLink } from "../src/texts";
import type { Corpus } from "../src/corpus";
import { bins, floorTo, gapText, isAfter, momentText, nextOf, ticks, unitFor } from "../src/time";
import { wrap } from "../src/wrap";

test("varints and deltas read what the writer packs", () => {
  assert.deepEqual([...readVarints(Uint8Array.of(0, 127, 0x80, 1, 0xff, 0xff, 3), 4)], [0, 127, 128, 65535]);
  // 5, 3, 3, 1000003: differences 5, -2, 0, 1000000 in zigzag 10, 3, 0, 2000000
  assert.deepEqual([...readDeltas(Uint8Array.of(10, 3, 0, 0x80, 0x89, 0x7a), 4, new Int32Array(4))], [5, 3, 3, 1000003]);
  // From 1610 to 2190 and back, counted from 1610: 36 bits
  const there = Date.UTC(2190, 0) / 1000 - Date.UTC(1610, 0) / 1000;
  const zigzag = (step: number): number[] => Array.from({ length: 6 }, (_, n) => (Math.floor((step < 0 ? -2 * step - 1 : 2 * step) / 128 ** n) % 128) + (n < 5 ? 128 : 0));
  assert.deepEqual([...readDeltas(Uint8Array.of(...zigzag(there), ...zigzag(-there)), 2, new Float64Array(2))], [there, 0]);
  // 2 ** 32 twice: seconds of two centuries
  assert.deepEqual([...readDeltas(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x20, 0x80, 0x80, 0x80, 0x80, 0x20), 2, new Float64Array(2))], [2 ** 32, 2 ** 33]);
});

test("a block gives its columns back, after base64 and gzip too", async () => {
  const utf8 = new TextEncoder().encode("añ日");
  const header = new TextEncoder().encode(JSON.stringify([["n", "v", 2, 2], ["s", "s", 3, 7 + utf8.length], ["p", "p2", 1, 2]]));
  const size = new Uint8Array(new Uint32Array([header.length]).buffer);
  const strings = Uint8Array.of(3, 0, 0, 0, 3, 0, 3, ...utf8);
  const whole = Uint8Array.of(...size, ...header, 7, 9, ...strings, 0x34, 0x12);
  const block = new Block(await inflate(fromBase64(Buffer.from(gzipSync(whole)).toString("base64"))));
  assert.deepEqual([...block.numbers("n")], [7, 9]);
  assert.deepEqual([0, 1, 2].map((i) => block.strings("s").get(i)), ["añ", "", "日"]);
  assert.deepEqual([...block.numbers("p")], [0x1234]);
  assert.throws(() => block.numbers("missing"));
});

test("only plain http and https become links", () => {
  assert.equal(safeLink("https://ex.example/a?b=c"), "https://ex.example/a?b=c");
  for (const bad of ["javascript:alert(1)", "java\nscript:alert(1)", "https://ex.example\\@evil.example", "https://user:pw@ex.example/", "data:text/html,x", "//ex.example", "http://", "https://a b.example", " https://ex.example", ""]) {
    assert.equal(safeLink(bad), "", bad);
  }
});

/** As much of a corpus as addresses ask for: stories of the given articles, (key, moment) each. */
function linked(key: string, stories: [number, number][][]): Corpus {
  const flat = stories.flat();
  return {
    facts: { key, sources: ["Kite", "Post & Co"], topics: [], langs: [] },
    span: [0, 9],
    stories: { count: stories.length, start: Int32Array.from([0, ...stories.map((_, n) => stories.slice(0, n + 1).flat().length)]) },
    articles: { count: flat.length, key: Int32Array.from(flat, ([key]) => key), date: Float64Array.from(flat, ([, day]) => day), story: Int32Array.from(stories.flatMap((held, n) => held.map(() => n + 1))) },
  } as unknown as Corpus;
}

test("a state survives its address, and a broken address gives the start", () => {
  const corpus = linked("k1", [[[7, 1], [8, 2]], [[9, 3], [10, 4]]]);
  const state: State = { ...START, view: "time", story: 2, article: 3, query: "beta & \"open\" #1", from: 1_600_000_000, to: 1_600_086_400, sources: new Set([2, 0]), kinds: new Set([0]), smallest: 4, sort: "heat", colour: "date", tab: "articles" };
  const read = opened(`#${addressOf(state, { x: 1.5, y: -20.1, k: 12.34 }, corpus)}`, corpus);
  assert.deepEqual({ ...START, ...read.state }, state);
  assert.deepEqual(read.camera, { x: 1.5, y: -20.1, k: 12.34 });
  assert.equal(addressOf(START, null, corpus), "");
  const broken = opened("#story=-4&from=yesterday&outlet=nobody&kind=x&sort=up&at=1_2_0&view=%3Cscript%3E", corpus);
  assert.deepEqual({ ...START, ...broken.state }, START);
  assert.equal(broken.camera, null);
  const undated = { ...corpus, span: null } as Corpus;
  for (const part of ["view=time", "sort=heat", "sort=cohesion", "colour=date", "colour=topic"]) assert.deepEqual({ ...START, ...opened(`#${part}`, undated).state }, START, part);
  assert.equal(opened("#sort=cohesion", { ...corpus, rated: true } as Corpus).state.sort, "cohesion");
  assert.equal(opened("#story=2", corpus).state.story, 2);
  assert.equal(opened("#story=3", corpus).state.story, 0);
});

test("a link finds its story and its article in a later build, or says that they are gone", () => {
  const old = linked("k1", [[[7, 1], [8, 2]], [[9, 3], [10, 4]]]);
  const later = linked("k2", [[[9, 3], [11, 3.5], [10, 4]], [[7, 1], [8, 2]], [[12, 5], [13, 5]]]);
  const link = addressOf({ ...START, story: 2, article: 3, sources: new Set([1]) }, { x: 1, y: 1, k: 1 }, old);
  const there = opened(link, later);
  assert.deepEqual([there.state.story, there.state.article, there.lost, there.camera], [1, 2, false, null]);
  assert.deepEqual(there.state.sources, new Set([1]));
  const gone = opened(addressOf({ ...START, story: 3 }, null, later), old);
  assert.deepEqual([gone.state.story, gone.lost], [0, true]);
});

test("a link finds a story that got an earlier article, grew, split or merged", () => {
  const many = (from: number, count: number): [number, number][] => Array.from({ length: count }, (_, i) => [from + i, from + i]);
  const old = linked("k1", [many(100, 12)]);
  const link = addressOf({ ...START, story: 1 }, null, old);
  const storyOf = (corpus: Corpus): number | undefined => opened(link, corpus).state.story;
  assert.equal(storyOf(linked("k2", [many(500, 9), [[1, 1], ...many(100, 12), ...many(700, 50)]])), 2);
  assert.equal(storyOf(linked("k3", [many(100, 3), many(103, 9)])), 2);
  assert.equal(storyOf(linked("k4", [[...many(500, 40), ...many(100, 12)], many(900, 2)])), 1);
  // One article of twelve elsewhere is no trace of the story
  assert.equal(storyOf(linked("k5", [[[100, 100], ...many(500, 4)]])), 0);
});

test("an article is found although its story is another or its date was mended, unless two could be meant", () => {
  const old = linked("k1", [[[7, 1], [8, 2]], [[9, 3], [10, 4]]]);
  const link = addressOf({ ...START, story: 1, article: 1 }, null, old);
  const found = (stories: [number, number][][]): (number | undefined)[] => {
    const { state } = opened(link, linked("k2", stories));
    return [state.story, state.article];
  };
  assert.deepEqual(found([[[9, 3], [8, 2]], [[7, 1], [10, 4]]]), [1, 1]);
  assert.deepEqual(found([[[7, 1], [8, 2.5]]]), [1, 1]);
  assert.deepEqual(found([[[7, 1], [8, 2], [8, 3]]]), [1, 1]);
  assert.deepEqual(found([[[7, 1], [8, 2], [8, 2]]]), [1, -1]);
});

test("listeners hear of what changed and of nothing else", () => {
  const store = new Store(START);
  const heard: string[][] = [];
  store.listen((_, changed) => heard.push([...changed]));
  store.set({ query: "a", story: 0 });
  store.set({ query: "a" });
  assert.deepEqual(heard, [["query"]]);
  store.set({ sources: toggled(START.sources, 4), from: 3 });
  assert.equal(activeFilters(store.state), 3);
  store.set(UNFILTERED);
  assert.equal(activeFilters(store.state), 0);
});

test("weeks start on Monday, bins cover the span without gaps", () => {
  const sunday = Date.UTC(2023, 2, 12, 13) / 1000;
  assert.equal(floorTo("week", sunday), Date.UTC(2023, 2, 6) / 1000);
  for (const unit of ["hour", "day", "week", "month", "quarter", "year"] as const) {
    const starts = bins(unit, sunday, sunday + 40 * 86400);
    assert.ok(starts[0]! <= sunday && starts.at(-1)! > sunday + 40 * 86400, unit);
    for (const [n, start] of starts.slice(1).entries()) {
      assert.equal(nextOf(unit, starts[n]!), start);
      assert.equal(floorTo(unit, start), start);
    }
  }
  assert.equal(nextOf("month", Date.UTC(2023, 0) / 1000), Date.UTC(2023, 1) / 1000);
  assert.equal(unitFor(0, 300 * 86400, 50), "week");
});

test("an axis of centuries names round years", () => {
  const named = ticks(Date.UTC(1605, 6) / 1000, Date.UTC(2026, 2) / 1000, 6).map((tick) => tick.text);
  assert.deepEqual(named, ["1700", "1800", "1900", "2000"]);
});

test("days on an axis name the year once, and whole", () => {
  const named = ticks(Date.UTC(2025, 11, 22) / 1000, Date.UTC(2026, 0, 12) / 1000, 4).map((tick) => tick.text);
  assert.equal(named.filter((text) => text.includes("2025")).length, 1);
  assert.equal(named.filter((text) => text.includes("2026")).length, 1);
  assert.ok(named.length > 2);
});

test("text in a list of links stays text, in Markdown and in HTML", () => {
  for (const [text, markdown] of marks) assert.equal(shownAs(text!), markdown);
  assert.equal(entities(`<a href="x">'&`), "&#60;a href=&#34;x&#34;&#62;&#39;&#38;");
});

test("lanes never hold two spans that meet, and fill from the top", () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const spans = Array.from({ length: 400 }, (_, story) => {
    const left = random() * 2000;
    return { story, left, right: left + 5 + random() * 200 };
  });
  const lanes = packLanes(spans, 1000, 4);
  for (let i = 0; i < spans.length; i++) {
    assert.ok(lanes[i]! >= 0);
    for (let j = 0; j < i; j++) {
      if (lanes[i] === lanes[j]) assert.ok(spans[i]!.left >= spans[j]!.right || spans[j]!.left >= spans[i]!.right);
    }
  }
  assert.equal(lanes[0], 0);
  assert.ok([...packLanes(spans, 2, 4)].includes(-1));
});

test("no title of the timeline lies on a mark, its own or another's", () => {
  let seed = 11;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const count = 300;
  const first = Float64Array.from({ length: count }, () => random() * 1000);
  const last = first.map((from) => from + (random() < 0.5 ? random() * 5 : random() * 900));
  const model = { results: { inStory: new Int32Array(count).fill(4), extents: { first, last } }, title: (story: number) => "word ".repeat(3 + (story % 14)).trim() } as unknown as Model;
  for (const [width, lane] of [[700, 44], [390, 52]] as const) {
    const scale = { low: 0, high: 1000, px: (when: number) => (when / 1000) * width };
    const measure = (text: string): number => text.length * 6.5;
    const { bars, crowded } = layBars(model, scale, width, lane, 1, measure);
    assert.equal(bars.length + crowded, count);
    for (const bar of bars) {
      const wide = Math.max(...bar.lines.map(measure));
      const [left, right] = markOf(model, bar.story, scale, lane / 2 - 2);
      const { middle, most, rows } = shapeOf(bar, 100, lane, 1);
      assert.ok(bar.text >= 0 || right < 0, `${bar.text}`);
      assert.ok(bar.left <= Math.min(left, bar.text) && bar.right >= Math.max(right, bar.text + wide));
      if (bar.above) assert.ok(rows.at(-1)!.y + 6 <= middle - most, "above the mark");
      else assert.ok(bar.text + wide <= left || bar.text >= right, "beside the mark");
      assert.ok(rows[0]!.y - 7 >= 100 && middle + most <= 100 + lane);
    }
    for (const a of bars) for (const b of bars) if (a.story < b.story && a.lane === b.lane) assert.ok(a.right <= b.left || b.right <= a.left);
  }
});

test("labels stay on the screen, off each other and off every disc, and their lines do not cross", () => {
  const size = { width: 400, height: 300 };
  const space = new Space(size);
  const discs = [0, 1, 2, 3, 4, 5].map((n) => ({ x: 130 + (n % 3) * 70, y: 110 + Math.floor(n / 3) * 70, radius: 30 }));
  for (const disc of discs) space.blockDisc(disc.x, disc.y, disc.radius);
  const callouts = new Callouts(space);
  const spots = discs.map((disc) => callouts.put(disc, [{ width: 80, height: 26, lines: [""] }], 300)).filter((spot) => spot !== null);
  assert.ok(spots.length >= 4);
  for (const [n, { rect, leader }] of spots.entries()) {
    assert.ok(rect.left >= 0 && rect.top >= 0 && rect.right <= 400 && rect.bottom <= 300);
    for (const { x, y, radius } of discs) {
      const away = Math.hypot(Math.max(rect.left - x, 0, x - rect.right), Math.max(rect.top - y, 0, y - rect.bottom));
      assert.ok(away >= radius);
    }
    for (const other of spots.slice(n + 1)) {
      assert.ok(rect.right <= other.rect.left || rect.left >= other.rect.right || rect.bottom <= other.rect.top || rect.top >= other.rect.bottom);
      assert.ok(!leader || !other.leader || gap(leader, other.leader) >= 7);
      assert.ok(!other.leader || !enters(other.leader, rect));
    }
  }
  assert.equal(callouts.put({ x: 200, y: 145, radius: 5 }, [{ width: 390, height: 200, lines: [""] }], 300), null);
});

test("a line keeps off dots that it would seem to name, and away from other discs where it can", () => {
  const free = (): Space => new Space({ width: 400, height: 300 });
  const boxes = [{ width: 60, height: 20, lines: [""] }];
  const row = [60, 100, 140].map((x) => ({ x, y: 150, radius: 16 }));
  const space = free();
  space.blockRect({ left: 0, top: 60, right: 160, bottom: 300 });
  const spot = new Callouts(space).put(row[0]!, boxes, 300, row)!;
  for (const { x, y, radius } of row.slice(1)) assert.ok(gap(spot.leader!, [x, y, x, y]) >= radius);
  // Free room is as far above as below, but there a disc lies before it
  const disc = free();
  disc.blockDisc(200, 150, 16);
  disc.blockDisc(200, 195, 20);
  for (const [left, right] of [[0, 180], [220, 400]] as const) disc.blockRect({ left, top: 80, right, bottom: 220 });
  disc.blockRect({ left: 180, top: 80, right: 220, bottom: 120 });
  const calm = new Callouts(disc).put({ x: 200, y: 150, radius: 16 }, boxes, 300)!;
  assert.ok(Math.abs(disc.over(0, 100, 400, 100) - 400) < 20);
  assert.equal(disc.over(0, 20, 400, 20), 0);
  assert.ok(calm.rect.top < 80 || calm.rect.bottom > 220);
  assert.equal(gap([0, 0, 10, 10], [0, 10, 10, 0]), 0);
  assert.equal(gap([0, 0, 10, 0], [0, 3, 10, 9]), 3);
});

test("text inside a circle is whole and keeps to the widths that the circle leaves", () => {
  const width = (text: string): number => text.length * 6;
  const pieces = piecesOf("Three-day rail strike called for 24 to 26 March");
  const rooms = chords(5, 12, 50);
  const lines = filled(pieces, rooms, width)!;
  assert.equal(lines.join(" "), "Three-day rail strike called for 24 to 26 March");
  lines.forEach((line, n) => assert.ok(width(line) <= rooms[n]!));
  assert.equal(filled(pieces, chords(2, 12, 30), width), null);
  assert.deepEqual(chords(9, 12, 30), []);
  assert.equal(filled(piecesOf("\u6771\u4eac\u3067\u5730\u9707"), [20, 20, 20], width)!.join(""), "\u6771\u4eac\u3067\u5730\u9707");
});

test("lines fit their width, and a cut is at a word's end", () => {
  const measure = (text: string): number => text.length;
  assert.deepEqual(wrap("one two three four", 9, 3, measure), ["one two", "three", "four"]);
  const cut = wrap("one two three four five six", 9, 2, measure);
  assert.deepEqual(cut, ["one two", "three …"]);
  for (const line of wrap("無駄のない長い見出しがここにあります", 6, 9, measure)) assert.ok(line.length <= 6);
  assert.equal(wrap("𝒜𝒜𝒜𝒜𝒜𝒜𝒜𝒜", 3, 20, measure).join("").includes("\ufffd"), false);
  assert.deepEqual(wrap("", 5, 2, measure), []);
  // A mark stays with its letter, and an ellipsis has room where there are no spaces too
  for (const line of wrap("ที่นี่ที่นั่นน้ำที่", 4, 20, measure)) assert.doesNotMatch(line, /^\p{M}/u);
  for (const text of ["無駄のない長い見出しがここにあります", "速報 無駄のない長い見出しがここにあります"]) {
    const shown = wrap(text, 9, 2, measure);
    assert.ok(shown[1]!.endsWith(" …") && shown[1]!.length <= 9 && shown[1]!.length >= 7, shown[1]);
  }
});

test("zooming keeps the point under the pointer, and a fitted box is whole", () => {
  const size = { width: 800, height: 600 };
  const camera = { x: 3, y: 4, k: 10 };
  const before = toMap(camera, size, 100, 500);
  const after = toMap(zoomed(camera, size, 100, 500, 3, 0.1), size, 100, 500);
  assert.ok(Math.hypot(before[0] - after[0], before[1] - after[1]) < 1e-9);
  const box = fitted({ left: -50, right: 10, top: 0, bottom: 20 }, size, 10);
  const [x, y] = toScreen(box, size, -50, 0);
  assert.ok(x >= 9.99 && y >= 9.99);
  assert.deepEqual(between(camera, box, 0), camera);
  const end = between(camera, box, 1);
  assert.ok(Math.abs(end.x - box.x) < 1e-9 && Math.abs(end.k - box.k) < 1e-9);
});

test("cells that a spreadsheet would run are defused as Python does it, and quotes survive", () => {
  const read = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
  for (const { text, cell: wanted } of cells) assert.equal(read(cell(text)), wanted, JSON.stringify(text));
  assert.equal(cell('=HYPERLINK("x")'), `"'=HYPERLINK(""x"")"`);
  assert.equal(csvLines([["a", 'b "c", d'], ["", "e\nf"]]), 'a,"b ""c"", d"\r\n,"e\nf"\r\n');
});

test("text in a drawing cannot become markup, nor break the XML", () => {
  assert.equal(escaped(`<script>"&'`), "&#60;script&#62;&#34;&#38;&#39;");
  assert.equal(escaped("a\u0000b\u001bc\ud800d😀"), "abcd😀");
});

test("a day without a time is a day: neither early nor late in it", () => {
  const at = (text: string): number => Date.parse(text) / 1000;
  const [day, morning, noon, next] = [at("2026-05-01"), at("2026-05-01T06:30Z"), at("2026-05-01T12:00Z"), at("2026-05-02T03:00Z")];
  assert.equal(gapText(day, morning), "same day");
  assert.equal(gapText(day, next), "1 day apart");
  assert.equal(gapText(morning, noon), "6 h apart");
  assert.equal(gapText(NaN, noon), "gap unknown");
  assert.equal(isAfter(morning, day) || isAfter(day, morning) || isAfter(day, day), false);
  assert.equal(isAfter(noon, morning) && isAfter(next, day) && isAfter(next, noon), true);
  assert.equal(isAfter(NaN, day) || isAfter(day, NaN), false);
  assert.match(momentText(noon), /UTC$/);
  assert.doesNotMatch(momentText(day), /UTC|00:00|12:00/);
});
