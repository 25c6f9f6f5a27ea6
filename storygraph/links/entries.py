"""What related entries say of the pages that they name, as it is compared."""

from __future__ import annotations

from typing import TypeVar

import polars as pl

from storygraph.urls import compared

ADDRESSES = ("url", "original_url", "amp_url")
"""Columns in which an entry may have one, best first."""

Text = TypeVar("Text", pl.Expr, pl.Series)


def with_keys(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries with their `address`, `key` (that compared) and `heading` (the title compared).

    Each is null where an entry has none.
    """
    entries = entries.with_columns(address=_address())
    return entries.with_columns(key=compared(entries["address"]), heading=heading(pl.col("title")))


def _address() -> pl.Expr:
    """The first address that an entry has, as written."""
    return pl.coalesce(ADDRESSES)


def heading(title: pl.Expr) -> pl.Expr:
    """A title as it is compared: lower case, letters and digits only; null when nothing is left."""
    bare = title.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return pl.when(bare != "").then(bare)


def composed(name: Text) -> Text:
    """An id as it is compared: file systems write accents in one way or another."""
    return name.str.normalize("NFC")


def alone() -> pl.Expr:
    """Whether all that an entry says is its title."""
    others = pl.all_horizontal(pl.col("excerpt", "published", "source", "domain").is_null())
    return pl.col("title").is_not_null() & _address().is_null() & others


def parted(related: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Entries, those one by one that are several ids in one text, as cells of tables have them.

    `a2; a3` is two where both are ids of articles: a title may hold such marks, too.
    """
    rest = related.with_row_index("entry")
    marked = rest.filter(alone() & pl.col("title").str.contains("[,;|]"))
    if marked.is_empty():
        return related
    ids = composed(articles["id"]).implode()
    name = composed(pl.col("title"))
    marked = marked.filter(~name.is_in(ids))
    marks = pl.col("title").str.replace_all(r"\s*[,;|]\s*", ";").str.strip_chars(" ;")
    parts = marked.select("entry", title=marks.str.split(";")).explode("title", empty_as_null=True)
    # Within groups polars would look at all ids again for each
    parts = parts.with_columns(known=name.is_in(ids))
    parts = parts.filter(pl.col("known").all().over("entry")).drop("known")
    several = parts.join(rest.drop("title"), on="entry", maintain_order="left")
    whole = rest.join(parts, on="entry", how="anti", maintain_order="left")
    return pl.concat([whole, several.select(rest.columns)]).drop("entry")
