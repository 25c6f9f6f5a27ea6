"""Above and below the stories: themes that several stories belong to, and parts of one story.

Both come from the linkage that finds the stories, stopped elsewhere. A **theme** is what goes on
merging until the gain has fallen to a third of a story's: it holds two whole stories or more, and
single articles. A **part** is what a linkage that stops at twice the gain holds together inside one
story. The stories themselves are those of a build without levels.

Why a third and twice: read on two folders of news, a third joined what an editor would file
together (a test's dates, the rush on its servers, what to order first) and little else; at half a
closed bridge and the school boat that replaces it stayed apart, at a quarter other subjects came
in. Twice parts a rumour from its confirmation; at one and a half few stories have parts at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.communities.partition import linkage
from storygraph.communities.stragglers import take_in
from storygraph.communities.strays import let_go
from storygraph.progress import Told, untold
from storygraph.stories.describe import describe
from storygraph.tables import ARTICLES, LEVELS, STORIES, conform

if TYPE_CHECKING:
    from storygraph.similarity.evidence import Evidence
    from storygraph.terms.vectors import Vectors

THEME = 1 / 3
"""Resolution of themes, in parts of the stories'."""

PART = 2.0
"""Resolution of parts, in parts of the stories'."""


@dataclass(frozen=True)
class Nested:
    """A label a node at each level, shape (nodes,): parts lie in stories, stories in themes."""

    themes: np.ndarray
    stories: np.ndarray
    parts: np.ndarray


def nest(edges: pl.DataFrame, evidence: Evidence, resolution: float, told: Told = untold) -> Nested:
    """Themes, stories and parts of the evidence, whose `edges` bring in what is left alone.

    `resolution` is that of the stories. `told` hears how many nodes have joined others.
    """
    found, themes = linkage(evidence, (resolution, resolution * THEME), told)
    kept = let_go(found, evidence)
    stories = take_in(kept, edges, evidence.rows, resolution)
    theme = np.zeros(int(kept.max(initial=0)) + 1, np.int64)
    theme[kept] = themes
    themes = theme[stories]  # a straggler is in its story's theme
    (strict,) = linkage(evidence, (resolution * PART,))
    # A strict linkage may, rarely, join what a lenient one has put elsewhere meanwhile.
    parts = np.unique(np.c_[stories, strict], axis=0, return_inverse=True)[1].ravel()
    return Nested(themes, stories, parts)


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
