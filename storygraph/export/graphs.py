"""The attributes of nodes and edges that GraphML, GEXF and networkx share.

`node_table` and `edge_table` give them as columns, ready to write: dates as ISO 8601 in UTC,
lists joined, ids instead of node numbers. A null means that the attribute is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from storygraph.colours import node_colours
from storygraph.tables import StoryGraph

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Attribute:
    """One attribute: its name, its GraphML type (string, int, double, boolean), its meaning."""

    name: str
    type: str
    meaning: str


NODE_ATTRIBUTES = (
    Attribute("label", "string", "headline"),
    Attribute("kind", "string", "article, or external: known from related entries only"),
    Attribute("title", "string", "headline"),
    Attribute("source", "string", "outlet"),
    Attribute("domain", "string", "host of the outlet"),
    Attribute("url", "string", "address of the page"),
    Attribute("published", "string", "date, ISO 8601, UTC"),
    Attribute("lang", "string", "language, as given"),
    Attribute("type", "string", "kind of page, as given"),
    Attribute("topics", "string", "topics, joined by '; '"),
    Attribute("quality", "int", "quality, as given"),
    Attribute("heat", "int", "heat, as given"),
    Attribute("story", "int", "number of the story; absent for singletons"),
    Attribute("story_title", "string", "title of the story"),
    Attribute("copy_of", "string", "id of the article that this one copies"),
    Attribute("x", "double", "place on the map"),
    Attribute("y", "double", "place on the map"),
    Attribute("size", "double", "size on the map, by number of edges"),
    Attribute("r", "int", "red, 0 to 255"),
    Attribute("g", "int", "green, 0 to 255"),
    Attribute("b", "int", "blue, 0 to 255"),
)

EDGE_ATTRIBUTES = (
    Attribute("weight", "double", "what communities see"),
    Attribute("provenance", "string", "related, similar or both"),
    Attribute("similarity", "double", "cosine times the time kernel, 0 to 1"),
    Attribute("cosine", "double", "cosine of the TF-IDF vectors, 0 to 1"),
    Attribute("days", "double", "gap between the dates, in days"),
    Attribute("source_cites_target", "boolean", "the source's related list names the target"),
    Attribute("target_cites_source", "boolean", "the target's related list names the source"),
)


def node_table(graph: StoryGraph) -> pl.DataFrame:
    """Columns `id` and NODE_ATTRIBUTES, in node order."""
    articles = graph.articles
    red, green, blue = node_colours(articles, graph.stories).T.astype(np.int64)
    ends = np.concatenate([graph.edges["a"].to_numpy(), graph.edges["b"].to_numpy()])
    degree = np.bincount(ends, minlength=articles.height)
    place = {
        axis: pl.col(axis).cast(pl.Float64).fill_nan(None).round(3).fill_null(0.0)
        for axis in ("x", "y")
    }
    return articles.select(
        "id",
        pl.when(pl.col("title") != "").then("title").otherwise("id").alias("label"),
        pl.col("kind").cast(pl.String),
        "title",
        "source",
        "domain",
        "url",
        iso(pl.col("published")),
        "lang",
        "type",
        pl.when(pl.col("topics").list.len() > 0).then(pl.col("topics").list.join("; ")),
        "quality",
        "heat",
        pl.col("story").cast(pl.Int64),
        graph.stories["title"].gather(articles["story"].cast(pl.Int64) - 1).alias("story_title"),
        articles["id"].gather(articles["copy_of"]).alias("copy_of"),
        **place,
        size=pl.Series(np.round(1.0 + np.sqrt(degree), 3)),
        r=pl.Series(red),
        g=pl.Series(green),
        b=pl.Series(blue),
    )


def edge_table(graph: StoryGraph, start: int = 0, length: int | None = None) -> pl.DataFrame:
    """Columns `source`, `target` (ids) and EDGE_ATTRIBUTES, for a slice of the edges."""
    edges, ids = graph.edges.slice(start, length), graph.articles["id"]
    number = {
        name: pl.col(name).cast(pl.Float64).round(6)
        for name in ("weight", "similarity", "cosine", "days")
    }
    return edges.select(
        ids.gather(edges["a"]).alias("source"),
        ids.gather(edges["b"]).alias("target"),
        weight=number["weight"],
        provenance=pl.col("provenance").cast(pl.String),
        similarity=number["similarity"],
        cosine=number["cosine"],
        days=number["days"],
        source_cites_target="a_cites_b",
        target_cites_source="b_cites_a",
    )


def iso(published: pl.Expr) -> pl.Expr:
    """A date as ISO 8601 in UTC, to the second."""
    return published.dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def to_networkx(graph: StoryGraph) -> nx.Graph[str]:
    """An undirected networkx graph with ids as nodes; attributes that are null are left out."""
    import networkx as nx

    result: nx.Graph[str] = nx.Graph()
    result.add_nodes_from(_rows(node_table(graph), ("id",)))
    result.add_edges_from(_rows(edge_table(graph), ("source", "target")))
    return result


def _rows(table: pl.DataFrame, keys: tuple[str, ...]) -> Iterator[Any]:
    """Tuples of the keys and a dict of the other values that are not null."""
    for row in table.iter_rows(named=True):
        ends = tuple(row.pop(key) for key in keys)
        yield (*ends, {name: value for name, value in row.items() if value is not None})
