"""Which stories to trust, and which articles in them to look at again.

An article that has little in common with most of its story has a *loose fit* (`communities/fit.py`
measures it); a story all of whose articles fit well is *firm*. Of the stories found in five
labelled sets and the real folder 94% of the firm ones held articles of one true story only, 26% of
those with a loose article, and 64% of the rest.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from storygraph.arrays import Floats
from storygraph.tables import ARTICLES, STORIES, conform

FIRM = 0.8
"""Cohesion, which is the least fit of its articles, from which a story is firm."""

LOOSE = 0.3
"""Fit below which it is a loose one."""


def with_cohesion(
    articles: pl.DataFrame, stories: pl.DataFrame, fit: np.ndarray
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`articles` with their `fit`, null outside stories, and `stories` with `cohesion` and `loose`.

    `fit` has shape (nodes,), nan where nothing is known; a story of such articles alone has no
    cohesion.
    """
    known = pl.Series("fit", fit, pl.Float32).fill_nan(None)
    articles = articles.with_columns(
        pl.when(pl.col("story").is_not_null()).then(known).alias("fit")
    )
    found = (
        articles.drop_nulls("story")
        .group_by("story")
        .agg(cohesion=pl.col("fit").min(), loose=(pl.col("fit") < LOOSE).sum())
    )
    stories = stories.drop("cohesion", "loose", strict=False).join(
        found, on="story", how="left", maintain_order="left"
    )
    return conform(articles, ARTICLES), conform(stories, STORIES)


def is_firm(cohesion: float | None) -> bool:
    """Whether a story is one to trust; None is unknown."""
    return cohesion is not None and cohesion >= FIRM


def is_loose(fit: float | None) -> bool:
    """Whether an article is one to look at before it is trusted; None is unknown."""
    return fit is not None and fit < LOOSE


def in_hundredths(fit: Floats | float) -> Floats:
    """Fits or cohesions as 0 to 100, not rounded up: none may seem better than it is told to be.

    So what is loose never stands as 0.30, nor as 0.80 what is not firm; nan stays.
    """
    return np.floor(np.asarray(fit, np.float64) * 100 + 1e-3)


def hundredths(fit: float) -> str:
    """A fit or cohesion in two digits, as `in_hundredths` has it."""
    return f"{in_hundredths(fit) / 100:.2f}"
