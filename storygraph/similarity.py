"""Vectors to similar pairs: cosine times a kernel of the date gap, by a windowed top-k join.

Nodes are in date order, so the articles near a block of rows in time are one slice of columns:
each block is multiplied with its slice alone, on all cores, and only the k best of each row are
kept. The work grows with articles times articles in a window, never with all pairs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from scipy.sparse import csr_array

WIDTH = 4.0
"""Days: standard deviation of the time kernel. News of one event comes within days."""

WINDOW_WIDTHS = 3.0
"""The window in kernel widths: beyond, the kernel is below 0.012 and no pair can matter."""

THRESHOLD = 0.15
"""Similarity from which a pair becomes an edge: chance pairs of news stay below."""

BLOCK = 4_096
"""Rows of one block: bounds the memory of a product."""

SPARE = 3
"""Neighbours by cosine kept for each one wanted: the kernel reorders them."""


def similar_pairs(
    matrix: csr_array,
    days: np.ndarray,
    *,
    neighbours: int,
    threshold: float = THRESHOLD,
    width: float = WIDTH,
    window: float | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> pl.DataFrame:
    """Pairs of similar nodes.

    Args:
        matrix: TF-IDF rows of length one, in node order.
        days: date of each node in days, ascending, nan last for undated ones.
        neighbours: pairs that one node starts at most.
        threshold: least similarity of a pair.
        width: standard deviation of the Gaussian time kernel, in days.
        window: largest gap in days; None: three widths.
        progress: told of rows done and their number.

    Returns:
        Columns `a`, `b` (nodes, a < b, each pair once, in order), `cosine`, `days` (null when
        either is undated: the kernel is then 1) and `similarity`.
    """
    window = WINDOW_WIDTHS * width if window is None else window
    dated = int(np.count_nonzero(~np.isnan(days)))
    found = []
    for start in range(0, matrix.shape[0], BLOCK):
        end = min(start + BLOCK, matrix.shape[0])
        found += _block(matrix, days, (start, end), dated, window, neighbours, width, threshold)
        if progress:
            progress(end, matrix.shape[0])
    empty = pl.DataFrame(
        schema={"a": pl.UInt32, "b": pl.UInt32, "cosine": pl.Float32, "days": pl.Float32,
                "similarity": pl.Float32}
    )  # fmt: skip
    # Both directions of a pair may be found; their cosines can differ in the last bit.
    return (
        pl.concat([empty, *found])
        .sort("a", "b", "cosine")
        .unique(["a", "b"], keep="first", maintain_order=True)
    )


def _block(
    matrix: csr_array,
    days: np.ndarray,
    rows: tuple[int, int],
    dated: int,
    window: float,
    neighbours: int,
    width: float,
    threshold: float,
) -> list[pl.DataFrame]:
    """Pairs that a block of rows starts: with the dated nodes in reach, and with undated ones."""
    start, end = rows
    low, high = 0, dated
    if end <= dated:
        low = int(np.searchsorted(days[:dated], days[start] - window, "left"))
        high = int(np.searchsorted(days[:dated], days[end - 1] + window, "right"))
    found = []
    for first, last in ((low, high), (dated, matrix.shape[0])):
        if first < last:
            a, b, cosine = _top(matrix[start:end], matrix[first:last], neighbours * SPARE)
            found.append(
                _kept(a + start, b + first, cosine, days, window, neighbours, width, threshold)
            )
    return found


def _top(rows: csr_array, columns: csr_array, count: int) -> tuple[np.ndarray, ...]:
    """Row, column and cosine of the `count` best columns of each row."""
    from sparse_dot_topn import sp_matmul_topn

    # One more: the best is often the node itself.
    best = sp_matmul_topn(
        rows.tocsr(),
        columns.T.tocsr(),
        top_n=count + 1,
        threshold=1e-6,
        n_threads=os.cpu_count() or 1,
    ).tocoo()
    return best.row, best.col, best.data


def _kept(
    a: np.ndarray,
    b: np.ndarray,
    cosine: np.ndarray,
    days: np.ndarray,
    window: float,
    neighbours: int,
    width: float,
    threshold: float,
) -> pl.DataFrame:
    """The pairs over the threshold and within the window, at most `neighbours` a row."""
    gap = np.abs(days[a] - days[b])
    kernel = np.where(np.isnan(gap), 1.0, np.exp(-0.5 * (np.nan_to_num(gap) / width) ** 2))
    similarity = cosine * kernel
    keep = (a != b) & (similarity >= threshold) & ~(gap > window)
    a, b, cosine, gap, similarity = (part[keep] for part in (a, b, cosine, gap, similarity))
    order = np.lexsort((b, -similarity, a))
    rank = np.arange(len(a)) - np.searchsorted(a[order], a[order])
    kept = order[rank < neighbours]
    return pl.DataFrame(
        {
            "a": np.minimum(a, b)[kept].astype(np.uint32),
            "b": np.maximum(a, b)[kept].astype(np.uint32),
            "cosine": np.minimum(cosine[kept], 1.0).astype(np.float32),
            "days": gap[kept].astype(np.float32),
            "similarity": np.minimum(similarity[kept], 1.0).astype(np.float32),
        }
    ).with_columns(pl.col("days").fill_nan(None))
