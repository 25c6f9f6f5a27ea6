"""Which moments can be the date of an article at all."""

from __future__ import annotations

from datetime import date

import polars as pl

from storygraph.tables import TIMESTAMP

FIRST_YEAR, LAST_YEAR = 1600, 2200
"""Years outside are mistakes of a machine: such a date is taken as unreadable. The first newspaper
is of 1605."""

LONGEST_GAP = 366 * (LAST_YEAR + 1 - FIRST_YEAR)
"""Days: no two dates lie further apart."""

ZEROS = (date(1601, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31))
"""Days that machines count from (Windows, SQL Server, spreadsheets): taken as unreadable, too."""


def plausible(moment: pl.Expr) -> pl.Expr:
    """A date in UTC as TIMESTAMP; null where it is a machine's mistake."""
    likely = moment.dt.year().is_between(FIRST_YEAR, LAST_YEAR) & ~moment.dt.date().is_in(ZEROS)
    return pl.when(likely).then(moment.dt.replace_time_zone("UTC")).cast(TIMESTAMP)
