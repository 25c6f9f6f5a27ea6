// One article, and why it is where it is: its strongest ties and what they rest on.
import { block } from "./blocks";
import { NO_FIT } from "./corpus";
import { h, clear, icon, link, button, plural } from "./dom";
import { neighbours } from "./edges";
import { PROVENANCE_NAMES } from "./ink";
import type { Model } from "./model";
import { gapText, momentText } from "./time";
import { strongestTies, Terms, type Tie } from "./why";

const TIES = 6;
const MORE_TIES = 40;
const WORDS = 6;

async function terms(model: Model): Promise<Terms> {
  if (!model.terms) {
    const data = await block("terms");
    model.terms = new Terms(data.strings("term"), data.bytes("idf"));
  }
  return model.terms;
}

export async function articlePage(model: Model, article: number): Promise<HTMLElement> {
  const { articles, facts } = model.corpus;
  const story = articles.story[article]!;
  const topics = Array.from(articles.topics.subarray(articles.topicStart[article], articles.topicStart[article + 1]), (code) => facts.topics[code - 1] ?? "");
  const box = h("div", { class: "why-body" });
  void explain(model, article, box, TIES);
  const { texts } = model;
  const copy = articles.copyOf[article]!;
  if (copy >= 0) await texts.loadFor([copy]);
  const lang = articles.lang[article] ? facts.langs[articles.lang[article]! - 1] : "";
  return h(
    "article",
    { class: "page" },
    h("p", { class: "eyebrow" }, articles.external[article] ? "Known from a link" : "Article", button("Close the article", () => model.select(story), { class: "quiet close" }, icon("close"))),
    h("h2", {}, link(texts.url(article), texts.title(article))),
    h("p", { class: "lede" }, h("b", { dir: "auto" }, model.source(article)), ` · ${momentText(articles.date[article]!)}${lang ? ` · ${lang}` : ""}`),
    texts.excerpt(article) ? h("p", { class: "excerpt whole", dir: "auto" }, texts.excerpt(article)) : h("p", { class: "muted" }, "No excerpt was given."),
    texts.url(article) ? h("p", {}, link(texts.url(article), "Read it at the outlet", { class: "go" })) : h("p", { class: "muted" }, "No link was given."),
    topics.length ? h("p", { class: "chips" }, ...topics.slice(0, 8).map((topic) => h("span", { class: "chip still", dir: "auto" }, topic))) : null,
    copy >= 0 ? h("p", {}, "Nearly the same text as ", h("button", { type: "button", class: "inline", dir: "auto", onclick: () => model.select(articles.story[copy]!, copy) }, `${model.source(copy)}: ${texts.title(copy)}`)) : null,
    story
      ? h("section", {}, h("h3", {}, "In the story"), h("button", { type: "button", class: "inline", dir: "auto", onclick: () => model.select(story) }, `${model.title(story)} (${model.count(story)})`), fits(model, article))
      : h("section", {}, h("h3", {}, "On its own"), h("p", { class: "muted" }, "No other article was close enough to make a story with it.")),
    h("section", {}, h("h3", {}, story ? "Why is it here?" : "What it is tied to"), box),
  );
}

/** How well it fits the rest of its story. */
function fits(model: Model, article: number): HTMLElement | null {
  const fit = model.corpus.articles.fit[article]!;
  if (fit === NO_FIT) return null;
  return h("p", { class: "muted" }, `Fit with the rest of it ${(fit / 100).toFixed(2)} of 1${model.isLoose(article) ? ", loose: it has little in common with most of the story" : ""}`);
}

/** A fold that explains an article when it is opened. */
export function whyBox(model: Model, article: number): HTMLElement {
  const body = h("div", { class: "why-body" });
  const box = h("details", { class: "why" }, h("summary", {}, "Why is this here?"), body);
  box.addEventListener("toggle", () => {
    if (box.open && !body.childElementCount) void explain(model, article, body, TIES);
  });
  return box;
}

async function explain(model: Model, article: number, body: HTMLElement, most: number): Promise<void> {
  if (!model.edges) {
    // The panel is drawn anew when they are there
    clear(body, h("p", { class: "muted" }, "Reading the ties …"));
    return;
  }
  const ties = strongestTies(model.edges, model.corpus, article, most);
  if (!ties.length) {
    clear(body, h("p", { class: "muted" }, model.corpus.articles.copyOf[article]! >= 0 ? "It is a copy, and stands beside its original." : "It has no tie to another article."));
    return;
  }
  const [words] = await Promise.all([terms(model), model.texts.loadFor([article, ...ties.map((tie) => tie.other)])]);
  const all = neighbours(model.edges, article).length;
  const rest = all > ties.length && most < MORE_TIES ? button(`Show ${plural(Math.min(all, MORE_TIES) - ties.length, "more tie")}`, () => void explain(model, article, body, MORE_TIES), { class: "more" }) : null;
  clear(body, h("ul", { class: "ties" }, ...ties.map((tie) => tieRow(model, words, article, tie))), rest);
}

function tieRow(model: Model, words: Terms, article: number, tie: Tie): HTMLElement {
  const { texts } = model;
  const edges = model.edges!;
  const { date, story } = model.corpus.articles;
  const kind = edges.provenance[tie.edge]!;
  const text = (i: number): string => `${texts.title(i)} ${texts.excerpt(i)}`;
  const shared = words.shared(text(article), text(tie.other), WORDS);
  const strongest = shared[0]?.weight ?? 1;
  return h(
    "li",
    { class: `tie tie-${kind}` },
    h("button", { type: "button", class: "inline", dir: "auto", onclick: () => model.select(story[tie.other]!, tie.other) }, texts.title(tie.other)),
    h("p", { class: "muted" }, h("span", { dir: "auto" }, model.source(tie.other)), ` · ${gapText(date[article]!, date[tie.other]!)}${tie.sameStory ? "" : story[tie.other] ? " · in another story" : " · on its own"}`),
    h("p", { class: "facts" }, h("span", { class: `swatch swatch-${kind}`, "aria-hidden": "true" }), cited(model, article, tie) + (edges.provenance[tie.edge] === 0 ? "" : ` · cosine ${edges.cosine[tie.edge]!.toFixed(2)}`)),
    shared.length
      ? h("p", { class: "shared" }, h("span", { class: "muted" }, "both say "), ...shared.map(({ term, weight }) => {
          const word = h("span", { class: "word", dir: "auto" }, term);
          word.style.setProperty("--strength", String(0.35 + 0.65 * (weight / strongest)));
          return word;
        }))
      : null,
  );
}

/** What the tie rests on, in words. */
function cited(model: Model, article: number, tie: Tie): string {
  const edges = model.edges!;
  const kind = edges.provenance[tie.edge]!;
  const out = edges.a[tie.edge] === article ? edges.aCitesB[tie.edge] : edges.bCitesA[tie.edge];
  const back = edges.a[tie.edge] === article ? edges.bCitesA[tie.edge] : edges.aCitesB[tie.edge];
  if (kind === 1) return PROVENANCE_NAMES[1]!;
  const way = out && back ? "each names the other as related" : out ? "this one names it as related" : back ? "named as related by it" : "related link";
  return kind === 2 ? `${way}, and the texts are similar` : way;
}
