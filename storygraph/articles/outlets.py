"""Outlets that one article names and another does not: `Northern Post`, and its host alone.

Web clippers write an address and no name, so of one outlet's articles some would go by its name and
some by `northernpost.example`, and a story that it alone wrote would have two outlets.
"""

from __future__ import annotations

import polars as pl

from storygraph.text import usual_spelling

SHARE = 0.9
"""Share of the articles of a host under a name that have one and the same: hosts of many outlets
(`msn.com`, `youtube.com`) are nobody's."""

ENOUGH = 5
"""Articles under a name from which it is that of its host; fewer may be of a guest, as the two that
one channel has among the clips of a video host, unless name and host are spelled alike."""

_LETTERS = r"[^\p{L}\p{N}]+"
_LOOSE = r"[\s.'’_-]+"
"""What hands put into a name or leave out: `GameRant`, `Game Rant`."""
_HOST = r"^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}$"
"""A name that is a host: of these each sign counts, `the-post.example` is not `thepost.example`."""


def with_names(nodes: pl.DataFrame) -> pl.DataFrame:
    """`nodes` (schema ARTICLES), each outlet in one spelling, by its name where any has it."""
    return _named(_spelled(nodes))


def _spelled(nodes: pl.DataFrame) -> pl.DataFrame:
    """Outlets that differ in capitals and in what is _LOOSE alone, as most articles have them.

    Hosts differ in capitals alone.
    """
    lower = pl.col("text").str.to_lowercase()
    bare = lower.str.replace_all(_LOOSE, "")
    folded = pl.when(lower.str.contains(_HOST)).then(lower).otherwise(bare)
    return nodes.with_columns(usual_spelling(nodes["source"], folded))


def _named(nodes: pl.DataFrame) -> pl.DataFrame:
    """Those that go by their host by its name, where it has one.

    A name that has more articles at another host is a guest at this one.
    """
    nameless = pl.col("source").str.to_lowercase().str.strip_prefix("www.") == pl.col("domain")
    named = nodes.filter(~nameless & pl.col("domain").is_not_null())
    names = (
        named.group_by("domain", name="source")
        .agg(count=pl.len())
        .with_columns(most=pl.col("count").max().over("name"))
        .sort("domain", "count", "name", descending=[False, True, False])
        .group_by("domain", maintain_order=True)
        .agg(pl.col("name", "count", "most").first(), all=pl.col("count").sum())
        .filter(pl.col("count") >= SHARE * pl.col("all"))
        .filter(
            _alike(pl.col("name"), pl.col("domain")) | _at_home(pl.col("count"), pl.col("most"))
        )
        .select("domain", "name")
    )
    return (
        nodes.join(names, on="domain", how="left", maintain_order="left")
        .with_columns(
            source=pl.when(nameless).then(pl.coalesce("name", "source")).otherwise("source")
        )
        .drop("name")
    )


def _at_home(count: pl.Expr, most: pl.Expr) -> pl.Expr:
    """Whether a name with so many articles at a host, and at most so many at any, is at home."""
    return (count >= ENOUGH) & (count == most)


def _alike(name: pl.Expr, domain: pl.Expr) -> pl.Expr:
    """Whether a name and a part of its host are the same letters, "The" aside."""
    folded = name.str.to_lowercase().str.replace_all(_LETTERS, "")
    labels = domain.str.replace_all("-", "").str.split(".")
    return labels.list.contains(folded) | labels.list.contains(folded.str.strip_prefix("the"))
