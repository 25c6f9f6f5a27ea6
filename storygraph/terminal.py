"""What is printed, and where: a headline must not drive the terminal, nor a closed pipe the run."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import Any

_UNSAFE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # ANSI control sequences
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # operating system commands: titles, clipboards, links
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"  # other control characters, but not tab and newline
    r"|[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]"  # bidirectional overrides
    r"|[\ud800-\udfff]"  # lone surrogates, which no terminal can encode
)

_BYTE = re.compile(r"[\udc80-\udcff]")  # how Python has a byte that is no UTF-8


def spelled(text: str) -> str:
    r"""`text` with bytes of a path that are no UTF-8 as `\xNN`, as problems have them."""
    return _BYTE.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text)


def safe(text: str) -> str:
    """`text` without escape sequences, control characters and bidi overrides, on one line."""
    return " ".join(_UNSAFE.sub("", text).split())


class _Unheard(io.FileIO):
    """A stream that takes what nobody reads any more, and fails once where it has no room.

    What could not be written stays in the buffer above, and Python tries again as it ends: that
    would be an exit code of its own.
    """

    _failed = False

    def write(self, data: Any, /) -> int:
        """Write, or let go what cannot be. Raises OSError the first time, where one still reads."""
        if not self._failed:
            try:
                return super().write(data)
            except BrokenPipeError:
                self._failed = True
            except OSError:
                self._failed = True
                raise
        return len(memoryview(data).cast("B"))


def print_whatever_comes() -> None:
    """Let no print fail for its reader: one may not know every character, or have read enough.

    A build whose summary goes to `head` has done its work all the same.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        stream.reconfigure(errors="replace")
        if stream.isatty() or os.name == "nt":  # where a closed pipe is another error
            continue
        stream.flush()
        heard = io.TextIOWrapper(
            io.BufferedWriter(_Unheard(stream.fileno(), "w", closefd=False)),
            encoding=stream.encoding,
            errors="replace",
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )
        setattr(sys, name, heard)
