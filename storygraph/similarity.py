"""Vectors to similarity edges: a windowed top-k join."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def similar_pairs(matrix: csr_array, days: np.ndarray, *, k: int = 15, floor: float = 0.15, width: float = 4.0) -> pl.DataFrame:
    """Columns `a`, `b` (nodes, a < b), `cosine`, `days`, `similarity`."""
    from sparse_dot_topn import sp_matmul_topn

    found = sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=3 * k, threshold=0.05, n_threads=2, sort=True).tocoo()
    a, b, cosine = found.row, found.col, found.data
    gap = np.abs(days[a] - days[b])
    kernel = np.where(np.isnan(gap), 1.0, np.exp(-0.5 * (np.nan_to_num(gap) / width) ** 2))
    frame = pl.DataFrame({"a": np.minimum(a, b).astype(np.uint32), "b": np.maximum(a, b).astype(np.uint32), "cosine": cosine.astype(np.float32), "days": gap.astype(np.float32), "similarity": (cosine * kernel).astype(np.float32)})
    return frame.filter((pl.col("a") < pl.col("b")) & (pl.col("similarity") > floor)).unique(["a", "b"]).sort("a", "b").with_columns(pl.col("days").fill_nan(None))
