// Builds the explorer into the Python package: one script, one style, one frame.
// The output depends on the sources and the lock file alone, so CI can build and compare.
import { build } from "esbuild";
import { copyFile, readFile, writeFile } from "node:fs/promises";

const target = new URL("../storygraph/export/assets/", import.meta.url);
const common = {
  bundle: true,
  minify: true,
  charset: "ascii",
  legalComments: "none",
  target: ["chrome110", "firefox115", "safari16.4"],
  absWorkingDir: new URL(".", import.meta.url).pathname,
  logLevel: "warning",
};
const script = new URL("explorer.js", target).pathname;
await build({ ...common, entryPoints: ["src/main.ts"], format: "iife", outfile: script });
await build({ ...common, entryPoints: ["src/styles/all.css"], outfile: new URL("explorer.css", target).pathname });
await copyFile(new URL("src/page.html", import.meta.url), new URL("explorer.html", target));

// An end tag inside the inlined script or style would end it early.
for (const name of ["explorer.js", "explorer.css"]) {
  const file = new URL(name, target);
  const text = (await readFile(file, "utf8")).trim();
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${name} holds an end tag`);
  await writeFile(file, text);
}
