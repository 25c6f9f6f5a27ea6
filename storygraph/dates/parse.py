"""Texts to dates in UTC.

The common forms are read a column at a time, each distinct text once. What is left is put into
words that these know, if it can be; and the rest goes through dateutil, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from storygraph.dates.bounds import without_zeros
from storygraph.dates.forms import FORMS, NUMERIC, numeric
from storygraph.dates.free_text import one_by_one
from storygraph.dates.order import ordered
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


def parse_dates(texts: pl.Series, sources: pl.Series | None = None) -> Dates:
    """Dates to the second from ISO 8601, Unix time, RFC 2822, words, and what dateutil reads.

    Words are names of months in many languages. Unix time may be in seconds, milli-, micro- or
    nanoseconds; a number of five digits is a day of a spreadsheet. A time without zone is taken as
    UTC, and so is a date alone. A date must name year, month and day. Of 03/04/2024 the first
    number is the month, unless other dates show that it is the day, first of all those of the same
    source, as `sources` has it; of 03.04.2024 it is the day. 24-03-01 begins with the year where
    the dates beside it do not show another (`order.py`).
    """
    texts = _written(texts)
    found, left = _by_forms(texts.drop_nulls().unique())
    dates = texts.to_frame()
    if not len(left):
        dates = dates.join(found, on="text", how="left", maintain_order="left")
        return _told(dates.with_columns(guessed=pl.lit(value=False)))
    again, other_words = _in_other_words(left)
    source = pl.lit("") if sources is None else sources.fill_null("")
    dates = dates.with_columns(source.alias("source"))
    unclear = dates.unique().join(other_words, on="text", how="inner")
    read = _by_order(unclear.select("source", text="words").unique())
    read = unclear.join(read.rename({"text": "words"}), on=["source", "words"], how="left")
    dates = dates.join(pl.concat([found, again]), on="text", how="left", maintain_order="left")
    dates = dates.join(
        read.select("text", "source", "guessed", other="date"),
        on=["text", "source"],
        how="left",
        maintain_order="left",
    )
    return _told(dates.with_columns(pl.coalesce("date", "other")))


def _told(dates: pl.DataFrame) -> Dates:
    """What is made of rows of `text`, `date` and `guessed`."""
    dates = without_zeros(dates)
    dated = dates["date"].is_not_null()
    return Dates(
        values=dates["date"].alias("published"),
        unreadable=dates["text"].is_not_null() & ~dated,
        guessed=dates["guessed"].fill_null(value=False) & dated,
    )


def _by_forms(texts: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Those of distinct texts that are of a form, as `text` and `date`; and the texts left over."""
    found = []
    for form, reader in FORMS:
        hit = texts.str.contains(form)
        if hit.any():
            read = reader(texts.filter(hit))
            found.append(read.filter(pl.col("date").is_not_null()))
            texts = pl.concat([texts.filter(~hit), read.filter(pl.col("date").is_null())["text"]])
    none = pl.DataFrame(schema={"text": pl.String, "date": TIMESTAMP})
    return pl.concat([none, *found]), texts


def _in_other_words(texts: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Distinct texts in no form, once they are put into other words.

    Gives those that are of a form now, as `text` and `date`, and the others, as `text` and `words`.
    """
    in_numbers = texts.str.contains(NUMERIC)
    numbers, texts = texts.filter(in_numbers), texts.filter(~in_numbers)
    words = reworded(texts).alias("words")
    found, _ = _by_forms(words.filter(words != texts).unique().alias("text"))
    both = pl.DataFrame([texts, words]).join(
        found.rename({"text": "words"}), on="words", how="left", maintain_order="left"
    )
    dated = pl.col("date").is_not_null()
    other = pl.concat(
        [pl.DataFrame([numbers, numbers.alias("words")]), both.filter(~dated).drop("date")]
    )
    return both.filter(dated).select("text", "date"), other


def _by_order(dates: pl.DataFrame) -> pl.DataFrame:
    """Distinct rows of `source` and `text` with `date` and `guessed`."""
    dates = ordered(dates)
    in_numbers = dates["text"].str.contains(NUMERIC)
    parts = []
    for part, read in (
        (dates.filter(in_numbers), numeric),
        (dates.filter(~in_numbers), one_by_one),
    ):
        ways = part.select("text", "year_first", "day_first").unique()
        ways = ways.with_columns(date=read(ways))
        parts.append(part.join(ways, on=["text", "year_first", "day_first"], how="left"))
    return pl.concat(parts).select("source", "text", "date", "guessed")


def _written(texts: pl.Series) -> pl.Series:
    """Texts without white space around them, as `text`; null for none."""
    texts = texts.cast(pl.String).str.strip_chars().alias("text")
    return texts.set(texts == "", None)
