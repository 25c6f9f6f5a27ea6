"""Columns of Python values to a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from storygraph.tables import RELATED

if TYPE_CHECKING:
    from collections.abc import Mapping


def frame(
    columns: Mapping[str, list[Any]], schema: Mapping[str, pl.DataType], height: int
) -> pl.DataFrame:
    """A table of `height` rows with that schema; columns that are not given are null.

    An empty list of related entries becomes null. Entries go in flat and are gathered to lists
    by polars, which is several times faster than handing it lists of mappings.
    """
    nothing = [None] * height
    table = pl.DataFrame(
        {
            name: columns.get(name, nothing) if name != "related" else nothing
            for name in schema
        },
        schema,
    )  # fmt: skip
    lists = columns.get("related")
    if lists is None:
        return table
    rows = [row for row, entries in enumerate(lists) if entries for _ in entries]
    flat = [entry for entries in lists if entries for entry in entries]
    entries = pl.DataFrame({name: [entry[name] for entry in flat] for name in RELATED}, RELATED)
    gathered = (
        pl.DataFrame(
            {"row": rows, "related": entries.to_struct()},
            {"row": pl.UInt32, "related": pl.Struct(RELATED)},
        )
        .group_by("row", maintain_order=True)
        .agg("related")
    )
    places = pl.DataFrame({"row": range(height)}, {"row": pl.UInt32})
    related = places.join(gathered, on="row", how="left", maintain_order="left")["related"]
    return table.with_columns(related=related)
