"""Columns of Python values to a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from storygraph.read.entries import Entries
from storygraph.tables import RELATED

if TYPE_CHECKING:
    from collections.abc import Mapping


def frame(
    columns: Mapping[str, Any], schema: Mapping[str, pl.DataType], height: int
) -> pl.DataFrame:
    """A table of `height` rows with that schema; columns that are not given are null.

    `columns` are lists, `related` may be `Entries`; one column at least is given. An empty list of
    related entries becomes null. Entries go in flat and are gathered to lists by polars, which is
    several times faster than handing it lists of mappings.
    """
    given = {name: dtype for name, dtype in schema.items() if name in columns}
    related = given.pop("related", None)
    values = {name: columns[name] for name in given}
    try:
        table = pl.DataFrame(values, given)
    except UnicodeEncodeError:
        table = pl.DataFrame({name: _encodable(column) for name, column in values.items()}, given)
    if related is not None:
        table = table.with_columns(related=_gathered(columns["related"], height))
    absent = [pl.lit(None, schema[name]).alias(name) for name in schema if name not in columns]
    return table.with_columns(absent).select(*schema)


def _encodable(value: Any) -> Any:
    """A value, or lists of them, with a question mark for half a character (a lone surrogate)."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return [_encodable(each) for each in value] if isinstance(value, list) else value


def _gathered(lists: list[list[dict[str, Any]] | None] | Entries, height: int) -> pl.Series:
    """Related entries as one list a row, null for none."""
    if not isinstance(lists, Entries):
        flat = [entry for entries in lists if entries for entry in entries]
        lists = Entries(
            [len(entries or ()) for entries in lists],
            {name: [entry[name] for entry in flat] for name in RELATED},
        )
    rows = np.repeat(np.arange(height, dtype=np.uint32), lists.counts)
    entries = frame(lists.columns, RELATED, len(rows)) if len(rows) else pl.DataFrame([], RELATED)
    gathered = (
        pl.DataFrame({"row": rows, "related": entries.to_struct()})
        .group_by("row", maintain_order=True)
        .agg("related")
    )
    places = pl.DataFrame({"row": np.arange(height, dtype=np.uint32)})
    return places.join(gathered, on="row", how="left", maintain_order="left")["related"]
