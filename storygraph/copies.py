"""Copies: re-prints of one text by several outlets, folded under the earliest."""

from __future__ import annotations

import polars as pl

SHINGLE = 5
"""Words of a shingle, and share of common shingles from which two texts are one: Broder 1997,
"On the resemblance and containment of documents"; values usual for news re-prints."""

RESEMBLANCE = 0.7

COSINE = 0.75
"""Pairs below are not looked at: texts with so many common shingles are closer than that."""

MOST_CHARACTERS = 20_000
"""Characters of a text that are compared: a re-print shows on its first pages."""

LEAST_WORDS = 12
"""Shorter texts are too easily alike by chance: two headlines are no copies."""


def find_copies(articles: pl.DataFrame, edges: pl.DataFrame) -> pl.Series:
    """Column `copy_of`: for each node the earliest article with nearly the same text, or null.

    Looks only at articles joined by an edge of high cosine, so the work grows with the edges.
    """
    close = edges.filter(pl.col("cosine") >= COSINE)
    nodes = pl.concat([close["a"], close["b"]]).unique().sort()
    texts = articles[nodes.to_list()].select(
        pl.concat_str("excerpt", "body", separator=" ")
        .str.slice(0, MOST_CHARACTERS)
        .str.to_lowercase()
    )
    shingles = {
        node: _shingles(text) for node, text in zip(nodes.to_list(), texts[:, 0], strict=True)
    }
    original: dict[int, int] = {}
    for earlier, later in close.select("a", "b").iter_rows():  # in node order, that is by date
        if later not in original and _alike(shingles[earlier], shingles[later]):
            original[later] = original.get(earlier, earlier)
    found = [original.get(node) for node in range(articles.height)]
    return pl.Series("copy_of", found, dtype=pl.UInt32)


def _shingles(text: str) -> frozenset[str]:
    """Runs of SHINGLE words; none for a text of fewer than LEAST_WORDS."""
    words = text.split()
    if len(words) < LEAST_WORDS:
        return frozenset()
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common > 0 and common / (len(one) + len(other) - common) >= RESEMBLANCE
