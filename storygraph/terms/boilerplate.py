"""What stands under articles that have nothing in common: it ties them, and not to a story.

An outlet's notice under each of its articles is so, and what a crawler was shown in place of a text
("enable JavaScript", "subscribe to read on"), whosever. Taken for a text, that would make all of
them copies of one article.
"""

from __future__ import annotations

import re
from functools import partial

import polars as pl

from storygraph.terms.headlines import of_one_story, unlike

REPEATED = 5
"""Headlines under which a sentence stands before it says nothing: of one outlet, or of any where
these tell no one story. Re-prints and updates of an article repeat a sentence, too, but seldom so
often under one outlet's, and never under headlines that have nothing in common."""

SENTENCE = r"[^.!?…。！？\n]+[.!?…。！？]*"

_SENTENCES = re.compile(SENTENCE)

WORDS = r"\S+\s+\S+\s+\S|[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]{8}"
"""A sentence of three words; as many have eight characters where words have no spaces."""

LOOKED_AT = 600
"""Characters of an excerpt, and of a body, that are looked at: a notice stands above what is worth
reading, or in its place, and what stands far below weighs little anyway."""


def without_boilerplate(articles: pl.DataFrame, nodes: list[int] | None = None) -> pl.DataFrame:
    """Columns `excerpt` and `body` of `articles`, without what is no text of theirs.

    - A sentence that one outlet has under REPEATED headlines goes,
    - and one that stands under REPEATED of any outlets that do not tell one story.
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
    cut = dict(theirs.group_by("node").agg(pl.col("sentence").unique().sort()).iter_rows())
    blank = _standing_in(texts, articles)
    columns = {name: asked[name].to_list() for name in ("excerpt", "body")}
    for row, node in enumerate(asked["node"].to_list() if cut or blank else []):
        for column in columns.values():
            if node in blank:
                column[row] = ""
            elif said := cut.get(node):
                column[row] = _SENTENCES.sub(partial(_kept, set(said)), column[row])
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _kept(said: set[str], sentence: re.Match[str]) -> str:
    return " " if sentence[0].strip() in said else sentence[0]


def _sentences(texts: pl.DataFrame) -> pl.LazyFrame:
    """One row a sentence of three words and more: columns `node`, `title`, `source`, `sentence`."""
    return (
        texts.lazy()
        .select("node", "title", "source", sentence=pl.col("text").str.extract_all(SENTENCE))
        .explode("sentence", empty_as_null=False)
        .with_columns(pl.col("sentence").str.strip_chars())
        .filter(pl.col("sentence").str.contains(WORDS))
    )


def _that_share(texts: pl.DataFrame, nodes: pl.Series) -> pl.DataFrame:
    """Those of the texts that have a sentence of the `nodes`."""
    theirs = texts.filter(pl.col("node").is_in(nodes.implode()))
    wanted = _sentences(theirs).select(pl.col("sentence").unique().sort()).collect()[:, 0]
    return texts.filter(pl.col("text").str.contains_any(wanted.implode()))


def _repeated(texts: pl.DataFrame, titles: pl.Series) -> pl.DataFrame:
    """Columns `node`, `sentence`: what stands under too many headlines to say anything."""
    many = pl.col("title").n_unique() >= REPEATED
    often = (
        _sentences(texts)
        .filter(pl.len().over("sentence") >= REPEATED)
        .filter(many.over("sentence"))
        .collect()
    )
    own = often.filter(pl.col("source").is_not_null()).filter(many.over("source", "sentence"))
    under = often.select("sentence", "title").unique(maintain_order=True)
    sentences = under["sentence"].unique(maintain_order=True)
    group = under["sentence"].cast(pl.Enum(sentences)).to_physical().to_numpy()
    nobodys = sentences.filter(
        ~pl.Series(of_one_story(group, under["title"], titles), dtype=pl.Boolean)
    )
    anywhere = often.filter(pl.col("sentence").is_in(nobodys.implode()))
    return pl.concat([own, anywhere]).select("node", "sentence")


def _standing_in(texts: pl.DataFrame, articles: pl.DataFrame) -> set[int]:
    """Nodes whose whole text stands under a few headlines that have nothing to do with it."""
    whole = pl.concat_str("excerpt", "body", separator="\n").str.strip_chars()
    headlines = pl.col("title").n_unique().over("text")
    same = (
        articles.select("node", "title", text=whole)
        .filter(pl.col("node").is_in(texts["node"].implode()))
        .filter(pl.col("text").is_duplicated())
        .filter(headlines.is_between(2, REPEATED - 1))
    )
    under = same.select("text", "title").unique(maintain_order=True)
    distinct = under["text"].unique(maintain_order=True)
    group = under["text"].cast(pl.Enum(distinct)).to_physical().to_numpy()
    apart = pl.Series(unlike(group, under["title"], distinct), dtype=pl.Boolean)
    return set(same.filter(pl.col("text").is_in(distinct.filter(apart).implode()))["node"])
