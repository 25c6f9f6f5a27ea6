"""The most similar rows of some rows of a sparse matrix, and what their dates say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from storygraph.arrays import Bools, Floats, Ints
from storygraph.similarity.join import EXACT, multiplications, postings, top

FOUND = 0.01
"""Least cosine of a neighbour."""


@dataclass(frozen=True)
class Neighbours:
    """Of each row its `ranks` most similar others, or fewer, nearest first.

    Those of row i are `others[starts[i]:starts[i + 1]]`, and `cosines` so.
    """

    ranks: int
    starts: Ints
    others: Ints
    cosines: Floats

    @property
    def counts(self) -> Ints:
        """How many neighbours each row has."""
        return np.diff(self.starts)

    def nearest(self) -> tuple[Ints, Floats]:
        """The nearest of each row and that cosine; -1 and 0 where it has none."""
        has = self.counts > 0
        other, cosine = np.full(len(has), -1, np.int64), np.zeros(len(has))
        other[has] = self.others[self.starts[:-1][has]]
        cosine[has] = self.cosines[self.starts[:-1][has]]
        return other, cosine

    def cosine_at(self, rank: int) -> Floats:
        """The cosine of each row's neighbour of this rank, from 1; 0 where there are fewer."""
        has = self.counts >= rank
        cosine = np.zeros(len(has))
        cosine[has] = self.cosines[self.starts[:-1][has] + rank - 1]
        return cosine

    def where(self, kept: Bools) -> Neighbours:
        """These without the entries that are not `kept`."""
        starts = np.r_[0, np.cumsum(kept)][self.starts]
        return Neighbours(self.ranks, starts, self.others[kept], self.cosines[kept])


class Neighbourhood:
    """Rows of unit length among which neighbours are looked for."""

    def __init__(self, matrix: sp.csr_matrix) -> None:
        """Lists by term are made once, of a sample of the rows where all would be dear."""
        exact = multiplications(matrix) <= EXACT
        everything = np.arange(matrix.shape[0])
        self._matrix = matrix
        self._lists, self._columns, _ = postings(matrix, everything, sample=not exact)

    def of(self, rows: Ints, ranks: int) -> Neighbours:
        """The neighbours of these rows; of equal cosines the lower row first."""
        found = top(self._matrix[rows], self._lists, ranks + 1, FOUND).tocoo()
        there = self._columns[found.col]
        other = there != rows[found.row]
        row, col, value = found.row[other], there[other], found.data[other]
        order = np.lexsort((col, -value, row))
        row, col, value = row[order], col[order], value[order]
        place = np.arange(len(row)) - np.searchsorted(row, row, "left")
        kept = place < ranks
        starts = np.searchsorted(row[kept], np.arange(len(rows) + 1), "left")
        return Neighbours(ranks, starts, col[kept], value[kept].astype(np.float64))


def most_at_one_time(found: Neighbours, days: Floats, within: float) -> Floats:
    """Of each row, the largest share of its neighbours no more than `within` days from one of them.

    `days` of all rows; those of neighbours are known. 0 for rows without any.
    """
    share = np.zeros(len(found.counts))
    if not len(found.others):
        return share
    row = np.repeat(np.arange(len(share)), found.counts)
    when = days[found.others] - days[found.others].min()
    apart = row * (np.ptp(when) + 2 * within + 1)  # rows lie too far apart to meet
    order = np.lexsort((when, row))
    key = (apart + when)[order]
    near = np.searchsorted(key, key + within, "right") - np.searchsorted(key, key - within, "left")
    has = found.counts > 0
    share[has] = np.maximum.reduceat(near, found.starts[:-1][has]) / found.counts[has]
    return share
