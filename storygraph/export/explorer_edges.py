"""What the explorer page knows of edges: between articles, and summed up between stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.export.explorer_blocks import Block
from storygraph.export.explorer_order import Order

if TYPE_CHECKING:
    from storygraph.tables import Tables

TIES = 8
"""Story-to-story ties kept a story, strongest first: what a map can show."""


def ties_into(block: Block, graph: Tables, order: Order) -> None:
    """Put into `block` the strongest ties between stories: summed weights of edges that cross."""
    of_node = np.zeros(order.rows.size, dtype=np.int64)
    of_node[order.rows] = order.story
    a = of_node[graph.edges["a"].to_numpy()]
    b = of_node[graph.edges["b"].to_numpy()]
    crossing = (a != b) & (a > 0) & (b > 0)
    pairs = pl.DataFrame(
        {
            "a": np.minimum(a, b)[crossing],
            "b": np.maximum(a, b)[crossing],
            "weight": graph.edges["weight"].to_numpy()[crossing].astype(np.float64),
        }
    )
    ties = pairs.group_by("a", "b").agg(pl.col("weight").sum(), pl.len().alias("edges"))
    ties = ties.sort(["weight", "a", "b"], descending=[True, False, False])
    ends = ties.with_row_index("tie")
    both = pl.concat([ends.select("tie", "a"), ends.select("tie", pl.col("b").alias("a"))])
    kept = both.sort("tie").filter(pl.int_range(pl.len()).over("a") < TIES)["tie"].unique().sort()
    ties = ties[kept.to_list()].sort(["a", "b"])
    strongest = float(ties["weight"].to_numpy().max(initial=0)) or 1.0
    block.delta("tie.a", ties["a"])
    block.delta("tie.b", ties["b"])
    block.varint("tie.edges", ties["edges"])
    block.byte("tie.weight", np.ceil(np.sqrt(ties["weight"].to_numpy() / strongest) * 255))


def edges_block(graph: Tables, order: Order) -> Block:
    """Edges between places a < b: those that cross stories first, then story by story."""
    ends = order.place[
        np.stack([graph.edges[end].to_numpy() for end in ("a", "b")]).astype(np.int64)
    ]
    swapped = ends[0] > ends[1]
    a, b = ends.min(axis=0), ends.max(axis=0)
    story = np.where(order.story[a] == order.story[b], order.story[a], 0)
    # Places go by story: so sorting by place sorts by story, and one number sorts faster than three
    sorting = np.argsort(((story > 0) * order.rows.size + a) * order.rows.size + b)
    provenance = graph.edges["provenance"].to_physical().to_numpy().astype(np.int64)
    cites = [
        graph.edges[way].fill_null(value=False).to_numpy() for way in ("a_cites_b", "b_cites_a")
    ]
    first = np.where(swapped, cites[1], cites[0])
    second = np.where(swapped, cites[0], cites[1])
    flags = provenance | first.astype(np.int64) << 2 | second.astype(np.int64) << 3
    weight = graph.edges["weight"].fill_null(0).to_numpy().astype(np.float64)
    strongest = float(weight.max(initial=0)) or 1.0
    cosine = graph.edges["cosine"].fill_null(0).to_numpy().astype(np.float64)
    block = Block()
    block.varint("edge.crossing", [int((story == 0).sum())])
    block.delta("edge.a", a[sorting])
    block.varint("edge.span", (b - a)[sorting])
    block.byte("edge.flags", flags[sorting])
    block.byte("edge.cosine", np.clip(np.rint(cosine * 100), 0, 100)[sorting])
    # Forty steps are as many widths and ranks as anybody can tell apart
    block.byte("edge.weight", np.ceil(np.sqrt(np.clip(weight, 0, None) / strongest) * 40)[sorting])
    return block
