"""Which number of dates like 03/04/2024 and 24-03-01 is the day, the month and the year.

Each date by itself may be read in several ways: those of one column show it together.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

_LONG = r"^([0-9]{1,2})[/-]([0-9]{1,2})[/-](?:[0-9]{4}|[0-9]{2})(?:[T ,]|$)"
_SHORT = r"^([0-9]{2})([/-])([0-9]{2})[/-]([0-9]{2})(?:[T ,]|$)"

_ENOUGH = {"-": 4, "/": 2}
"""Days from which dates show, by their mark, that their days are these: a year before slashes is
rare, and one before dashes is not."""


class Order(NamedTuple):
    """How to read the dates of a column.

    `year_first` are those that begin with a year of two digits; `day_first` whether in the others
    days lead, and `also_day_first` those in which they do anyway; `guessed` are those that could be
    read otherwise, too, with nothing to show it.
    """

    year_first: pl.Series
    day_first: bool
    also_day_first: pl.Series
    guessed: pl.Series


def order_of(texts: pl.Series, all_texts: pl.Series) -> Order:
    """The order of the numbers in `texts`, as `all_texts`, theirs and those beside them, show it.

    Days lead where a first number above 12 shows it and no second one the contrary. Dates of which
    it is a guess where their year is show nothing but of one another.
    """
    short = pl.concat([_short(all_texts, mark) for mark in _ENOUGH])
    year_first = short.filter("leads")["text"]
    unsure = short.filter("guessed")["text"]
    loose = short.filter(pl.col("guessed") & ~pl.col("leads"))["text"]
    first, second = _numbers(loose)
    also = loose if (first > 12).any() and not (second > 12).any() else loose.clear()
    others = all_texts.filter(~all_texts.is_in(pl.concat([year_first, unsure]).implode()))
    first, second = _numbers(others)
    days, months = bool((first > 12).any()), bool((second > 12).any())
    if days != months:
        return Order(year_first, days, also, unsure)
    own = texts.filter(~texts.is_in(year_first.implode()))
    first, second = _numbers(own)
    either = own.filter((first <= 12) & (second <= 12) & (first != second))
    return Order(
        year_first, day_first=False, also_day_first=also, guessed=pl.concat([unsure, either])
    )


def _numbers(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first two numbers of dates like 03/04/2024; null of other texts."""
    parts = texts.str.extract_groups(_LONG).struct.unnest()
    return parts.to_series(0).cast(pl.Int8), parts.to_series(1).cast(pl.Int8)


def _short(texts: pl.Series, mark: str) -> pl.DataFrame:
    """Dates of three numbers of two digits: `text`, whether the year `leads`, and is `guessed`.

    A number above 31 is the year, for all that can be read so. Where there is none, the year is the
    number that varies less; and where that shows too little, before dashes the first, if it is
    above 12 somewhere.
    """
    parts = texts.str.extract_groups(_SHORT).struct.unnest()
    parts.columns = ["first", "mark", "second", "third"]
    found = parts.with_columns(texts.alias("text")).filter(mark=mark)
    first, second, third = (pl.col(name).cast(pl.Int8) for name in ("first", "second", "third"))
    month = second.is_between(1, 12)
    found = found.select(
        "text",
        first.alias("first"),
        third.alias("third"),
        may_lead=month & third.is_between(1, 31),
        may_trail=(month & first.is_between(1, 31))
        | (first.is_between(1, 12) & second.is_between(1, 31)),
    )
    must_lead = bool(found.select((pl.col("may_lead") & ~pl.col("may_trail")).any()).item())
    must_trail = bool(found.select((pl.col("may_trail") & ~pl.col("may_lead")).any()).item())
    leading, trailing = found["first"].n_unique(), found["third"].n_unique()
    above_12 = bool((found["first"] > 12).any())
    leads, sure = above_12 and mark == "-" and leading <= trailing, False
    if must_lead != must_trail:
        leads, sure = must_lead, True
    elif above_12 and trailing >= max(_ENOUGH[mark], 2 * leading):
        leads, sure = True, True
    elif leading >= max(_ENOUGH[mark], 2 * trailing):
        leads, sure = False, True
    both = pl.col("may_lead") & pl.col("may_trail")
    return found.select(
        "text",
        leads=pl.col("may_lead") & (~pl.col("may_trail") | pl.lit(leads)),
        guessed=both & pl.lit(not sure),
    )
