"""Pieces of XML made from columns: escaped, and free of what XML 1.0 does not allow."""

from __future__ import annotations

import polars as pl

_ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\x{FFFE}\x{FFFF}]"
"""Outside XML 1.0's Char production, or discouraged by it; surrogates cannot occur in UTF-8."""

ROWS = 20_000
"""Rows that are turned into text at once: bounds the memory of an export."""


def legal(text: pl.Expr) -> pl.Expr:
    """Text with U+FFFD for each character that an XML file cannot hold."""
    return text.str.replace_all(_ILLEGAL, "\ufffd")


def escaped(text: pl.Expr) -> pl.Expr:
    """Text for element content and for attributes in double quotes.

    Illegal characters become U+FFFD; line ends and tabs become references, so that a reader
    gives them back as they were.
    """
    return legal(text).str.replace_many(
        ["&", "<", ">", '"', "\r", "\n", "\t"],
        ["&amp;", "&lt;", "&gt;", "&quot;", "&#13;", "&#10;", "&#9;"],
    )


def legal_ids(ids: pl.Series) -> pl.Series:
    """`ids`, unique as before, without characters that an XML file cannot hold.

    Two ids that differ in such characters only get `~` and their row number at the end:
    readers would merge two nodes of one id.
    """
    table = ids.to_frame("given").with_columns(
        id=legal(pl.col("given")), row=pl.int_range(pl.len())
    )
    clash = pl.col("id").is_duplicated() & (pl.col("id") != pl.col("given"))
    numbered = pl.when(clash).then(pl.format("{}~{}", "id", "row")).otherwise("id")
    while table["id"].is_duplicated().any():
        table = table.with_columns(id=numbered)
    return table["id"]


def value(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column as XML text; numbers and booleans as XML Schema writes them. Nulls stay null."""
    if dtype == pl.String:
        return escaped(pl.col(column))
    return pl.col(column).cast(pl.String)
