// A digest of the sources and of what was built of them. tests/test_explorer_built.py computes
// it too, so that a change of one without the other is noticed where there is no Node.js.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

const BESIDE = ["build.mjs", "digest.mjs", "package-lock.json", "package.json", "tsconfig.json"];
const BUILT = ["explorer.css", "explorer.html", "explorer.js"];

/** Of the folders `here/src` and `built`: names and contents in order, line ends as on Unix. */
export async function digestOf(here, built) {
  const sources = [...BESIDE, ...(await filesUnder(new URL("src/", here), "src/"))].sort();
  const digest = createHash("sha256");
  for (const [folder, names] of [[here, sources], [built, BUILT]]) {
    for (const name of names) {
      const text = (await readFile(new URL(name, folder), "utf8")).replaceAll("\r\n", "\n");
      digest.update(`${name}\0${text}\0`);
    }
  }
  return digest.digest("hex");
}

async function filesUnder(folder, before) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) found.push(...(await filesUnder(new URL(`${entry.name}/`, folder), `${before}${entry.name}/`)));
    else found.push(before + entry.name);
  }
  return found;
}
