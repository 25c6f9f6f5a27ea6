"""Texts to dates in UTC.

The common forms are read a column at a time, each distinct text once. What is left is put into
words that these know, if it can be; and the rest goes through dateutil, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from storygraph.dates.forms import forms
from storygraph.dates.free_text import one_by_one
from storygraph.dates.order import Order, order_of
from storygraph.dates.wording import reworded
from storygraph.tables import TIMESTAMP


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
    found, left = _by_forms(left, order)
    if len(left):
        found = pl.concat([found, _in_other_words(left, order)])
    dates = texts.to_frame().join(found, on="text", how="left", maintain_order="left")
    return Dates(
        values=dates["date"].alias("published"),
        unreadable=texts.is_not_null() & dates["date"].is_null(),
        guessed=texts.is_in(order.guessed.implode()).fill_null(value=False)
        & dates["date"].is_not_null(),
    )


def _by_forms(texts: pl.Series, order: Order) -> tuple[pl.DataFrame, pl.Series]:
    """Those of distinct texts that are of a form, as `text` and `date`; and the texts left over."""
    found = []
    for form, reader in forms(order):
        hit = texts.str.contains(form)
        if hit.any():
            read = reader(texts.filter(hit))
            found.append(read.filter(pl.col("date").is_not_null()))
            texts = pl.concat([texts.filter(~hit), read.filter(pl.col("date").is_null())["text"]])
    none = pl.DataFrame(schema={"text": pl.String, "date": TIMESTAMP})
    return pl.concat([none, *found]), texts


def _in_other_words(texts: pl.Series, order: Order) -> pl.DataFrame:
    """`text` and `date` of distinct texts in no form as they are."""
    words = reworded(texts).alias("words")
    found, left = _by_forms(words.filter(words != texts).unique().alias("text"), order)
    left = pl.concat([left, words.filter(words == texts).alias("text")]).unique()
    found = pl.concat([found, one_by_one(left, day_first=order.day_first)])
    both = pl.DataFrame([texts, words]).join(
        found.rename({"text": "words"}), on="words", how="left", maintain_order="left"
    )
    return both.select("text", "date")


def _written(texts: pl.Series) -> pl.Series:
    """Texts without white space around them, as `text`; null for none."""
    texts = texts.cast(pl.String).str.strip_chars().alias("text")
    return texts.set(texts == "", None)
