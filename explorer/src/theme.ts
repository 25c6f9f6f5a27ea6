// Light or dark: the reader's choice, else that of the system.
import { isDark } from "./ink";

/** Takes up what was chosen before. */
export function restoreTheme(): void {
  const theme = remembered();
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
}

/** The other one of the two, from now on. */
export function switchTheme(): void {
  remembered((document.documentElement.dataset.theme = isDark() ? "light" : "dark"));
}

/** Calls `changed` when the system turns to the other one. */
export function followSystem(changed: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    // Paper is light: what was unfolded for it stays unfolded
    if (!matchMedia("print").matches) changed();
  });
}

/** Keeps the choice, or gives it; browsers may refuse, and then the system's holds. */
function remembered(theme?: string): string | null {
  try {
    if (theme) localStorage.setItem("storygraph-theme", theme);
    return localStorage.getItem("storygraph-theme");
  } catch {
    return null;
  }
}
