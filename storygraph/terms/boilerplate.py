"""What an outlet writes under each article: it ties its articles together, not to a story."""

from __future__ import annotations

import re
from functools import partial

import polars as pl

REPEATED = 5
"""Headlines of one outlet under which a sentence stands before it says nothing: re-prints and
updates of one article repeat a sentence too, but seldom so often."""

SENTENCE = r"[^.!?…\n]+[.!?…]*"

_SENTENCES = re.compile(SENTENCE)

LOOKED_AT = 600
"""Characters of an excerpt that are looked at: longer ones are bodies, and are weighed by place."""


def without_boilerplate(articles: pl.DataFrame) -> pl.Series:
    """The excerpts of `articles`, without sentences that their outlet repeats.

    Looks at sentences of three words and more, in articles whose outlet is known. Column `excerpt`.
    """
    sentences = (
        articles.lazy()
        .select(
            "node",
            "source",
            "title",
            sentence=pl.col("excerpt").str.slice(0, LOOKED_AT).str.extract_all(SENTENCE),
        )
        .filter(pl.col("source").is_not_null())
        .explode("sentence", empty_as_null=False)
        .with_columns(pl.col("sentence").str.strip_chars())
        .filter(pl.col("sentence").str.count_matches(r"\s", literal=False) >= 2)
    )
    repeated = (
        sentences.group_by("source", "sentence")
        .agg(pl.col("title").n_unique())
        .filter(pl.col("title") >= REPEATED)
    )
    found = (
        sentences.join(repeated, on=["source", "sentence"], how="semi")
        .group_by("node")
        .agg(pl.col("sentence").unique().sort())
        .collect()
    )
    if found.is_empty():
        return articles["excerpt"]
    cut = dict(found.iter_rows())
    excerpts = articles["excerpt"].to_list()
    for row, node in enumerate(articles["node"].to_list()):
        if said := cut.get(node):
            excerpts[row] = _SENTENCES.sub(partial(_kept, set(said)), excerpts[row])
    return pl.Series("excerpt", excerpts, pl.String)


def _kept(said: set[str], sentence: re.Match[str]) -> str:
    return " " if sentence[0].strip() in said else sentence[0]
