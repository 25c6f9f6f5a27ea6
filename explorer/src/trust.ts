// How far a story is to be trusted: by how well its articles fit, or those of them that pass the filters.
import { NO_FIT, type Corpus } from "./corpus";
import { plural } from "./dom";
import type { Results } from "./filters";

export interface Trust {
  /** The least fit, in hundredths; NO_FIT where none is known. */
  least: number;
  /** Articles that have a loose fit, and those of which none is known. */
  loose: number;
  unknown: number;
}

export function trust(corpus: Corpus, story: number, results?: Results): Trust {
  const { fit } = corpus.articles;
  const found: Trust = { least: NO_FIT, loose: 0, unknown: 0 };
  for (let i = corpus.stories.start[story - 1]!; i < corpus.stories.start[story]!; i++) {
    if (results?.failed[i]) continue;
    found.least = Math.min(found.least, fit[i]!);
    if (fit[i]! < corpus.facts.loose) found.loose++;
    if (fit[i] === NO_FIT) found.unknown++;
  }
  return found;
}

/** In words; of a story in `part` nobody says that it is firm, as what is hidden may be loose. */
export function trustText({ least, loose, unknown }: Trust, firm: number, part = false): string {
  if (least === NO_FIT) return "";
  if (loose) return `${plural(loose, "article")} with a loose fit`;
  const fit = `${part ? " shown" : ""}${unknown ? " that can be compared" : ""} fit`;
  if (least < firm) return `All${fit} fairly well`;
  return part ? `All${fit} well` : `Firm: all${fit} well`;
}
