"""Time zones by name and by distance from UTC."""

from __future__ import annotations

import polars as pl

MAX_OFFSET = 15 * 60
"""Minutes from UTC; the largest offset in use is 14 hours."""

ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120,
    "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420,
}  # fmt: skip
"""Minutes from UTC of zone names: those of RFC 2822, of the European Union, and of British and
German newspapers. Others, which stand for several zones each (IST), leave a time zone-less."""

REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
"""Names by which newspapers of the United States mean their clock, in summer and in winter."""


def minutes_of(zone: pl.Expr) -> pl.Expr:
    """Minutes from UTC of names and of offsets (`+0100`, `UTC+5:30`); null for any other.

    One that no zone has, like +99:99, is null as well: `is_offset` tells it from a name.
    """
    offset = _signed(zone).str.replace(":", "", literal=True)
    length = offset.str.len_bytes()
    hours = pl.when(length % 2 == 1).then(offset.str.slice(1, 2)).otherwise(offset.str.slice(1, 1))
    rest = pl.when(length > 3).then(offset.str.slice(-2)).otherwise(pl.lit("0"))
    minutes = hours.cast(pl.Int64, strict=False) * 60 + rest.cast(pl.Int64, strict=False)
    minutes = pl.when(offset.str.starts_with("-")).then(-minutes).otherwise(minutes)
    named = zone.replace_strict(ZONES, default=None, return_dtype=pl.Int64)
    return pl.when(offset.is_null()).then(named).when(minutes.abs() <= MAX_OFFSET).then(minutes)


def is_offset(zone: pl.Expr) -> pl.Expr:
    """Whether a zone is told as a distance from UTC."""
    return zone.str.contains(r"[+-]").fill_null(value=False)


def in_regions(moment: pl.Expr, zone: pl.Expr) -> pl.Expr:
    """Moments by the clock of one of REGIONS in UTC, others as they are.

    Of an hour that comes twice, when summer ends, it is the first; one that there is none of is
    null.
    """
    for name, place in REGIONS.items():
        there = moment.dt.replace_time_zone(place, ambiguous="earliest", non_existent="null")
        utc = there.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        moment = pl.when(zone == name).then(utc).otherwise(moment)
    return moment


def _signed(zone: pl.Expr) -> pl.Expr:
    """What follows the sign of an offset, with it; null of a name."""
    return zone.str.extract(r"([+-].*)$")
