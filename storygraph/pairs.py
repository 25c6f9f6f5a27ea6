"""Pairs of rows of a sparse matrix, and their inner products."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from storygraph.arrays import Floats, Ints
from storygraph.runtime.parallel import on_all_cores
from storygraph.runtime.progress import Advance, unwatched

CHUNK = 500_000
"""Entries of the rows that a core multiplies at once: about 15 MB."""

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
        return Pairs.of_keys([keys(left, right, n)], n)

    @staticmethod
    def of_keys(parts: list[Ints], n: int) -> Pairs:
        """Pairs from parts of their `keys`, which are sorted on the way; repeats go.

        Each core sorts parts of its own. What a block of rows finds are rows of about its dates,
        which is the order of all: then little is left to merge.
        """
        deque(on_all_cores(np.ndarray.sort, parts), 0)
        key = np.concatenate(parts) if len(parts) > 1 else parts[0]
        parts.clear()
        key.sort(kind="stable")  # merges runs; np.unique hashes, which takes ten times as long
        if len(key):
            key = key[np.r_[True, key[1:] != key[:-1]]]
        low = key // n
        return Pairs(low, key - low * n)

    def plus(self, other: Pairs, n: int) -> Pairs:
        """Both sets of pairs."""
        return Pairs.of(np.r_[self.a, other.a], np.r_[self.b, other.b], n)


def keys(left: npt.NDArray[np.integer], right: npt.NDArray[np.integer], n: int) -> Ints:
    """Each pair of row numbers below `n` as one number, whichever comes first; loops go.

    They sort as the pairs do, by the lower number and then the higher.
    """
    apart = left != right
    left, right = left[apart], right[apart]
    low = np.minimum(left, right).astype(np.int64)
    low *= n
    key: Ints = low + np.maximum(left, right)
    return key


@dataclass(frozen=True)
class Dots:
    """How pairs of rows compare, shape (pairs,).

    `sums` of the products term by term are the inner products, `squares` those of the squares.
    """

    sums: Floats
    squares: Floats


def compare(matrix: sp.csr_matrix, a: Ints, b: Ints, advance: Advance = unwatched) -> Dots:
    """Rows `a` with rows `b`, in double precision whatever the matrix's own.

    On all cores, in bounded memory; the rows' columns are sorted. A long row in many pairs (a large
    group) would be copied for each: it is spread out once. `advance` counts pairs.
    """
    sums, squares = np.zeros(len(a)), np.zeros(len(a))
    if not len(a):
        return Dots(sums, squares)
    length = np.diff(matrix.indptr).astype(np.int64)
    here, there = length[a], length[b]
    long, other = np.where(here >= there, a, b), np.where(here >= there, b, a)
    copied = np.bincount(long, minlength=len(length)) * length
    heavy = copied[long] > SPREAD
    for row, pairs in _runs(long, np.flatnonzero(heavy)):
        spread = np.zeros(matrix.shape[1])
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        spread[matrix.indices[span]] = matrix.data[span]
        for part in _bounded(pairs, length[other[pairs]]):
            rows = matrix[other[part]].astype(np.float64)
            sums[part] = rows @ spread
            rows.data **= 2
            squares[part] = rows @ spread**2

    def fill(part: Ints) -> None:
        one, two = matrix[a[part]].astype(np.float64), matrix[b[part]]
        products = one.multiply(two)  # exact: of two singles
        sums[part] = row_sums(products.data, products.indptr)
        squares[part] = row_sums(products.data**2, products.indptr)

    rest = np.flatnonzero(~heavy)
    parts = list(_bounded(rest, here[rest] + there[rest]))
    done = len(a) - len(rest)
    for part, _ in zip(parts, on_all_cores(fill, parts), strict=True):
        done += len(part)
        advance(done, len(a))
    return Dots(sums, squares)


def row_sums(values: npt.NDArray[np.floating], ends: npt.NDArray[np.integer]) -> Floats:
    """Sums of the `values` of each row, `ends` as in a sparse matrix."""
    sums = np.zeros(len(ends) - 1, values.dtype)
    filled = np.flatnonzero(np.diff(ends))
    if len(filled):
        sums[filled] = np.add.reduceat(values, ends[filled])
    return sums


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
