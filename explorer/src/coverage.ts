// How much there is, in words. Pages that nobody gave us, known from links alone, are told apart
// from articles, as on the command line: whoever reads 123 there is not to find 183 here.
import { numeral, plural } from "./dom";

/** How many articles and linked pages, and of how many of each where a filter hides some. */
export interface Coverage {
  articles: number;
  linked: number;
  of?: { articles: number; linked: number };
}

/** Of `all` nodes of which `linked` are externals; where fewer are `shown`, of these. */
export function coverage(all: number, linked: number, shown = all, shownLinked = linked): Coverage {
  const told = { articles: shown - shownLinked, linked: shownLinked };
  return shown === all ? told : { ...told, of: { articles: all - linked, linked } };
}

/** "14 articles, 6 linked", "3 of 14 articles, 1 of 6 linked"; `brief` where there is little room: "3 of 14, 1 of 6 linked". */
export function coverageText({ articles, linked, of }: Coverage, brief = false): string {
  const some = (count: number, all: number | undefined): string => (all === undefined ? numeral(count) : `${numeral(count)} of ${numeral(all)}`);
  const pages = linked ? `${some(linked, of?.linked)} linked` : "";
  // A story may be of linked pages alone
  if (!articles && linked && !of?.articles) return pages;
  const told = some(articles, of?.articles);
  if (!linked) return of ? `${told} ${of.articles === 1 ? "article" : "articles"}` : plural(articles, "article");
  return brief && of ? `${told}, ${pages}` : `${told} ${(of?.articles ?? articles) === 1 ? "article" : "articles"}, ${pages}`;
}

/** What is known of outlets behind how much there is; nothing where none is known. */
export function extentText(told: string, outlets: number): string {
  return outlets ? `${told} · ${plural(outlets, "outlet")}` : told;
}
