"""GEXF 1.3 for Gephi: the attributes of the GraphML, with places, colours and sizes."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from storygraph.atomic import writing
from storygraph.export.graphs import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    Attribute,
    edge_table,
    node_table,
)
from storygraph.export.xml import ROWS, escaped, value
from storygraph.tables import StoryGraph

_DRAWN = {"label", "x", "y", "size", "r", "g", "b", "weight"}
"""Attributes that GEXF has elements of its own for."""

_NODES = tuple(a for a in NODE_ATTRIBUTES if a.name not in _DRAWN)
_EDGES = tuple(a for a in EDGE_ATTRIBUTES if a.name not in _DRAWN)
_TYPES = {"int": "integer"}


def write_gexf(graph: StoryGraph, path: Path) -> Path:
    """Write `graph` as GEXF 1.3. Raises OutputError; an old file is then still whole."""
    with writing(path) as file:
        file.write(
            b'<?xml version="1.0" encoding="UTF-8"?>\n'
            b'<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" '
            b'version="1.3">\n<graph defaultedgetype="undirected">\n'
        )
        for place, attributes in (("node", _NODES), ("edge", _EDGES)):
            file.write(f'<attributes class="{place}">\n'.encode())
            file.writelines(_declared(attribute).encode() for attribute in attributes)
            file.write(b"</attributes>\n")
        nodes = node_table(graph)
        file.write(b"<nodes>\n")
        for start in range(0, nodes.height, ROWS):
            file.write(_nodes(nodes.slice(start, ROWS)).encode())
        file.write(b"</nodes>\n<edges>\n")
        for start in range(0, graph.edges.height, ROWS):
            file.write(_edges(edge_table(graph, start, ROWS)).encode())
        file.write(b"</edges>\n</graph>\n</gexf>\n")
    return path


def _declared(attribute: Attribute) -> str:
    kind = _TYPES.get(attribute.type, attribute.type)
    return f'<attribute id="{attribute.name}" title="{attribute.name}" type="{kind}"/>\n'


def _values(table: pl.DataFrame, attributes: tuple[Attribute, ...]) -> pl.Expr:
    parts = [
        pl.concat_str(
            pl.lit(f'<attvalue for="{attribute.name}" value="'),
            value(attribute.name, table.schema[attribute.name]),
            pl.lit('"/>'),
        ).fill_null("")
        for attribute in attributes
    ]
    return pl.concat_str(pl.lit("<attvalues>"), *parts, pl.lit("</attvalues>"))


def _nodes(table: pl.DataFrame) -> str:
    drawn = pl.format(
        '<viz:color r="{}" g="{}" b="{}"/><viz:position x="{}" y="{}" z="0.0"/>'
        '<viz:size value="{}"/>',
        *("r", "g", "b", "x", "y", "size"),
    )
    opened = pl.format('<node id="{}" label="{}">', escaped(pl.col("id")), escaped(pl.col("label")))
    rows = pl.concat_str(opened, _values(table, _NODES), drawn, pl.lit("</node>\n"))
    return table.select(rows.str.join("")).item() or ""


def _edges(table: pl.DataFrame) -> str:
    opened = pl.format(
        '<edge source="{}" target="{}" weight="{}">',
        escaped(pl.col("source")),
        escaped(pl.col("target")),
        "weight",
    )
    rows = pl.concat_str(opened, _values(table, _EDGES), pl.lit("</edge>\n"))
    return table.select(rows.str.join("")).item() or ""
