"""Stories as lists of links in Markdown, to go on from in a newsletter.

A copy stands behind its original, so that one text is listed once. Every text from inputs is
escaped: it becomes no markup, and no link but the article's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import polars as pl

from storygraph.printing.terminal import safe
from storygraph.printing.wording import moment
from storygraph.urls import compared

Row: TypeAlias = dict[str, Any]
"""A node, by the columns of ARTICLES."""

ALONE = "Told once"
"""Heading of the articles that are in no story."""

_MARKS = re.compile(
    r"[\\`*_\[\]<~$]"
    r"|&(?=#?\w+;)"  # an entity
    r"|:(?=//)|[wW]{3}(?=\.)|@(?=[^\W_])"  # addresses, which some programs make links
    r"|#(?=#*$)"  # the end of a heading
    r"|^[#>+-]|^\d+(?=[.)])"  # a heading, a quotation, a list
)
_IN_ADDRESS = re.compile(r"[()]|&(?=#?\w+;)")


def link_list(stories: pl.DataFrame, articles: pl.DataFrame) -> str:
    """Each of `stories` (rows of the graph's) as a heading, and its links among `articles`.

    Those of `articles` (rows of the graph's nodes) that are in no story follow under ALONE.
    """
    rows = stories.select("story", "title").with_row_index("place")
    members = articles.join(rows.select("place", "story"), on="story", maintain_order="left")
    told = _linked_once(members.sort("place", maintain_order=True)).partition_by("place")
    titles = rows["title"].gather([each["place"][0] for each in told])
    sections = list(zip(titles, told, strict=True))
    alone = articles.filter(pl.col("story").is_null()).with_columns(place=None)
    sections += [(ALONE, _linked_once(alone))] if alone.height else []
    return "\n".join(_section(title or "untitled", each) for title, each in sections)


def _linked_once(members: pl.DataFrame) -> pl.DataFrame:
    """Of the articles at a `place` the last of each page.

    There are several where a page is re-dated for years, or where a post and a spreadsheet have it.
    """
    # Of all places at once: one by one, a graph of many small stories took minutes
    page = compared(members["url"]).fill_null(members["id"]).alias("page")
    return members.filter(members.select("place", page).to_struct().is_last_distinct())


def _section(title: str, members: pl.DataFrame) -> str:
    lines = "".join(f"- {line}\n" for line in _items(members.iter_rows(named=True)))
    return f"## {escaped(title)}\n\n{lines}"


def _items(members: Iterable[Row]) -> Iterator[str]:
    """One line an article, its copies behind it."""
    rows = {row["node"]: row for row in members}
    copies: dict[int, list[Row]] = {}
    for row in rows.values():
        if row["copy_of"] in rows:
            copies.setdefault(row["copy_of"], []).append(row)
    for node, row in rows.items():
        if row["copy_of"] in rows:
            continue
        said = [_linked(row, row["title"]), *_byline(row)]
        if again := copies.get(node):
            said.append("also in " + ", ".join(_linked(copy, copy["source"]) for copy in again))
        yield ", ".join(said)


def _byline(row: Row) -> Iterator[str]:
    """Outlet and day, as far as they are known."""
    if row["source"]:
        yield escaped(row["source"])
    if row["published"] is not None:
        yield moment(row["published"])


def _linked(row: Row, text: str | None) -> str:
    """A text that leads to an article, or the text alone where it has no address."""
    words = escaped(text or row["title"] or row["url"] or row["id"])
    if row["url"] is None:
        return words
    return f"[{words}]({_IN_ADDRESS.sub(_mark, row['url'])})"


def escaped(text: str) -> str:
    r"""`text` on one line, as Markdown that shows just this text: `a * b` as `a \* b`."""
    return _MARKS.sub(_mark, safe(text))


def _mark(found: re.Match[str]) -> str:
    """A mark behind a backslash, or what makes the point behind it a mark: `1.`, `www.`."""
    return f"{found[0]}\\" if found[0].isalnum() else f"\\{found[0]}"
