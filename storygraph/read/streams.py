"""Record files as streams of UTF-8 and their lines, and what was wrong with one file."""

from __future__ import annotations

import codecs
import errno
import gzip
import io
import os
import stat
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, AnyStr, TypeAlias

from storygraph.counting import counted
from storygraph.read.decoding import FOREIGN, REPAIRED

BUFFER = 1 << 16
"""Bytes read at once."""

MAX_PROBLEMS = 1_000
"""Problem rows a file; the rest is counted in one last row."""

MAX_LINE = 64 << 20
"""Bytes of one line or field; a longer one is skipped, and that is a problem row."""

BLOCK = 20_000
BLOCK_BYTES = 16 << 20
"""Records, and bytes of JSON lines, that are turned into columns at once: whichever is less."""

_ENCODED = (REPAIRED, FOREIGN)

Block: TypeAlias = tuple[list[int], list[dict[str, Any]]]
"""Line numbers and what stands there."""

Stream: TypeAlias = "io.BufferedReader[Any]"

WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
WIDEST = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
PACKED = b"\x1f\x8b"
"""How UTF-16, UTF-32 and gzip begin; one mark of UTF-32 begins as one of UTF-16 does."""


def require_file(path: Path) -> None:
    """Raise OSError where `path` is a pipe or a device, from which reading may never end."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        os.scandir(path).close()  # the reason why it was not searched
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no regular file")


def lines_of(file: IO[AnyStr], end: AnyStr, problems: Problems) -> Iterator[tuple[int, AnyStr]]:
    """The lines of a file with their numbers; of one longer than MAX_LINE nothing but its end."""
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith(end):
            problems.add(number, f"a line longer than {MAX_LINE >> 20} MiB")
            while (line := file.readline(MAX_LINE)) and not line.endswith(end):
                pass
            line = end
        yield number, line


class Problems:
    """Collects (line, reason) of one file, and counts what exceeds `MAX_PROBLEMS`."""

    def __init__(self) -> None:
        self.rows: list[tuple[int | None, str]] = []
        self.more = 0
        self._encoded: Counter[str] = Counter()

    def add(self, line: int | None, reason: str) -> None:
        """Take one more problem; of lines in one encoding the first stands for all."""
        if reason.startswith(_ENCODED):
            self._encoded[reason] += 1
            if self._encoded[reason] > 1:
                return
        if len(self.rows) < MAX_PROBLEMS:
            self.rows.append((line, reason))
        else:
            self.more += 1

    def all(self) -> list[tuple[int | None, str]]:
        """Every row, and one that counts the rest."""
        more = {
            reason: f" (and so {counted(count - 1, 'more line')})"
            for reason, count in self._encoded.items()
            if count > 1
        }
        rows = [(line, reason + more.get(reason, "")) for line, reason in self.rows]
        if not self.more:
            return rows
        return [*rows, (None, f"and {counted(self.more, 'more problem')} in this file")]


def stream(raw: io.FileIO, name: str, problems: Problems) -> Stream:
    """The bytes of an open file, unpacked when its name ends in `.gz`, UTF-16 and -32 made UTF-8.

    A browser may have unpacked what it saved under such a name.
    """
    file: Stream = io.BufferedReader(raw, BUFFER)
    if name.lower().endswith(".gz") and file.peek(2)[:2] == PACKED:
        file = io.BufferedReader(Unpacked(file, problems), BUFFER)
    begin = file.peek(4)
    if begin.startswith(WIDE):
        encoding = "utf-32" if begin.startswith(WIDEST) else "utf-16"
        file = io.BufferedReader(Narrowed(file, encoding), BUFFER)
    return file


class Unpacked(io.RawIOBase):
    """What a gzip file holds, up to the damage if it is damaged."""

    def __init__(self, packed: IO[bytes] | Stream, problems: Problems) -> None:
        super().__init__()
        self._file = gzip.GzipFile(fileobj=packed)
        self._problems = problems
        self._damaged = False

    def readable(self) -> bool:
        """Always, as `io` wants to know."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; 0 at the end."""
        try:
            data = b"" if self._damaged else self._file.read1(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self._problems.add(None, f"damaged gzip file, read up to the damage: {error}")
            self._damaged, data = True, b""
        buffer[: len(data)] = data
        return len(data)


class Narrowed(io.RawIOBase):
    """A file in another encoding as UTF-8."""

    def __init__(self, wide: Stream, encoding: str) -> None:
        super().__init__()
        self._file = wide
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = b""

    def readable(self) -> bool:
        """Always, as `io` wants to know."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; 0 at the end."""
        while not self._rest:
            wide = self._file.read1(BUFFER)
            self._rest = self._decoder.decode(wide, final=not wide).encode("utf-8", "replace")
            if not wide:
                break
        data, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
