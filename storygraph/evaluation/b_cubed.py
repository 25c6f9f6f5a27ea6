"""B-cubed, of all articles and of single gold stories, from how found and gold stories overlap."""

from __future__ import annotations

import math

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


def by_story(scored: pl.DataFrame) -> pl.DataFrame:
    """As `b_cubed`, of the columns `found` and `true`, and the `f1` of each gold story."""
    precision, recall = pl.col("precision"), pl.col("recall")  # never 0: an article finds itself
    return b_cubed(contingency(scored)).with_columns(
        f1=2 * precision * recall / (precision + recall)
    )


def error_of_f1(cells: pl.DataFrame) -> float | None:
    """The standard error of the F1 of all articles, were the gold stories drawn at random.

    Precision and recall are sums over gold stories, divided by their articles, so the F1 is a
    function of ratios of sums over what was drawn; its error is that of its linear part, which each
    story moves by its own share (Taylor linearisation: Woodruff 1971; Cochran 1977, 6.3). That is
    what drawing stories anew a thousand times gives (bootstrap), without a draw. The grouping is
    taken as it is. None for one story; of a few it is a rough guess, and too small, at 0, where all
    of them are alike.
    """
    stories = b_cubed(cells)
    count = stories.height
    precision, recall = b_cubed_of_all(cells)
    if count < 2:
        return None
    size = stories["true_size"].cast(pl.Float64)
    # What F1 gains where precision or recall does: 2 (other / sum)^2
    by_precision, by_recall = (
        2 * (other / (precision + recall)) ** 2 for other in (recall, precision)
    )
    moved = size * (
        by_precision * (stories["precision"] - precision) + by_recall * (stories["recall"] - recall)
    )
    variance = float((moved * moved).sum()) * count / (count - 1)
    return math.sqrt(variance) / float(size.sum())
