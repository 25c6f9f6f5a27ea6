"""The graph of one story as vis-network draws it: places, colours, edge styles.

pyvis holds nodes, edges and options; its own page is not used, because it loads scripts from
the network and takes titles for markup (DESIGN of the page: `network.py`). Places are computed
here, once; the page runs no physics.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from storygraph.tables import StoryGraph

DRAWN = 300
"""Nodes drawn at most, the best connected; beyond, a picture explains nothing."""

STRESS = 60
"""Up to so many nodes get a layout of their own edges; larger stories keep the map's places."""

LABELLED = 40
"""Up to so many nodes carry their headline; others show it when touched."""

SPACING = 105.0
"""Pixels between neighbours at scale 1."""

OUTLETS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56a9d8", "#7a5bb5")
"""Colours of the most frequent outlets. After Okabe and Ito 2008, "Color Universal Design";
yellow darkened to stand on white, a violet added."""

OTHER_OUTLETS = "#8c8880"


@dataclass(frozen=True)
class Picture:
    """`nodes`, `edges`, `options` as vis-network takes them; `hidden` nodes are not drawn."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    options: dict[str, Any]
    hidden: int


def picture(members: pl.DataFrame, edges: pl.DataFrame, colours: dict[str, str]) -> Picture:
    """The picture of a story.

    `members`: its rows of the articles table; `edges`: the rows of the edges table inside it;
    `colours`: outlet to colour.
    """
    from pyvis.network import Network

    members, edges = _best_connected(members, edges)
    places = _places(members, edges)
    net = Network()
    for (x, y), row in zip(places.tolist(), members.iter_rows(named=True), strict=True):
        net.add_node(
            row["node"], **_node(row, colours, labelled=members.height <= LABELLED), x=x, y=y
        )
    # Not net.add_edge: it looks through all edges for a twin, one by one.
    net.edges.extend(_edge(row) for row in edges.iter_rows(named=True))
    net.toggle_physics(status=False)
    options = json.loads(net.options.to_json())
    options.update(_OPTIONS)
    return Picture(net.nodes, net.edges, options, hidden=0)


_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 80, "keyboard": {"bindToWindow": False}},
    "nodes": {"shape": "dot", "font": {"size": 13, "strokeWidth": 4, "face": "system-ui"}},
    "edges": {"smooth": False, "hoverWidth": 1, "selectionWidth": 1.5},
}


def _best_connected(
    members: pl.DataFrame, edges: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """At most DRAWN members and the edges between them."""
    if members.height <= DRAWN:
        return members, edges
    ends = pl.concat([edges.select(node="a", w="weight"), edges.select(node="b", w="weight")])
    weight = ends.group_by("node").agg(pl.col("w").sum())
    kept = (
        members.join(weight, on="node", how="left")
        .sort(pl.col("w").fill_null(0.0), "node", descending=[True, False])
        .head(DRAWN)
        .sort("node")
        .drop("w")
    )
    inside = pl.col("a").is_in(kept["node"].implode()) & pl.col("b").is_in(kept["node"].implode())
    return kept, edges.filter(inside)


def _places(members: pl.DataFrame, edges: pl.DataFrame) -> np.ndarray:
    """Pixel places, shape (members, 2)."""
    count = members.height
    if count > STRESS:
        at = members.select("x", "y").to_numpy().astype(float)
        at = np.nan_to_num(at - at.mean(axis=0))
        return np.asarray(np.round(at * SPACING * 0.55, 1))
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(members["node"].to_list())
    graph.add_weighted_edges_from(
        edges.select("a", "b", (1.0 / (0.4 + pl.col("weight"))).alias("length")).iter_rows(),
        weight="length",
    )
    if count < 3:
        at = np.array([[-0.5, 0.0], [0.5, 0.0]])[:count]
    else:
        found = nx.kamada_kawai_layout(graph, weight="length")
        at = np.array([found[node] for node in members["node"].to_list()])
    return np.asarray(np.round(_spread(at), 1))


def _spread(at: np.ndarray, turns: int = 60) -> np.ndarray:
    """Scale so that the nearest are SPACING apart on average, then push the rest apart.

    Wider than high, as screens and headlines are.
    """
    at = at * SPACING * np.sqrt(len(at)) / (np.ptp(at, axis=0).max() + 1e-9) * 1.25
    at[:, 0] *= 1.35
    for _ in range(turns):
        gap = at[:, None, :] - at[None, :, :]
        gap[..., 1] *= 1.6  # a label lies below its node: it needs room above and below
        distance = np.sqrt((gap**2).sum(axis=-1)) + np.eye(len(at)) * 1e9
        short = np.clip(SPACING - distance, 0.0, None)
        if not short.any():
            break
        push = gap / np.maximum(distance, 1e-6)[..., None] * short[..., None] / 2.2
        at = at + push.sum(axis=1)
    return at


def _node(row: dict[str, Any], colours: dict[str, str], *, labelled: bool) -> dict[str, Any]:
    tint = colours.get(row["source"] or "", OTHER_OUTLETS)
    hollow = row["kind"] == "external"
    headline = row["title"] or row["id"]
    return {
        "label": _wrapped(headline) if labelled else " ",
        "headline": headline,
        "source": row["source"] or "",
        "date": row["date"],
        "url": row["url"],
        "hollow": hollow,
        "tint": tint,
        "size": 11,
        "borderWidth": 3 if hollow else 1,
        "color": {"background": tint, "border": tint},
    }


def _edge(row: dict[str, Any]) -> dict[str, Any]:
    """Related solid with an arrow towards the page that is named, similar dashed, both thick."""
    cites = {"to": row["a_cites_b"], "from": row["b_cites_a"]}
    parts = []
    if row["provenance"] != "similar":
        parts.append("related link")
    if row["similarity"] is not None:
        parts.append(f"similarity {row['similarity']:.2f}")
    if row["days"] is not None:
        parts.append(f"{row['days']:.1f} days apart")
    return {
        "from": row["a"],
        "to": row["b"],
        "width": 3.5 if row["provenance"] == "both" else 1.4,
        "dashes": [4, 5] if row["provenance"] == "similar" else False,
        "arrows": {end: {"enabled": bool(on), "scaleFactor": 0.5} for end, on in cites.items()},
        "words": ", ".join(parts),
    }


def _wrapped(headline: str, width: int = 24, lines: int = 3) -> str:
    """A headline on a few short lines; what does not fit ends in an ellipsis."""
    import textwrap

    return "\n".join(textwrap.wrap(headline, width, max_lines=lines, placeholder=" …"))


def outlet_colours(graph: StoryGraph, story: int) -> dict[str, str]:
    """Colours of the story's most frequent outlets, by name."""
    names = [outlet["name"] for outlet in graph.stories["sources"][story - 1].to_list()]
    return dict(zip(names, OUTLETS, strict=False))
