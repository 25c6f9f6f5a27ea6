"""The graph of one story as vis-network draws it: places, colours, edge styles.

pyvis holds nodes, edges and options; its own page is not used, because it loads scripts from
the network and takes titles for markup (ours is in `story_pages.py`). Places are computed here,
once; the page runs no physics.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

DRAWN = 300
"""Nodes drawn at most, the best connected; beyond, a picture explains nothing."""

STRESS = 60
"""Up to so many nodes get a layout of their own edges; larger stories keep the map's places."""

LABELLED = 150
"""Up to so many nodes carry their headline; the page shows those that find room."""

SPACING = 105.0
"""Pixels between neighbours at scale 1."""

STILL = 0.002
"""Share of the picture's width; once no node moves further in a turn, its layout is done."""


@dataclass(frozen=True)
class Picture:
    """`nodes`, `edges`, `options` as vis-network takes them."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    options: dict[str, Any]


def picture(members: pl.DataFrame, edges: pl.DataFrame, colours: dict[int, str]) -> Picture:
    """The picture of a story.

    `members`: its rows of the articles table, in order, with `date` in words; `edges`: the rows of
    the edges table inside it; `colours`: of each node.
    """
    from pyvis.network import Network

    members, edges = _best_connected(members, edges)
    places = _places(members, edges)
    net = Network()
    for (x, y), row in zip(places.tolist(), members.iter_rows(named=True), strict=True):
        look = _node(row, colours[row["node"]], labelled=members.height <= LABELLED)
        net.add_node(row["node"], **look, x=x, y=y)
    # Not net.add_edge: it looks through all edges for a twin, one by one.
    net.edges.extend(_edge(row) for row in edges.iter_rows(named=True))
    net.toggle_physics(status=False)
    options = json.loads(net.options.to_json())
    options.update(_OPTIONS)
    return Picture(net.nodes, net.edges, options)


_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 80, "keyboard": {"bindToWindow": False}},
    "nodes": {"shape": "dot", "font": {"size": 13, "strokeWidth": 4, "face": "system-ui"}},
    "edges": {"smooth": False, "hoverWidth": 1, "selectionWidth": 1.5},
}


def _best_connected(
    members: pl.DataFrame, edges: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """At most DRAWN members, those of the greatest summed weight, and the edges between them."""
    if members.height <= DRAWN:
        return members, edges
    node, weight = members["node"].to_numpy(), edges["weight"].to_numpy()
    # One by one in the order of the edges: which of two is drawn must not hang on the machine
    strength = sum(
        np.bincount(np.searchsorted(node, edges[end].to_numpy()), weight, len(node))
        for end in ("a", "b")
    )
    order = np.argsort(-strength, kind="stable")  # of equals the earlier
    kept = members[np.sort(order[:DRAWN])]
    inside = pl.col("a").is_in(kept["node"].implode()) & pl.col("b").is_in(kept["node"].implode())
    return kept, edges.filter(inside)


def _places(members: pl.DataFrame, edges: pl.DataFrame) -> np.ndarray:
    """Pixel places, shape (members, 2)."""
    count = members.height
    if count > STRESS:
        at = np.column_stack([members[axis].to_numpy() for axis in ("x", "y")]).astype(float)
        at = np.nan_to_num(at - at.mean(axis=0))
        return np.asarray(np.round(at * SPACING * 0.55, 1))
    row = dict(zip(members["node"].to_list(), range(count), strict=True))
    pairs = zip(edges["a"].to_list(), edges["b"].to_list(), strict=True)
    ends = np.array([[row[a], row[b]] for a, b in pairs], dtype=int)
    length = 1.0 / (0.4 + edges["weight"].to_numpy().astype(float))
    at = _stress(count, ends.reshape(-1, 2), length)
    return np.asarray(np.round(_spread(at), 1))


def _stress(count: int, ends: np.ndarray, length: np.ndarray, turns: int = 80) -> np.ndarray:
    """Places at which distances are as near as can be to those along the edges (stress).

    Majorisation (Gansner, Koren and North 2005, "Graph Drawing by Stress Majorization") by the
    Jacobi step, which needs no solver. Pieces that no edge joins keep a little more than the
    longest way inside a piece between them.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import shortest_path

    if count < 3:
        return np.array([[-0.5, 0.0], [0.5, 0.0]])[:count]
    ways = csr_matrix((length, (ends[:, 0], ends[:, 1])), shape=(count, count))
    goal = shortest_path(ways, directed=False)
    reached = goal[np.isfinite(goal)]
    goal[~np.isfinite(goal)] = 1.15 * max(float(reached.max()), 1.0)
    np.fill_diagonal(goal, 1.0)
    pull = goal**-2.0
    np.fill_diagonal(pull, 0.0)
    turn = np.arange(count) * np.pi * (3.0 - np.sqrt(5.0))
    at = np.sqrt((np.arange(count) + 0.5) / count)[:, None] * goal.max() / 2
    at = at * np.column_stack((np.cos(turn), np.sin(turn)))
    share = pull / pull.sum(axis=1)[:, None]
    still = STILL * float(goal.max())
    for _ in range(turns):
        gap = at[:, None, :] - at[None, :, :]
        distance = np.sqrt((gap**2).sum(axis=-1)) + np.eye(count)
        # Each node goes to the mean of where the others want it
        wish = share * goal / distance.clip(1e-6)
        moved = share @ at + wish.sum(axis=1)[:, None] * at - wish @ at
        moved = np.round(moved, 9)
        calm = float(np.abs(moved - at).max()) < still
        at = moved
        if calm:
            break
    return np.asarray(at)


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


def _node(row: dict[str, Any], tint: str, *, labelled: bool) -> dict[str, Any]:
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
