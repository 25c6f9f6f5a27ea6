"""Which number of dates like 03/04/2024 and 24-03-01 is the day, the month and the year.

Each date by itself may be read in several ways: those of one source show it together. Where they do
not, those of all sources do; but other sources may write otherwise, and so that is told as a guess.
"""

from __future__ import annotations

import polars as pl

_BEFORE = r"^(?:\pL+[.,]{0,2}\s+|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?,?\s+)?"  # a weekday, or a clock
_LONG = (
    rf"{_BEFORE}([0-9]{{1,2}})([ /-])\s?([0-9]{{1,2}})[ /-]\s?(?:[0-9]{{4}}|[0-9]{{2}})(?:[T ,]|$)"
)
_SHORT = rf"{_BEFORE}[0-9]{{2}}[/-][0-9]{{2}}[/-]([0-9]{{2}})(?:[T ,]|$)"

_ENOUGH = {"-": 4, "/": 2}
"""Days from which dates show, by their mark, that their days are these: a year before slashes is
rare, and one before dashes is not."""


def ordered(dates: pl.DataFrame) -> pl.DataFrame:
    """`dates`, distinct rows of `source` and `text`, with how to read the numbers of each.

    `year_first` are those that begin with a year of two digits; in others the day leads, or the
    month, as `day_first` has it; `guessed` are those that could be read otherwise, too, with
    nothing of their source to show it.

    Days lead where a first number above 12 shows it and no second one the contrary. Dates of which
    it is a guess where their year is show nothing but of one another.
    """
    long = dates["text"].str.extract_groups(_LONG).struct.unnest()
    first, mark, second = long.get_columns()
    numbered = dates.with_columns(
        first.cast(pl.Int8).alias("first"),
        mark.alias("mark"),
        second.cast(pl.Int8).alias("second"),
        dates["text"].str.extract(_SHORT).cast(pl.Int8).alias("third"),
    )
    return _days(_years(numbered)).select("source", "text", "year_first", "day_first", "guessed")


def _years(numbered: pl.DataFrame) -> pl.DataFrame:
    """With `year_first`, and `loose`: whether that is a guess.

    A number above 31 is the year, for all that can be read so. Where there is none, the year is the
    number that varies less; and where that shows too little, before dashes the first, if it is
    above 12 somewhere.
    """
    short = numbered.filter(pl.col("third").is_not_null())
    rest = numbered.filter(pl.col("third").is_null())
    no = pl.lit(value=False)
    rest = rest.with_columns(year_first=no, loose=no)
    if short.is_empty():
        return rest
    first, second, third = pl.col("first"), pl.col("second"), pl.col("third")
    month = second.is_between(1, 12)
    short = short.with_columns(
        may_lead=month & third.is_between(1, 31),
        may_trail=(month & first.is_between(1, 31))
        | (first.is_between(1, 12) & second.is_between(1, 31)),
    )
    own, own_sure = _year_leads(["source", "mark"])
    all_, all_sure = _year_leads(["mark"])
    above_12 = (first > 12).any().over("source", "mark")
    leads = (
        pl.when(own_sure).then(own).when(all_sure).then(all_).otherwise(own | (all_ & ~above_12))
    )
    may_lead, may_trail = pl.col("may_lead"), pl.col("may_trail")
    short = short.with_columns(
        year_first=may_lead & (~may_trail | leads), loose=may_lead & may_trail & ~own_sure
    )
    return pl.concat([rest, short.select(rest.columns)])


def _year_leads(keys: list[str]) -> tuple[pl.Expr, pl.Expr]:
    """Whether, for all dates that agree in `keys`, the year leads, and whether that is sure."""
    first, slack = pl.col("first"), pl.col("mark").replace_strict(_ENOUGH, return_dtype=pl.UInt32)
    must_lead = (pl.col("may_lead") & ~pl.col("may_trail")).any().over(keys)
    must_trail = (pl.col("may_trail") & ~pl.col("may_lead")).any().over(keys)
    leading, trailing = (pl.col(name).n_unique().over(keys) for name in ("first", "third"))
    above_12 = (first > 12).any().over(keys)
    many_days = above_12 & (trailing >= pl.max_horizontal(slack, 2 * leading))
    few_days = leading >= pl.max_horizontal(slack, 2 * trailing)
    one_sided = must_lead != must_trail
    leads = (
        pl.when(one_sided)
        .then(must_lead)
        .when(many_days | few_days)
        .then(many_days)
        .otherwise(above_12 & (pl.col("mark") == "-") & (leading <= trailing))
    )
    return leads, one_sided | many_days | few_days


def _days(dates: pl.DataFrame) -> pl.DataFrame:
    """With `day_first` and `guessed`."""
    loose, year_first = pl.col("loose"), pl.col("year_first")
    dates = _day_leads(dates, ~year_first & ~loose, "leads", "sure")
    dates = _day_leads(dates, loose & ~year_first, "among_loose", "_")
    first, second = pl.col("first"), pl.col("second")
    either = ((first <= 12) & (second <= 12) & (first != second)).fill_null(value=False)
    return dates.with_columns(
        day_first=pl.col("leads") | (loose & pl.col("among_loose")),
        guessed=loose | (~year_first & ~pl.col("sure") & either),
    )


def _day_leads(dates: pl.DataFrame, shows: pl.Expr, leads: str, sure: str) -> pl.DataFrame:
    """With the columns `leads` and `sure`, by the dates that `shows` marks.

    Whether days lead, and whether that is of a date's own source. Sources are few: each is looked
    at once, not once a date.
    """
    days, months = (
        (shows & (pl.col(name) > 12)).fill_null(value=False).any() for name in ("first", "second")
    )
    own = dates.group_by("source").agg(days=days, months=months)
    all_days, all_months = own["days"].any(), own["months"].any()
    own = own.select("source", (pl.col("days") != pl.col("months")).alias(sure), "days")
    anywhere = pl.lit(value=all_days and not all_months)
    own = own.with_columns(pl.when(sure).then("days").otherwise(anywhere).alias(leads))
    return dates.join(own.drop("days"), on="source", how="left", maintain_order="left")
