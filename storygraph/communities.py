"""Edges to a partition."""

from __future__ import annotations

import numpy as np
import polars as pl


def leiden(edges: pl.DataFrame, nodes: int, gamma: float = 0.1) -> np.ndarray:
    """Label for each node."""
    from scipy.sparse import csr_matrix
    from sknetwork.clustering import Leiden

    a, b, w = (edges[c].to_numpy() for c in ("a", "b", "weight"))
    adjacency = csr_matrix((np.r_[w, w], (np.r_[a, b], np.r_[b, a])), shape=(nodes, nodes))
    total = adjacency.sum()
    if not total:
        return np.arange(nodes)
    return Leiden(resolution=gamma * nodes * nodes / total, modularity="potts", random_state=0, shuffle_nodes=False).fit_predict(adjacency)
