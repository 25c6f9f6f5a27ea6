"""Related entries to links: which node each entry names.

An entry is looked up by its exact URL, then by its compared URL (`storygraph.urls`), by its id, and
then by title and date. Identity is the file, not the URL: where several articles share an address
the entry goes to the one nearest in date, because "living guides" are re-dated under one URL for
years. An entry that names no article becomes an **external**: one node however many articles
name it, a full member of the graph. Every step is a hash join; nothing loops over entries.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from storygraph.links.entries import parted, with_keys
from storygraph.links.externals import externals_of
from storygraph.links.resolving import resolve


@dataclass(frozen=True)
class Linked:
    """What `link` gives.

    `articles`: the nodes, articles and externals, in canonical order (schema ARTICLES).
    `links`: one row a directed pair, columns `source` and `target` (nodes), sorted.
    `counts`: entries by how they were resolved, and those dropped (`self`, `repeats`, `empty`).
    """

    articles: pl.DataFrame
    links: pl.DataFrame
    counts: dict[str, int]


def link(articles: pl.DataFrame, related: pl.DataFrame) -> Linked:
    """Resolve the `related` entries (columns of `articles.normalise`) against `articles`."""
    related = parted(related, articles)
    entries = with_keys(related.with_row_index("entry"))
    found, how = resolve(articles, entries)
    rest = entries.join(found, on="entry", how="anti")
    named, externals = externals_of(rest, articles)
    nodes, renumbered = _renumber(pl.concat([articles, externals]))
    size = articles.height
    ends = pl.concat(
        [
            found.select("entry", "node"),
            named.select("entry", (pl.col("external") + size).cast(pl.UInt32).alias("node")),
        ]
    ).join(entries.select("entry", "from"), on="entry")
    apart = ends.filter(pl.col("from") != pl.col("node"))
    pairs = apart.select(
        source=renumbered.gather(apart["from"]), target=renumbered.gather(apart["node"])
    )
    links = pairs.unique().sort("source", "target")
    counts = {
        "entries": related.height,
        **how,
        "external": named.height,
        "self": ends.height - pairs.height,
        "repeats": pairs.height - links.height,
        "empty": entries.height - ends.height,
    }
    return Linked(nodes, links, counts)


def _renumber(nodes: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The nodes in canonical order, and for each old row its new number."""
    ordered = nodes.with_row_index("old").sort("published", "kind", "id", nulls_last=True)
    renumbered = ordered.select("old").with_row_index("new").sort("old")["new"].cast(pl.UInt32)
    ordered = ordered.drop("old").with_columns(node=pl.int_range(pl.len(), dtype=pl.UInt32))
    return ordered, renumbered
