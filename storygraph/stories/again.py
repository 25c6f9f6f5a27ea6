"""Which nodes of one build are those of another: found again, and the stories they were in then.

A folder is read anew by every build. Its files are renamed meanwhile, its rows come to stand
further down, and headlines, dates and addresses are corrected.
"""

from __future__ import annotations

import polars as pl

KIND, ADDRESS = "kind", "url"

SIGNS = (
    (KIND, "title", ADDRESS, "source", "published", "id"),
    (KIND, "title", ADDRESS, "source", "published"),  # its file was renamed, its row moved down
    (KIND, "title", ADDRESS, "published"),  # others of its host may have brought its outlet's name
    (KIND, "title", ADDRESS),  # its date was corrected, and its file is named by it
    (KIND, ADDRESS),  # its headline was edited
    (KIND, "id"),
)
"""Columns by which nodes are found again, those that tell most first. An id alone comes
last: that of a row without one is where it stands, where another may stand now."""

UNDATED = SIGNS[3:5]
"""Those that hold for nodes with an address alone: a headline that comes again ("The day in
pictures") is another article on another day."""

COLUMNS = ("id", "story", KIND, "title", ADDRESS, "source", "published")
"""Columns that are looked at."""


def found_again(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The nodes that both have, rows of tables with COLUMNS, each once: `row_before` and `row`."""
    sought, left = (
        table.select(pl.col(KIND).cast(pl.String), pl.exclude(KIND)).with_row_index("row")
        for table in (now.select(COLUMNS), before.select(COLUMNS))
    )
    found = []
    for signs in SIGNS:
        same = _matched(sought, left, signs)
        sought = sought.join(same, on="row", how="anti")
        left = left.join(same, left_on="row", right_on="row_before", how="anti")
        found.append(same)
    return pl.concat(found).sort("row")


def _matched(now: pl.DataFrame, before: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """Rows that agree in `by`, each once, of `now` as `row` and of `before` as `row_before`."""
    if by in UNDATED:
        now, before = (each.drop_nulls(ADDRESS) for each in (now, before))
    now, before = (
        each.with_columns(twin=pl.int_range(pl.len()).over(by)) for each in (now, before)
    )
    same = now.join(before, on=(*by, "twin"), nulls_equal=True, suffix="_before")
    return same.select("row", "row_before")
