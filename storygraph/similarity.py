"""The windowed top-k join: rows of a sparse matrix to the pairs that are worth comparing.

Work grows with the number of articles, not with its square: each block of rows meets only the
columns inside the window, and terms with very long posting lists are left out of large joins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import scipy.sparse as sp

from storygraph.kernel import TimeKernel
from storygraph.options import NEIGHBOURS

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEAST_COSINE = 0.05
"""Pairs below it never merge on their own: it lies under every threshold in use."""

JOIN_ALL = 30_000
"""Up to so many rows one join over all is cheaper than it is slow (about 2 s of two cores)."""

LONGEST_POSTING = 2_000
"""Above JOIN_ALL, a term of more rows finds no candidates; it still counts in cosines."""

BLOCK = 2_000
"""Rows of one block: bounds the memory of a product."""

CHUNK = 4_000_000
"""Entries of the rows that are multiplied at once: about 100 MB."""

SPREAD = 200_000
"""A row whose copies for all its pairs would have more entries is spread out instead."""

DEVIATIONS = 2.0
"""Two articles are more similar than chance by so many standard deviations of random pairs:
from there on they get an edge, and below it groups of one article each are noise."""


@dataclass(frozen=True)
class Pairs:
    """Unordered pairs of rows, `a` < `b`, sorted, each once."""

    a: Ints
    b: Ints

    @staticmethod
    def of(left: npt.NDArray[np.integer], right: npt.NDArray[np.integer], n: int) -> Pairs:
        """Pairs from any two columns of row numbers below `n`; loops and repeats go."""
        low = np.minimum(left, right).astype(np.int64)
        high = np.maximum(left, right).astype(np.int64)
        key = np.unique((low * n + high)[low != high])
        return Pairs(key // n, key % n)

    def plus(self, other: Pairs, n: int) -> Pairs:
        """Both sets of pairs."""
        return Pairs.of(np.r_[self.a, other.a], np.r_[self.b, other.b], n)


def row_dots(matrix: sp.csr_matrix, a: Ints, b: Ints) -> Floats:
    """The inner products of rows `a` with rows `b`, exactly, in bounded memory.

    A long row in many pairs (a large group) would be copied for each: it is spread out once.
    """
    out = np.zeros(len(a))
    length = np.diff(matrix.indptr).astype(np.int64)
    if not len(a):
        return out
    long, other = np.where(length[a] >= length[b], a, b), np.where(length[a] >= length[b], b, a)
    copied = np.bincount(long, minlength=len(length)) * length
    heavy = copied[long] > SPREAD
    for row, pairs in _runs(long, np.flatnonzero(heavy)):
        spread = np.zeros(matrix.shape[1])
        own = slice(matrix.indptr[row], matrix.indptr[row + 1])
        spread[matrix.indices[own]] = matrix.data[own]
        for part in _bounded(pairs, length[other[pairs]]):
            out[part] = matrix[other[part]] @ spread
    rest = np.flatnonzero(~heavy)
    for part in _bounded(rest, length[a[rest]] + length[b[rest]]):
        products = matrix[a[part]].multiply(matrix[b[part]])
        out[part] = np.asarray(products.sum(axis=1)).ravel()
    return out


def _runs(value: Ints, at: Ints) -> Iterator[tuple[int, Ints]]:
    """The positions `at` by their `value`: pairs (value, its positions)."""
    at = at[np.argsort(value[at], kind="stable")]
    for run in np.split(at, np.flatnonzero(np.diff(value[at])) + 1) if len(at) else ():
        yield int(value[run[0]]), run


def _bounded(at: Ints, entries: Ints) -> Iterator[Ints]:
    """`at` in parts of about CHUNK entries, in order."""
    if len(at):
        part = np.cumsum(entries) // CHUNK
        yield from np.split(at, np.flatnonzero(np.diff(part)) + 1)


def _top(rows: sp.csr_matrix, columns: sp.csr_matrix, k: int, least: float) -> sp.coo_matrix:
    """The `k` best columns of each row, and the row itself."""
    from sparse_dot_topn import sp_matmul_topn

    return sp_matmul_topn(rows, columns.T.tocsr(), top_n=k + 1, threshold=least).tocoo()


def _without_long_postings(matrix: sp.csr_matrix) -> sp.csr_matrix:
    if matrix.shape[0] <= JOIN_ALL:
        return matrix
    found_in = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return matrix[:, np.flatnonzero(found_in <= LONGEST_POSTING)].tocsr()


def nearest_pairs(
    matrix: sp.csr_matrix,
    days: Floats,
    window: float,
    k: int = NEIGHBOURS,
    least: float = LEAST_COSINE,
) -> Pairs:
    """Each row with its `k` most similar rows no more than about `window` days away.

    `days` holds nan for unknown dates; such rows meet all rows. A `window` of inf, or a matrix of
    at most JOIN_ALL rows, is joined whole (rows out of the window then use up no places, because
    `k` neighbours are taken a second time inside the window).
    """
    n = matrix.shape[0]
    data = matrix.astype(np.float32).tocsr()
    left: list[npt.NDArray[np.integer]] = []
    right: list[npt.NDArray[np.integer]] = []

    def join(rows: Ints, columns: Ints, source: sp.csr_matrix) -> None:
        found = _top(source[rows], source[columns], k, least)
        left.append(rows[found.row])
        right.append(columns[found.col])

    dated = np.flatnonzero(~np.isnan(days))
    undated = np.flatnonzero(np.isnan(days))
    everything = np.arange(n)
    if n <= JOIN_ALL or not np.isfinite(window):
        join(everything, everything, _without_long_postings(data))
    elif len(undated):
        join(undated, everything, _without_long_postings(data))
    if len(dated) and np.isfinite(window) and np.ptp(days[dated]) > window:
        dated = dated[np.argsort(days[dated], kind="stable")]
        when = days[dated]
        at = 0
        while at < len(dated):
            end = max(min(at + BLOCK, len(dated)), int(np.searchsorted(when, when[at] + window)))
            first = int(np.searchsorted(when, when[at] - window, "left"))
            last = int(np.searchsorted(when, when[end - 1] + window, "right"))
            join(dated[at:end], dated[first:last], data)
            at = end
    elif n > JOIN_ALL and len(dated):
        join(dated, dated, _without_long_postings(data))
    return Pairs.of(np.concatenate(left), np.concatenate(right), n)


@dataclass(frozen=True)
class Background:
    """Cosine of random pairs: what chance gives in this corpus."""

    mean: float
    deviation: float

    @property
    def threshold(self) -> float:
        """Cosine that chance seldom reaches: mean plus DEVIATIONS standard deviations."""
        return self.mean + DEVIATIONS * self.deviation


USUAL = Background(0.02, 0.045)
"""Of random pairs of news: what five sets of 400 to 6,400 articles had in the middle."""

IMAGINARY = 500


def measure_background(matrix: sp.csr_matrix, sample: int = 100_000) -> Background:
    """Mean (exact, over all pairs) and deviation (of a fixed sample of pairs) of the cosine.

    A handful of articles has no chance pairs, it is one story or two: IMAGINARY pairs of the
    usual similarity keep their likeness from passing for chance.
    """
    n = matrix.shape[0]
    if n < 2:
        return USUAL
    total = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    own = float(matrix.multiply(matrix).sum())
    mean = (float(total @ total) - own) / (n * (n - 1))
    rng = np.random.default_rng(0)
    a = rng.integers(0, n, sample)
    b = (a + rng.integers(1, n, sample)) % n
    cosines = row_dots(matrix, a, b)
    real = n * (n - 1) / 2
    share = real / (real + IMAGINARY)
    variance = share * float(np.mean((cosines - mean) ** 2)) + (1 - share) * USUAL.deviation**2
    return Background(share * max(mean, 0.0) + (1 - share) * USUAL.mean, variance**0.5)


def similar_pairs(
    matrix: sp.csr_matrix, days: Floats, pairs: Pairs, kernel: TimeKernel, threshold: float
) -> pl.DataFrame:
    """The pairs whose similarity is at least `threshold`.

    Columns `a`, `b` (nodes, a < b, in order), `cosine`, `days` (null when either is undated) and
    `similarity`: cosine times the kernel.
    """
    cosine = np.clip(row_dots(matrix, pairs.a, pairs.b), 0.0, 1.0)
    gaps = np.abs(days[pairs.a] - days[pairs.b])
    similarity = cosine * kernel.of(gaps)
    kept = similarity >= max(threshold, LEAST_COSINE)
    return pl.DataFrame(
        {
            "a": pairs.a[kept].astype(np.uint32),
            "b": pairs.b[kept].astype(np.uint32),
            "cosine": cosine[kept].astype(np.float32),
            "days": gaps[kept].astype(np.float32),
            "similarity": similarity[kept].astype(np.float32),
        }
    ).with_columns(pl.col("days").fill_nan(None))
