"""Bytes to text, whatever they are."""

from __future__ import annotations

import codecs

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

REPAIRED = "repaired: not all bytes are UTF-8; those were read as Windows-1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8, and only those, as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    # Five bytes mean nothing in Windows-1252; Latin-1 makes control characters of them.
    found = "".join(
        bytes([byte]).decode("cp1252" if byte not in _UNDEFINED else "latin-1") for byte in wrong
    )
    return found, error.end


_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")

codecs.register_error("storygraph-cp1252", _as_cp1252)


def decode(data: bytes) -> tuple[str, bool]:
    """The text of `data` without its byte-order mark, and whether bytes had to be guessed.

    Never raises. Lone bytes that are not UTF-8 are read as Windows-1252.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding != "utf-8":
                found = data.decode(encoding, "replace")
                return found, "�" in found
            break
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("utf-8", "storygraph-cp1252"), True
