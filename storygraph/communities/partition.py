"""The articles to communities, by name of the algorithm.

Average linkage (`linkage.py`) is the default: one setting serves corpora of small and of large
stories. Leiden with the constant Potts model (CPM) comes next: unlike modularity it has no
resolution limit, so a million articles fall into stories as small as a thousand's do (Traag, Van
Dooren and Nesterov 2011, doi:10.1103/PhysRevE.84.016114; Traag, Waltman and Van Eck 2019,
doi:10.1038/s41598-019-41695-z). All are deterministic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.runtime.progress import Advance, unwatched

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from storygraph.similarity.evidence import Evidence


def partition(
    edges: pl.DataFrame,
    evidence: Evidence,
    algorithm: str,
    resolution: float | None,
    advance: Advance = unwatched,
) -> np.ndarray:
    """A label from 0 for each node, shape (nodes,), int64; equal labels, one community.

    `algorithm` is one of `options.Algorithm`, and the resolution its own as `resolution.choose`
    gives it: None for components only.
    `edges` has the columns `a`, `b`, `weight`, `similarity`, ordered; linkage looks at the evidence
    itself, and at the edges of what it leaves alone. `advance` counts the nodes that have joined
    others, where the algorithm knows.
    """
    nodes, level = len(evidence.rows), resolution or 0.0
    if algorithm == "linkage":
        from storygraph.communities.stragglers import take_in
        from storygraph.communities.strays import let_go

        (labels,) = by_linkage(evidence, (level,), advance)
        labels = take_in(let_go(labels, evidence), edges, evidence.rows, level)
    elif edges.is_empty():
        return np.arange(nodes)
    else:
        labels = _BY_EDGES[algorithm](edges, nodes, level)
        labels = labels[evidence.nodes][evidence.rows]
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def by_linkage(
    evidence: Evidence, resolutions: Sequence[float], advance: Advance = unwatched
) -> list[np.ndarray]:
    """Labels at each of the falling `resolutions`; each goes on from the one before: they nest."""
    from storygraph.communities.linkage import group

    found = group(evidence, resolutions, advance)
    return [labels[evidence.rows] for labels in found.labels]


def _leiden(edges: pl.DataFrame, nodes: int, resolution: float) -> np.ndarray:
    from sknetwork.clustering import Leiden

    adjacency = _adjacency(edges, nodes)
    # scikit-network's Potts objective divides weights by their sum and counts node pairs as
    # 1/n^2: this factor makes its resolution CPM's gamma on the scale of the weights.
    gamma = resolution * nodes * nodes / adjacency.sum()
    model = Leiden(resolution=gamma, modularity="potts", shuffle_nodes=False, random_state=0)
    return np.asarray(model.fit_predict(adjacency), dtype=np.int64)


def _louvain(edges: pl.DataFrame, nodes: int, resolution: float) -> np.ndarray:
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(nodes))  # in order: networkx's result depends on it
    graph.add_weighted_edges_from(edges.select("a", "b", "weight").iter_rows())
    labels = np.zeros(nodes, dtype=np.int64)
    found = nx.community.louvain_communities(graph, resolution=resolution, seed=0)
    for label, members in enumerate(found):
        labels[list(members)] = label
    return labels


def _components(edges: pl.DataFrame, nodes: int, _: float) -> np.ndarray:
    from scipy.sparse.csgraph import connected_components

    return np.asarray(connected_components(_adjacency(edges, nodes), directed=False)[1])


_BY_EDGES: dict[str, Callable[[pl.DataFrame, int, float], np.ndarray]] = {
    "leiden": _leiden,
    "louvain": _louvain,
    "components": _components,
}


def _adjacency(edges: pl.DataFrame, nodes: int) -> csr_matrix:
    """The symmetric matrix of weights; scikit-network takes `csr_matrix`, not `csr_array`."""
    from scipy.sparse import csr_matrix

    a, b, weight = (edges[name].to_numpy() for name in ("a", "b", "weight"))
    ends = (np.concatenate([a, b]), np.concatenate([b, a]))
    weights = np.concatenate([weight, weight]).astype(np.float64)
    return csr_matrix((weights, ends), shape=(nodes, nodes))
