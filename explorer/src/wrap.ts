// Text into lines, by measure rather than by count of characters.
import { breakable } from "./words";

export type Measure = (text: string) => number;

/**
 * `text` in lines of at most `width`. Breaks at spaces; where a single word is wider, or the
 * text has no spaces, inside it. Beyond `lines` lines the rest is left out at a word's end,
 * marked by an ellipsis.
 */
export function wrap(text: string, width: number, lines: number, measure: Measure): string[] {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const out: string[] = [];
  let line = "";
  for (let n = 0; n < words.length; n++) {
    const word = words[n]!;
    const longer = line ? `${line} ${word}` : word;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    if (line) out.push(line);
    line = word;
    if (out.length === lines) return closed(out, width, measure);
    while (measure(line) > width && line.length > 1) {
      const cut = fitting(line, width, measure);
      out.push(line.slice(0, cut));
      line = line.slice(cut);
      if (out.length === lines) return closed(out, width, measure);
    }
  }
  if (line) out.push(line);
  return out.length > lines ? closed(out.slice(0, lines), width, measure) : out;
}

function fitting(text: string, width: number, measure: Measure): number {
  let cut = text.length - 1;
  while (cut > 1 && measure(text.slice(0, cut)) > width) cut = Math.floor(cut * 0.8);
  // Never before a mark of the letter, nor between the halves of a surrogate pair
  const widest = cut;
  while (cut > 0 && /^\p{M}/u.test(text.slice(cut))) cut--;
  cut ||= widest;
  if (/[\uD800-\uDBFF]/.test(text[cut - 1]!)) cut++;
  return Math.max(1, cut);
}

function closed(lines: string[], width: number, measure: Measure): string[] {
  const last = lines.length - 1;
  let text = lines[last]!;
  while (measure(`${text} …`) > width) {
    const space = text.lastIndexOf(" ");
    const signs = breakable(text.slice(space + 1));
    if (signs.length > 1) text = text.slice(0, -signs[signs.length - 1]!.length);
    else if (space > 0) text = text.slice(0, space);
    else break;
  }
  lines[last] = `${text.replace(/[\s,;:–—-]+$/, "")} …`;
  return lines;
}
