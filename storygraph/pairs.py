"""Pairs of rows of a sparse matrix, and their inner products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CHUNK = 4_000_000
"""Entries of the rows that are multiplied at once: about 100 MB."""

SPREAD = 200_000
"""A row whose copies for all its pairs would have more entries is spread out instead."""


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
        key = (low * n + high)[low != high]
        del low, high
        key.sort()  # np.unique goes through a hash table, which takes ten times as long
        if len(key):
            key = key[np.r_[True, key[1:] != key[:-1]]]
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
