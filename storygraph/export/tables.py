"""The stories and articles as JSON and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

import polars as pl

from storygraph.export.attributes import iso, shortest
from storygraph.files.atomic import writing
from storygraph.runtime.progress import Advance, unwatched
from storygraph.tables import Tables

_ARTICLE = ("id", "title", "url", "source", "published", "kind", "copy_of")
_MEMBER = (*_ARTICLE, "fit")
ROWS = 10_000
"""Rows that are turned into text at once."""

_FORMULA = r"(?s)^(?:[=+@\t\r\n＝＋－＠]|-.)"
"""What a spreadsheet takes for a formula when a cell begins with it (OWASP, CSV injection). A sign
alone is none: so standard input is called. `explorer/src/csv.ts` says the same: tests/cells.json
holds for both."""

_CALL = r"[(|!]"
"""What a formula holds that calls something, or reaches out of its sheet."""


def write_stories_json(graph: Tables, path: Path, advance: Advance = unwatched) -> Path:
    """Write the stories, largest first, each with its articles in time order.

    Each is {id, title, keywords, size, first, last, sources, topics, cohesion, loose, lead,
    articles: [{id, title, url, source, published, kind, copy_of, fit}]}; dates are ISO 8601 in
    UTC, absent values null. With levels also {theme: {id, title, keywords, size, first, last} or
    null, parts: [the same, and articles: [id]]}, and each article has its `part` or null.
    `advance` counts stories.
    Raises OutputError.
    """
    with writing(path) as file:
        _write_array(file, story_records(graph), advance)
    return path


def story_records(
    graph: Tables, stories: pl.DataFrame | None = None, more: Sequence[str] = ()
) -> pl.DataFrame:
    """The records of `stories.json`, one row each; of `stories` alone, rows of the graph's.

    Articles also have the columns that `more` names.
    """
    asked = graph.stories if stories is None else stories
    columns = [*_MEMBER, *(["part"] if graph.has_levels else []), *more]
    members = (
        _members(graph, more)
        .filter(pl.col("story").is_in(asked["story"].implode()))
        .group_by("story", maintain_order=True)
        .agg(pl.struct(columns).alias("articles"))
    )
    records = asked.select(
        pl.col("story").alias("id"),
        "title",
        "keywords",
        "size",
        iso(pl.col("first")),
        iso(pl.col("last")),
        "sources",
        "topics",
        shortest("cohesion"),
        "loose",
        graph.articles["id"].gather(asked["lead"]).alias("lead"),
        *(["theme"] if graph.has_levels else []),
    ).join(members, left_on="id", right_on="story", how="left", maintain_order="left")
    return _with_levels(graph, records) if graph.has_levels else records


def write_singletons_json(graph: Tables, path: Path) -> Path:
    """Write the articles that belong to no story, in time order. Raises OutputError.

    With levels each has its `theme`, by number, or null.
    """
    columns = [*_ARTICLE, *(["theme"] if graph.has_levels else [])]
    singletons = _members(graph).filter(pl.col("story").is_null()).select(columns)
    with writing(path) as file:
        _write_array(file, singletons)
    return path


def write_articles_csv(graph: Tables, path: Path) -> Path:
    """Write id, story, title, url, source, published, kind; `story` is empty for singletons.

    A title or source that a spreadsheet would take for a formula gets an apostrophe in front; an
    id, by which tables are joined, only where the formula could do something. With levels, theme
    and part follow. Raises OutputError.
    """
    levels = ["theme", "part"] if graph.has_levels else []
    table = _members(graph).select(
        _inert("id", _CALL),
        "story",
        _inert("title"),
        "url",
        _inert("source"),
        "published",
        "kind",
        *levels,
    )
    return _write_csv(table, path)


def write_problems_csv(graph: Tables, path: Path) -> Path:
    """Write input, line, reason of every problem. Raises OutputError."""
    return _write_csv(graph.problems.select(_inert("input"), "line", _inert("reason")), path)


def _members(graph: Tables, more: Sequence[str] = ()) -> pl.DataFrame:
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
        shortest("fit"),
        "theme",
        "part",
        *more,
    )


def _with_levels(graph: Tables, stories: pl.DataFrame) -> pl.DataFrame:
    """`stories` (columns `id`, `theme`) with the theme as a record, and with the parts."""
    levels = graph.levels.select(
        "level",
        "story",
        "number",
        pl.col("number").alias("id"),
        "title",
        "keywords",
        "size",
        iso(pl.col("first")),
        iso(pl.col("last")),
    )
    names = ("id", "title", "keywords", "size", "first", "last")
    themes = levels.filter(pl.col("level") == "theme").select("number", record=pl.struct(names))
    inside = (
        graph.articles.filter(pl.col("part").is_not_null())
        .group_by("story", "part", maintain_order=True)
        .agg(articles="id")
    )
    parts = (
        levels.filter(pl.col("level") == "part")
        .join(inside, left_on=("story", "number"), right_on=("story", "part"))
        .sort("story", "number")
        .group_by("story", maintain_order=True)
        .agg(parts=pl.struct(*names, "articles"))
    )
    return (
        stories.join(themes, left_on="theme", right_on="number", how="left", maintain_order="left")
        .with_columns(theme="record")
        .drop("record")
        .join(parts, left_on="id", right_on="story", how="left", maintain_order="left")
        .with_columns(pl.col("parts").fill_null([]))
    )


def _inert(column: str, where: str = "") -> pl.Expr:
    """A column whose formulas, those that match `where`, a spreadsheet shows as text."""
    text = pl.col(column)
    live = text.str.contains(_FORMULA) & text.str.contains(where)
    return pl.when(live).then("'" + text).otherwise(text).alias(column)


def _write_array(file: IO[bytes], table: pl.DataFrame, advance: Advance = unwatched) -> None:
    """A JSON array, one record a line, a block of rows at a time."""
    file.write(b"[")
    joint = b"\n"
    for number, block in enumerate(table.iter_slices(ROWS)):
        advance(number * ROWS, table.height)
        records = pl.struct(pl.all()).struct.json_encode().str.join(",\n")
        file.write(joint + block.select(records.cast(pl.Binary)).item())
        joint = b",\n"
    file.write(b"\n]\n")


def _write_csv(table: pl.DataFrame, path: Path) -> Path:
    with writing(path) as file:
        table.write_csv(file)
    return path
