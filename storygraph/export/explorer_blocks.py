"""Blocks of columns: how numbers and strings travel inside the explorer page.

A block is a few columns packed as bytes and deflated; the page unpacks it with
`DecompressionStream` and typed arrays (`explorer/src/decode.ts` is the other half). Layout
before compression, little-endian: the length of a JSON header as uint32, the header
`[[name, kind, count, bytes], ...]`, then the columns' bytes one after the other.

Kinds: `v` LEB128 varints; `d` zigzag varints of the differences, and `w` where sums may pass 2**31;
`u1` bytes; `p2` uint16 as two planes, low bytes then high bytes (which deflates better); `s` byte
lengths as varints, then the UTF-8 of all strings; `j` one JSON value.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVEL = 6
"""How hard blocks are deflated: level 9 takes four times as long for one percent less."""

MOST_BYTES = 6
"""Bytes of a number at most: a step between dates of any two years has 40 bits."""


def varints(values: npt.ArrayLike) -> bytes:
    """Unsigned integers below 2**42 as LEB128: seven bits a byte, the low ones first."""
    rest = np.asarray(values, dtype=np.int64)
    if rest.size == 0:
        return b""
    size = np.ones(rest.size, dtype=np.int64)
    for place in range(1, MOST_BYTES):
        size += rest >= 1 << (7 * place)
    start = np.cumsum(size) - size
    out = np.zeros(int(size.sum()), dtype=np.uint8)
    for place in range(MOST_BYTES):
        here = size > place
        part = (rest[here] >> (7 * place)) & 0x7F
        out[start[here] + place] = part | np.where(size[here] > place + 1, 0x80, 0)
    return out.tobytes()


def deltas(values: npt.ArrayLike) -> bytes:
    """Signed integers as zigzag varints of their differences: small where values are sorted."""
    given = np.asarray(values, dtype=np.int64)
    steps = np.diff(given, prepend=0)
    return varints((steps << 1) ^ (steps >> 63))


class Block:
    """Columns gathered under names; `text()` gives what stands in the page."""

    def __init__(self) -> None:
        self._header: list[tuple[str, str, int, int]] = []
        self._parts: list[bytes] = []

    def _add(self, name: str, kind: str, count: int, data: bytes) -> None:
        self._header.append((name, kind, count, len(data)))
        self._parts.append(data)

    def varint(self, name: str, values: npt.ArrayLike) -> None:
        """Add unsigned integers, best where most are small."""
        self._add(name, "v", np.size(values), varints(values))

    def delta(self, name: str, values: npt.ArrayLike) -> None:
        """Add integers that differ little from one to the next."""
        self._add(name, "d", np.size(values), deltas(values))

    def wide(self, name: str, values: npt.ArrayLike) -> None:
        """Add integers that differ little from one to the next, and may be 2**31 and more."""
        self._add(name, "w", np.size(values), deltas(values))

    def byte(self, name: str, values: npt.ArrayLike) -> None:
        """Add integers from 0 to 255."""
        given = np.asarray(values, dtype=np.uint8)
        self._add(name, "u1", given.size, given.tobytes())

    def planes(self, name: str, values: npt.ArrayLike) -> None:
        """Add integers from 0 to 65,535 as two byte planes."""
        given = np.asarray(values, dtype="<u2")
        self._add(name, "p2", given.size, given.view(np.uint8).reshape(-1, 2).T.tobytes())

    def strings(self, name: str, values: Iterable[str | None]) -> None:
        """Add strings; None travels as the empty string, a lone surrogate as a question mark."""
        coded = [(value or "").encode("utf-8", "replace") for value in values]
        lengths = varints([len(value) for value in coded])
        head = len(lengths).to_bytes(4, "little")
        self._add(name, "s", len(coded), head + lengths + b"".join(coded))

    def json(self, name: str, value: Any) -> None:
        """Add one JSON value: for the few facts that are no column."""
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._add(name, "j", 1, data.encode("utf-8", "replace"))

    def text(self) -> str:
        """The block, deflated and in base64; the same bytes every time."""
        header = json.dumps(self._header, separators=(",", ":")).encode("ascii")
        whole = b"".join([len(header).to_bytes(4, "little"), header, *self._parts])
        # mtime=0: gzip would write the time of day into its header
        return base64.b64encode(gzip.compress(whole, compresslevel=LEVEL, mtime=0)).decode("ascii")
