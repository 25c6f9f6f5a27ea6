"""Tables, in memory and in Parquet files, as blocks of records: never all of a file at once.

A table of a million texts takes gigabytes, and what is made of it as much again. So what was read
is let go before more is, and a limit of memory is noticed between two slices, not after the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from storygraph.read.binary import looked_at, worded
from storygraph.read.moments import timeless
from storygraph.read.streams import BLOCK, BLOCK_BYTES, Block, Problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storygraph.read.fields import Fields

SLICE_BYTES = 64 << 20
SLICES = 16
"""Bytes that are taken at once, if rows go on being as long as they were: so many, or this part of
all. Each slice costs a look through its row group, which some programs make of a million rows."""

FEWEST = 1_000
"""Rows of the first slice, and of each at least: how long they are is not known before."""

_DAMAGED = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def table_blocks(table: pl.DataFrame, problems: Problems) -> Iterator[Block]:
    """The rows of a table with their numbers from 1, block by block."""
    yield from _blocks(table.lazy(), table.height, problems)


def parquet_blocks(path: Path, fields: Fields, problems: Problems) -> Iterator[tuple[Block, float]]:
    """The rows of a Parquet file with the columns that `fields` knows, and the share read by then.

    A damaged file is read up to the damage. Raises OSError where it cannot be opened.
    """
    with path.open("rb") as file:  # the same one to the end, whatever takes its name meanwhile
        try:
            whole = pl.scan_parquet(file)
            names = whole.collect_schema().names()
            known = whole.select(fields.columns(names))
            height = whole.select(pl.len()).collect().item()
        except _DAMAGED as error:
            problems.add(None, f"not a readable Parquet file: {_first_line(error)}")
            return
        if not fields.has_text(names):
            problems.add(None, no_text(names))
            return
        if not height:
            problems.add(None, "the file is empty")
        read = 0
        try:
            for lines, givens in _blocks(known, height, problems):
                read = lines[-1]
                yield (lines, givens), read / height
        except _DAMAGED as error:
            lost = f"row {read + 1:,} and those after it, of {height:,}, are not read"
            problems.add(None, f"damaged Parquet file, {lost}: {_first_line(error)}")


def no_text(names: Sequence[str]) -> str:
    """What to say of a table in which no text column is recognised."""
    shown = ", ".join(repr(name[:40]) for name in names[:20]) or "there is no column at all"
    return f"no column is known as title, excerpt or body; map one of: {shown}"


def _blocks(table: pl.LazyFrame, height: int, problems: Problems) -> Iterator[Block]:
    schema = table.collect_schema()
    binary = [name for name, dtype in schema.items() if dtype == pl.Binary]
    # What a column of bytes holds is told by all of it, so these are looked through before
    kinds = looked_at(_sound(_slices(table.select(binary), height))) if binary else {}
    for start, piece in _slices(table, height):

        def tell(row: int, reason: str, start: int = start) -> None:
            problems.add(start + row, reason)

        rows = timeless(worded(piece, kinds, tell))
        at_once = max(1, min(BLOCK, int(rows.height * BLOCK_BYTES / _bytes(rows))))
        for at, some in enumerate(rows.iter_slices(at_once)):
            givens, first = some.to_dicts(), start + at * at_once + 1
            yield list(range(first, first + len(givens))), givens
        del piece, rows  # before there is another one


def _slices(table: pl.LazyFrame, height: int) -> Iterator[tuple[int, pl.DataFrame]]:
    """All of a table, in order, each slice with the place of its first row."""
    start, rows = 0, FEWEST
    while start < height:
        piece = table.slice(start, rows).collect()
        yield start, piece
        start += rows
        of_all = _bytes(piece) * height // rows // SLICES
        rows = max(FEWEST, int(rows * max(SLICE_BYTES, of_all) / _bytes(piece)))
        del piece


def _bytes(table: pl.DataFrame) -> int:
    return max(1, int(table.estimated_size()))


def _sound(slices: Iterator[tuple[int, pl.DataFrame]]) -> Iterator[pl.DataFrame]:
    """Slices up to the damage, if there is any: who reads them again meets it, and tells."""
    with suppress(*_DAMAGED):
        for _, piece in slices:
            yield piece


def _first_line(error: BaseException) -> str:
    """What an error says, in one line; its type where it says nothing."""
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
