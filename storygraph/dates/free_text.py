"""Dates in no form of `forms.py`, one by one, through dateutil.

dateutil takes a date for what it can be, however far-fetched: of `4-6 March 2026` it makes one of
2004, at 20:26. So its dates are compared with the numbers that they are of.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import polars as pl

from storygraph.dates.bounds import FIRST_YEAR, LAST_YEAR, plausible
from storygraph.dates.wording import MAX_LENGTH
from storygraph.dates.zones import MAX_OFFSET, REGIONS, ZONES

_DEFAULTS = (datetime(2000, 1, 1), datetime(2001, 2, 2), datetime(2002, 3, 16))  # noqa: DTZ001 (a default zone would be a guess)

_AHEAD = re.compile(r"(?<![A-Za-z])(?:UTC|GMT|Z)\s?(?=[+-][0-9])", re.IGNORECASE)
"""What dateutil takes, before an offset, as the sign that POSIX has there, which is the other."""

_CLOCK = re.compile(
    r"[0-9]{1,2}(?::[0-9]{2}){1,2}(?:[.,][0-9]+)?(?:\s*[+-][0-9]{1,2}(?::?[0-9]{2})?(?![0-9]))?"
    r"|T[0-9]{2,6}(?:[.,][0-9]+)?(?:[+-][0-9]{2}(?::?[0-9]{2})?)?|[0-9]{1,2}\s*[ap]\.?m\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+")
_MONTH = re.compile(r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


def one_by_one(dates: pl.DataFrame) -> pl.Series:
    """Dates (TIMESTAMP) of rows of `text` and `day_first`, null where dateutil finds none.

    Where it has to guess, it finds none.
    """
    rows = dates.select("text", "day_first").iter_rows()
    read = [_parsed(text, day_first=day_first) for text, day_first in rows]
    moments = pl.DataFrame({"date": read}, {"date": pl.Datetime("us")})
    return moments.select(plausible(pl.col("date")))["date"]


def _parsed(text: str, *, day_first: bool) -> datetime | None:
    """A date in UTC without tzinfo, or None.

    Parsed against three defaults that differ in year, month, day and week: a guess shows as a
    difference.
    """
    from dateutil import parser

    digits = sum(character.isdigit() for character in text)
    day_first = day_first and not text[:4].isdigit()  # after a year comes the month
    if len(text) > MAX_LENGTH or digits < 4 or digits == len(text):
        return None
    text = _AHEAD.sub("", text)
    try:
        dates = [
            parser.parse(text, default=default, dayfirst=day_first, tzinfos=_zone)
            for default in _DEFAULTS
        ]
        if len(set(dates)) > 1 or not _is_of(dates[0].year, text):
            return None
        found = dates[0]
        if found.tzinfo is not None:
            return found.astimezone(UTC).replace(tzinfo=None)
        return found
    except (ValueError, OverflowError, TypeError, IndexError, AttributeError, ArithmeticError):
        return None  # what dateutil raises on text that is no date


def _is_of(year: int, text: str) -> bool:
    """Whether a text has a day, a month and a year and no more, and this year.

    A year may have two digits; what else may stand there is a clock like 0810, which is no year.
    """
    numbers = _NUMBER.findall(_CLOCK.sub(" ", text))
    if any(len(number) > 4 for number in numbers):
        return True  # 20260304 081000
    years = {number for number in numbers if len(number) == 4 and _may_be_year(int(number))}
    parts = [number for number in numbers if len(number) < 4 or number in years]
    lacking = 2 if _MONTH.search(text) else 3
    return len(parts) == lacking and years <= {f"{year:04}"}


def _may_be_year(number: int) -> bool:
    return FIRST_YEAR <= number <= LAST_YEAR


def _zone(name: str | None, offset: int | None) -> timezone | None:
    """The zone of a name or an offset in seconds; the machine's own zone plays no part."""
    if offset is None and name is not None and name.upper() in ZONES:
        offset = ZONES[name.upper()] * 60
    if offset is None and name in REGIONS:
        raise ValueError("hours off, if taken as UTC")
    if offset is None:
        return None
    if abs(offset) > MAX_OFFSET * 60:
        raise ValueError("no zone is that far away")
    return timezone(timedelta(seconds=offset))
