// Bundles the tests (TypeScript) and runs them with node's own test runner.
import { build } from "esbuild";
import { readdir, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = `${here}../node_modules/.test`;
const tests = (await readdir(here)).filter((name) => name.endsWith(".test.ts"));
await build({ entryPoints: tests.map((name) => here + name), bundle: true, platform: "node", format: "esm", outdir: out, outExtension: { ".js": ".mjs" }, logLevel: "warning" });
const run = spawnSync(process.execPath, ["--test", ...tests.map((name) => `${out}/${name.replace(/\.ts$/, ".mjs")}`)], { stdio: "inherit" });
await rm(out, { recursive: true, force: true });
process.exit(run.status ?? 1);
