"""GraphML that networkx, igraph, yEd, Cytoscape and Gephi read.

Written as a stream with a fixed schema: one type an attribute, absent values left out. Key ids
are `n_name` and `e_name`: Gephi looks at the id of a key before its name, and takes networkx's
automatic `d3` and `d7` for something else.
"""

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

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
)


def write_graphml(graph: Tables, path: Path, advance: Advance = unwatched) -> Path:
    """Write `graph` as GraphML: one undirected edge a pair, direction in the `cites` attributes.

    The ids of nodes are the articles' own; characters that XML cannot hold become U+FFFD.
    `advance` counts nodes and edges. Raises OutputError when the file cannot be written; an old
    file is then still whole.
    """
    with writing(path) as file:
        file.write(_HEAD.encode())
        for prefix, attributes in (("n", NODE_ATTRIBUTES), ("e", EDGE_ATTRIBUTES)):
            file.writelines(_key(prefix, attribute).encode() for attribute in attributes)
        file.write(b'<graph id="storygraph" edgedefault="undirected">\n')
        ids = legal_ids(graph.articles["id"])
        nodes = node_table(graph, ids)
        total = nodes.height + graph.edges.height
        for start in range(0, nodes.height, ROWS):
            advance(start, total)
            ends = {"id": escaped(pl.col("id"))}
            rows = _elements(nodes.slice(start, ROWS), "node", ends, NODE_ATTRIBUTES)
            file.write(rows.encode())
        written = ids.to_frame().select(escaped(pl.col("id"))).to_series()  # once, not per edge
        for start in range(0, graph.edges.height, ROWS):
            advance(nodes.height + start, total)
            rows = _elements(
                edge_table(graph, start, ROWS, written),
                "edge",
                {"source": pl.col("source"), "target": pl.col("target")},
                EDGE_ATTRIBUTES,
            )
            file.write(rows.encode())
        file.write(b"</graph>\n</graphml>\n")
    return path


def _key(prefix: str, attribute: Attribute) -> str:
    place = {"n": "node", "e": "edge"}[prefix]
    return (
        f'<key id="{prefix}_{attribute.name}" for="{place}" attr.name="{attribute.name}" '
        f'attr.type="{attribute.type}"><desc>{attribute.meaning}</desc></key>\n'
    )


def _elements(
    table: pl.DataFrame, tag: str, ends: dict[str, pl.Expr], attributes: tuple[Attribute, ...]
) -> str:
    """One element a row, as one string; `ends` are the tag's own attributes, as XML."""
    pieces = [pl.lit(f"<{tag}")]
    for name, text in ends.items():
        pieces += [pl.lit(f' {name}="'), text, pl.lit('"')]
    pieces.append(pl.lit(">"))
    for attribute in attributes:
        own = [
            pl.lit(f'<data key="{tag[0]}_{attribute.name}">'),
            value(attribute.name, table.schema[attribute.name]),
            pl.lit("</data>"),
        ]
        absent = table[attribute.name].null_count()
        if absent < table.height:
            pieces += [pl.concat_str(own).fill_null("")] if absent else own
    pieces.append(pl.lit(f"</{tag}>\n"))
    return table.select(pl.concat_str(pieces).str.join("")).item() or ""
