"""Files of records: JSON, CSV and TSV, Parquet, feeds. One object, row or entry, one article."""

from __future__ import annotations

import csv
import io
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storygraph.counting import counted
from storygraph.read import feeds, json_files
from storygraph.read.decoding import decode, legacy
from storygraph.read.field_limit import long_fields
from storygraph.read.partitions import partitions
from storygraph.read.slices import no_text, parquet_blocks
from storygraph.read.streams import (
    BLOCK,
    BUFFER,
    Block,
    Problems,
    Stream,
    lines_of,
    require_file,
    stream,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storygraph.read.fields import Fields

JSON_LINES = frozenset((".jsonl", ".ndjson"))
JSON = frozenset((".json",))
TABLES = frozenset((".csv", ".tsv"))
PARQUET = frozenset((".parquet",))
FEEDS = frozenset((".rss", ".atom", ".xml"))
SUFFIXES = JSON_LINES | JSON | TABLES | PARQUET | FEEDS
"""Types of record files; all but Parquet may be gzipped (`.jsonl.gz`)."""

_ESCAPED = re.compile(r'(?<!\\)\\"')


def kind(name: str) -> str | None:
    """The record suffix of a file name (`.jsonl` for `a.jsonl.gz`), or None."""
    name = name.lower()
    stem, dot, suffix = name.removesuffix(".gz").rpartition(".")
    suffix = dot + suffix if stem else ""
    if suffix not in SUFFIXES or (name.endswith(".gz") and suffix in PARQUET):
        return None
    return suffix


def parse(
    path: Path, fields: Fields, problems: Problems, *, named: bool = True
) -> Iterator[tuple[dict[str, Any], float]]:
    """The records of a file, block by block, and the share of the file that is read by then.

    A block is columns of equal length, as `Fields.table` gives them, and `line`; those of feeds
    have `feeds.BESIDE`, too. Columns in the names of folders are in all rows that have none of that
    name, and count where a row says nothing of the field under another. What cannot be read goes to
    `problems`; JSON and XML that hold no articles only when the user `named` the file.
    Raises OSError.
    """
    folders = partitions(path)
    for (lines, givens), share in blocks(path, fields, problems, named=named):
        if givens:
            rows = [{**folders, **given} for given in givens] if folders else givens
            beside = feeds.set_aside(rows) if kind(path.name) in FEEDS else {}
            # A folder says on which day, or even when it was fetched; its rows may know the minute
            last = frozenset(folders).difference(*givens) if folders else frozenset()
            columns = fields.table(rows, last) | beside
            fields.tell_silent(lines, problems.add)
            yield {"line": lines, **columns}, share


def blocks(
    path: Path, fields: Fields, problems: Problems, *, named: bool = True
) -> Iterator[tuple[Block, float]]:
    """`parse`, the records as they are written; of Parquet, the columns that `fields` knows."""
    require_file(path)
    suffix = kind(path.name)
    if suffix in PARQUET:
        yield from parquet_blocks(path, fields, problems)
        return
    with path.open("rb", buffering=0) as raw:
        size = max(1, os.fstat(raw.fileno()).st_size)
        file = stream(raw, path.name, problems)
        if suffix in JSON_LINES:
            found = json_files.lines(file, problems)
        elif suffix in JSON:
            found = json_files.document(file, fields, problems, named=named)
        elif suffix in FEEDS:
            found = feeds.entries(file, problems, named=named or suffix != ".xml")
        else:
            found = long_fields(_table(file, fields, problems, tabs=suffix == ".tsv"))
        for block in found:
            # A closed file was read to where its reader gave it up
            yield block, 1.0 if raw.closed else min(1.0, raw.tell() / size)


def _table(file: Stream, fields: Fields, problems: Problems, *, tabs: bool) -> Iterator[Block]:
    """Rows of CSV or TSV: delimiter from the header line, quoted newlines, any encoding."""
    head = file.peek(BUFFER)
    delimiter = _delimiter(head, tabs=tabs)
    lines_ = _text_lines(file, head, problems)
    rows = csv.reader(_doubled(lines_, head, delimiter), delimiter=delimiter)
    header: list[str] = []
    any_row = False
    lines: list[int] = []
    givens: list[dict[str, Any]] = []
    for line, row in _numbered(rows, problems):
        if not header:
            header = _distinct(row)
            if not _holds_text(header, fields):
                problems.add(line, no_text(header))
                return
            continue
        if len(row) != len(header):
            reason = f"repaired: {counted(len(row), 'field')} where the header has {len(header)}"
            if rows.line_num > line:
                reason += "; a quote that opens here may never close"
            problems.add(line, reason)
        any_row = True
        lines.append(line)
        givens.append(dict(zip(header, row, strict=False)))
        if len(givens) >= BLOCK:
            yield lines, givens
            lines, givens = [], []
    yield lines, givens
    if not header:
        problems.add(None, "the file is empty")
    elif not any_row:
        problems.add(None, "no rows under the header")


def _doubled(lines: Iterator[str], head: bytes, delimiter: str) -> Iterator[str]:
    r"""Lines with quotes inside quotes doubled, where they are written as Spark and MySQL do: `\"`.

    Where the first quote after a backslash in a field of quotes neither ends the field nor is
    the first of two, it has no place in any other file. The `head` tells it, or a later line: the
    first title with quotes may be the thousandth.
    """
    mark = re.escape(delimiter)
    field = rf'(?:^|[\r\n]|{mark})"(?:[^"\\]|\\[^"])*\\"(?!["\r\n]|{mark}|$)'
    told = re.search(field.encode(), head) is not None
    sign = re.compile(field)
    for line in lines:
        if '\\"' in line:
            told = told or sign.search(line) is not None
            yield _ESCAPED.sub('""', line) if told else line
        else:
            yield line


def _holds_text(header: list[str], fields: Fields) -> bool:
    """Whether some column is a text."""
    held = fields.has_text(header)
    if not held and fields.mapping:
        fields.columns(header)  # these are `seen` then, and a mapped one that is missing is told
    return held


def _numbered(rows: Any, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, with the number of the line on which they begin."""
    while True:
        begin = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(begin, f"broken row: {error}")
            continue
        # Excel writes `sep=;` above the header
        if any(row) and not (begin == 1 and row[0].lower() == "sep=" and not any(row[1:])):
            yield begin, row


def _text_lines(file: Stream, head: bytes, problems: Problems) -> Iterator[str]:
    """Lines as text without NUL; those that are not UTF-8 are told."""
    first_end = re.search(rb"\r\n?|\n", head)
    mac = first_end is not None and first_end[0] == b"\r" and first_end.end() < len(head)
    usual = legacy(head.rpartition(b"\r" if mac else b"\n")[0])
    for number, read in _mac_lines(file, problems) if mac else lines_of(file, b"\n", problems):
        found, repaired = decode(read, usual, begins=number == 1)
        if repaired:
            problems.add(number, repaired)
        yield found.replace("\0", "")


def _mac_lines(file: Stream, problems: Problems) -> Iterator[tuple[int, bytes]]:
    """Lines that end as on old Macs, by a carriage return."""
    text = io.TextIOWrapper(file, "latin-1", newline="")  # bytes end their lines by \n alone
    try:
        for number, line in lines_of(text, "\r", problems):
            yield number, line.encode("latin-1")
    finally:
        with suppress(ValueError):  # closed before, when the reader gave up on the file
            text.detach()


def _delimiter(head: bytes, *, tabs: bool) -> str:
    """The most frequent of comma, semicolon, tab and bar in the first line, outside quotes.

    The tab, where there is one and `tabs` are what the name of the file says.
    """
    line = re.split(rb"[\r\n]", head.lstrip(b"\r\n"), maxsplit=1)[0]
    outside = "".join(decode(line)[0].split('"')[::2])
    return "\t" if tabs and "\t" in outside else max(",;\t|", key=outside.count)


def _distinct(header: list[str]) -> list[str]:
    """Column names; of two equal ones the second is renamed, and so counts for nothing."""
    names = [name.strip() for name in header]
    first = {name: place for place, name in reversed(list(enumerate(names)))}
    return [
        name if first[name] == place else f"{name} (column {place + 1})"
        for place, name in enumerate(names)
    ]
