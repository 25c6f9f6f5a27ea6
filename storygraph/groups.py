"""Groups of articles as sums over their members, and what two groups gain by merging.

The mean cosine of two groups is the inner product of their summed unit vectors over the product of
their sizes, so no pair of members is ever looked at, and every sum merges by adding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from storygraph.kernel import UNKNOWN, TimeKernel
from storygraph.pairs import row_dots
from storygraph.similarity import DEVIATIONS, Background

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SIZE_POWER = 0.25
"""The deviation falls with the product of the sizes to this power; 0.5 would be independence,
but members of a group share their chance matches."""

USUAL_INSIDE = 0.35
"""Mean cosine inside a story that nothing is known about yet."""

LEAST_INSIDE = 0.02
"""Keeps the gain finite for groups whose members have nothing in common."""

ALONE = 0.5
"""How much less the kernel's floor counts for one article alone: that it resembles a story of long
ago is weak evidence, that two groups resemble each other is more."""

LINK = 0.25
"""Evidence of one related link, in units of cosine: editors seldom link what is unrelated."""

LINKS_OF_FULL_WEIGHT = 5
"""A longer related list shares the weight of so many links, so a roundup glues no stories."""


@dataclass(frozen=True)
class Groups:
    """Sums over the members of each group; every field but `square` merges by adding."""

    vectors: sp.csr_matrix
    size: Floats
    own: Floats  # sum of the squared lengths of the members' vectors
    dated: Floats
    day: Floats
    day_squared: Floats
    square: Floats  # squared length of the summed vector

    @staticmethod
    def of(matrix: sp.csr_matrix, days: Floats) -> Groups:
        """Each row a group of its own; `days` are nan where unknown."""
        vectors = matrix.astype(np.float64).tocsr()
        vectors.sort_indices()
        known = ~np.isnan(days)
        centred = np.where(known, days - (np.mean(days[known]) if known.any() else 0.0), 0.0)
        own = _squares(vectors)
        size = np.ones(len(days))
        return Groups(vectors, size, own, known.astype(float), centred, centred**2, own)

    def merged(self, into: sp.csr_matrix) -> Groups:
        """The groups made by a merge; `into` has a one where a group (column) joins one (row)."""
        vectors = (into @ self.vectors).tocsr()
        vectors.sort_indices()  # sorted rows multiply several times as fast
        sums = [into @ x for x in self._sums[:-1]]
        return Groups(vectors, *[*sums, _squares(vectors)])

    def plus(self, more: Groups) -> Groups:
        """These groups and then `more`."""
        vectors = sp.vstack([self.vectors, more.vectors], format="csr")
        return Groups(vectors, *(np.r_[x, y] for x, y in zip(self._sums, more._sums, strict=True)))

    def taken(self, rows: Ints) -> Groups:
        """The groups `rows`, in that order."""
        return Groups(self.vectors[rows], *(x[rows] for x in self._sums))

    @property
    def _sums(self) -> tuple[Floats, ...]:
        return (self.size, self.own, self.dated, self.day, self.day_squared, self.square)

    def inside(self, least: float) -> Floats:
        """Mean cosine inside each group, one imaginary pair of the usual cosine added."""
        pairs = self.size * (self.size - 1) / 2
        mean = ((self.square - self.own) / 2 + USUAL_INSIDE) / (pairs + 1)
        return np.maximum(mean - least, LEAST_INSIDE)

    def kernel(self, a: Ints, b: Ints, kernel: TimeKernel) -> Floats:
        """Expected kernel between members, dates of each group taken as normal."""
        if not kernel.on:
            return np.full(len(a), UNKNOWN)
        mean = self.day / np.maximum(self.dated, 1)
        spread = np.maximum(self.day_squared / np.maximum(self.dated, 1) - mean**2, 0)
        variance = kernel.width**2 + spread[a] + spread[b]
        near = (
            kernel.width / np.sqrt(variance) * np.exp(-((mean[a] - mean[b]) ** 2) / (2 * variance))
        )
        floor = kernel.floor * (1 - ALONE / np.minimum(self.size[a], self.size[b]))
        value = floor + (1 - floor) * near
        known = self.dated[a] * self.dated[b] / (self.size[a] * self.size[b])
        return (1 - known) * UNKNOWN + known * value

    def unit(self) -> sp.csr_matrix:
        """The direction of each group's summed vector, float32, rows of length one."""
        length = np.maximum(np.sqrt(self.square), 1e-12)
        return (sp.diags(1 / length) @ self.vectors).astype(np.float32).tocsr()

    def mean_day(self) -> Floats:
        """Mean date of each group's dated members in days; nan where none is dated."""
        return np.where(self.dated > 0, self.day / np.maximum(self.dated, 1), np.nan)


def _squares(vectors: sp.csr_matrix) -> Floats:
    """Squared length of each row."""
    return np.asarray(vectors.multiply(vectors).sum(axis=1), dtype=np.float64).ravel()


def link_layer(links: Ints, n: int) -> sp.csr_matrix:
    """Related links, rows (from, to), as a symmetric matrix of evidence in units of cosine.

    A link counts LINK; in a list of more than LINKS_OF_FULL_WEIGHT the list shares that many, so a
    roundup page does not glue stories. Both directions together count no more than one.
    """
    if not len(links):
        return sp.csr_matrix((n, n))
    links = np.unique(links[links[:, 0] != links[:, 1]], axis=0)
    length = np.bincount(links[:, 0], minlength=n)[links[:, 0]]
    weight = LINK * np.minimum(1.0, LINKS_OF_FULL_WEIGHT / length)
    one_way = sp.csr_matrix((weight, (links[:, 0], links[:, 1])), shape=(n, n))
    return one_way.maximum(one_way.T).tocsr()


def gain(
    groups: Groups,
    a: Ints,
    b: Ints,
    dots: Floats,
    links: Floats,
    *,
    kernel: TimeKernel,
    background: Background,
) -> Floats:
    """What groups `a` and `b` gain from each other, pair by pair; they merge from a threshold on.

    `dots` are the inner products of their summed vectors, `links` the summed evidence of related
    links between them, both shape (pairs,). What dates say counts for both: a link to a page of
    months ago is a "see also".
    """
    members = groups.size[a] * groups.size[b]
    noise = background.mean + DEVIATIONS * background.deviation * members**-SIZE_POWER
    evidence = dots / members - noise
    two = np.flatnonzero((members == 1) & (evidence > 0))
    evidence[two] *= 1 - shared_words(groups.vectors, a[two], b[two], dots[two]) ** -2.0
    evidence = (evidence + links / members) * groups.kernel(a, b, kernel)
    inside = groups.inside(background.mean)
    return np.asarray(evidence / np.sqrt(inside[a] * inside[b]))


def shared_words(vectors: sp.csr_matrix, a: Ints, b: Ints, dots: Floats) -> Floats:
    """By how many words rows `a` and `b` are alike, their inner products being `dots` (positive).

    The effective number of terms, at least one: the square of the sum of what each adds to the
    inner product over the sum of the squares (Laakso and Taagepera 1979). One word alone is chance:
    of uci_news_slice's pairs of headlines with a cosine of .2 to .25, 18% told one story where a
    word made four fifths of it, and 93% where none made half.
    """
    squares = sp.csr_matrix((vectors.data**2, vectors.indices, vectors.indptr), vectors.shape)
    return np.maximum(dots**2 / np.maximum(row_dots(squares, a, b), 1e-300), 1.0)
