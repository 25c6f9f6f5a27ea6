"""Which moments can be the date of an article at all."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from storygraph.tables import TIMESTAMP

FIRST_YEAR, LAST_YEAR = 1600, 2200
"""Years outside are mistakes of a machine: such a date is taken as unreadable. The first newspaper
is of 1605."""

LONGEST_GAP = 366 * (LAST_YEAR + 1 - FIRST_YEAR)
"""Days: no two dates lie further apart."""

ZEROS = (date(1601, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31))
"""Days that machines count from (Windows, SQL Server, spreadsheets): taken as unreadable, too."""

MIDNIGHTS = (date(1900, 1, 1), date(1970, 1, 1))
"""Days of which the first moment is what machines count from (SQL, Unix), and no other."""

_NEAR, _AROUND = timedelta(days=183), timedelta(days=3)
"""How near a date shows that an archive is of the time of a zero; and how near it is but the zero
in another zone, or the one beside it."""


def plausible(moment: pl.Expr) -> pl.Expr:
    """A date in UTC as TIMESTAMP; null where it is of no year that newspapers are of."""
    likely = moment.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    return pl.when(likely).then(moment.dt.replace_time_zone("UTC")).cast(TIMESTAMP)


def without_zeros(dates: pl.DataFrame) -> pl.DataFrame:
    """`dates` with null in `date` where a machine counts from it.

    An archive that is of that time has days beside it, and none of its own would be lost: where
    another date is within half a year, a zero is a day like any other. One date is enough, as an
    archive may be small and dates by mistake are of any time but this; but not one of the same
    days, as a zero may be written in another zone.
    """
    moments = dates["date"]
    clock = moments.dt.replace_time_zone(None)
    for zero in sorted({*ZEROS, *MIDNIGHTS}):
        begin = datetime(zero.year, zero.month, zero.day)  # noqa: DTZ001 (its clock is compared)
        until = begin + (timedelta(seconds=1) if zero in MIDNIGHTS else timedelta(days=1))
        hit = (clock >= begin) & (clock < until)
        if not hit.any():
            continue
        apart = (clock - begin).abs()
        if not ((apart <= _NEAR) & (apart > _AROUND)).any():
            moments = moments.set(hit.fill_null(value=False), None)
    return dates.with_columns(moments.alias("date"))
