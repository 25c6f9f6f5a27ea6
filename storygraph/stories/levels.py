"""Themes and parts (`communities.levels`) to titled, numbered rows, as communities to stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.stories.describe import describe
from storygraph.tables import ARTICLES, LEVELS, STORIES, conform

if TYPE_CHECKING:
    from storygraph.communities.levels import Nested
    from storygraph.terms.vectors import Vectors


def describe_levels(
    articles: pl.DataFrame, stories: pl.DataFrame, nested: Nested, vectors: Vectors
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """`articles` with `theme` and `part`, `stories` with `theme`, and the table of both levels.

    Levels are titled as stories are, numbered from the largest, parts anew in each story; parts of
    one article get no number, nor does what no other story shares.
    """
    in_themes, themes = describe(articles, _shared(nested.themes, articles["story"]), vectors)
    in_parts, parts = describe(articles, nested.parts, vectors)
    homes = articles.select("story", part=in_parts["story"]).drop_nulls().unique()
    numbers = homes.sort("story", "part").select(
        "part", "story", number=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("story")
    )
    articles = (
        articles.with_columns(theme=in_themes["story"], part=in_parts["story"])
        .join(numbers.select("part", "number"), on="part", how="left", maintain_order="left")
        .with_columns(part="number")
    )
    belongs = articles.select("story", "theme").drop_nulls().unique("story")
    stories = stories.drop("theme", strict=False).join(
        belongs, on="story", how="left", maintain_order="left"
    )
    inner = parts.rename({"story": "part"}).join(numbers, on="part").sort("story", "number")
    levels = pl.concat(
        [
            conform(themes.rename({"story": "number"}).with_columns(level=pl.lit("theme")), LEVELS),
            conform(inner.with_columns(level=pl.lit("part")), LEVELS),
        ]
    )
    return conform(articles, ARTICLES), conform(stories, STORIES), levels


def _shared(themes: np.ndarray, stories: pl.Series) -> np.ndarray:
    """The labels `themes`, with a label of its own for each node where there are no two stories."""
    told = pl.DataFrame({"theme": themes, "story": stories})
    several = told.select(pl.col("story").drop_nulls().n_unique().over("theme") > 1).to_series()
    labels = np.where(
        several.to_numpy(), themes, themes.max(initial=0) + 1 + np.arange(len(themes))
    )
    return np.asarray(np.unique(labels, return_inverse=True)[1])
