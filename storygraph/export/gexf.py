"""GEXF 1.3 for Gephi: the attributes of the GraphML, with places, colours and sizes."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from storygraph.export.attributes import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Attribute,
    edge_table,
    node_table,
)
from storygraph.export.xml import ROWS, escaped, legal_ids, value
from storygraph.files.atomic import writing
from storygraph.runtime.progress import Advance, unwatched
from storygraph.tables import Tables

_DRAWN = {"label", "x", "y", "size", "r", "g", "b", "weight"}
"""Attributes that GEXF has elements of its own for."""

_NODES = tuple(a for a in NODE_ATTRIBUTES if a.name not in _DRAWN)
_EDGES = tuple(a for a in EDGE_ATTRIBUTES if a.name not in _DRAWN)
_TYPES = {"int": "integer"}


def write_gexf(graph: Tables, path: Path, advance: Advance = unwatched) -> Path:
    """Write `graph` as GEXF 1.3. Raises OutputError; an old file is then still whole.

    Ids are as in the GraphML. The graph is static: with timestamps of their own, undated nodes
    would vanish in Gephi's timeline; `timestamp` is an attribute to filter by instead. A node
    without a place has no position. `advance` counts nodes and edges.
    """
    with writing(path) as file:
        file.write(
            b'<?xml version="1.0" encoding="UTF-8"?>\n'
            b'<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" '
            b'version="1.3">\n<meta><creator>storygraph</creator></meta>\n'
            b'<graph defaultedgetype="undirected" mode="static">\n'
        )
        for place, attributes in (("node", _NODES), ("edge", _EDGES)):
            file.write(f'<attributes class="{place}" mode="static">\n'.encode())
            file.writelines(_declared(place[0], attribute).encode() for attribute in attributes)
            file.write(b"</attributes>\n")
        ids = legal_ids(graph.articles["id"])
        nodes = node_table(graph, ids)
        total = nodes.height + graph.edges.height
        file.write(f'<nodes count="{nodes.height}">\n'.encode())
        for start in range(0, nodes.height, ROWS):
            advance(start, total)
            file.write(_nodes(nodes.slice(start, ROWS)).encode())
        file.write(f'</nodes>\n<edges count="{graph.edges.height}">\n'.encode())
        for start in range(0, graph.edges.height, ROWS):
            advance(nodes.height + start, total)
            file.write(_edges(edge_table(graph, start, ROWS, ids)).encode())
        file.write(b"</edges>\n</graph>\n</gexf>\n")
    return path


def _declared(prefix: str, attribute: Attribute) -> str:
    kind = _TYPES.get(attribute.type, attribute.type)
    return f'<attribute id="{prefix}_{attribute.name}" title="{attribute.name}" type="{kind}"/>\n'


def _nodes(table: pl.DataFrame) -> str:
    """One element a row, as one string."""
    rows = pl.concat_str(
        pl.format('<node id="{}" label="{}">', escaped(pl.col("id")), escaped(pl.col("label"))),
        *_values("n", table, _NODES),
        pl.format('<viz:color r="{}" g="{}" b="{}"/>', "r", "g", "b"),
        pl.format('<viz:position x="{}" y="{}" z="0.0"/>', "x", "y").fill_null(""),
        pl.format('<viz:size value="{}"/></node>\n', "size"),
    )
    return table.select(rows.str.join("")).item() or ""


def _edges(table: pl.DataFrame) -> str:
    """One element a row, as one string."""
    ends = escaped(pl.col("source")), escaped(pl.col("target"))
    rows = pl.concat_str(
        pl.format('<edge source="{}" target="{}"', *ends),
        pl.format(' weight="{}"', "weight").fill_null(""),
        pl.lit(">"),
        *_values("e", table, _EDGES),
        pl.lit("</edge>\n"),
    )
    return table.select(rows.str.join("")).item() or ""


def _values(prefix: str, table: pl.DataFrame, attributes: tuple[Attribute, ...]) -> list[pl.Expr]:
    """The element `attvalues` in pieces; a null is an empty piece."""
    pieces = [
        pl.concat_str(
            pl.lit(f'<attvalue for="{prefix}_{attribute.name}" value="'),
            value(attribute.name, table.schema[attribute.name]),
            pl.lit('"/>'),
        ).fill_null("")
        for attribute in attributes
    ]
    return [pl.lit("<attvalues>"), *pieces, pl.lit("</attvalues>")]
