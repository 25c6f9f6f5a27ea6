"""The build before, and the news since then that lie in a saved graph."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from storygraph.errors import GraphError
from storygraph.files.ours import HEAD, NEWS
from storygraph.files.save import glanced, saved_news
from storygraph.stories.again import COLUMNS
from storygraph.stories.news import MET, TOLD, Before, News
from storygraph.tables import Tables


def look_back(folder: Path) -> Before | None:
    """As much of the graph saved as `folder` as news need; None where none can be read."""
    articles = glanced(folder, "articles", COLUMNS)
    stories = glanced(folder, "stories", list(TOLD))
    problems = glanced(folder, "problems", MET)
    if articles is None or stories is None or problems is None:
        return None
    return Before(articles, stories, problems, saved_at(folder))


def saved_at(folder: Path) -> datetime | None:
    """When the graph in `folder` was saved, to the second."""
    with suppress(OSError):
        seconds = int((folder / HEAD).stat().st_mtime)
        return datetime.fromtimestamp(seconds, UTC)
    return None


def to_keep(found: News, before: Before, graph: Tables, folder: Path) -> bytes | None:
    """What NEWS of `graph` is to hold, which takes the place of `before`, saved as `folder`.

    A build after which all is as it was, as for another heading, leaves the news as they were:
    who builds twice on a Monday would have none to read on Tuesday.
    """
    who = ("id", "story")
    if not found and before.articles.select(who).equals(graph.articles.select(who)):
        with suppress(GraphError):  # damaged ones are not worth to be kept
            last = last_news(folder)
            return None if last is None else _written(last)
    return _written(found)


def _written(news: News) -> bytes:
    import orjson

    return orjson.dumps(news.as_record(), option=orjson.OPT_INDENT_2) + b"\n"


def last_news(folder: Path) -> News | None:
    """What the last build into `folder` that changed anything told; None if that was the first.

    `folder` is an output folder, or a saved graph. Raises GraphError where there is none, or its
    news are damaged.
    """
    import orjson

    saved = saved_news(folder)
    if saved is None:
        return None
    try:
        return News.of_record(orjson.loads(saved))
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise GraphError(f"the {NEWS} of {folder} is damaged: build again") from error
