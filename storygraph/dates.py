"""Dates as people and feeds write them, to UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import polars as pl

from storygraph.tables import TIMESTAMP

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years outside are mistakes of a machine: such a date is taken as unreadable."""

_ISO = r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:[.,]\d+)?)?"
_ZONE = r"[T ]\d{2}:\d{2}[\d:.,]*\s*(?:Z|z|UTC|GMT|([+-])(\d{2}):?(\d{2})?)$"
_WHOLE = (
    r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?"
    r"\s*(?:Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$"
)


@dataclass(frozen=True)
class Dates:
    """What `parse_dates` gives, three columns of the same length.

    `values`: the dates (TIMESTAMP), null where none could be read; `unreadable`: whether a text
    is not empty and gave no date; `zoneless`: whether the zone was missing and UTC was taken.
    """

    values: pl.Series
    unreadable: pl.Series
    zoneless: pl.Series


def parse_dates(texts: pl.Series) -> Dates:
    """Dates from ISO 8601, Unix seconds or milliseconds, RFC 2822, and what dateutil reads.

    A time without zone is taken as UTC. A date must name year, month and day.
    """
    texts = texts.cast(pl.String).str.strip_chars()
    texts = texts.set(texts == "", None)
    frame = texts.alias("text").to_frame().lazy()
    text = pl.col("text")
    iso = pl.when(text.str.contains(_WHOLE)).then(text)
    clock = pl.concat_str(
        iso.str.extract(_ISO, 1),
        pl.lit("T"),
        iso.str.extract(_ISO, 2).fill_null("00:00"),
        iso.str.extract(_ISO, 3).fill_null(":00"),
    ).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
    sign = pl.when(iso.str.extract(_ZONE, 1) == "-").then(-1).otherwise(1)
    minutes = sign * (
        iso.str.extract(_ZONE, 2).cast(pl.Int64).fill_null(0) * 60
        + iso.str.extract(_ZONE, 3).cast(pl.Int64).fill_null(0)
    )
    number = pl.when(text.str.contains(r"^\d{9,13}(?:\.\d+)?$")).then(text).cast(pl.Float64)
    seconds = pl.when(number >= 1e11).then(number / 1000).otherwise(number)
    unix = pl.from_epoch((seconds * 1e6).cast(pl.Int64), "us")
    known = frame.select(
        "text",
        date=pl.coalesce(clock - pl.duration(minutes=minutes), unix),
        zoned=iso.str.contains(_ZONE) | number.is_not_null() | ~text.str.contains(r"\d:\d"),
    ).collect()
    rest = known.filter(pl.col("date").is_null() & pl.col("text").is_not_null())["text"].unique()
    parsed = [_parsed(value) for value in rest]
    others = pl.DataFrame(
        {"text": rest, "other": [p[0] for p in parsed], "other_zoned": [p[1] for p in parsed]},
        {"text": pl.String, "other": pl.Datetime("us"), "other_zoned": pl.Boolean},
    )
    joined = known.join(others, on="text", how="left", maintain_order="left").select(
        date=pl.coalesce("date", "other"),
        zoned=pl.coalesce("other_zoned", "zoned"),
    )
    year = pl.col("date").dt.year()
    values = joined.select(
        pl.when(year.is_between(FIRST_YEAR, LAST_YEAR)).then("date").dt.replace_time_zone("UTC")
    )["date"].cast(TIMESTAMP)
    return Dates(
        values=values,
        unreadable=texts.is_not_null() & values.is_null(),
        zoneless=values.is_not_null() & ~joined["zoned"].fill_null(value=True),
    )


def _parsed(text: str) -> tuple[datetime | None, bool]:
    """A date in UTC without tzinfo, and whether its zone was given."""
    for parse in (parsedate_to_datetime, _complete):
        try:
            found = parse(text[:100])
            zoned = found.tzinfo is not None
            return (found.astimezone(UTC).replace(tzinfo=None) if zoned else found), zoned
        except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
            continue
    return None, True


def _complete(text: str) -> datetime:
    """What dateutil reads, if it does not have to guess year, month or day.

    Parsed against two defaults that differ in each of them: a guess shows as a difference.
    """
    import warnings

    from dateutil import parser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", parser.UnknownTimezoneWarning)  # then it counts as zoneless
        first = parser.parse(text, default=datetime(2000, 1, 1))  # noqa: DTZ001 (a zone is no guess)
        second = parser.parse(text, default=datetime(2001, 2, 2))  # noqa: DTZ001 (a zone is no guess)
    if first != second:
        raise ValueError("incomplete date")
    return first
