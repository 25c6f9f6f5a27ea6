// Builds the explorer into the Python package: one script, one style, one frame.
// The output depends on the sources and the lock file alone, so CI can build and compare.
import { build } from "esbuild";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { digestOf } from "./digest.mjs";

const here = new URL(".", import.meta.url);
const target = new URL("../storygraph/export/assets/", here);
const common = {
  bundle: true,
  minify: true,
  charset: "ascii",
  legalComments: "none",
  target: ["chrome110", "firefox115", "safari16.4"],
  absWorkingDir: fileURLToPath(here),
  logLevel: "warning",
};
const output = (name) => fileURLToPath(new URL(name, target));
await build({ ...common, entryPoints: ["src/main.ts"], format: "iife", outfile: output("explorer.js") });
await build({ ...common, entryPoints: ["src/styles/all.css"], outfile: output("explorer.css") });
await copyFile(new URL("src/page.html", here), output("explorer.html"));

// An end tag inside the inlined script or style would end it early.
for (const name of ["explorer.js", "explorer.css"]) {
  const file = new URL(name, target);
  const text = (await readFile(file, "utf8")).trim();
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${name} holds an end tag`);
  await writeFile(file, text);
}
await writeFile(output("explorer.sha256"), `${await digestOf(here, target)}\n`);
