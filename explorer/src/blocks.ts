// Where blocks come from: script tags of this page, or scripts beside it, loaded when asked for.
import { Block, fromBase64, inflate } from "./decode";

const asked = new Map<string, Promise<Block>>();
const waiting = new Map<string, (text: string) => void>();

declare global {
  interface Window {
    storygraphBlock?: (name: string, text: string) => void;
  }
}

/** Called by each script in `explorer-data/`. */
export function acceptFiles(): void {
  window.storygraphBlock = (name, text) => waiting.get(name)?.(text);
}

/** What a failure to read says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The block of that name, unpacked once. Rejects when it is missing or damaged. */
export function block(name: string): Promise<Block> {
  let promise = asked.get(name);
  if (!promise) {
    promise = textOf(name)
      .then((text) => inflate(fromBase64(text)))
      .then((bytes) => new Block(bytes));
    asked.set(name, promise);
    // Asked for again it may be there
    promise.catch(() => asked.delete(name));
  }
  return promise;
}

async function textOf(name: string): Promise<string> {
  const file = document.querySelector<HTMLMetaElement>(`meta[data-block="${name}"]`);
  if (file) return loadFile(name, file.content);
  // The page is still arriving while this runs: only the block before the script is whole
  if (name !== "core") await parsed();
  const script = document.getElementById(`block-${name}`);
  if (!script) throw new Error(`The page holds no block "${name}".`);
  const text = script.textContent ?? "";
  // Unpacked once, the text is dead weight
  if (name !== "core") script.textContent = "";
  return text;
}

function parsed(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((done) => document.addEventListener("DOMContentLoaded", () => done(), { once: true }));
}

function loadFile(name: string, address: string): Promise<string> {
  return new Promise((done, failed) => {
    waiting.set(name, done);
    const script = document.createElement("script");
    script.src = address;
    script.onerror = () =>
      failed(new Error(`Cannot read ${address}. Keep the folder explorer-data beside this page.`));
    script.onload = () => {
      waiting.delete(name);
      script.remove();
    };
    document.head.append(script);
  });
}
