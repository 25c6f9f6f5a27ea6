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
"""Nodes or stories that are listed where a name means several."""


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
    return _only(_matches(graph, name), name)


def _matches(graph: Tables, name: str) -> pl.DataFrame:
    """The nodes that `name` may mean. Raises UnknownNodeError where there is none."""
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
            return matches
    raise UnknownNodeError(
        f"no article has {name!r} as id or URL, or in its id or title: see the ids in articles.csv"
        f"{_no_story(name)}"
    )


def _only(matches: pl.DataFrame, name: str) -> int:
    """The node of the one row. Raises UnknownNodeError where there are more: it lists them."""
    if matches.height == 1:
        return int(matches["node"][0])
    listed = ", ".join(matches["id"].head(CANDIDATES))
    told = f"{name!r} means {matches.height:,} articles: {listed}{_and_more(matches)}"
    raise UnknownNodeError(f"{told}{_no_story(name)}")


def _no_story(name: str) -> str:
    """What to say to somebody who gives the number of a story where an article is asked for."""
    return "; the number of a story is for `storygraph show`" if name.isdigit() else ""


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

    Digits alone are a number. Where several articles have a part of an id or title, that will do if
    no two of them are of different stories: numbers change with every build, and words do not.
    Raises UnknownNodeError, also where the article is a singleton, and UsageError for what is
    neither a text nor a whole number.
    """
    if not isinstance(name, str):
        if not is_whole(name):
            raise UsageError(f"a story is named by its number, or an article in it, not {name!r}")
        graph.require_story(int(name))
        return int(name)
    if name.isascii() and name.isdigit() and len(name) <= MOST_DIGITS:
        graph.require_story(int(name))
        return int(name)
    matches = _matches(graph, name)
    meant = graph.stories.filter(pl.col("story").is_in(matches["story"].drop_nulls().implode()))
    if meant.height == 1:
        return int(meant["story"][0])
    if meant.is_empty():
        node = _only(matches, name)
        raise UnknownNodeError(f"{graph.articles['id'][node]} is in no story: it was told once")
    told = meant.head(CANDIDATES).select("story", "title").iter_rows()
    listed = "; ".join(f"{story}, {title or 'untitled'}" for story, title in told)
    raise UnknownNodeError(f"{name!r} means {meant.height:,} stories: {listed}{_and_more(meant)}")


def _and_more(found: pl.DataFrame) -> str:
    more = found.height - CANDIDATES
    return f", and {more:,} more" if more > 0 else ""
