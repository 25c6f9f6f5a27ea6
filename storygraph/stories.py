"""A partition to titled, dated, ordered stories.

Stories are numbered from the largest; equal sizes by first date, then by their first node.
Everything is grouped array work; only the spelling of keywords is looked up story by story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.spelling import readable, spoken
from storygraph.tables import ARTICLES, SOURCE_COUNT, STORIES, conform
from storygraph.terms import is_unspaced
from storygraph.text import strip_publisher

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from storygraph.vectors import Vectors

KEYWORDS = 6

BLOCK = 20_000
"""Articles that are compared with their story's sum at once."""

PAIRS = 5
"""Pairs of characters that are looked at for one keyword where a script has no spaces."""

SPOKEN = 400
"""Characters of an article's text that are searched for the spelling of a keyword."""

EXTERNAL_TITLE = 0.9
"""An external's centrality counts this much: a story's title should be one that we can open."""


def describe(
    articles: pl.DataFrame, labels: np.ndarray, vectors: Vectors
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stories of a partition.

    `labels`: one integer a node (any integers; equal means one community). Gives `articles`
    with its `story` column set (null for singletons), and the stories (schema STORIES, places
    on the map still null).
    """
    members = _numbered(articles, labels)
    articles = articles.with_columns(story=members["story"])
    inside = articles.filter(pl.col("story").is_not_null())
    stories = (
        inside.group_by("story")
        .agg(
            size=pl.len().cast(pl.UInt32),
            articles=(pl.col("kind") == "article").sum().cast(pl.UInt32),
            externals=(pl.col("kind") == "external").sum().cast(pl.UInt32),
            first=pl.col("published").min(),
            last=pl.col("published").max(),
        )
        .sort("story")
    )
    nodes = inside["node"].to_numpy()
    rows = inside["story"].to_numpy().astype(np.int64) - 1
    matrix = vectors.matrix[nodes]
    terms = vectors.vocabulary["term"].to_list()
    found = _keywords(matrix, rows, stories.height, terms)
    stories = (
        stories.join(_leads(inside, _centrality(matrix, rows, stories.height)), on="story")
        .join(_counts(inside, pl.col("source"), "sources"), on="story", how="left")
        .join(
            _counts(inside.explode("topics", empty_as_null=False), pl.col("topics"), "topics"),
            on="story",
            how="left",
        )
        .with_columns(
            pl.Series("keywords", _words(inside, found), pl.List(pl.String)),
            pl.col("sources").fill_null([]),
            pl.col("topics").fill_null([]),
        )
        .sort("story")
    )
    return conform(articles, ARTICLES), conform(stories, STORIES)


def _numbered(articles: pl.DataFrame, labels: np.ndarray) -> pl.DataFrame:
    """Column `story` in node order: 1 for the largest community, null for communities of one."""
    nodes = articles.select("node", "published").with_columns(label=pl.Series(labels))
    ranked = (
        nodes.group_by("label")
        .agg(size=pl.len(), first=pl.col("published").min(), node=pl.col("node").min())
        .filter(pl.col("size") > 1)
        .sort("size", "first", "node", descending=[True, False, False], nulls_last=True)
        .with_row_index("story", offset=1)
    )
    return nodes.join(ranked.select("label", "story"), on="label", how="left").sort("node")


def _grouped(matrix: csr_array, rows: np.ndarray, groups: int) -> csr_array:
    """The sum of the rows of each group, shape (groups, terms)."""
    from scipy.sparse import csr_array as sparse

    ones = np.ones(len(rows), dtype=matrix.dtype)
    membership = sparse((ones, (rows, np.arange(len(rows)))), shape=(groups, len(rows)))
    return (membership @ matrix).tocsr()


def _centrality(matrix: csr_array, rows: np.ndarray, groups: int) -> np.ndarray:
    """For each node the dot product of its vector and the sum of its story's vectors."""
    centroids = _grouped(matrix, rows, groups)
    found = np.empty(len(rows), dtype=matrix.dtype)
    # A story's sum has the words of all its articles: one for each of a million would not fit
    for start in range(0, len(rows), BLOCK):
        block = slice(start, start + BLOCK)
        sums = matrix[block].multiply(centroids[rows[block]]).sum(axis=1)
        found[block] = np.asarray(sums).ravel()
    return found


def _leads(inside: pl.DataFrame, centrality: np.ndarray) -> pl.DataFrame:
    """Columns `story`, `lead`, `title`: the most central node that has a headline."""
    trust = pl.when(pl.col("kind") == "article").then(1.0).otherwise(EXTERNAL_TITLE)
    titled = pl.when(pl.col("title") != "").then(1.0).otherwise(0.0)
    leads = (
        inside.with_columns(score=pl.Series(centrality) * trust * titled)
        .sort("story", "score", "node", descending=[False, True, False])
        .unique("story", keep="first", maintain_order=True)
    )
    return leads.select(
        "story", lead="node", title=strip_publisher(leads["title"], leads["source"])
    )


def _counts(inside: pl.DataFrame, value: pl.Expr, name: str) -> pl.DataFrame:
    """Columns `story` and `name`: a list of (name, count), the most frequent first."""
    return (
        inside.select("story", name=value)
        .filter(pl.col("name").is_not_null())
        .group_by("story", "name")
        .agg(count=pl.len().cast(pl.UInt32))
        .sort("story", "count", "name", descending=[False, True, False])
        .group_by("story", maintain_order=True)
        .agg(pl.struct("name", "count").cast(SOURCE_COUNT).alias(name))
    )


def _words(inside: pl.DataFrame, keywords: list[list[str]]) -> list[list[str]]:
    """Keywords as the story's headlines and first lines spell them, KEYWORDS at most."""
    lines = pl.concat_str("excerpt", "body", separator=" ").str.slice(0, SPOKEN)
    texts = (
        inside.group_by("story")
        .agg(pl.concat_str("title", lines, separator=" "))
        .sort("story")["title"]
    )
    return [
        readable(spoken(text, terms).values())[:KEYWORDS]
        for text, terms in zip(texts, keywords, strict=True)
    ]


def _keywords(
    matrix: csr_array, rows: np.ndarray, groups: int, terms: list[str]
) -> list[list[str]]:
    """The terms that set each story apart, strongest first.

    Class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794, equation 3): the count of a term in
    a class times log(1 + mean class size / count over all classes). A term counts once an
    article, so that copies and long bodies do not shout.
    """
    present = matrix.copy()
    present.data = np.ones_like(present.data)
    counts = _grouped(present, rows, groups)
    over_all = np.asarray(counts.sum(axis=0)).ravel()
    mean_size = counts.sum() / max(groups, 1)
    weight = np.log1p(mean_size / np.maximum(over_all, 1.0))
    row = np.repeat(np.arange(groups), np.diff(counts.indptr))
    strength = counts.data * weight[counts.indices]
    order = np.lexsort((counts.indices, -strength, row))
    column = counts.indices[order]
    pairs = np.array([is_unspaced(term) for term in terms], dtype=bool)
    return [
        [terms[i] for i in _enough(column[start : min(start + KEYWORDS * PAIRS, end)], pairs)]
        for start, end in zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    ]


def _enough(columns: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The strongest terms; more where they are pairs of characters, to be joined into words."""
    return columns if pairs[columns[:KEYWORDS]].any() else columns[:KEYWORDS]
