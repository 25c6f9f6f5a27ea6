"""Gold stories, for `evaluate` alone: nothing else in the package reads a label.

A label comes from a `story` column or key of the records themselves, or from a file of its own
with the columns `id` and `story`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson
import polars as pl

from storygraph.errors import InputError

LABELS: dict[str, pl.DataType] = {"id": pl.String(), "story": pl.String()}


def read_labels(inputs: Sequence[Path], labels: Path | None = None) -> pl.DataFrame:
    """Columns `id`, `story`: one row an article that has a label.

    `labels` is a CSV, JSONL or Parquet file; without it the inputs are looked through.
    Raises InputError when there is none at all, or when the file cannot be read.
    """
    files = [labels] if labels else [path for given in inputs for path in _files(given)]
    found = [_labels(path) for path in files]
    table = pl.concat([pl.DataFrame(schema=LABELS), *found]).drop_nulls().unique("id", keep="first")
    if table.is_empty():
        raise InputError(
            "no labels: give --labels FILE with the columns id and story, "
            "or records with a story column"
        )
    return table.sort("id")


def _files(given: Path) -> list[Path]:
    kinds = {".jsonl", ".ndjson", ".csv", ".parquet"}
    if given.is_dir():
        return sorted(path for path in given.rglob("*") if path.suffix.lower() in kinds)
    return [given] if given.suffix.lower() in kinds else []


def _labels(path: Path) -> pl.DataFrame:
    """Rows with both an id and a story; other rows say nothing."""
    kind = path.suffix.lower()
    try:
        if kind == ".csv":
            table = pl.read_csv(path, infer_schema=False)
        elif kind == ".parquet":
            table = pl.read_parquet(path)
        else:
            rows = [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
            pairs = [(_text(row.get("id")), _text(row.get("story"))) for row in rows]
            table = pl.DataFrame(pairs, LABELS, orient="row")
    except (OSError, ValueError, AttributeError, pl.exceptions.PolarsError) as error:
        raise InputError(
            f"labels of {path} cannot be read: {str(error).splitlines()[0]}"
        ) from error
    if not {"id", "story"} <= set(table.columns):
        return pl.DataFrame(schema=LABELS)
    return table.select(pl.col("id", "story").cast(pl.String))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
