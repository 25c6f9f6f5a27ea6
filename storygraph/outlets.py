"""Outlets that one article names and another does not: `Northern Post`, and its host alone.

Web clippers write an address and no name, so of one outlet's articles some would go by its name and
some by `northernpost.example`, and a story that it alone wrote would have two outlets.
"""

from __future__ import annotations

import polars as pl

SHARE = 0.9
"""Share of the articles of a host under a name that have one and the same: hosts of many outlets
(`msn.com`, `youtube.com`) are nobody's."""

ENOUGH = 2
"""Articles under a name from which it is that of its host; one alone may be a guest there, unless
name and host are spelled alike."""

_LETTERS = r"[^\p{L}\p{N}]+"
_LOOSE = r"[\s.'’_-]+"
"""What hands put into a name or leave out: `GameRant`, `Game Rant`."""


def with_names(nodes: pl.DataFrame) -> pl.DataFrame:
    """`nodes` (schema ARTICLES), each outlet in one spelling, by its name where any has it."""
    return _named(_spelled(nodes))


def _spelled(nodes: pl.DataFrame) -> pl.DataFrame:
    """Outlets that differ in capitals and in what is _LOOSE alone, as most articles have them."""
    usual = (
        nodes.group_by("source")
        .agg(count=pl.len())
        .drop_nulls()
        .with_columns(
            bare=pl.col("source").str.to_lowercase().str.replace_all(_LOOSE, ""),
        )
        .sort("count", "source", descending=[True, False])
        .with_columns(usual=pl.col("source").first().over("bare"))
        .filter((pl.col("bare") != "") & (pl.col("usual") != pl.col("source")))
        .select("source", "usual")
    )
    return (
        nodes.join(usual, on="source", how="left", maintain_order="left")
        .with_columns(source=pl.coalesce("usual", "source"))
        .drop("usual")
    )


def _named(nodes: pl.DataFrame) -> pl.DataFrame:
    """Those that go by their host by its name, where it has one."""
    nameless = pl.col("source").str.to_lowercase().str.strip_prefix("www.") == pl.col("domain")
    named = nodes.filter(~nameless & pl.col("domain").is_not_null())
    names = (
        named.group_by("domain", name="source")
        .agg(count=pl.len())
        .sort("domain", "count", "name", descending=[False, True, False])
        .group_by("domain", maintain_order=True)
        .agg(pl.col("name", "count").first(), all=pl.col("count").sum())
        .filter(pl.col("count") >= SHARE * pl.col("all"))
        .filter((pl.col("count") >= ENOUGH) | _alike(pl.col("name"), pl.col("domain")))
        .select("domain", "name")
    )
    return (
        nodes.join(names, on="domain", how="left", maintain_order="left")
        .with_columns(
            source=pl.when(nameless).then(pl.coalesce("name", "source")).otherwise("source")
        )
        .drop("name")
    )


def _alike(name: pl.Expr, domain: pl.Expr) -> pl.Expr:
    """Whether a name and a part of its host are the same letters, "The" aside."""
    folded = name.str.to_lowercase().str.replace_all(_LETTERS, "")
    labels = domain.str.replace_all("-", "").str.split(".")
    return labels.list.contains(folded) | labels.list.contains(folded.str.strip_prefix("the"))
