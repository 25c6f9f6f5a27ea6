"""What a build has that the one before it had not: for an editor who builds every morning.

Nothing that is written depends on it: outputs follow from inputs and options alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from storygraph.tables import Tables


@dataclass(frozen=True)
class News:
    """Articles that are `new` and that are `gone`, and where the new ones went.

    An article was there before if one of its title, address, outlet and date was, wherever it stood
    (a file renamed, a row further down); or else one of another outlet, whose name others of its
    host may have brought in (`outlets.py`); or else one under its id, which has been edited.

    `stories`: `story`, `title`, `size`, `new` (its new articles) and `begun` (whether no node of
    it was in a story before), most new articles first. `alone`: new articles that are singletons.
    Externals play no part: one that becomes an article is new as that.
    """

    new: int
    gone: int
    alone: int
    stories: pl.DataFrame


IDENTITY = ("kind", "title", "url", "source", "published")
"""Columns by which an article is the same one elsewhere."""

SIGNS = (IDENTITY, tuple(name for name in IDENTITY if name != "source"), ("id", "kind"))
"""Columns by which articles are found again, those that tell most first."""

COLUMNS = ("id", "story", *IDENTITY)
"""Columns that are looked at."""


def news(before: pl.DataFrame, graph: Tables) -> News:
    """What `graph` has that `before`, nodes with COLUMNS, had not."""
    article = pl.col("kind").cast(pl.String) == "article"
    now = (
        graph.articles.with_row_index("row")
        .select("row", "story", article=article)
        .join(_found_again(before, graph), on="row", how="left", maintain_order="left")
        .with_columns(new=pl.col("article") & pl.col("told").is_null())
    )
    grown = (
        now.filter(pl.col("story").is_not_null())
        .group_by("story")
        .agg(new=pl.col("new").sum(), begun=~pl.col("told").fill_null(value=False).any())
        .filter(pl.col("new") > 0)
    )
    stories = (
        graph.stories.select("story", "title", "size")
        .join(grown, on="story")
        .sort("new", "story", descending=[True, False])
    )
    new = int(now["new"].sum())
    known = before.filter(article).height
    return News(
        new=new,
        gone=known - (int(now["article"].sum()) - new),
        alone=new - int(stories["new"].sum()),
        stories=stories,
    )


def _found_again(before: pl.DataFrame, graph: Tables) -> pl.DataFrame:
    """The `row` of each node that was there before, and whether it was `told` in a story then.

    Each node before stands for one.
    """
    then, now = (
        table.select(COLUMNS).with_columns(pl.col("kind").cast(pl.String)).with_row_index("row")
        for table in (before, graph.articles)
    )
    found, left, sought = [], then, now
    for signs in SIGNS:
        same = _matched(sought, left, signs)
        sought = sought.join(same, on="row", how="anti")
        left = left.join(same, left_on="row", right_on="row_right", how="anti")
        found.append(same)
    told = then.select(row_right="row", told=pl.col("story").is_not_null())
    return pl.concat(found).join(told, on="row_right").select("row", "told")


def _matched(now: pl.DataFrame, then: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """Rows that agree in `by`, each once, of `now` as `row` and of `then` as `row_right`."""
    now, then = (each.with_columns(twin=pl.int_range(pl.len()).over(by)) for each in (now, then))
    return now.join(then, on=(*by, "twin"), nulls_equal=True).select("row", "row_right")
