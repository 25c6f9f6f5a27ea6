"""The graph for networkx: the attributes of the GraphML, as Python has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from storygraph.export.attributes import edge_table, node_table, shortest
from storygraph.tables import Tables

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(graph: Tables) -> nx.Graph[str]:
    """An undirected networkx graph with ids as nodes, nodes and edges in the tables' order.

    Attributes are str, int, float and bool, named and valued as in the GraphML; null ones are
    left out. `networkx.read_graphml` gives the same graph, but for characters that XML cannot
    hold.
    """
    import networkx as nx

    result: nx.Graph[str] = nx.Graph()
    result.add_nodes_from(_rows(node_table(graph), ("id",)))
    result.add_edges_from(
        _rows(edge_table(graph).with_columns(shortest(pl.Float32)), ("source", "target"))
    )
    return result


def _rows(table: pl.DataFrame, keys: tuple[str, ...]) -> Iterator[Any]:
    """Tuples of the keys and a dict of the other values that are not null."""
    for row in table.iter_rows(named=True):
        ends = tuple(row.pop(key) for key in keys)
        yield (*ends, {name: value for name, value in row.items() if value is not None})
