"""Reading every input into one table of records and one of problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from storygraph.errors import UnreadableError
from storygraph.read import frontmatter, records
from storygraph.read.fields import Fields
from storygraph.read.finding import TYPES, Source, find, is_article
from storygraph.read.ids import unique_ids
from storygraph.tables import PROBLEMS, RECORDS, empty

__all__ = ["TYPES", "read"]

CHUNK = 20_000
"""Records held as Python objects before they become columns: about 20 MB."""

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
    table = _Table()
    total = None if any(source.is_records for source in sources) else len(sources)
    for source in sources:
        for record in _records(source, fields, table):
            table.add(record)
            if progress and not table.height % 500:
                progress(table.height, total)
    fields.check_mapping()
    if progress:
        progress(table.height, table.height)
    frame, clashes = unique_ids(table.frame())
    problems = pl.DataFrame(table.problems, PROBLEMS, orient="row")
    return frame, pl.concat([problems, clashes])


def _records(source: Source, fields: Fields, table: _Table) -> Iterator[dict[str, Any]]:
    """The records of one file; its problems go to `table`."""
    try:
        if source.is_records:
            problems = records.Problems()
            for record in records.parse(source.path, fields, problems):
                record["input"] = source.shown
                if not record.get("id"):
                    record["id"] = f"{source.id}:{record['line']}"
                yield record
            rows = problems.all()
        else:
            with source.path.open("rb") as file:
                data = file.read(frontmatter.MAX_FILE + 1)
            if not is_article(source, has_front_matter=frontmatter.opens(data)):
                return
            record, rows = frontmatter.parse(data, source.path.name, fields)
            record["input"] = source.shown
            record["id"] = source.id
            yield record
        table.problems += [(source.shown, line, reason) for line, reason in rows]
    except UnreadableError as error:
        table.problems.append((source.shown, error.line, error.reason))
    except OSError as error:
        table.problems.append((source.shown, None, f"cannot be read: {error.strerror or error}"))


class _Table:
    """Records as they come, turned into columns chunk by chunk."""

    def __init__(self) -> None:
        self.height = 0
        self.problems: list[tuple[str, int | None, str]] = []
        self._rows: list[dict[str, Any]] = []
        self._chunks: list[pl.DataFrame] = []

    def add(self, record: dict[str, Any]) -> None:
        self.height += 1
        self._rows.append(record)
        if len(self._rows) >= CHUNK:
            self._flush()

    def frame(self) -> pl.DataFrame:
        self._flush()
        return pl.concat(self._chunks) if self._chunks else empty(RECORDS)

    def _flush(self) -> None:
        if self._rows:
            rows = self._rows
            columns = {name: [row.get(name) for row in rows] for name in RECORDS}
            self._chunks.append(pl.DataFrame(columns, RECORDS))
            self._rows = []
