"""A partition to titled, dated, ordered stories.

Stories are numbered from the largest; equal sizes by first date, then by their first node.
Everything is grouped array work; only the spelling of keywords is looked up story by story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.runtime.progress import Advance, unwatched
from storygraph.stories.profiles import profiles
from storygraph.tables import ARTICLES, SOURCE_COUNT, STORIES, conform
from storygraph.terms.function_words import TERMS, content_words
from storygraph.terms.spelling import readable, says_something, spoken
from storygraph.terms.words import is_unspaced
from storygraph.text import strip_publisher

if TYPE_CHECKING:
    from storygraph.terms.vectors import Vectors

KEYWORDS = 6

SPARE = 5
"""Terms that are looked at for one keyword where some may be no word that says something: pairs of
characters in a script without spaces, and what may hold sentences together in some language."""

SPOKEN = 400
"""Characters of an article's text that are searched for the spelling of a keyword."""

EXTERNAL_TITLE = 0.9
"""An external's centrality counts this much: a story's title should be one that we can open."""

_LETTER = r"[^\s\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
SCRAP = rf"(?i)^{_LETTER}+(?:\s+{_LETTER}+){{0,2}}$|\.(?:jpe?g|png|gif|webp|pdf|docx?|mp[34])$"
SCRAP_TITLE = 0.7
"""What the centrality of a headline of three words or fewer counts, of a file's name, or of how a
post begins: "Bond default" is near all that speak of the default, and tells no story. Scripts of
East Asia, which need few spaces or none, say a whole headline in as many."""


def describe(
    articles: pl.DataFrame, labels: np.ndarray, vectors: Vectors, advance: Advance = unwatched
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stories of a partition.

    `labels`: one integer a node (any integers; equal means one community). Gives `articles`
    with its `story` column set (null for singletons), and the stories (schema STORIES, places
    on the map still null). `advance` counts articles.
    """
    members = _numbered(articles, labels)
    articles = articles.with_columns(story=members["story"])
    inside = articles.filter(pl.col("story").is_not_null()).sort("story", "node")
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
    sizes = stories["size"].to_numpy().astype(np.int64)
    central, keywords = _profiled(inside, sizes, vectors, advance)
    stories = (
        stories.join(_leads(inside, central), on="story")
        .join(_counts(inside, pl.col("source"), "sources"), on="story", how="left")
        .join(
            _counts(inside.explode("topics", empty_as_null=False), pl.col("topics"), "topics"),
            on="story",
            how="left",
        )
        .sort("story")
        .with_columns(
            pl.Series("keywords", keywords, pl.List(pl.String)),
            pl.col("sources").fill_null([]),
            pl.col("topics").fill_null([]),
        )
    )
    return conform(articles, ARTICLES), conform(stories, STORIES)


def _profiled(
    inside: pl.DataFrame, sizes: np.ndarray, vectors: Vectors, advance: Advance
) -> tuple[np.ndarray, list[list[str]]]:
    """How central each of the articles `inside` is in its story, and each story's keywords."""
    terms = vectors.vocabulary["term"].to_list()
    doubtful = np.array([_may_say_nothing(term) for term in terms], dtype=bool)
    nodes = inside["node"].to_numpy().astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    central = np.zeros(inside.height, dtype=np.float32)
    keywords: list[list[str]] = []
    for some in profiles(vectors.matrix, nodes, starts, doubtful, KEYWORDS, KEYWORDS * SPARE):
        central[some.articles] = some.central
        own = sizes[some.first : some.last]
        keywords += _spelled(inside[some.articles], own, some.columns, terms)
        advance(some.articles.stop, inside.height)
    return central, keywords


def _may_say_nothing(term: str) -> bool:
    """Whether a term may be none of a story's keywords, though it is strong."""
    return is_unspaced(term) or term in TERMS or not says_something(term)


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


def _leads(inside: pl.DataFrame, centrality: np.ndarray) -> pl.DataFrame:
    """Columns `story`, `lead`, `title`: the most central node that has a headline."""
    trust = pl.when(pl.col("kind") == "article").then(1.0).otherwise(EXTERNAL_TITLE)
    titled = pl.when(pl.col("title") != "").then(1.0).otherwise(0.0)
    scrap = pl.col("title").str.contains(SCRAP) | pl.col("untitled").fill_null(value=False)
    whole = pl.when(scrap).then(SCRAP_TITLE).otherwise(1.0)
    leads = (
        inside.with_columns(score=pl.Series(centrality) * trust * titled * whole)
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


def _spelled(
    inside: pl.DataFrame, sizes: np.ndarray, columns: list[np.ndarray], terms: list[str]
) -> list[list[str]]:
    """Keywords of stories as their headlines and first lines spell them, KEYWORDS at most.

    `inside` holds their articles, `sizes` how many each has, `columns` the places of its terms.
    """
    lines = pl.concat_str("excerpt", "body", separator=" ").str.slice(0, SPOKEN)
    texts = inside.select(pl.concat_str("title", lines, separator=" "))[:, 0].to_list()
    found, start = [], 0
    for size, own in zip(sizes.tolist(), columns, strict=True):
        of_story = texts[start : start + size]
        words = readable(spoken(of_story, [terms[i] for i in own.tolist()]).values())
        found.append(content_words(words, of_story)[:KEYWORDS])
        start += size
    return found
