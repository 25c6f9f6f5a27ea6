"""Which node or story a user means: by number, id, address, or a part of an id or title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from storygraph.counting import is_whole
from storygraph.errors import UnknownNodeError, UsageError
from storygraph.urls import compared

if TYPE_CHECKING:
    from storygraph.tables import Tables

MOST_DIGITS = 9
"""Digits of a story's number; more are part of a name."""

CANDIDATES = 5
"""Ids that are listed where a name means several nodes."""


def find_node(graph: Tables, name: str | int) -> int:
    """The node that `name` means: its id, URL or title, or part of the id or title.

    A URL is compared as those of related entries are: without tracking, AMP and the like.
    A number is the node itself. Raises UnknownNodeError where there is none, or several: these it
    lists; and UsageError for what is neither a text nor a whole number.
    """
    if not isinstance(name, str):
        if not is_whole(name):
            raise UsageError(f"an article is named by its number or a text, not {name!r}")
        if not 0 <= name < graph.articles.height:
            raise UnknownNodeError(f"there is no node {name}: they go from 0 by row of `articles`")
        return int(name)
    if not name.strip():
        raise UnknownNodeError(
            "an article has no empty name: give its id, URL, or a part of either"
        )
    part, title = name.lower(), pl.col("title").str.to_lowercase()
    inside = (
        each.str.contains(part, literal=True) for each in (pl.col("id").str.to_lowercase(), title)
    )
    by_name = (pl.col("id") == name) | (pl.col("url") == name)
    for meant in (by_name, title == part, _at_address(name), pl.any_horizontal(inside)):
        matches = graph.articles.filter(meant)
        if not matches.is_empty():
            break
    if matches.height == 1:
        return int(matches["node"][0])
    if matches.is_empty():
        raise UnknownNodeError(
            f"no article has {name!r} as id or URL, or in its id or title: "
            "see the ids in articles.csv"
        )
    listed = ", ".join(matches["id"].head(CANDIDATES))
    more = f", and {matches.height - CANDIDATES:,} more" if matches.height > CANDIDATES else ""
    raise UnknownNodeError(f"{name!r} means {matches.height:,} articles: {listed}{more}")


def _at_address(name: str) -> pl.Expr:
    """Whether a node's page is the one of this address, as related entries find it."""
    key = compared(pl.Series([name]))[0]
    if key is None:
        return pl.lit(value=False)
    # Of a million addresses only those of the host are looked at; names in ASCII may hide others
    host = "" if "xn--" in key else key.partition("/")[0]
    pages = (
        pl.when(pl.col(column).str.to_lowercase().str.contains(host, literal=True))
        .then(column)
        .map_batches(compared, return_dtype=pl.String)
        for column in ("url", "original_url")
    )
    return pl.any_horizontal(page == key for page in pages)


def story_of(graph: Tables, name: str | int) -> int:
    """The story that `name` means: its number, or an article in it, as `find_node` knows them.

    Digits alone are a number. Raises UnknownNodeError, also where the article is a singleton, and
    UsageError for what is neither a text nor a whole number.
    """
    if not isinstance(name, str):
        if not is_whole(name):
            raise UsageError(f"a story is named by its number, or an article in it, not {name!r}")
        graph.require_story(int(name))
        return int(name)
    if name.isascii() and name.isdigit() and len(name) <= MOST_DIGITS:
        graph.require_story(int(name))
        return int(name)
    node = find_node(graph, name)
    story = graph.articles["story"][node]
    if story is None:
        raise UnknownNodeError(f"{graph.articles['id'][node]} is in no story: it was told once")
    return int(story)
