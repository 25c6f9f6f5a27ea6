"""Gold stories, for `evaluate` alone: nothing else in the package reads a label.

A label comes from a `story` column or key of the records themselves, from a file of its own with
the columns `id` and `story`, or from a table of these that a program has in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from storygraph.errors import InputError
from storygraph.read import records
from storygraph.read.aliases import fold
from storygraph.read.fields import Fields
from storygraph.read.finding import Source, find
from storygraph.read.in_memory import taken_over
from storygraph.read.piped import PIPE
from storygraph.read.streams import Problems
from storygraph.read.values import text

LABELS: dict[str, pl.DataType] = {"id": pl.String(), "story": pl.String()}


def read_labels(
    inputs: Sequence[Path], labels: Path | None = None, mapping: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Columns `id`, `story`: one row an article that has a label, more where labels contradict.

    `labels` is a file of records; without it the inputs are looked through, as `mapping` names
    their ids, and a record without an id has the one that `reading.read` gives it.
    Raises InputError when there is none at all, or when the file cannot be read.
    """
    if labels == PIPE or (labels and labels.exists() and not labels.is_file()):
        raise InputError(
            f"labels of {labels} cannot be read: they need a file, whose name says what it holds, "
            "as labels.csv does"
        )
    if labels and records.kind(labels.name) is None:
        raise InputError(f"labels of {labels} cannot be read: give JSON, CSV or Parquet")
    fields = _Labels() if labels else _Labelled(mapping)
    found = find([labels] if labels else inputs)
    rows: list[tuple[str, str]] = []
    for source in filter(lambda each: each.is_records, found.sources):
        problems = Problems()
        try:
            rows.extend(_rows(source, fields, problems, own_ids=not labels))
        except OSError as error:
            raise InputError(
                f"labels of {source.shown} cannot be read: {error.strerror}"
            ) from error
        if labels and problems.rows and not rows:
            line, reason = problems.rows[0]
            where = f", line {line}" if line else ""
            raise InputError(f"labels of {source.shown}{where} cannot be read: {reason}")
    if labels and not rows:
        raise InputError(f"no labels in {labels}: it needs the columns id and story")
    if not rows:
        raise InputError(
            "no labels: give --labels FILE with the columns id and story, "
            "or records with a story column"
        )
    return (
        pl.DataFrame(rows, LABELS, orient="row")
        .unique(maintain_order=True)
        .sort("id", maintain_order=True)
    )


def in_table(labels: Any) -> pl.DataFrame:
    """Columns `id`, `story` of a table in memory, as texts, each pair that is whole once.

    Numbers are spelled as those of articles are: in a column with gaps pandas has 1.0 for 1, and
    nan for what is not there. Raises InputError for what is no table, or has not these columns.
    """
    if isinstance(labels, str | Path):
        raise InputError(f"labels need a table, not a path: polars.read_csv({str(labels)!r}), say")
    if isinstance(labels, pl.LazyFrame):
        raise InputError("labels need a table, not a LazyFrame: collect() it first")
    table = taken_over(labels)
    if not LABELS.keys() <= set(table.columns):
        raise InputError("labels need the columns id and story")
    if any(table[name].dtype.is_nested() for name in LABELS):
        raise InputError("labels need one id and one story a row, not lists")
    spelled = (_spelled(table[name]) for name in LABELS)
    return pl.DataFrame(spelled).drop_nulls().unique(maintain_order=True)


def _spelled(values: pl.Series) -> pl.Series:
    """Values as texts; floats as the reader of articles has them, whole ones without a point."""
    return (
        values.map_elements(text, pl.String) if values.dtype.is_float() else values.cast(pl.String)
    )


class _Labelled(Fields):
    """Fields of records that may have nothing but an id and a label."""

    def columns(self, available: Sequence[str]) -> list[str]:
        """Those that hold an id or a label."""
        ids = {
            name for field, keys in self._plan(tuple(available)) if field == "id" for name in keys
        }
        return [name for name in available if name in ids or fold(name) == "story"]

    def has_text(self, available: Sequence[str]) -> bool:
        """Whether these are of an article, or of a label."""
        return super().has_text(available) or any(fold(name) == "story" for name in available)


class _Labels(_Labelled):
    """Fields of a file of labels, which need not look like articles at all."""

    def has_text(self, available: Sequence[str]) -> bool:
        """Always: what lacks is told by `read_labels`."""
        del available
        return True


def _rows(
    source: Source, fields: Fields, problems: Problems, *, own_ids: bool
) -> Iterator[tuple[str, str]]:
    """Id and label of each record that has both; with `own_ids`, one without an id has its own."""
    for (lines, givens), _ in records.blocks(source.path, fields, problems, named=source.named):
        if not givens:
            continue
        written = fields.table(givens).get("id") or [None] * len(givens)
        own = [f"{source.id}:{line}" if own_ids else None for line in lines]
        for name, other, given in zip(written, own, givens, strict=True):
            id_, label = name or other, _label(given)
            if id_ and label:
                yield id_, label


def _label(given: Mapping[str, Any]) -> str | None:
    held = (given[name] for name in _names(tuple(given)))
    return text(next((value for value in held if value is not None), None))


@lru_cache(1_000)
def _names(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the `keys` of one shape of record that hold a label, `story` itself first."""
    return tuple(
        sorted((key for key in keys if fold(key) == "story"), key=lambda key: key != "story")
    )
