"""Pieces of XML made from columns: escaped, and free of what XML 1.0 does not allow."""

from __future__ import annotations

import polars as pl

_ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\x{FFFE}\x{FFFF}]"
"""Outside XML 1.0's Char production, or discouraged by it; surrogates cannot occur in UTF-8."""

ROWS = 50_000
"""Rows that are turned into text at once: bounds the memory of an export."""


def escaped(text: pl.Expr) -> pl.Expr:
    """Text for element content and for attributes in double quotes.

    Illegal characters become U+FFFD; line ends and tabs become references, so that a reader
    gives them back as they were.
    """
    return text.str.replace_all(_ILLEGAL, "\ufffd").str.replace_many(
        ["&", "<", ">", '"', "\r", "\n", "\t"],
        ["&amp;", "&lt;", "&gt;", "&quot;", "&#13;", "&#10;", "&#9;"],
    )


def value(column: str, dtype: pl.DataType) -> pl.Expr:
    """A column as XML text; numbers and booleans as XML Schema writes them. Nulls stay null."""
    if dtype == pl.String:
        return escaped(pl.col(column))
    return pl.col(column).cast(pl.String)
