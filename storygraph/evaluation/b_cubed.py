"""B-cubed, of all articles and of single gold stories, from how found and gold stories overlap."""

from __future__ import annotations

import polars as pl

_SHARED = pl.col("shared")
_RIGHT = (_SHARED * _SHARED / pl.col("found_size")).alias("right")
_FOUND = (_SHARED * _SHARED / pl.col("true_size")).alias("found")
"""Precision and recall of each article of a cell, added up: whole numbers where all is right, and
divided last, for what is perfect to be 1.0 and nothing to be more."""


def contingency(scored: pl.DataFrame) -> pl.DataFrame:
    """One row a found and a gold story that share articles, of the columns `found` and `true`.

    `shared` is how many they share; `found_size` and `true_size` how many each has.
    """
    return (
        scored.group_by("found", "true")
        .agg(shared=pl.len().cast(pl.Int64))
        .with_columns(
            found_size=pl.col("shared").sum().over("found"),
            true_size=pl.col("shared").sum().over("true"),
        )
        .sort("found", "true")
    )


def b_cubed(cells: pl.DataFrame) -> pl.DataFrame:
    """`true`, `true_size`, `precision`, `recall` of each gold story, the means over its articles.

    Bagga and Baldwin 1998: for an article in a found story of size p and a gold story of size t
    that share n articles, precision is n/p and recall n/t.
    """
    size = pl.col("true_size").first()
    return (
        cells.group_by("true", maintain_order=True)
        .agg(size, precision=_RIGHT.sum() / size, recall=_FOUND.sum() / size)
        .sort("true")
    )


def b_cubed_of_all(cells: pl.DataFrame) -> tuple[float, float]:
    """Precision and recall, the means over all articles."""
    sums = cells.select(_RIGHT.sum(), _FOUND.sum(), pl.col("shared").sum())
    right, found, articles = sums.row(0)
    return right / articles, found / articles
