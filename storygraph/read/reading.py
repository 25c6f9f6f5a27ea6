"""Reading every input into one table of records and one of problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from storygraph.errors import UnreadableError
from storygraph.read import frontmatter, records
from storygraph.read.fields import Fields
from storygraph.read.finding import TYPES, Source, find, is_article
from storygraph.read.ids import unique_ids
from storygraph.read.streams import Problems
from storygraph.tables import PROBLEMS, RECORDS, empty

__all__ = ["TYPES", "read"]

CHUNK = 500
"""Files held as Python objects before they become columns, and before progress is told."""

Progress = Callable[[int, int | None], None]


def read(
    inputs: Sequence[Path],
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Everything in `inputs`, as written.

    Args:
        inputs: folders, searched recursively, or single files. Markdown and text files
            (`.md .markdown .mdx .txt`) are one article each; `.jsonl .ndjson .csv .tsv
            .parquet` hold one a line or row. Hidden files, other types, and README,
            LICENSE, CHANGELOG and the like without front matter are passed over.
        mapping: field to column or key, where names are not recognised by themselves.
        progress: called with the records read so far and their number, or None if unknown.

    Returns:
        Records with the schema `tables.RECORDS`, in the order of the files' ids, with
        unique ids; and problems with the schema `tables.PROBLEMS`. A problem whose reason
        begins with "repaired:" belongs to a record that is there.

    Raises InputError for a missing input or when there is nothing to read, and UsageError
    for a mapping that names an unknown field or column.
    """
    fields = Fields(mapping)
    sources = find([Path(path) for path in inputs])
    table = _Table(progress, None if any(source.is_records for source in sources) else len(sources))
    for source in sources:
        try:
            if source.is_records:
                _read_records(source, fields, table)
            else:
                _read_article(source, fields, table)
        except UnreadableError as error:
            table.problems.append((source.shown, error.line, error.reason))
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            table.problems.append((source.shown, None, reason))
    fields.check_mapping()
    frame, clashes = unique_ids(table.frame())
    problems = pl.DataFrame(table.problems, PROBLEMS, orient="row")
    return frame, pl.concat([problems, clashes])


def _read_article(source: Source, fields: Fields, table: _Table) -> None:
    """Add the article of one file, and what had to be repaired."""
    with source.path.open("rb") as file:
        data = file.read(frontmatter.MAX_FILE + 1)
    if not is_article(source, has_front_matter=frontmatter.opens(data)):
        return
    record, problems = frontmatter.parse(data, source.path.name, fields)
    table.add(record | {"input": source.shown, "id": source.id})
    table.problems += [(source.shown, line, reason) for line, reason in problems]


def _read_records(source: Source, fields: Fields, table: _Table) -> None:
    """Add the records of one file, and what was wrong with some."""
    problems = Problems()
    try:
        for columns in records.parse(source.path, fields, problems):
            lines = columns["line"]
            ids = columns.get("id") or [None] * len(lines)
            columns["id"] = [
                name or f"{source.id}:{line}" for name, line in zip(ids, lines, strict=True)
            ]
            columns["input"] = [source.shown] * len(lines)
            table.extend(columns)
    finally:
        table.problems += [(source.shown, line, reason) for line, reason in problems.all()]


class _Table:
    """Records as they come, turned into columns chunk by chunk."""

    def __init__(self, progress: Progress | None, total: int | None) -> None:
        self.problems: list[tuple[str, int | None, str]] = []
        self._progress = progress
        self._total = total
        self._height = 0
        self._rows: list[dict[str, Any]] = []
        self._chunks: list[pl.DataFrame] = []

    def add(self, record: dict[str, Any]) -> None:
        """Take one record."""
        self._rows.append(record)
        if len(self._rows) >= CHUNK:
            self._flush()

    def extend(self, columns: dict[str, list[Any]]) -> None:
        """Take records as columns of equal length."""
        self._flush()
        nothing = [None] * len(columns["line"])
        self._append(pl.DataFrame({name: columns.get(name, nothing) for name in RECORDS}, RECORDS))

    def frame(self) -> pl.DataFrame:
        """Everything, with the schema RECORDS."""
        self._flush()
        return pl.concat(self._chunks) if self._chunks else empty(RECORDS)

    def _flush(self) -> None:
        if self._rows:
            columns = {name: [row.get(name) for row in self._rows] for name in RECORDS}
            self._rows = []
            self._append(pl.DataFrame(columns, RECORDS))

    def _append(self, chunk: pl.DataFrame) -> None:
        self._chunks.append(chunk)
        self._height += chunk.height
        if self._progress:
            self._progress(self._height, self._total)
