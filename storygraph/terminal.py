"""Text from inputs, made safe to print: a headline must not drive the terminal."""

from __future__ import annotations

import re

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
