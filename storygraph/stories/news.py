"""What a build has that the one before it had not: for an editor who builds every morning.

What came in, and what became of the stories there were: an article more may show that two of them
are one, or that one was two. No output but `graph/news.json` depends on it: the others follow from
inputs and options alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

import polars as pl

from storygraph.stories.again import found_again
from storygraph.stories.lineage import lineage
from storygraph.tables import Tables, conform, empty

TOLD: dict[str, pl.DataType] = {"story": pl.UInt32(), "title": pl.String()}
"""What is looked at of the stories of the build before."""

MET = ("input", "reason")
"""What is looked at of its problems: the line of each may be another now."""

GROWN: dict[str, pl.DataType] = {
    "story": pl.UInt32(),
    "was": pl.UInt32(),  # the story of the build before that it continues, or split off
    "title": pl.String(),
    "size": pl.UInt32(),
    "new": pl.UInt32(),  # its new articles; none, where articles of the build before began it
    "begun": pl.Boolean(),  # whether it continues none, and split off none
}
"""Stories that have new articles, or have begun."""

REGROUPED: dict[str, pl.DataType] = {
    "how": pl.Enum(["joined", "split", "scattered", "ended"]),
    "was": pl.UInt32(),  # the story of the build before that it tells of
    "story": pl.UInt32(),  # the one that it joined, or that split off it; null: none
    "shared": pl.UInt32(),  # nodes that both have
    "title": pl.String(),  # of what is no more, or of the story that split off
    "other": pl.String(),  # of the story that it joined, or split off
}
"""Stories that did not just go on (`lineage.py`). Of those that joined none, one has `ended` if all
of its nodes are gone, and is `scattered` if some are told once now, or in several stories."""

MOVES: dict[str, pl.DataType] = {
    "how": pl.Enum(["new", "moved", "left", "entered", "gone"]),
    "id": pl.String(),  # one that is gone has that of the build before
    "title": pl.String(),
    "was": pl.UInt32(),  # its story in the build before; null: told once, or new
    "story": pl.UInt32(),  # its story now; null: told once, or gone
}
"""Articles that are new or gone, or whose story is another one than before: `moved` is from one to
another, `left` to none, `entered` from none."""


class Told(Protocol):
    """A build as news look back at it."""

    @property
    def articles(self) -> pl.DataFrame:
        """Its nodes, with the COLUMNS of `again.py`."""
        ...

    @property
    def stories(self) -> pl.DataFrame:
        """Its stories, with TOLD."""
        ...

    @property
    def problems(self) -> pl.DataFrame:
        """What it met that was skipped or repaired, with MET."""
        ...


@dataclass(frozen=True)
class Before:
    """As much of an earlier build as news need, and when it was `saved`, in UTC."""

    articles: pl.DataFrame
    stories: pl.DataFrame
    problems: pl.DataFrame
    saved: datetime | None = None


@dataclass(frozen=True)
class News:
    """What came in since an earlier build, and what became of its stories.

    An article was there before if it is found again, wherever it stood (`again.py`). Of the new
    ones `alone` are singletons, and `copies` repeat another's text. `problems` are new ones, too.
    `stories`, those with most new articles first, have the columns GROWN, `regrouped` REGROUPED
    and `articles` MOVES. Externals play no part in counts of articles: one that becomes an article
    is new as that. An article whose whole story has joined another, or that split off with others,
    has not moved.
    """

    new: int
    gone: int
    alone: int
    copies: int = 0
    problems: int = 0
    stories: pl.DataFrame = field(default_factory=lambda: empty(GROWN))
    regrouped: pl.DataFrame = field(default_factory=lambda: empty(REGROUPED))
    articles: pl.DataFrame = field(default_factory=lambda: empty(MOVES))
    since: datetime | None = None

    @cached_property
    def counts(self) -> Counter[str]:
        """How many articles and stories each word holds for: moved, left, ..., joined, ..."""
        return Counter([*self.articles["how"], *self.regrouped["how"]])

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return any(table.height for table in (self.stories, self.regrouped, self.articles))

    def as_record(self) -> dict[str, Any]:
        """Everything, for JSON: of `stories` the number is their `id`, as in `stories.json`."""
        return {
            "since": self.since and f"{self.since:%Y-%m-%dT%H:%M:%SZ}",  # as all dates of outputs
            "new": self.new,
            "gone": self.gone,
            "alone": self.alone,
            "copies": self.copies,
            "problems": self.problems,
            "stories": self.stories.rename({"story": "id"}).to_dicts(),
            "regrouped": self.regrouped.to_dicts(),
            "articles": self.articles.to_dicts(),
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> News:
        """What `as_record` gave. Raises KeyError, TypeError, ValueError, PolarsError for others."""
        tables = {
            name: pl.DataFrame(record[name], schema=schema, orient="row")
            for name, schema in (
                ("stories", {"id" if name == "story" else name: GROWN[name] for name in GROWN}),
                ("regrouped", REGROUPED),
                ("articles", MOVES),
            )
        }
        since = record["since"]
        return cls(
            **{name: int(record[name]) for name in ("new", "gone", "alone", "copies", "problems")},
            stories=tables["stories"].rename({"id": "story"}),
            regrouped=tables["regrouped"],
            articles=tables["articles"],
            since=None if since is None else datetime.fromisoformat(since),
        )


def news(before: Told, graph: Tables, since: datetime | None = None) -> News:
    """What `graph` has that `before`, saved at `since`, had not; and what became of that."""
    earlier, now = (
        table.with_row_index("row").with_columns(
            article=pl.col("kind").cast(pl.String) == "article"
        )
        for table in (before.articles, graph.articles)
    )
    same = found_again(before.articles, graph.articles)
    found = (
        now.join(same, on="row")
        .join(earlier.select(row_before="row", was="story"), on="row_before")
        .sort("row")
    )
    lines = lineage(found.select("was", "story"))
    new = now.filter("article").join(same, on="row", how="anti")
    gone = earlier.filter("article").join(same, left_on="row", right_on="row_before", how="anti")
    return News(
        new=new.height,
        gone=gone.height,
        alone=new["story"].null_count(),
        copies=new["copy_of"].count(),
        problems=_not_in(before.problems, graph.problems),
        stories=_grown(new, lines, graph.stories),
        regrouped=_regrouped(lines, found["was"], before.stories, graph.stories),
        articles=_moves(new, gone, found.filter("article"), lines),
        since=since,
    )


def _not_in(before: pl.DataFrame, problems: pl.DataFrame) -> int:
    """How many of these `problems` were not met before."""
    known, met = (
        table.select(*MET, twin=pl.int_range(pl.len()).over(MET)) for table in (before, problems)
    )
    return met.join(known, on=(*MET, "twin"), how="anti", nulls_equal=True).height


def _grown(new: pl.DataFrame, lines: pl.DataFrame, stories: pl.DataFrame) -> pl.DataFrame:
    """Stories with `new` articles, most first, and the others that have begun."""
    origins = lines.filter(pl.col("how") != "joined").select("story", "was")
    grown = (
        stories.select("story", "title", "size")
        .join(new.drop_nulls("story").group_by("story").agg(new=pl.len()), on="story", how="left")
        .join(origins, on="story", how="left")
        .with_columns(pl.col("new").fill_null(0), begun=pl.col("was").is_null())
        .filter(pl.col("begun") | (pl.col("new") > 0))
        .sort("new", "story", descending=[True, False])
    )
    return conform(grown, GROWN)


def _regrouped(
    lines: pl.DataFrame, left: pl.Series, before: pl.DataFrame, now: pl.DataFrame
) -> pl.DataFrame:
    """What became of stories that did not just go on; `left` are those of which nodes are left."""
    titles = before.select("title", was="story")
    rest = titles.join(lines.filter(pl.col("how") != "split"), on="was", how="anti")
    some = pl.col("was").is_in(left.drop_nulls().unique().implode())
    both = lines.join(titles, on="was").join(now.select("story", other="title"), on="story")
    told = (
        both.filter(how="joined"),
        both.filter(how="split").rename({"title": "other", "other": "title"}),
        rest.with_columns(how=pl.when(some).then(pl.lit("scattered")).otherwise(pl.lit("ended"))),
    )
    table = pl.concat([conform(each, REGROUPED) for each in told])
    return table.sort("how", "was", "story")


def _moves(
    new: pl.DataFrame, gone: pl.DataFrame, found: pl.DataFrame, lines: pl.DataFrame
) -> pl.DataFrame:
    """Articles that did not just stay in their story."""
    was, story = pl.col("was"), pl.col("story")
    regrouped = (
        found.filter(was.is_not_null() | story.is_not_null())
        .join(lines, on=("was", "story"), how="anti")
        .with_columns(
            how=pl.when(was.is_null())
            .then(pl.lit("entered"))
            .when(story.is_null())
            .then(pl.lit("left"))
            .otherwise(pl.lit("moved"))
        )
    )
    told = (
        new.with_columns(how=pl.lit("new")),
        regrouped,
        gone.select("id", "title", was="story", how=pl.lit("gone")),
    )
    table = pl.concat([conform(each, MOVES) for each in told])
    return table.sort("how", "story", "was", nulls_last=True, maintain_order=True)
