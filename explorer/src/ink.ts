// Colours of the canvases, read from the style sheet so that both follow the theme.

export interface Ink {
  paper: string;
  text: string;
  muted: string;
  line: string;
  accent: string;
  halo: string;
  dark: boolean;
}

export function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    paper: read("--map"),
    text: read("--ink"),
    muted: read("--muted"),
    line: read("--line"),
    accent: read("--accent"),
    halo: read("--halo"),
    dark: isDark(),
  };
}

export function isDark(): boolean {
  return getComputedStyle(document.documentElement).getPropertyValue("--scheme").trim() === "dark";
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", Roboto, "Helvetica Neue", sans-serif';

/** Provenances look different in more than colour: solid, dashed, and thick. */
export function edgeStyle(provenance: number, ink: Ink): { colour: string; dash: number[]; width: number } {
  if (provenance === 0) return { colour: ink.dark ? "#6fb1f0" : "#1f6fb2", dash: [], width: 1.1 };
  if (provenance === 1) return { colour: ink.dark ? "#9a9a94" : "#8a857c", dash: [3, 3], width: 0.9 };
  return { colour: ink.dark ? "#e9b45c" : "#b26a00", dash: [], width: 1.7 };
}

export const PROVENANCE_NAMES = ["Related link", "Similar text", "Link and text"];

/** Lifts dark colours in the dark theme, so that discs keep their contrast with the paper. */
export function lit(red: number, green: number, blue: number, dark: boolean): [number, number, number] {
  if (!dark) return [red, green, blue];
  const lift = (value: number): number => Math.round(value + (255 - value) * 0.25);
  return [lift(red), lift(green), lift(blue)];
}
