"""Files of records: JSON lines, CSV and TSV, Parquet. One line or row, one article."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import orjson
import polars as pl

from storygraph.errors import UnreadableError
from storygraph.read.decoding import BOMS, REPAIRED, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storygraph.read.fields import Fields

JSON_LINES = frozenset((".jsonl", ".ndjson"))
TABLES = frozenset((".csv", ".tsv"))
PARQUET = frozenset((".parquet",))
SUFFIXES = JSON_LINES | TABLES | PARQUET
"""Types of record files; JSON lines and tables may be gzipped (`.jsonl.gz`)."""

MAX_LINE = 64 << 20
"""Bytes of one line or field; a longer one is skipped, and that is a problem row."""

MAX_PROBLEMS = 1_000
"""Problem rows a file; the rest is counted in one last row."""

Found = dict[str, Any] | UnreadableError
"""A record, or why there is none; with a record may come a repair (see `_REPAIR`)."""


class Problems:
    """Collects (line, reason) of one file, and counts what exceeds `MAX_PROBLEMS`."""

    def __init__(self) -> None:
        self.rows: list[tuple[int | None, str]] = []
        self.more = 0

    def add(self, line: int | None, reason: str) -> None:
        """Take one more problem."""
        if len(self.rows) < MAX_PROBLEMS:
            self.rows.append((line, reason))
        else:
            self.more += 1

    def all(self) -> list[tuple[int | None, str]]:
        """Every row, and one that counts the rest."""
        if not self.more:
            return self.rows
        return [*self.rows, (None, f"and {self.more} more problems in this file")]


def kind(name: str) -> str | None:
    """The record suffix of a file name (`.jsonl` for `a.jsonl.gz`), or None."""
    name = name.lower()
    suffix = Path(name.removesuffix(".gz")).suffix
    if suffix not in SUFFIXES or (name.endswith(".gz") and suffix in PARQUET):
        return None
    return suffix


def parse(path: Path, fields: Fields, problems: Problems) -> Iterator[dict[str, Any]]:
    """The records of a file; what cannot be read goes to `problems`. Raises OSError."""
    suffix = kind(path.name)
    if suffix in PARQUET:
        yield from _parquet(path, fields, problems)
        return
    with path.open("rb") as raw:
        packed = path.name.lower().endswith(".gz")
        file: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment] # a GzipFile reads like any file
        read = _json_lines if suffix in JSON_LINES else _table
        try:
            yield from read(file, fields, problems)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            problems.add(None, f"damaged gzip file, read up to the damage: {error}")


def _json_lines(file: IO[bytes], fields: Fields, problems: Problems) -> Iterator[dict[str, Any]]:
    number = 0
    record = fields.record
    loads = orjson.loads
    for number, line, whole in _lines(file):
        if not whole:
            problems.add(number, f"a line longer than {MAX_LINE >> 20} MiB")
            continue
        try:
            given = loads(line)
        except orjson.JSONDecodeError as error:
            given = _repaired_json(line, number, error, problems)
        if type(given) is dict:
            yield record(given, number)
        elif given is not None:
            problems.add(number, "not a JSON object: each line must be one {...}")
    if not number:
        problems.add(None, "the file is empty")


def _repaired_json(
    line: bytes, number: int, error: orjson.JSONDecodeError, problems: Problems
) -> Any:
    """The value of a line that is no UTF-8 JSON as it stands; None when there is none."""
    text, guessed = decode(line.strip(b"\x00\r\n\t "))
    text = text.strip()
    if not text:
        return None
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        problems.add(number, f"broken JSON: {error.msg}")
        return None
    if guessed:
        problems.add(number, REPAIRED)
    return given


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Lines with their number from 1, and whether the line is whole (not over `MAX_LINE`)."""
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        whole = len(line) < MAX_LINE or line.endswith(b"\n")
        if not whole:
            while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
        yield number, line, whole


def _table(file: IO[bytes], fields: Fields, problems: Problems) -> Iterator[dict[str, Any]]:
    """Rows of CSV or TSV: delimiter from the header line, quoted newlines, any encoding."""
    head = file.read(1 << 16)
    utf_16 = any(head.startswith(mark) for mark, name in BOMS if name.startswith("utf-16"))
    encoding = "utf-16" if utf_16 else "utf-8-sig"
    source = io.BufferedReader(_Chained(head, file), 1 << 16)
    text = io.TextIOWrapper(source, encoding, "storygraph-cp1252" if not utf_16 else "replace", "")
    if csv.field_size_limit() < MAX_LINE:
        csv.field_size_limit(MAX_LINE)
    delimiter = _delimiter(head)
    rows = csv.reader((line.replace("\0", "") for line in text), delimiter=delimiter)
    header: list[str] | None = None
    start = 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            problems.add(start, f"broken row: {error}")
            continue
        finally:
            line, start = start, rows.line_num + 1
        if not any(row):
            continue
        if header is None:
            header = [name.strip() for name in row]
            continue
        if len(row) != len(header):
            problems.add(line, f"repaired: {len(row)} fields where the header has {len(header)}")
        yield fields.record(dict(zip(header, row, strict=False)), line)
    if header is None:
        problems.add(None, "the file is empty")


class _Chained(io.RawIOBase):
    """`head`, then the rest of `file`: a peek that works on pipes and gzip alike."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        super().__init__()
        self._head = head
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._file.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def _delimiter(head: bytes) -> str:
    """The most frequent of comma, semicolon, tab and bar in the first line, outside quotes."""
    line = decode(head)[0].lstrip("\n\r").partition("\n")[0]
    outside = "".join(line.split('"')[::2])
    return max(",;\t|", key=outside.count)


def _parquet(path: Path, fields: Fields, problems: Problems) -> Iterator[dict[str, Any]]:
    try:
        frame = pl.scan_parquet(path, glob=False)
        columns = fields.columns(frame.collect_schema().names())
        table = frame.select(columns).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        problems.add(None, f"not a readable Parquet file: {str(error).splitlines()[0][:200]}")
        return
    for number, row in enumerate(table.iter_rows(named=True), start=1):
        yield fields.record(row, number)
