"""Files that are packed in ways that are not read, and what unpacks them."""

from __future__ import annotations

import re
from pathlib import PurePath

_PROGRAMS = {".zst": "zstd -dc", ".bz2": "bzip2 -dc", ".xz": "xz -dc", ".zip": "unzip -p"}
"""By the end of a name: what writes the content to standard output."""

_MARKS = {
    ".zst": rb"\x28\xb5\x2f\xfd",
    ".bz2": rb"BZh[1-9]1AY&SY",
    ".xz": rb"\xfd7zXZ\x00",
    ".zip": rb"PK\x03\x04",
}
"""How such files begin."""


def advice(name: str) -> str | None:
    """How to hand over the file of that name; None where it is not packed so."""
    program = _PROGRAMS.get(PurePath(name).suffix.lower())
    return None if program is None else f"unpack it: `{program} FILE | storygraph build -`"


def packing(begin: bytes) -> str | None:
    """The type of a packed file that begins so, and what unpacks it; None for any other."""
    for suffix, mark in _MARKS.items():
        if re.match(mark, begin):
            return f"a {suffix} file: unpack it by `{_PROGRAMS[suffix]}`"
    return None
