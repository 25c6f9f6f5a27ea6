"""Columns of bytes as text: what they spell, or their digits where they spell nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import polars as pl

from storygraph.read.decoding import decode

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""Bytes that no text holds, unless it is damaged; of random ids of sixteen five in six do."""

_BEYOND = bytes(range(0x80, 0x100))
_FEW = 0.3
"""Bytes beyond ASCII in Western text of an old encoding, at most; half of all are in a digest."""

_OF_UUID = 16  # bytes


def worded(table: pl.DataFrame, tell: Callable[[int, str], None]) -> pl.DataFrame:
    """`table` with its columns of bytes as text.

    A column that holds other bytes than UTF-8 is digits in hexadecimal where its values cannot be
    text (digests, and UUIDs, which are written as such); else they are read as files are, and
    `tell` hears of each row, from 1, what was repaired.
    """
    return table.with_columns(
        _read(table[name], tell) for name, dtype in table.schema.items() if dtype == pl.Binary
    )


def _read(column: pl.Series, tell: Callable[[int, str], None]) -> pl.Series:
    with suppress(pl.exceptions.ComputeError):  # some are not UTF-8
        return column.cast(pl.String)
    values: list[bytes | None] = column.to_list()
    if _is_number([value for value in values if value]):
        return pl.Series(column.name, [value and _digits(value) for value in values], pl.String)
    text: list[str | None] = []
    for row, value in enumerate(values, 1):
        found, repaired = decode(value or b"")
        if repaired:
            tell(row, repaired)
        text.append(found or None)
    return pl.Series(column.name, text, pl.String)


def _is_number(values: list[bytes]) -> bool:
    """Whether values are no text: most with control characters, or all of one length and odd."""
    if 2 * sum(_CONTROLS.search(value) is not None for value in values) > len(values):
        return True
    whole = b"".join(values)
    beyond = len(whole) - len(whole.translate(None, _BEYOND))
    return len(values) > 1 and len(set(map(len, values))) == 1 and beyond > _FEW * len(whole)


def _digits(value: bytes) -> str:
    return str(UUID(bytes=value)) if len(value) == _OF_UUID else value.hex()
