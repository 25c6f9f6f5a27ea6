// The selection as CSV: the story in view, else every article that passes.
import type { Model } from "./model";

const COLUMNS = ["story", "story_title", "title", "source", "published", "url", "kind", "excerpt"];

/** One cell (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it, as `storygraph/export/tables.py` has it: tests/cells.json holds for both. */
export function cell(value: string): string {
  const plain = /^(?:[=+@\t\r\n＝＋－＠]|-[^])/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function csvLines(rows: string[][]): string {
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** The articles that an export names, in page order. */
export function selection(model: Model): number[] {
  const [from, to] = model.state.story ? model.rangeOf(model.state.story) : [0, model.corpus.articles.count];
  const out: number[] = [];
  for (let i = from; i < to; i++) if (model.passes(i)) out.push(i);
  return out;
}

export async function selectionCsv(model: Model): Promise<string> {
  const chosen = selection(model);
  await model.texts.loadFor(chosen);
  const { articles } = model.corpus;
  const rows = chosen.map((i) => {
    const story = articles.story[i]!;
    const when = articles.date[i]!;
    return [
      story ? String(story) : "",
      story ? model.title(story) : "",
      model.texts.title(i),
      articles.source[i] ? model.source(i) : "",
      Number.isNaN(when) ? "" : new Date(when * 1000).toISOString().replace(".000Z", "Z"),
      model.texts.url(i),
      articles.external[i] ? "external" : "article",
      model.texts.excerpt(i),
    ];
  });
  return csvLines([COLUMNS, ...rows]);
}
