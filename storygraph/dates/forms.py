"""The forms that most dates are written in, and how a column of each is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import polars as pl

from storygraph.dates.bounds import plausible
from storygraph.dates.month_names import numbers
from storygraph.dates.zones import REGIONS, in_regions, is_offset, minutes_of

_CLOCK = r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?"
# +01:00, GMT+1, -0500 (EST), +0000 UTC, +0200 (Central European Summer Time): it may be named
_ZONE = (
    r"(?P<zone>[Zz]|UT|[ECMP]T|[A-Z]{3,4}|(?:[+-][0-9]{2}|(?:UTC|GMT)\s?[+-][0-9]{1,2})"
    r"(?::?[0-9]{2})?)(?:\s+[A-Z]{3,5}|\s*\([^()]{1,60}\))?"
)
_HALF = r"(?P<half>[AaPp])\.?[Mm]\.?"
_DAYTIME = rf"{_CLOCK}(?:\s*(?:{_HALF}|Uhr))?(?:\s*{_ZONE})?"
_TIME = rf"(?:[T ,]\s*{_DAYTIME})?"
_MONTHS = numbers()

_USUAL = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
# 2024-03-01T12:00+01:00, 2024/3/1 12:00: ISO 8601 and what databases print
_ISO = rf"^(?P<year>[0-9]{{4}})[-/.](?P<month>[0-9]{{1,2}})[-/.](?P<day>[0-9]{{1,2}}){_TIME}$"
# Fri, 01 Mar 2024 12:00:00 +0100: RFC 2822, as in feeds
_FEED = (
    r"^(?:[A-Za-z]{3,9},?\s*)?(?P<day>[0-9]{1,2})[ -](?P<month>[A-Za-z]{3})[a-z]{0,6}\.?,?[ -]"
    rf"(?P<year>[0-9]{{4}}){_TIME}$"
)
# 20240301, 20240301T120000Z, 20240301120000: ISO 8601 without marks, as in GDELT
_BARE = (
    r"^(?P<year>(?:1[6-9]|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?:T?(?P<clock>[0-9]{4}(?:[0-9]{2})?)(?P<zone>Z)?)?$"
)
# 03/04/2024, 3.4.24, 3. 4. 2024, 03 04 2024, Fr 03.04.2024
NUMERIC = (
    r"^(?:\pL+[.,]{0,2}\s+)?(?P<first>[0-9]{1,2})(?P<mark>[ /.-])\s?(?P<second>[0-9]{1,2})[ /.-]\s?"
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}$"
)
"""Of these the order of numbers has to be known (`order.py`), of those of FORMS it is."""

_LAST_CENTURY = 69  # of years of two digits the first that is 19..: as POSIX has it
# 2024030112: a Unix time of these digits would be of 2033 and later
_HOURS = (
    r"^(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-2][0-9]|3[01])"
    r"(?P<clock>[01][0-9]|2[0-3])(?P<zone>Z)?$"
)
# Montag, 2. März 2026, 14:30 Uhr; 2 de marzo de 2026: as people write in other languages
_NAMED = (
    r"^(?:[\pL-]+[,.]{0,2}\s+)?(?P<day>[0-9]{1,2})(?:\.|er|º)?\s+(?:de\s+)?(?P<month>\pL{3,})\.?,?\s+"
    r"(?:del?\s+)?(?P<year>[0-9]{4})(?:\s+г\.)?"
    rf"(?:,?\s+(?:\pL{{1,4}}\.?\s+)?{_DAYTIME})?$"
)
# Wed Mar 04 2026 08:10:00 GMT+0100 (CET), as JavaScript prints; March 4, 2026, 8:10 a.m. ET
_WORDED = (
    r"^(?:[A-Za-z]{3,9}[.,]{0,2}\s+)?(?P<month>\pL{3,})\.?\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+"
    rf"(?P<year>[0-9]{{4}})(?:,?\s+(?:at\s+|[-–|]\s+)?{_DAYTIME})?$"
)
# 2026年3月2日 14:30, 2026년 3월 2일
_EAST = (
    r"^(?P<year>[0-9]{4})\s*[年년]\s*(?P<month>[0-9]{1,2})\s*[月월]\s*(?P<day>[0-9]{1,2})\s*[日号號일]"
    rf"\s*(?:[(（]\pL{{1,3}}[)）]\s*)?(?:{_DAYTIME})?$"
)
_UNIX = r"^[0-9]{9,10}(?:\.[0-9]+)?$|^[0-9]{13}(?:\.[0-9]+)?$|^[0-9]{16}$|^[0-9]{19}$"

# 45352.5: days since the end of 1899, as spreadsheets count them; from 1954 to 2064
_SERIAL = r"^[2-5][0-9]{4}(?:[.,][0-9]+)?$"
_SERIAL_OF_1970 = 25_569


Reader: TypeAlias = Callable[[pl.Series], pl.DataFrame]
"""What makes of texts of one form the columns `text` and `date` (TIMESTAMP, null where none)."""


def _usual(texts: pl.Series) -> pl.DataFrame:
    """What most machines write, `2024-03-01T12:00:00Z`, at ten times the speed of taking parts."""
    date = pl.col("text").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False)
    return texts.to_frame().select("text", date=plausible(date))


def _by_parts(form: str) -> Reader:
    """A reader by a pattern whose groups name the parts."""
    return lambda texts: _assembled(texts, texts.str.extract_groups(form).struct.unnest())


def _assembled(texts: pl.Series, parts: pl.DataFrame) -> pl.DataFrame:
    """Dates from the columns `year`, `month` (number or name), `day`, `clock`, `zone`."""
    month = pl.col("month").str.to_lowercase()
    digits = (
        pl.col("clock").str.replace(r"^([0-9]:)", "0${1}").str.replace_all(":", "", literal=True)
    )
    moment = pl.col("moment")
    # One step after the other: in one expression each part is made anew wherever it is named
    parts = parts.with_columns(
        moment=pl.concat_str(
            pl.col("year"),
            month.replace(_MONTHS).str.zfill(2),
            pl.col("day").str.zfill(2),
            digits.str.pad_end(6, "0").fill_null("000000"),
        ).str.to_datetime("%Y%m%d%H%M%S", time_unit="us", strict=False),
        zone=pl.col("zone").str.to_uppercase(),
    )
    if "half" in parts.columns:
        hour, half = moment.dt.hour(), pl.col("half").str.to_lowercase()
        late, midnight = (half == "p") & (hour < 12), (half == "a") & (hour == 12)
        more = pl.when(late).then(12).when(midnight).then(-12).otherwise(0)
        parts = parts.with_columns(moment=moment + pl.duration(hours=more))
    zone = pl.col("zone")
    if parts["zone"].is_in(list(REGIONS)).any():
        parts = parts.with_columns(moment=in_regions(moment, zone))
    parts = parts.with_columns(minutes=minutes_of(zone))
    bad_offset = pl.col("minutes").is_null() & is_offset(zone)
    utc = moment - pl.duration(minutes=pl.col("minutes").fill_null(0))
    parts = parts.with_columns(moment=pl.when(~bad_offset).then(utc))
    return parts.select(texts, date=plausible(moment))


def numeric(dates: pl.DataFrame) -> pl.Series:
    """Dates of texts in the form NUMERIC, whose order `order.ordered` has found.

    03/04/2024 and 03.04.2024, also with years of two digits, and 24-03-01.
    """
    parts = dates["text"].str.extract_groups(NUMERIC).struct.unnest()
    year_leads = dates["year_first"]
    swapped = {"first": pl.col("year"), "year": pl.col("first")}
    parts = parts.with_columns(
        pl.when(year_leads).then(other).otherwise(name).alias(name)
        for name, other in swapped.items()
    )
    first, second = pl.col("first"), pl.col("second")
    day_leads = (pl.col("mark") == ".") | dates["day_first"] | (first.cast(pl.Int8) > 12)
    day_leads = year_leads | (day_leads & (second.cast(pl.Int8) <= 12))
    late = pl.col("year").cast(pl.Int16) >= _LAST_CENTURY
    century = pl.concat_str(pl.when(late).then(pl.lit("19")).otherwise(pl.lit("20")), "year")
    return _assembled(
        dates["text"],
        parts.with_columns(
            day=pl.when(day_leads).then(first).otherwise(second),
            month=pl.when(day_leads).then(second).otherwise(first),
            year=pl.when(pl.col("year").str.len_chars() == 4).then("year").otherwise(century),
        ),
    )["date"]


def _unix(texts: pl.Series) -> pl.DataFrame:
    """Seconds, milli-, micro- or nanoseconds since 1970, told apart by their number of digits."""
    text = pl.col("text")
    nanoseconds = text.str.len_bytes() == 19  # too many digits for a floating number
    whole = pl.when(nanoseconds).then(text.str.slice(0, 10)).otherwise(text)
    number = pl.when(text.str.contains(_UNIX)).then(whole).cast(pl.Float64)
    seconds = (
        pl.when(nanoseconds)
        .then(number)
        .when(number >= 1e14)
        .then(number / 1e6)
        .when(number >= 1e11)
        .then(number / 1e3)
        .otherwise(number)
    )
    date = pl.from_epoch((seconds.floor()).cast(pl.Int64), "s").cast(pl.Datetime("us"))
    return texts.to_frame().select("text", date=plausible(date))


def _serial(texts: pl.Series) -> pl.DataFrame:
    """Days as spreadsheets count them, to the second."""
    days = pl.col("text").str.replace(",", ".", literal=True).cast(pl.Float64)
    seconds = (days - _SERIAL_OF_1970) * 86_400
    date = pl.from_epoch(seconds.round().cast(pl.Int64), "s").cast(pl.Datetime("us"))
    return texts.to_frame().select("text", date=plausible(date))


FORMS: tuple[tuple[str, Reader], ...] = (
    (_USUAL, _usual),
    (_HOURS, _by_parts(_HOURS)),
    (_UNIX, _unix),
    (_SERIAL, _serial),
    (_ISO, _by_parts(_ISO)),
    (_FEED, _by_parts(_FEED)),
    (_BARE, _by_parts(_BARE)),
    (_NAMED, _by_parts(_NAMED)),
    (_EAST, _by_parts(_EAST)),
    (_WORDED, _by_parts(_WORDED)),
)
"""Patterns and their readers, in the order to try them."""
