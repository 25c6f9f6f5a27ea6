"""What was wrong with records: texts that lack, dates that puzzle, lists that are too long."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from storygraph.tables import MAX_RELATED, PROBLEMS, conform
from storygraph.text import clean

SAID = 60
"""Characters of a date as written that a reason quotes."""


def problems(left_out: pl.DataFrame, articles: pl.DataFrame, related: pl.DataFrame) -> pl.DataFrame:
    """Problems (schema PROBLEMS), in no order.

    `left_out` are records without any text. `articles`, by `node`, and `related` entries, which
    are `from` one, have `written`, `published`, `unreadable` and `guessed` as `dates.parse` finds
    them. Of lists that are too long only what is kept can be wrong.
    """
    return pl.concat(list(_each_kind(left_out, articles, related)))


def _each_kind(
    left_out: pl.DataFrame, articles: pl.DataFrame, related: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    place = articles.select(pl.col("node").alias("from"), "input", "line", "id")
    entries = related.join(place, on="from", maintain_order="left")
    kept = entries.filter(pl.col("position") < MAX_RELATED)
    yield _rows(left_out, pl.lit("no title, excerpt or body: left out"))
    yield _rows(
        _quoting(articles.filter("unreadable")),
        pl.format("date {} cannot be read: taken as undated", "said"),
    )
    yield _rows(
        _quoting(kept.filter("unreadable")),
        pl.format(
            "date {} of related entry {} cannot be read: taken as undated",
            "said",
            pl.col("position") + 1,
        ),
    )
    yield _guessed(articles, kept)
    yield _rows(
        # One of each list: positions count from 0
        entries.filter(pl.col("position") == MAX_RELATED),
        pl.lit(f"more than {MAX_RELATED:,} related entries: the first {MAX_RELATED:,} kept"),
    )


def _guessed(articles: pl.DataFrame, related: pl.DataFrame) -> pl.DataFrame:
    """The first date that could be read in two ways, and how many more there are."""
    columns = ("input", "line", "id", "written", "published")
    both = (table.filter("guessed").select(columns) for table in (articles, related))
    frame = pl.concat(list(both))
    more = f" (so are {frame.height - 1:,} more)" if frame.height > 1 else ""
    return _rows(
        _quoting(frame.sort("input", "line", "id", maintain_order=True).head(1)),
        pl.format(
            "date {} is taken for {}" + more + ": the dates do not show which number is which; "
            "write 2026-12-31",
            "said",
            pl.col("published").dt.date(),
        ),
    )


def _quoting(table: pl.DataFrame) -> pl.DataFrame:
    """The table, and in `said` what was written as a date, short and fit to print."""
    return table.with_columns(said=clean(table["written"]).str.slice(0, SAID))


def _rows(table: pl.DataFrame, reason: pl.Expr) -> pl.DataFrame:
    # polars 2.1 panics where it joins strings of several chunks
    return conform(table.rechunk().select("input", "line", reason=reason), PROBLEMS)
