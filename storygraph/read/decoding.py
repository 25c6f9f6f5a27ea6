"""Bytes to text, whatever they are."""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

REPAIRED = "repaired: not all bytes are UTF-8; those were read as Windows-1252"
FOREIGN = "repaired: the text is not UTF-8; it was read as "
DAMAGED = "repaired: not all of the text is "
"""How reasons begin that tell of an encoding; the name of one other than Windows-1252 follows."""

FEWEST = 12
"""Bytes beyond ASCII from which an encoding can be told."""

_RUNS = re.compile(rb"[\x80-\xff]{3,}")


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


SAMPLE = 1 << 16
"""Bytes by which an encoding is told."""

_BEYOND = bytes(range(0x80, 0x100))
_WESTERN = frozenset(("ascii", "cp1252", "latin_1", "utf_8"))
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")

codecs.register_error("storygraph-cp1252", _as_cp1252)


def decode(data: bytes, usual: str | None = None, *, begins: bool = True) -> tuple[str, str | None]:
    """The text of `data` without its byte-order mark, and what to say of bytes that are no UTF-8.

    Never raises. What is not UTF-8 is read as `usual`, by default in the encoding that `legacy`
    finds; and lone bytes as Windows-1252. A mark counts only where a file `begins`.
    """
    for mark, encoding in BOMS if begins else ():
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding != "utf-8":
                return _wide(data, encoding)
            break
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        told = usual or legacy(data)
        if told is not None:
            return data.decode(told, "replace"), FOREIGN + told
        return data.decode("utf-8", "storygraph-cp1252"), REPAIRED


def _wide(data: bytes, encoding: str) -> tuple[str, str | None]:
    """`decode` of data whose mark says UTF-16 or UTF-32."""
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), f"{DAMAGED}{encoding[:6].upper()}"


def legacy(data: bytes) -> str | None:
    """The encoding of text of another script that is not UTF-8; None where there is no such text.

    In Western text accented letters stand alone. Where most bytes beyond ASCII stand three and more
    in a row, and are not UTF-8 with some damage, the script is another.
    """
    rows = sum(map(len, _RUNS.findall(data)))
    beyond = len(data) - len(data.translate(None, _BEYOND))
    if beyond < FEWEST or rows * 2 < beyond:
        return None
    if data.decode("utf-8", "replace").count("�") * 4 < beyond:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE]).best() or from_bytes(data).best()
    return None if best is None or best.encoding in _WESTERN else best.encoding
