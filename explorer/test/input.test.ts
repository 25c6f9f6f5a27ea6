import assert from "node:assert/strict";
import { test } from "node:test";
import { listenToGestures, type Gestures } from "../src/gestures";
import { keyOf } from "../src/keys";

test("keys answer with caps locked, and by their place on layouts of other letters", () => {
  assert.equal(keyOf({ key: "J", code: "KeyJ" }), "j");
  assert.equal(keyOf({ key: "о", code: "KeyJ" }), "j");
  assert.equal(keyOf({ key: "ת", code: "Comma" }), "ת");
  // Where Latin letters stand elsewhere, they are what is meant
  assert.equal(keyOf({ key: "z", code: "KeyY" }), "z");
  assert.equal(keyOf({ key: "ö", code: "Semicolon" }), "ö");
  assert.equal(keyOf({ key: "/", code: "Digit7" }), "/");
  assert.equal(keyOf({ key: "ArrowLeft", code: "ArrowLeft" }), "ArrowLeft");
});

test("shift and scroll moves up and down, whichever way a browser tells the wheel's turn", () => {
  const heard: Record<string, (event: object) => void> = {};
  const element = { addEventListener: (name: string, listener: (event: object) => void) => (heard[name] = listener), getBoundingClientRect: () => ({ left: 0, top: 0 }) };
  Object.assign(globalThis, { window: globalThis });
  const moves: number[][] = [];
  listenToGestures(element as unknown as HTMLElement, { pan: (...by: number[]) => moves.push(by), settle: () => undefined } as unknown as Gestures);
  for (const turned of [{ deltaX: 40, deltaY: 0 }, { deltaX: 0, deltaY: 40 }]) heard.wheel!({ ...turned, deltaMode: 0, shiftKey: true, preventDefault: () => undefined });
  assert.deepEqual(moves.map(([x, y]) => [x! + 0, y]), [[0, -40], [0, -40]]);
});
