"""Texts to dates in UTC.

The common forms are read a column at a time, each distinct text once; only what is left
goes through dateutil, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from storygraph.dates.forms import forms
from storygraph.dates.free_text import one_by_one
from storygraph.dates.order import order_of


@dataclass(frozen=True)
class Dates:
    """What `parse_dates` gives: columns as long as its texts.

    `values` are the dates (TIMESTAMP), null where none could be read; `unreadable` marks texts
    that are not empty and gave no date; `guessed` those like 03/04/2024 whose month is taken to be
    the first number although nothing says so, and like 24-03-01 whose year is.
    """

    values: pl.Series
    unreadable: pl.Series
    guessed: pl.Series


def parse_dates(texts: pl.Series, beside: pl.Series | None = None) -> Dates:
    """Dates to the second from ISO 8601, Unix time, RFC 2822, words, and what dateutil reads.

    Words are names of months in many languages. Unix time may be in seconds, milli- or
    microseconds; a number of five digits is a day of a spreadsheet. A time without zone is taken as
    UTC, and so is a date alone. A date must name year, month and day. Of 03/04/2024 the first
    number is the month, unless other dates, of the column or of `beside`, show that it is the day;
    of 03.04.2024 it is the day. 24-03-01 begins with the year where the dates beside it do not show
    another (`order.py`).
    """
    texts = _written(texts)
    left = texts.drop_nulls().unique()
    others = [] if beside is None else [_written(beside).drop_nulls().unique()]
    order = order_of(left, pl.concat([left, *others]))
    found = []
    for form, reader in forms(order):
        hit = left.str.contains(form)
        if hit.any():
            read = reader(left.filter(hit))
            found.append(read.filter(pl.col("date").is_not_null()))
            left = pl.concat([left.filter(~hit), read.filter(pl.col("date").is_null())["text"]])
    found.append(one_by_one(left, day_first=order.day_first))
    dates = texts.to_frame().join(pl.concat(found), on="text", how="left", maintain_order="left")
    return Dates(
        values=dates["date"].alias("published"),
        unreadable=texts.is_not_null() & dates["date"].is_null(),
        guessed=texts.is_in(order.guessed.implode()).fill_null(value=False)
        & dates["date"].is_not_null(),
    )


def _written(texts: pl.Series) -> pl.Series:
    """Texts without white space around them, as `text`; null for none."""
    texts = texts.cast(pl.String).str.strip_chars().alias("text")
    return texts.set(texts == "", None)
