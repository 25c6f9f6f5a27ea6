"""Columns of bytes as text: what they spell, or their digits where they spell nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
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


class Bytes:
    """What a column of bytes holds, as its values tell that are shown piece by piece.

    A table may be too large to be held whole, and a piece of it too small to tell by itself.
    """

    def __init__(self) -> None:
        self._is_utf8 = True
        self._values = self._controlled = 0
        self._size = self._beyond = 0
        self._lengths: set[int] = set()

    def look(self, column: pl.Series) -> None:
        """Take note of one more piece."""
        values = [value for value in column.to_list() if value]
        self._is_utf8 = self._is_utf8 and _as_utf8(column) is not None
        self._values += len(values)
        self._controlled += sum(_CONTROLS.search(value) is not None for value in values)
        whole = b"".join(values)
        self._size += len(whole)
        self._beyond += len(whole) - len(whole.translate(None, _BEYOND))
        self._lengths.update(map(len, values))

    @property
    def is_number(self) -> bool:
        """Whether it is no text: not UTF-8, and mostly signs that none has, or one length and any.

        Such are digests, and UUIDs.
        """
        if self._is_utf8:
            return False
        if 2 * self._controlled > self._values:
            return True
        foreign = self._beyond > _FEW * self._size
        return self._values > 1 and len(self._lengths) == 1 and foreign


def looked_at(pieces: Iterable[pl.DataFrame]) -> dict[str, Bytes]:
    """What each column of bytes holds in a table that comes in `pieces`."""
    found: defaultdict[str, Bytes] = defaultdict(Bytes)
    for piece in pieces:
        for name, dtype in piece.schema.items():
            if dtype == pl.Binary:
                found[name].look(piece[name])
    return found


def worded(
    piece: pl.DataFrame, kinds: Mapping[str, Bytes], tell: Callable[[int, str], None]
) -> pl.DataFrame:
    """A piece of a table, of whose columns of bytes `looked_at` gave the `kinds`, with text there.

    Numbers are written as digits in hexadecimal, those of UUIDs as such; what is not UTF-8 is read
    as files are, and `tell` hears of each row of the piece, from 1, what was repaired.
    """
    return piece.with_columns(_read(piece[name], kind, tell) for name, kind in kinds.items())


def _as_utf8(column: pl.Series) -> pl.Series | None:
    """Bytes as the text that they spell in UTF-8; None where some do not."""
    with suppress(pl.exceptions.ComputeError):
        return column.cast(pl.String)
    return None


def _read(column: pl.Series, kind: Bytes, tell: Callable[[int, str], None]) -> pl.Series:
    if kind.is_number:
        digits = [value and _digits(value) for value in column.to_list()]
        return pl.Series(column.name, digits, pl.String)
    whole = _as_utf8(column)
    if whole is not None:
        return whole
    text: list[str | None] = []
    for row, value in enumerate(column.to_list(), 1):
        found, repaired = decode(value or b"")
        if repaired:
            tell(row, repaired)
        text.append(found or None)
    return pl.Series(column.name, text, pl.String)


def _digits(value: bytes) -> str:
    return str(UUID(bytes=value)) if len(value) == _OF_UUID else value.hex()
