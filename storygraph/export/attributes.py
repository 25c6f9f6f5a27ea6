"""The attributes of nodes and edges that GraphML, GEXF and networkx share.

`node_table` and `edge_table` give them as columns, ready to write: dates as ISO 8601 in UTC,
lists joined, ids instead of node numbers. A null means that the attribute is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from storygraph.export.colours import node_colours
from storygraph.tables import Tables

UNIT = 20.0
"""Width of an article's place in the exports. Gephi draws circles of radius `size`, which is at
most 10, and the layout keeps centres one place apart: nothing overlaps, and names can be read."""


@dataclass(frozen=True)
class Attribute:
    """One attribute: its name, its GraphML type (string, int, long, double, boolean), its meaning.

    The meaning is shown as a description in the file: plain text without markup.
    """

    name: str
    type: str
    meaning: str


NODE_ATTRIBUTES = (
    Attribute("label", "string", "headline, or the id where there is none"),
    Attribute("kind", "string", "article, or external: known from related entries only"),
    Attribute("title", "string", "headline"),
    Attribute("excerpt", "string", "first lines or summary"),
    Attribute("source", "string", "outlet"),
    Attribute("domain", "string", "host of the outlet"),
    Attribute("url", "string", "address of the page, http or https"),
    Attribute("published", "string", "date, ISO 8601, UTC"),
    Attribute("timestamp", "long", "the date in seconds since 1970, to filter and rank by"),
    Attribute("lang", "string", "language, as given"),
    Attribute("type", "string", "kind of page, as given"),
    Attribute("topics", "string", "topics, joined by '; '"),
    Attribute("quality", "long", "quality, as given"),
    Attribute("heat", "long", "heat, as given"),
    Attribute("story", "int", "number of the story, 1 is the largest; absent for singletons"),
    Attribute("story_title", "string", "title of the story"),
    Attribute(
        "fit", "double", "how well it fits the rest of its story, 0 to 1; absent for singletons"
    ),
    Attribute("theme", "int", "number of the theme; absent in a build without levels"),
    Attribute("theme_title", "string", "title of the theme"),
    Attribute("part", "string", "story.part, as 3.2; absent in a build without levels"),
    Attribute("part_title", "string", "title of the part"),
    Attribute("copy_of", "string", "id of the article that this one copies"),
    Attribute("x", "double", "place on the map; an article takes 20"),
    Attribute("y", "double", "place on the map; an article takes 20"),
    Attribute("size", "double", "radius on the map, 4 to 10, by number of edges"),
    Attribute("r", "int", "red of the story's colour, 0 to 255"),
    Attribute("g", "int", "green, 0 to 255"),
    Attribute("b", "int", "blue, 0 to 255"),
)

EDGE_ATTRIBUTES = (
    Attribute("weight", "double", "what communities see"),
    Attribute("provenance", "string", "related, similar or both"),
    Attribute("similarity", "double", "cosine times the time kernel, 0 to 1"),
    Attribute("cosine", "double", "cosine of the TF-IDF vectors, 0 to 1"),
    Attribute("days", "double", "gap between the dates in days; absent when one is unknown"),
    Attribute("source_cites_target", "boolean", "the source's related list names the target"),
    Attribute("target_cites_source", "boolean", "the target's related list names the source"),
)


def node_table(graph: Tables, ids: pl.Series | None = None) -> pl.DataFrame:
    """Columns `id` and NODE_ATTRIBUTES, in node order. `ids` stand in for the articles' own."""
    articles = graph.articles
    ids = articles["id"] if ids is None else ids
    red, green, blue = node_colours(articles, graph.stories).T.astype(np.int64)
    ends = np.concatenate([graph.edges["a"].to_numpy(), graph.edges["b"].to_numpy()])
    degree = np.bincount(ends, minlength=articles.height)
    titles = graph.stories.select("story", pl.col("title").alias("story_title"))
    named = articles.select("story").join(titles, on="story", how="left", maintain_order="left")
    levels = level_titles(graph)
    place = {axis: (_finite(axis).cast(pl.Float64) * UNIT).round(2) for axis in ("x", "y")}
    return articles.select(
        ids.alias("id"),
        pl.when(pl.col("title") != "").then("title").otherwise(ids).alias("label"),
        pl.col("kind").cast(pl.String),
        "title",
        pl.when(pl.col("excerpt") != "").then("excerpt"),
        "source",
        "domain",
        "url",
        iso(pl.col("published")),
        pl.col("published").dt.epoch("s").alias("timestamp"),
        "lang",
        "type",
        pl.when(pl.col("topics").list.len() > 0).then(
            pl.col("topics").list.join("; ", ignore_nulls=True)
        ),
        "quality",
        "heat",
        pl.col("story").cast(pl.Int64),
        named["story_title"],
        shortest("fit"),
        pl.col("theme").cast(pl.Int64),
        levels["theme_title"],
        pl.format("{}.{}", "story", "part").alias("part"),
        levels["part_title"],
        ids.gather(articles["copy_of"]).alias("copy_of"),
        **place,
        size=pl.Series(np.round(4.0 + 6.0 * degree / (degree + 10.0), 2)),
        r=pl.Series(red),
        g=pl.Series(green),
        b=pl.Series(blue),
    )


def level_titles(graph: Tables) -> pl.DataFrame:
    """Columns `theme_title` and `part_title` in node order, null where there is none."""
    titles = graph.levels.select("level", "number", "story", "title")
    themes = titles.filter(pl.col("level") == "theme").select(theme="number", theme_title="title")
    parts = titles.filter(pl.col("level") == "part").select(
        "story", part="number", part_title="title"
    )
    nodes = graph.articles.select("story", "theme", "part")
    return (
        nodes.join(themes, on="theme", how="left", maintain_order="left")
        .join(parts, on=("story", "part"), how="left", maintain_order="left")
        .select("theme_title", "part_title")
    )


def edge_table(
    graph: Tables, start: int = 0, length: int | None = None, ids: pl.Series | None = None
) -> pl.DataFrame:
    """Columns `source`, `target` (ids) and EDGE_ATTRIBUTES, for a slice of the edges.

    The source is the node that comes first in node order. Numbers are Float32, as in the edges
    table. `ids` stand in for the articles' own.
    """
    edges = graph.edges.slice(start, length)
    ids = graph.articles["id"] if ids is None else ids
    return edges.select(
        ids.gather(edges["a"]).alias("source"),
        ids.gather(edges["b"]).alias("target"),
        weight=_finite("weight"),
        provenance=pl.col("provenance").cast(pl.String),
        similarity=_finite("similarity"),
        cosine=_finite("cosine"),
        days=_finite("days"),
        source_cites_target="a_cites_b",
        target_cites_source="b_cites_a",
    )


def iso(published: pl.Expr) -> pl.Expr:
    """A date as ISO 8601 in UTC, to the second."""
    return published.dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def shortest(columns: str | type[pl.Float32]) -> pl.Expr:
    """Columns of Float32, by name or all, as Float64 with the digits that they are written with.

    As a Python float one has more digits than it ever knew: 0.1 would turn into 0.10000000149.
    """
    return pl.col(columns).cast(pl.String).cast(pl.Float64)


def _finite(column: str) -> pl.Expr:
    """A number, or null for NaN and infinity, which XML Schema and Python spell differently."""
    return pl.when(pl.col(column).is_finite()).then(pl.col(column)).alias(column)
