"""Tables and records that a program has in memory already: one row or mapping, one article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import polars as pl

from storygraph.errors import InputError, UsageError
from storygraph.read.slices import no_text, table_blocks
from storygraph.read.streams import BLOCK, Block, Problems
from storygraph.read.values import PLAIN, listed, text

if TYPE_CHECKING:
    from storygraph.read.fields import Fields

NAME = "row"
"""What such rows are called in ids and problems: `row:1` is the first."""

_REFUSED = (pl.exceptions.PolarsError, ImportError, TypeError, ValueError)
"""What is raised where a table of another library cannot be had as one of ours."""


class ArrowTable(Protocol):
    """A table that hands over its columns as Arrow does."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream."""


Inputs: TypeAlias = str | Path | Iterable[str | Path] | Iterable[Mapping[str, Any]] | ArrowTable
"""What a graph may be built from."""


@dataclass(frozen=True)
class Rows:
    """Articles in memory: a table, or a list of mappings as JSON has them."""

    held: pl.DataFrame | list[Mapping[Any, Any]]

    def __len__(self) -> int:
        """How many."""
        return len(self.held)


def sorted_out(given: Inputs) -> list[Path] | Rows:
    """Paths or rows, whichever `given` is.

    Tables are those of polars, pyarrow, DuckDB, and of pandas where pyarrow is installed.
    Raises UsageError for what is neither, InputError as `taken_over` does.
    """
    if isinstance(given, str | Path):
        return [_path(given)]
    if hasattr(given, "__arrow_c_stream__"):
        return Rows(taken_over(given))
    if isinstance(given, pl.LazyFrame):
        raise UsageError("cannot read a LazyFrame: collect() it first")
    if isinstance(given, Iterable) and not isinstance(given, Mapping | bytes):
        items = list(given)
        if not items:
            raise InputError("nothing to read: neither paths nor rows are given")
        paths = [_path(item) for item in items if isinstance(item, str | Path)]
        mappings = [item for item in items if isinstance(item, Mapping)]
        if len(paths) == len(items):
            return paths
        if len(mappings) == len(items):
            return Rows(mappings)
    raise UsageError(
        f"cannot read a {type(given).__name__}: give paths, a table, or a list of mappings"
    )


def _path(given: str | Path) -> Path:
    """A path; one that is empty would mean the current folder. Raises UsageError."""
    if given == "":
        raise UsageError("the path is empty: name a folder or a file")
    return Path(given)


def taken_over(table: Any) -> pl.DataFrame:
    """A table of another library as one of polars, the named index of a pandas one as columns.

    Raises InputError where its columns cannot be taken over.
    """
    if any(getattr(getattr(table, "index", None), "names", ())):
        table = table.reset_index()
    types = getattr(table, "dtypes", None)
    periods = [name for name, dtype in getattr(types, "items", dict)() if _is_period(dtype)]
    if periods:  # Arrow knows them by numbers alone
        table = table.astype(dict.fromkeys(periods, "string"))
    try:
        return pl.DataFrame(table)
    except _REFUSED as error:
        with suppress(*_REFUSED):
            if hasattr(table, "iloc"):
                return _column_by_column(table)
        raise InputError(f"cannot take over the columns of this table: {error}") from error


def _column_by_column(table: Any) -> pl.DataFrame:
    """A table of pandas in which a column holds values of several kinds, as texts.

    One such column, ids like 12 and "A3" or something of the user's own, and Arrow takes none.
    """
    columns = []
    for place in range(len(table.columns)):
        try:
            columns.append(pl.DataFrame(table.iloc[:, [place]]).to_series())
        except _REFUSED:
            column = table.iloc[:, place]
            gone = column.isna()
            values = [None if no else _as_text(v) for v, no in zip(column, gone, strict=True)]
            columns.append(pl.Series(str(table.columns[place]), values, pl.String))
    return pl.DataFrame(columns)


def _as_text(value: Any) -> str | None:
    """A value as the text that readers understand, lists and mappings as JSON."""
    value = listed(value)
    return json.dumps(value, default=str) if isinstance(value, list | dict) else text(value)


def _is_period(dtype: object) -> bool:
    """Whether a type of pandas is of spans of the calendar: days, months."""
    return str(dtype).startswith("period[")


def blocks(rows: Rows, fields: Fields, problems: Problems) -> Iterator[Block]:
    """The rows with their numbers from 1, block by block; of a table, the columns that are known.

    What had to be repaired goes to `problems`. Raises InputError where there is none, or where no
    column of a table holds text, and UsageError where one is mapped that is not there.
    """
    held = rows.held
    if isinstance(held, pl.DataFrame):
        known = fields.columns(held.columns)
        if not fields.has_text(held.columns):
            fields.check_mapping()
            raise InputError(no_text(held.columns))
        held = held.select(known)
    if not len(rows):
        raise InputError("nothing to read: there are no rows")
    if isinstance(held, pl.DataFrame):
        yield from table_blocks(held, problems)
        return
    for start in range(0, len(held), BLOCK):
        try:
            givens = [_named(row) for row in held[start : start + BLOCK]]
        except RecursionError as error:
            raise UsageError("a row is nested too deep, or holds itself") from error
        yield list(range(start + 1, start + len(givens) + 1)), givens


def _named(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value if type(value) in PLAIN else listed(value) for name, value in row.items()
    }
