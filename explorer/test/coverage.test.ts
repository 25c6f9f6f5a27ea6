import assert from "node:assert/strict";
import { test } from "node:test";
import { coverage, coverageText, extentText } from "../src/coverage";

test("pages known from links are counted apart from articles", () => {
  assert.equal(coverageText(coverage(1, 0)), "1 article");
  assert.equal(coverageText(coverage(1200, 0)), "1,200 articles");
  assert.equal(coverageText(coverage(20, 6)), "14 articles, 6 linked");
  assert.equal(coverageText(coverage(3, 3)), "3 linked");
  assert.equal(coverageText(coverage(0, 0)), "0 articles");
});

test("of a part it is said of how many, and briefly where there is little room", () => {
  assert.equal(coverageText(coverage(12, 0, 3, 0)), "3 of 12 articles");
  assert.equal(coverageText(coverage(20, 6, 4, 1)), "3 of 14 articles, 1 of 6 linked");
  assert.equal(coverageText(coverage(20, 6, 4, 1), true), "3 of 14, 1 of 6 linked");
  assert.equal(coverageText(coverage(20, 6, 3, 0)), "3 of 14 articles");
  assert.equal(coverageText(coverage(20, 6, 1, 1)), "0 of 14 articles, 1 of 6 linked");
  assert.equal(coverageText(coverage(3, 3, 1, 1)), "1 of 3 linked");
  assert.equal(coverageText(coverage(20, 6), true), "14 articles, 6 linked");
  assert.equal(extentText("3 linked", 0), "3 linked");
  assert.equal(extentText("3 linked", 1), "3 linked · 1 outlet");
});
