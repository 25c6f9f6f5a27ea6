// What the page says of itself: in passing, to screen readers, and what stays until it is gone.
import { h } from "./dom";

/** Milliseconds that a word in passing stays. */
const STAYS = 3500;

export class Notices {
  readonly live = h("p", { class: "offscreen", role: "status" });
  readonly banner = h("p", { class: "banner", role: "alert", hidden: true });
  readonly toast = h("p", { class: "toast", hidden: true });
  private timer = 0;

  /** Says it in passing. */
  say(text: string): void {
    this.live.textContent = this.toast.textContent = text;
    this.toast.hidden = false;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.hush(), STAYS);
  }

  hush(): void {
    this.toast.hidden = true;
  }

  /** Says it for good. */
  warn(text: string): void {
    this.banner.textContent = text;
    this.banner.hidden = false;
  }
}
