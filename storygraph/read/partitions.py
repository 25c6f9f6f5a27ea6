"""Columns that stand in the names of folders, as Spark, Hive and DuckDB write tables in parts.

`archive/source=Tide%20Weekly/year=2026/month=3/day=4/part-0.parquet` holds the rows of that outlet
and day, without either.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

_PARTITION = re.compile(r"([A-Za-z_][\w.-]*)=(.*)", re.DOTALL)
_NOTHING = "__HIVE_DEFAULT_PARTITION__"
_DATE = ("year", "month", "day")


def partitions(path: Path) -> dict[str, str]:
    """The columns that the folders of a file name, with their value in all its rows.

    A year, a month and a day, without a date beside them, are one: `date`.
    """
    found: dict[str, str] = {}
    for folder in path.parent.parts:
        if (named := _PARTITION.fullmatch(folder)) and named[2] not in ("", _NOTHING):
            found[named[1]] = unquote(named[2])
    parts = [found.get(name, "") for name in _DATE]
    if "date" not in found and all(part.isascii() and part.isdigit() for part in parts):
        year, month, day = (found.pop(name).zfill(2) for name in _DATE)
        found["date"] = f"{year}-{month}-{day}"
    return found
