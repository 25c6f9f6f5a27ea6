"""Articles from standard input, kept in a file for as long as the program runs.

Readers look at their files more than once. What the type is, is told by how it begins. After
`kill -9` the file may remain; a later run from standard input removes it, a day on.
"""

from __future__ import annotations

import codecs
import gzip
import io
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
from storygraph.files.leftovers import hold, sweep_stale
from storygraph.read.decoding import decode
from storygraph.read.packed import packing
from storygraph.read.streams import PACKED, WIDE, Problems, Unpacked

if TYPE_CHECKING:
    from typing import IO

PIPE = Path("-")
"""What stands for standard input among the inputs."""

NAME = "stdin"
"""What it is called in ids: `stdin:1` is its first record."""

BEGIN = 1 << 16
"""Bytes by which the type is told."""

_PREFIX = "storygraph-stdin-"
"""How the file is called, for later runs to find what a killed one left."""

_NEVER_PACKED = frozenset({".md", ".parquet"})
"""Types that are not read packed, and so are unpacked here; damage there ends the run."""


@cache
def standard_input() -> Path:
    """A file with all of standard input; the same one however often it is asked for.

    Raises InputError where nothing is piped.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise InputError("cannot read -: nothing is piped into standard input")
    return kept(sys.stdin.buffer)


def kept(piped: IO[bytes]) -> Path:
    """A file with all of `piped`, which goes when the program ends. Raises InputError.

    What is packed stays so where its reader unpacks: that knows what to say of damage.
    """
    sweep_stale(Path(tempfile.gettempdir()), f"{_PREFIX}*")
    try:
        with tempfile.TemporaryFile() as given:
            shutil.copyfileobj(piped, given)
            given.seek(0)
            is_packed = given.read(2) == PACKED
            given.seek(0)
            begin = _unpacked(given).read(BEGIN) if is_packed else given.read(BEGIN)
            given.seek(0)
            if packed := packing(begin):
                raise InputError(f"cannot read -: it is {packed}")
            suffix = _suffix(begin)
            whole: IO[bytes] | gzip.GzipFile = given
            if is_packed and suffix in _NEVER_PACKED:
                whole = gzip.GzipFile(fileobj=given)
            elif is_packed:
                suffix += ".gz"
            with tempfile.NamedTemporaryFile(prefix=_PREFIX, suffix=suffix, delete=False) as held:
                path = Path(held.name)
                hold(path)
                shutil.copyfileobj(whole, held)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot read -: {error}") from error
    return path


def _unpacked(packed: IO[bytes]) -> IO[bytes]:
    """What gzip holds, up to the damage where there is one."""
    return io.BufferedReader(Unpacked(packed, Problems()), BEGIN)


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
