"""What is printed, and where: a headline must not drive the terminal, nor a closed pipe the run."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

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


@contextmanager
def unheard(stream: IO[Any]) -> Iterator[None]:
    """A block that writes to `stream`, a file or a pipe, and may be heard no more.

    That the other end is closed is no error; others are. Either way what is still to come goes
    nowhere, or Python would try again as it ends, and have an exit code of its own.
    """
    try:
        yield
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        if not isinstance(error, BrokenPipeError):
            raise


class _Unheard(io.TextIOWrapper):
    """A stream whose reader may have read enough."""

    def write(self, text: str, /) -> int:
        """Write, as long as one reads. Raises OSError."""
        with unheard(self):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """Hand over what was written, as long as one reads. Raises OSError."""
        with unheard(self):
            super().flush()


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
        heard = _Unheard(
            open(stream.fileno(), "wb", closefd=False),  # noqa: SIM115 (to the end)
            encoding=stream.encoding,
            errors="replace",
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )
        setattr(sys, name, heard)
