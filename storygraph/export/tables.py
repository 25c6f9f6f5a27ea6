"""The stories and articles as JSON and CSV."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import orjson
import polars as pl

from storygraph.atomic import writing
from storygraph.export.graphs import iso
from storygraph.tables import StoryGraph

_ARTICLE = ("id", "title", "url", "source", "published", "kind", "copy_of")
_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
"""What a spreadsheet takes for a formula when a cell begins with it (OWASP, CSV injection)."""


def write_stories_json(graph: StoryGraph, path: Path) -> Path:
    """Write the stories, largest first, each with its articles in time order.

    Each is {id, title, keywords, size, first, last, sources, topics, articles: [{id, title,
    url, source, published, kind, copy_of}]}; dates are ISO 8601 in UTC, absent values null.
    Raises OutputError.
    """
    members = (
        _members(graph)
        .filter(pl.col("story").is_not_null())
        .group_by("story", maintain_order=True)
        .agg(pl.struct(_ARTICLE).alias("articles"))
    )
    stories = graph.stories.select(
        pl.col("story").alias("id"),
        "title",
        "keywords",
        "size",
        iso(pl.col("first")),
        iso(pl.col("last")),
        "sources",
        "topics",
    ).join(members, left_on="id", right_on="story", how="left", maintain_order="left")
    with writing(path) as file:
        _write_array(file, stories)
    return path


def write_singletons_json(graph: StoryGraph, path: Path) -> Path:
    """Write the articles that belong to no story, in time order. Raises OutputError."""
    singletons = _members(graph).filter(pl.col("story").is_null()).select(_ARTICLE)
    with writing(path) as file:
        _write_array(file, singletons)
    return path


def write_articles_csv(graph: StoryGraph, path: Path) -> Path:
    """Write id, story, title, url, source, published, kind; `story` is empty for singletons.

    A title or source that a spreadsheet would run as a formula gets an apostrophe in front;
    ids are written as they are. Raises OutputError.
    """
    table = _members(graph).select(
        "id", "story", _inert("title"), "url", _inert("source"), "published", "kind"
    )
    return _write_csv(table, path)


def write_problems_csv(graph: StoryGraph, path: Path) -> Path:
    """Write input, line, reason of every problem. Raises OutputError."""
    return _write_csv(graph.problems.select(_inert("input"), "line", _inert("reason")), path)


def _members(graph: StoryGraph) -> pl.DataFrame:
    """The nodes in node order, which is time order, with dates and kinds as text."""
    copied = graph.articles["id"].gather(graph.articles["copy_of"])
    return graph.articles.select(
        "story",
        "id",
        "title",
        "url",
        "source",
        iso(pl.col("published")),
        pl.col("kind").cast(pl.String),
        copied.alias("copy_of"),
    )


def _inert(column: str) -> pl.Expr:
    text = pl.col(column)
    return pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).alias(column)


def _write_array(file: IO[bytes], table: pl.DataFrame) -> None:
    """A JSON array, one record a line, a block of rows at a time."""
    file.write(b"[")
    joint = b"\n"
    for block in table.iter_slices(10_000):
        for row in block.iter_rows(named=True):
            file.write(joint + orjson.dumps(row))
            joint = b",\n"
    file.write(b"\n]\n")


def _write_csv(table: pl.DataFrame, path: Path) -> Path:
    with writing(path) as file:
        table.write_csv(file)
    return path
