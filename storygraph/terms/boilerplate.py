"""What stands under articles that have nothing in common: it ties them, and not to a story.

An outlet's notice under each of its articles is so, and what a crawler was shown in place of a text
("enable JavaScript", "subscribe to read on"), whosever, and the line above it of section, time and
buttons. Taken for a text, that would make all of them copies of one article.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from itertools import accumulate, chain

import polars as pl

from storygraph.arrays import Ints
from storygraph.terms.headlines import of_one_story, unlike

REPEATED = 5
"""Headlines under which a sentence stands before it says nothing: of one outlet, or of any where
these tell no one story. Re-prints and updates of an article repeat a sentence, too, but seldom so
often under one outlet's, and never under headlines that have nothing in common."""

SENTENCE = r"[^.!?…。！？\n]+[.!?…。！？]*"

_SENTENCES = re.compile(SENTENCE)
_LETTER = re.compile(r"[^\W\d_]")

WORDS = r"\S+\s+\S+\s+\S|[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]{8}"
"""A sentence of three words; as many have eight characters where words have no spaces."""

OWN = r"[A-Za-z0-9]*\d[A-Za-z0-9]*"
"""What a notice fills in for each article or reader: a time, a count, an address, a number of a
session. Sentences are compared without it."""

PART = 8
"""Words at its beginning or at its end by which a sentence is one with others: a notice may name
the article, the outlet or a section, too. Phrases of news in general are shorter."""

PARTS = {
    "beginning": rf"^\S+(?:\s+\S+){{{PART - 1}}}",
    "end": rf"\S+(?:\s+\S+){{{PART - 1}}}$",
}

LEAST = 3
"""Words that must be left of such a sentence to be any."""

LOOKED_AT = 1_500
"""Characters of an excerpt, and of a body, that are looked at: what stands far below weighs little
anyway. At 600 the footers of short articles were missed, and a box of the day's headlines below all
articles took one set from .71 to .52."""


def without_boilerplate(articles: pl.DataFrame, nodes: list[int] | None = None) -> pl.DataFrame:
    """Columns `excerpt` and `body` of `articles`, without what is no text of theirs.

    - A sentence that one outlet has under REPEATED headlines goes,
    - and one that stands under REPEATED of any outlets that do not tell one story, whatever
      numbers are in it; or as much of it as it begins or ends with in common with so many, from
      PART words on.
    - A whole text goes that stands under fewer, two at least, when they have no term in common with
      it nor with each other.

    Of `nodes`, where they are given, only their rows, in that order; what repeats is seen in all.
    """
    texts = articles.select(
        "node",
        "title",
        "source",
        text=pl.concat_str(
            pl.col("excerpt").str.slice(0, LOOKED_AT),
            pl.col("body").str.slice(0, LOOKED_AT),
            separator="\n",
        ).str.strip_chars(),
    ).filter(pl.col("text").str.contains(WORDS))
    asked = articles
    if nodes is not None:
        asked = articles[nodes]
        texts = _that_share(texts, asked["node"])
    found = _repeated(texts, articles["title"])
    theirs = found.filter(pl.col("node").is_in(asked["node"].implode()))
    cut: dict[int, dict[str, tuple[int, int]]] = {}
    goes = theirs.group_by("node", "sentence").agg(pl.col(*PARTS).max())
    for node, sentence, beginning, end in goes.iter_rows():
        cut.setdefault(node, {})[sentence] = beginning, end
    blank = _standing_in(texts, articles)
    columns = {name: asked[name].to_list() for name in ("excerpt", "body")}
    for row, node in enumerate(asked["node"].to_list() if cut or blank else []):
        for column in columns.values():
            if node in blank:
                column[row] = ""
            elif said := cut.get(node):
                left = _SENTENCES.sub(partial(_kept, said), column[row])
                column[row] = left if _LETTER.search(left) else ""
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _kept(said: dict[str, tuple[int, int]], sentence: re.Match[str]) -> str:
    """What is left of a sentence without its words that go; less than a sentence is nothing."""
    beginning, end = said.get(sentence[0].strip(), (0, 0))
    if not beginning + end:
        return sentence[0]
    words = sentence[0].split()
    left = words[beginning : max(len(words) - end, beginning)]
    return f" {' '.join(left)} " if len(left) >= LEAST else " "


def _sentences(texts: pl.DataFrame) -> pl.LazyFrame:
    """One row a sentence of three words and more.

    Columns `node`, `title`, `source`, `sentence`, and by what it may be one with others: `whole`,
    `beginning` and `end`, these as long as PART or the whole.
    """
    return (
        texts.lazy()
        .select("node", "title", "source", sentence=pl.col("text").str.extract_all(SENTENCE))
        .explode("sentence", empty_as_null=False)
        .with_columns(pl.col("sentence").str.strip_chars())
        .filter(pl.col("sentence").str.contains(WORDS))
        .with_columns(whole=pl.col("sentence").str.replace_all(OWN, "0"))
        .with_columns(
            pl.col("whole").str.extract(pattern, 0).fill_null(pl.col("whole")).alias(name)
            for name, pattern in PARTS.items()
        )
    )


def _that_share(texts: pl.DataFrame, nodes: pl.Series) -> pl.DataFrame:
    """Those of the texts that have a sentence of the `nodes`."""
    theirs = _sentences(texts.filter(pl.col("node").is_in(nodes.implode()))).collect()
    wanted = pl.concat([theirs[name].alias("said") for name in PARTS]).unique().sort()
    filled = pl.col("text").str.replace_all(OWN, "0")
    return texts.filter(filled.str.contains_any(wanted.implode()))


def _repeated(texts: pl.DataFrame, titles: pl.Series) -> pl.DataFrame:
    """What stands under too many headlines to say anything.

    Columns `node`, `sentence`, and how many words of it go: `beginning` and `end`.
    """
    many = pl.col("title").n_unique() >= REPEATED
    likely = [pl.len().over(pl.col(name).hash()) >= REPEATED for name in PARTS]
    often = _sentences(texts).filter(pl.any_horizontal(likely)).collect()
    own = often.filter(pl.col("source").is_not_null()).filter(many.over("sentence", "source"))
    every = pl.col("sentence").str.count_matches(r"\S+").cast(pl.Int64)
    found = [own.select("node", "sentence", beginning=every, end=0)]
    for name in PARTS:
        said = often.filter(many.over(name))
        parts, group, above = _headlines(said, name)
        told = pl.Series(of_one_story(group, above, titles), dtype=pl.Boolean)
        nobodys = said.filter(pl.col(name).is_in(parts.filter(~told).implode()))
        kinds = nobodys.select("title", "whole").unique(maintain_order=True)["whole"]
        words = _in_common(kinds.to_list(), last=name == "end")
        whole = pl.col("whole").replace_strict(words, return_dtype=pl.Int64, default=0)
        none = {other: pl.lit(0) for other in PARTS if other != name}
        goes = nobodys.with_columns(**{name: whole}, **none)
        found.append(goes.select("node", "sentence", *PARTS))
    return pl.concat(found, how="vertical_relaxed")


def _headlines(table: pl.DataFrame, name: str) -> tuple[pl.Series, Ints, pl.Series]:
    """The distinct values of a column; and each headline under one, behind its place there."""
    under = table.select(name, "title").unique(maintain_order=True)
    distinct = under[name].unique(maintain_order=True)
    return distinct, under[name].cast(pl.Enum(distinct)).to_physical().to_numpy(), under["title"]


def _in_common(sentences: list[str], *, last: bool) -> dict[str, int]:
    """How many of its first words, or of its `last`, each has in common with REPEATED or more."""
    runs = []
    for sentence in sentences:
        words = sentence.split()
        runs.append(list(accumulate(words[::-1] if last else words, _run, initial=0))[1:])
    held = Counter(chain.from_iterable(runs))
    return {
        sentence: sum(held[run] >= REPEATED for run in those)
        for sentence, those in zip(sentences, runs, strict=True)
    }


def _run(before: int, word: str) -> int:
    """A hash of the words up to this one."""
    return hash((before, word))


def _standing_in(texts: pl.DataFrame, articles: pl.DataFrame) -> set[int]:
    """Nodes whose whole text stands under a few headlines that have nothing to do with it."""
    whole = pl.concat_str("excerpt", "body", separator="\n").str.strip_chars()
    whole = whole.str.replace_all(OWN, "0")
    headlines = pl.col("title").n_unique().over("text")
    same = (
        articles.select("node", "title", text=whole)
        .filter(pl.col("node").is_in(texts["node"].implode()))
        .filter(pl.col("text").is_duplicated())
        .filter(headlines.is_between(2, REPEATED - 1))
    )
    distinct, group, above = _headlines(same, "text")
    apart = pl.Series(unlike(group, above, distinct), dtype=pl.Boolean)
    return set(same.filter(pl.col("text").is_in(distinct.filter(apart).implode()))["node"])
