"""Columns, types and units of the tables, and `Tables`, which holds those of one graph.

Everything is three tables: **articles**, **edges**, **stories**. Two more stand at the
ends: **records** is what a reader hands over, strings as they were written, and
**problems** lists what was skipped or repaired. **levels**, where asked for, has what lies
above and below the stories.

A *node* is a row of the articles table: an article that was read, or an external that is
known only from related entries. `node` is its row number, and edges name nodes by it.
Rows are in canonical order (date, then kind, then id; undated last), so that the order of
the input shows in no output but for the ids of records that have none and are named by their line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from storygraph.errors import UnknownNodeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TIMESTAMP = pl.Datetime("us", "UTC")
MICROSECONDS_A_DAY = 86_400e6
KIND = pl.Enum(["article", "external"])
PROVENANCE = pl.Enum(["related", "similar", "both"])

RELATED: dict[str, pl.DataType] = {
    "id": pl.String(),
    "title": pl.String(),
    "excerpt": pl.String(),
    "published": pl.String(),
    "url": pl.String(),
    "original_url": pl.String(),
    "amp_url": pl.String(),
    "source": pl.String(),
    "domain": pl.String(),
    "type": pl.String(),
}
"""A related entry as written: strings, not yet cleaned; any may be null."""

MAX_RELATED = 1_000
"""Related entries kept an article; a page that lists more is an index, not coverage. One more is
read, for `articles.normalise` to see that there were more, and to say so."""

RECORDS: dict[str, pl.DataType] = {
    "input": pl.String(),  # the file as the user would name it
    "line": pl.UInt32(),  # of the record inside its file, from 1; null: the whole file
    "id": pl.String(),
    "title": pl.String(),
    "excerpt": pl.String(),
    "body": pl.String(),
    "url": pl.String(),
    "original_url": pl.String(),
    "source": pl.String(),
    "author": pl.String(),
    "domain": pl.String(),
    "published": pl.String(),
    "lang": pl.String(),
    "type": pl.String(),
    "topics": pl.List(pl.String()),
    "quality": pl.String(),
    "heat": pl.String(),
    "is_published": pl.String(),
    "related": pl.List(pl.Struct(RELATED)),
}
"""What a reader hands over: one row a file or record, strings as written, nothing cleaned."""

ARTICLES: dict[str, pl.DataType] = {
    "node": pl.UInt32(),  # row number
    "id": pl.String(),  # unique: the path inside the input, the id given, or "ext:..."
    "kind": KIND,
    "title": pl.String(),  # never null; "" for externals without one
    "untitled": pl.Boolean(),  # true for posts, whose title is how their text begins
    "excerpt": pl.String(),  # never null
    "body": pl.String(),  # never null
    "url": pl.String(),  # safe to click (http or https), or null
    "original_url": pl.String(),  # a second address of the same page, safe to click, or null
    "source": pl.String(),  # the outlet's name, or null
    "domain": pl.String(),  # lower case, without "www.", or null
    "published": TIMESTAMP,  # or null
    "lang": pl.String(),  # as given, lower case, or null
    "type": pl.String(),  # "article", "video", ... as given, or null
    "topics": pl.List(pl.String()),  # never null
    "quality": pl.Int64(),
    "heat": pl.Int64(),  # often negative
    "is_published": pl.Boolean(),  # the front matter's `published:` flag
    "input": pl.String(),  # null for externals
    "line": pl.UInt32(),  # null for whole files and externals
    "copy_of": pl.UInt32(),  # node of the earliest article with nearly the same text, or null
    "story": pl.UInt32(),  # null for a singleton
    "fit": pl.Float32(),  # in its story, 0 to 1; null for a singleton, or unknown
    "theme": pl.UInt32(),  # null outside themes, and in a build without levels
    "part": pl.UInt32(),  # number of the part within its story; null as above
    "x": pl.Float32(),  # place on the map; unit: one article's diameter
    "y": pl.Float32(),
}

EDGES: dict[str, pl.DataType] = {
    "a": pl.UInt32(),  # node, a < b; one row a pair, ordered by (a, b)
    "b": pl.UInt32(),
    "provenance": PROVENANCE,
    "weight": pl.Float32(),  # what communities see, > 0
    "similarity": pl.Float32(),  # cosine times the time kernel, 0 to 1; a copy's: no kernel
    "cosine": pl.Float32(),  # of the two TF-IDF vectors, 0 to 1
    "days": pl.Float32(),  # gap between the dates, >= 0; null when either is undated
    "a_cites_b": pl.Boolean(),  # a's related list names b
    "b_cites_a": pl.Boolean(),
}

SOURCE_COUNT = pl.Struct({"name": pl.String(), "count": pl.UInt32()})

STORIES: dict[str, pl.DataType] = {
    "story": pl.UInt32(),  # 1 is the largest; only stories of two nodes and more
    "title": pl.String(),  # the most central headline, publisher suffix stripped
    "lead": pl.UInt32(),  # the node whose headline it is
    "keywords": pl.List(pl.String()),  # by class-based TF-IDF, strongest first
    "size": pl.UInt32(),  # nodes: articles + externals
    "articles": pl.UInt32(),
    "externals": pl.UInt32(),
    "first": TIMESTAMP,  # null when no node is dated
    "last": TIMESTAMP,
    "sources": pl.List(SOURCE_COUNT),  # most frequent first
    "topics": pl.List(SOURCE_COUNT),
    "cohesion": pl.Float32(),  # the least fit of its nodes; null where no fit is known
    "loose": pl.UInt32(),  # nodes that fit it badly
    "theme": pl.UInt32(),  # null in a build without levels
    "x": pl.Float32(),  # centre of the story's disc on the map
    "y": pl.Float32(),
    "radius": pl.Float32(),
}

LEVELS: dict[str, pl.DataType] = {
    "level": pl.Enum(["theme", "part"]),
    "number": pl.UInt32(),  # 1 is the largest theme, or the largest part of its story
    "story": pl.UInt32(),  # the part's story; null for themes
    "title": pl.String(),
    "lead": pl.UInt32(),  # the node whose headline it is
    "keywords": pl.List(pl.String()),
    "size": pl.UInt32(),  # nodes: articles + externals
    "articles": pl.UInt32(),
    "externals": pl.UInt32(),
    "first": TIMESTAMP,  # null when no node is dated
    "last": TIMESTAMP,
}
"""Themes, which hold whole stories, and parts, which lie within one; empty without levels."""

VOCABULARY: dict[str, pl.DataType] = {
    "term": pl.String(),
    "idf": pl.Float32(),
    "ties": pl.Boolean(),  # false: too common to tie articles; it counts in their lengths only
}
"""Terms of the TF-IDF vectors, in the order of their columns: what `why` explains with."""

PROBLEMS: dict[str, pl.DataType] = {
    "input": pl.String(),
    "line": pl.UInt32(),  # from 1, or null
    "reason": pl.String(),
}


def empty(schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """A table of that schema without rows."""
    return pl.DataFrame(schema=schema)


def conform(frame: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """`frame` with exactly the columns of `schema`, in order; missing ones are null."""
    return frame.select(
        pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
    )


def in_days(published: pl.Series) -> NDArray[np.float64]:
    """Dates in days since 1970; nan for unknown ones."""
    return published.dt.epoch("us").to_numpy() / MICROSECONDS_A_DAY


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a built graph, and how it was made.

    `articles`, `edges`, `stories`, `problems`, `vocabulary` and `levels` have the schemas of
    this module. `run` holds what `run.json` holds: options, what was chosen and why, versions,
    counts, and seconds a stage. Stages and exports know these; users have a `graph.StoryGraph`.
    """

    articles: pl.DataFrame
    edges: pl.DataFrame
    stories: pl.DataFrame
    problems: pl.DataFrame = field(default_factory=lambda: empty(PROBLEMS))
    vocabulary: pl.DataFrame = field(default_factory=lambda: empty(VOCABULARY))
    levels: pl.DataFrame = field(default_factory=lambda: empty(LEVELS))
    run: dict[str, Any] = field(default_factory=dict)

    def require_story(self, number: int) -> None:
        """Raise UnknownNodeError where no story has that number."""
        if not 0 < number <= self.stories.height:
            last = self.stories.height
            there = f"they are numbered 1 to {last}" if last else "the graph has none"
            raise UnknownNodeError(f"no story {number}: {there}")

    @property
    def has_levels(self) -> bool:
        """Whether themes and parts were looked for, though there may be none."""
        options = self.run.get("options")
        asked = isinstance(options, dict) and bool(options.get("levels"))
        return asked or not self.levels.is_empty()

    @property
    def singletons(self) -> pl.DataFrame:
        """The rows of `articles` that belong to no story."""
        return self.articles.filter(pl.col("story").is_null())
