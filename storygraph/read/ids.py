"""Ids that are unique, whatever the order of the input."""

from __future__ import annotations

import re

import polars as pl

from storygraph.dates.parse import parse_dates
from storygraph.read.feeds import BESIDE
from storygraph.tables import PROBLEMS

_CONTENT = (
    "published", "url", "original_url", "title", "excerpt", "body", "source", "domain", "topics",
    "related",
)  # fmt: skip


OWN: dict[str, pl.DataType] = {"own": pl.Boolean()}
"""Beside records until repeats are gone: whether a row goes by its line, as it has no id."""


def latest_entries(records: pl.DataFrame) -> pl.DataFrame:
    """`records` without entries of feeds that a newer file has again, and without `feeds.BESIDE`.

    A feed saved every day has most entries several times: those of one id and address, or without
    one of one id, title and feed, are one article. It is as the file has it in which it was changed
    last, and of several such files as the last by name.
    """
    again = records.with_row_index("row").filter(pl.col("feed").is_not_null())
    files = sorted(again["input"].unique(), key=_by_numbers)
    places = pl.DataFrame({"input": files}, {"input": pl.String}).with_row_index("place")
    address = pl.col("url").str.contains("//", literal=True)  # a guid of `1` counts as a link to it
    titled = pl.concat_str("title", "feed", separator="\n", ignore_nulls=True)
    newest = (
        again.with_columns(parse_dates(again["changed"]).values.alias("moment"))
        .join(places, on="input", how="left")
        .with_columns(page=pl.when(address).then("url").otherwise(titled))
        .sort("moment", "place", nulls_last=False)
    )
    last = pl.col("input") == pl.col("input").last().over("id", "page")
    older = newest.filter(~last)["row"]
    return _without(records, older).drop(BESIDE)


def _by_numbers(name: str) -> list[tuple[int, str]]:
    """A key by which `day-9.xml` is before `day-10.xml`."""
    parts = re.split(r"([0-9]+)", name)
    return [(int(part[:999]), part) if part.isdecimal() else (-1, part) for part in parts]


def _without(records: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """`records` but for those `rows`, by number."""
    return records.with_row_index("row").filter(~pl.col("row").is_in(rows.implode())).drop("row")


def without_repeats(records: pl.DataFrame) -> pl.DataFrame:
    """`records` without rows that another has word for word, under the same id or address.

    Two exports that overlap have them. Whole files stay: there the file is the article. Rows
    without an id say so in OWN, which is left out.
    """
    if not OWN.keys() <= set(records.columns):
        return records
    own = pl.col("own").fill_null(value=False)
    same_id = ~own & pl.col("id").is_duplicated()
    same_page = own & pl.col("url").is_not_null() & pl.col("url").is_duplicated()
    maybe = records.with_row_index("row").filter(
        pl.col("line").is_not_null() & (same_id | same_page)
    )
    if maybe.is_empty():
        return records.drop(OWN)
    # Topics and related entries are compared as all else is, by what they hold
    told = maybe.with_columns(pl.when(~own).then("id").alias("given")).drop(
        "row", "input", "line", "id", *OWN
    )
    kept = told.with_columns(maybe["row"]).unique(told.columns, keep="first", maintain_order=True)
    again = maybe.filter(~pl.col("row").is_in(kept["row"].implode()))["row"]
    return _without(records, again).drop(OWN)


def unique_ids(records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`records` with the second of two equal ids renamed `id~2`, and a problem row for each.

    Which is the first is decided by content and not by place, so that shuffled lines give
    the same ids. A suffixed id that is taken already is counted on.
    """
    clashing = records["id"].is_duplicated()
    if not clashing.any():
        return records, pl.DataFrame(schema=PROBLEMS)
    taken = set(records["id"].unique())
    order = (
        records.with_row_index("row")
        .filter(clashing)
        .sort("id", *_CONTENT, "input", "line", nulls_last=True)
    )
    rows, names, problems = [], [], []
    previous, count = None, 1
    for row, name, where, line in order.select("row", "id", "input", "line").iter_rows():
        if name != previous:
            previous, count = name, 1
            continue
        count += 1
        while f"{name}~{count}" in taken:
            count += 1
        fresh = f"{name}~{count}"
        taken.add(fresh)
        rows.append(row)
        names.append(fresh)
        problems.append((where, line, f"repaired: the id {name!r} is taken; this one is {fresh!r}"))
    ids = records["id"].to_frame().with_row_index("row")
    renamed = pl.DataFrame({"row": rows, "fresh": names}, {"row": pl.UInt32, "fresh": pl.String})
    ids = ids.join(renamed, on="row", how="left", maintain_order="left")
    return (
        records.with_columns(ids.select(pl.coalesce("fresh", "id").alias("id")).to_series()),
        pl.DataFrame(problems, PROBLEMS, orient="row"),
    )
