"""Dates as people and feeds write them, to UTC.

The common forms are read a column at a time, each distinct text once; only what is left
goes through dateutil, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl

from storygraph.date_order import Order, order_of
from storygraph.month_names import numbers
from storygraph.tables import TIMESTAMP

FIRST_YEAR, LAST_YEAR = 1600, 2200
"""Years outside are mistakes of a machine: such a date is taken as unreadable. The first newspaper
is of 1605."""

ZEROS = (date(1601, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31))
"""Days that machines count from (Windows, SQL Server, spreadsheets): taken as unreadable, too."""

MAX_LENGTH = 64
"""Characters of a text that can be a date."""

MAX_OFFSET = 15 * 60
"""Minutes from UTC; the largest offset in use is 14 hours."""

ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "CET": 60, "CEST": 120, "EET": 120,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420,
}  # fmt: skip
"""Minutes from UTC of zone names: those of RFC 2822 and of the European Union. Others, which
stand for several zones each (IST, BST), leave a time zone-less."""

_CLOCK = r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?"
_ZONE = r"(?P<zone>[Zz]|UT|[A-Z]{3,4}|(?:UTC|GMT)?[+-][0-9]{2}:?(?:[0-9]{2})?)"
_HALF = r"(?P<half>[AaPp])\.?[Mm]\.?"
_TIME = rf"(?:[T ,]\s*{_CLOCK}(?:\s*{_HALF})?(?:\s*{_ZONE})?)?"
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
# 03/04/2024, 3.4.24, 3. 4. 2024
_NUMERIC = (
    r"^(?P<first>[0-9]{1,2})(?P<mark>[/.-])\s?(?P<second>[0-9]{1,2})[/.-]\s?"
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}$"
)
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
    rf"(?:,?\s+(?:\pL{{1,4}}\.?\s+)?{_CLOCK}(?:\s*(?:Uhr|h)|\s*{_ZONE})?)?$"
)
# 2026年3月2日 14:30, 2026년 3월 2일
_EAST = (
    r"^(?P<year>[0-9]{4})\s*[年년]\s*(?P<month>[0-9]{1,2})\s*[月월]\s*(?P<day>[0-9]{1,2})\s*[日号號일]"
    rf"\s*(?:[(（]\pL{{1,3}}[)）]\s*)?(?:{_CLOCK}(?:\s*{_ZONE})?)?$"
)
_UNIX = r"^[0-9]{9,10}(?:\.[0-9]+)?$|^[0-9]{13}(?:\.[0-9]+)?$|^[0-9]{16}$"

# 45352.5: days since the end of 1899, as spreadsheets count them; from 1954 to 2064
_SERIAL = r"^[2-5][0-9]{4}(?:[.,][0-9]+)?$"
_SERIAL_OF_1970 = 25_569


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
    another (`date_order.py`).
    """
    texts = _written(texts)
    left = texts.drop_nulls().unique()
    others = [] if beside is None else [_written(beside).drop_nulls().unique()]
    order = order_of(left, pl.concat([left, *others]))
    found = []
    for form, reader in (
        (_USUAL, _usual),
        (_HOURS, lambda hits: _by_parts(hits, _HOURS)),
        (_UNIX, _unix),
        (_SERIAL, _serial),
        (_ISO, lambda hits: _by_parts(hits, _ISO)),
        (_FEED, lambda hits: _by_parts(hits, _FEED)),
        (_BARE, lambda hits: _by_parts(hits, _BARE)),
        (_NUMERIC, lambda hits: _numeric(hits, order)),
        (_NAMED, lambda hits: _by_parts(hits, _NAMED)),
        (_EAST, lambda hits: _by_parts(hits, _EAST)),
    ):
        hit = left.str.contains(form)
        if hit.any():
            read = reader(left.filter(hit))
            found.append(read.filter(pl.col("date").is_not_null()))
            left = pl.concat([left.filter(~hit), read.filter(pl.col("date").is_null())["text"]])
    found.append(_one_by_one(left, day_first=order.day_first))
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


def _usual(texts: pl.Series) -> pl.DataFrame:
    """What most machines write, `2024-03-01T12:00:00Z`, at ten times the speed of taking parts."""
    date = pl.col("text").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False)
    return texts.to_frame().select("text", date=_plausible(date))


def _by_parts(texts: pl.Series, form: str) -> pl.DataFrame:
    """Columns `text` and `date` by a pattern whose groups name the parts."""
    return _assembled(texts, texts.str.extract_groups(form).struct.unnest())


def _assembled(texts: pl.Series, parts: pl.DataFrame) -> pl.DataFrame:
    """Dates from the columns `year`, `month` (number or name), `day`, `clock`, `zone`."""
    month = pl.col("month").str.to_lowercase()
    digits = (
        pl.col("clock").str.replace(r"^([0-9]:)", "0${1}").str.replace_all(":", "", literal=True)
    )
    moment = pl.concat_str(
        pl.col("year"),
        month.replace(_MONTHS).str.zfill(2),
        pl.col("day").str.zfill(2),
        digits.str.pad_end(6, "0").fill_null("000000"),
    ).str.to_datetime("%Y%m%d%H%M%S", time_unit="us", strict=False)
    zone = pl.col("zone").str.to_uppercase()
    offset = zone.str.strip_prefix("UTC").str.strip_prefix("GMT").str.replace(":", "")
    minutes = (
        pl.when(offset.str.contains(r"^[+-]"))
        .then(
            pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
            * (
                offset.str.slice(1, 2).cast(pl.Int64, strict=False) * 60
                + offset.str.slice(3, 2).cast(pl.Int64, strict=False).fill_null(0)
            )
        )
        .otherwise(zone.replace_strict(ZONES, default=None, return_dtype=pl.Int64))
    )
    if "half" in parts.columns:
        hour, half = moment.dt.hour(), pl.col("half").str.to_lowercase()
        late, midnight = (half == "p") & (hour < 12), (half == "a") & (hour == 12)
        moment = moment + pl.duration(
            hours=pl.when(late).then(12).when(midnight).then(-12).otherwise(0)
        )
    minutes = pl.when(minutes.abs() <= MAX_OFFSET).then(minutes)
    bad_offset = minutes.is_null() & offset.str.contains(r"^[+-]")
    date = pl.when(~bad_offset.fill_null(value=False)).then(
        moment - pl.duration(minutes=minutes.fill_null(0))
    )
    return parts.select(texts, date=_plausible(date))


def _plausible(moment: pl.Expr) -> pl.Expr:
    """A date in UTC as TIMESTAMP; null where it is a machine's mistake."""
    likely = moment.dt.year().is_between(FIRST_YEAR, LAST_YEAR) & ~moment.dt.date().is_in(ZEROS)
    return pl.when(likely).then(moment.dt.replace_time_zone("UTC")).cast(TIMESTAMP)


def _numeric(texts: pl.Series, order: Order) -> pl.DataFrame:
    """03/04/2024 and 03.04.2024, also with years of two digits, and 24-03-01."""
    parts = texts.str.extract_groups(_NUMERIC).struct.unnest()
    year_leads = texts.is_in(order.year_first.implode())
    swapped = {"first": pl.col("year"), "year": pl.col("first")}
    parts = parts.with_columns(
        pl.when(year_leads).then(other).otherwise(name).alias(name)
        for name, other in swapped.items()
    )
    first, second = pl.col("first"), pl.col("second")
    day_leads = (pl.col("mark") == ".") | pl.lit(order.day_first) | (first.cast(pl.Int8) > 12)
    day_leads |= texts.is_in(order.also_day_first.implode())
    day_leads = year_leads | (day_leads & (second.cast(pl.Int8) <= 12))
    late = pl.col("year").cast(pl.Int16) >= _LAST_CENTURY
    century = pl.concat_str(pl.when(late).then(pl.lit("19")).otherwise(pl.lit("20")), "year")
    return _assembled(
        texts,
        parts.with_columns(
            day=pl.when(day_leads).then(first).otherwise(second),
            month=pl.when(day_leads).then(second).otherwise(first),
            year=pl.when(pl.col("year").str.len_chars() == 4).then("year").otherwise(century),
        ),
    )


def _unix(texts: pl.Series) -> pl.DataFrame:
    """Seconds, milliseconds or microseconds since 1970, told apart by their number of digits."""
    number = pl.when(pl.col("text").str.contains(_UNIX)).then("text").cast(pl.Float64)
    seconds = (
        pl.when(number >= 1e14)
        .then(number / 1e6)
        .when(number >= 1e11)
        .then(number / 1e3)
        .otherwise(number)
    )
    date = pl.from_epoch((seconds.floor()).cast(pl.Int64), "s").cast(pl.Datetime("us"))
    return texts.to_frame().select("text", date=_plausible(date))


def _serial(texts: pl.Series) -> pl.DataFrame:
    """Days as spreadsheets count them, to the second."""
    days = pl.col("text").str.replace(",", ".", literal=True).cast(pl.Float64)
    seconds = (days - _SERIAL_OF_1970) * 86_400
    date = pl.from_epoch(seconds.round().cast(pl.Int64), "s").cast(pl.Datetime("us"))
    return texts.to_frame().select("text", date=_plausible(date))


_DEFAULTS = (datetime(2000, 1, 1), datetime(2001, 2, 2), datetime(2002, 3, 16))  # noqa: DTZ001 (a default zone would be a guess)


def _one_by_one(texts: pl.Series, *, day_first: bool) -> pl.DataFrame:
    """Everything else, by dateutil."""
    read = [_parsed(text, day_first=day_first) for text in texts]
    frame = pl.DataFrame(
        {"text": texts, "date": read}, {"text": pl.String, "date": pl.Datetime("us")}
    )
    return frame.with_columns(date=_plausible(pl.col("date")))


def _parsed(text: str, *, day_first: bool) -> datetime | None:
    """A date in UTC without tzinfo, or None.

    Parsed against three defaults that differ in year, month, day and week: a guess shows as a
    difference.
    """
    from dateutil import parser

    digits = sum(character.isdigit() for character in text)
    if len(text) > MAX_LENGTH or digits < 4 or digits == len(text):
        return None
    try:
        dates = [
            parser.parse(text, default=default, dayfirst=day_first, tzinfos=_zone)
            for default in _DEFAULTS
        ]
        if len(set(dates)) > 1:
            return None
        found = dates[0]
        if found.tzinfo is not None:
            return found.astimezone(UTC).replace(tzinfo=None)
        return found
    except (ValueError, OverflowError, TypeError, IndexError, AttributeError, ArithmeticError):
        return None  # what dateutil raises on text that is no date


def _zone(name: str | None, offset: int | None) -> timezone | None:
    """The zone of a name or an offset in seconds; the machine's own zone plays no part."""
    if offset is None and name is not None and name.upper() in ZONES:
        offset = ZONES[name.upper()] * 60
    if offset is None:
        return None
    if abs(offset) > MAX_OFFSET * 60:
        raise ValueError("no zone is that far away")
    return timezone(timedelta(seconds=offset))
