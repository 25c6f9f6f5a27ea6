// The keyboard, and the sheet that lists it.
import { button, h } from "./dom";

export interface Key {
  keys: string[];
  /** As the sheet shows it. */
  label: string;
  does: string;
  run(): void;
}

function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)) return false;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA)$/.test(target.tagName));
}

/** The key as the list has it: small though caps are locked, and by its place where the layout has other letters. */
export function keyOf({ key, code }: { key: string; code: string }): string {
  if (/^[A-Z]$/.test(key)) return key.toLowerCase();
  const place = /^Key([A-Z])$/.exec(code);
  return place && key.length === 1 && /\p{L}/u.test(key) && !/\p{Script=Latin}/u.test(key) ? place[1]!.toLowerCase() : key;
}

export class Keyboard {
  readonly sheet: HTMLDialogElement;

  constructor(private readonly keys: Key[]) {
    this.sheet = h(
      "dialog",
      { class: "sheet", "aria-label": "Keyboard" },
      h("header", {}, h("h2", {}, "Keyboard"), button("Close", () => this.sheet.close(), { class: "quiet" }, "×")),
      h("dl", {}, ...keys.filter((key) => key.does).flatMap((key) => [h("dt", {}, ...key.label.split(" ").map((part) => (part === "or" ? " or " : h("kbd", {}, part)))), h("dd", {}, key.does)])),
      h("p", { class: "muted" }, "On the map: drag to move, scroll or pinch to zoom, click a disc for its story and a dot for its article. In the timeline, shift and scroll moves through the lanes."),
    );
    this.sheet.addEventListener("click", (event) => event.target === this.sheet && this.sheet.close());
    document.addEventListener("keydown", (event) => this.down(event));
  }

  show(): void {
    if (!this.sheet.open) this.sheet.showModal();
  }

  private down(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.sheet.open) return;
    if (typing(event.target) && event.key !== "Escape") return;
    // A list of choices finds them by their letters, and moves by arrows
    if (event.target instanceof HTMLSelectElement && /^(\p{L}|Arrow.*|Enter| )$/u.test(event.key)) return;
    const onControl = event.target instanceof HTMLElement && event.target.closest("button, a, summary, [role=tab]");
    if (onControl && (event.key === "Enter" || event.key === " ")) return;
    const key = this.keys.find((item) => item.keys.includes(keyOf(event)));
    if (!key) return;
    // Arrows scroll the panel while it has the focus
    if (event.key.startsWith("Arrow") && event.target instanceof HTMLElement && event.target.closest(".panel, .filters, .histogram")) return;
    event.preventDefault();
    key.run();
  }
}
