"""Articles from standard input, kept in a file for as long as the program runs.

Readers look at their files more than once. What the type is, is told by how it begins.
"""

from __future__ import annotations

import codecs
import gzip
import shutil
import sys
import tempfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from storygraph.errors import InputError
from storygraph.files.leftovers import hold
from storygraph.read.decoding import decode
from storygraph.read.streams import PACKED, WIDE

if TYPE_CHECKING:
    from typing import IO

PIPE = Path("-")
"""What stands for standard input among the inputs."""

NAME = "stdin"
"""What it is called in ids: `stdin:1` is its first record."""

BEGIN = 1 << 16
"""Bytes by which the type is told."""


@cache
def standard_input() -> Path:
    """A file with all of standard input, unpacked; the same one however often it is asked for.

    Raises InputError where nothing is piped.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise InputError("cannot read -: nothing is piped into standard input")
    return kept(sys.stdin.buffer)


def kept(piped: IO[bytes]) -> Path:
    """A file with all of `piped`, which goes when the program ends. Raises InputError."""
    try:
        with tempfile.TemporaryFile(prefix="storygraph-") as packed:
            shutil.copyfileobj(piped, packed)
            packed.seek(0)
            is_packed = packed.read(2) == PACKED
            packed.seek(0)
            whole: IO[bytes] | gzip.GzipFile = (
                gzip.GzipFile(fileobj=packed) if is_packed else packed
            )
            begin = whole.read(BEGIN)
            with tempfile.NamedTemporaryFile(
                prefix="storygraph-", suffix=_suffix(begin), delete=False
            ) as held:
                path = Path(held.name)
                hold(path)
                held.write(begin)
                shutil.copyfileobj(whole, held)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot read -: {error}") from error
    return path


def _suffix(begin: bytes) -> str:
    """The suffix of the type that a file is of which `begin` is the beginning."""
    if begin.startswith(WIDE):
        begin = decode(begin)[0].encode()
    bare = begin.removeprefix(codecs.BOM_UTF8).lstrip()
    marks = {b"---": ".md", b"+++": ".md", b"PAR1": ".parquet", b"<": ".rss", b"[": ".json"}
    for mark, suffix in marks.items():
        if bare.startswith(mark):
            return suffix
    line, _, rest = bare.partition(b"\n")
    if not bare.startswith(b"{"):
        return ".tsv" if b"\t" in line else ".csv"
    if rest.strip():
        with suppress(orjson.JSONDecodeError):
            orjson.loads(line)
            return ".jsonl"
    return ".json"  # which may turn out to be lines, too
