"""Groups of articles as sums over their members, and what two groups gain by merging.

The mean cosine of two groups is the inner product of their summed unit vectors over the product of
their sizes, so no pair of members is ever looked at, and every sum merges by adding.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import scipy.sparse as sp

from storygraph.arrays import Floats, Ints
from storygraph.communities.growable import GrowableArray, GrowableRows
from storygraph.pairs import Dots, compare, row_sums
from storygraph.similarity.background import DEVIATIONS, Background
from storygraph.similarity.kernel import TimeKernel, brevity, undated

SIZE_POWER = 0.25
"""The deviation falls with the product of the sizes to this power; 0.5 would be independence,
but members of a group share their chance matches."""

USUAL_INSIDE = 0.35
"""Mean cosine inside a story that nothing is known about yet."""

LEAST_INSIDE = 0.02
"""Keeps the gain finite for groups whose members have nothing in common."""

LINK = 0.25
"""Evidence of one related link, in units of cosine: editors seldom link what is unrelated."""

LINKS_OF_FULL_WEIGHT = 5
"""A longer related list shares the weight of so many links, so a roundup glues no stories."""

ARTICLES_POWER, GROUPS_POWER = 2.0, 5.0
"""What two articles, or groups, have in common counts times 1 - words**-power: one word alone is no
evidence, two are three quarters of it, and nearly all for groups, which have more to show."""


@dataclass(frozen=True)
class Groups:
    """Sums over the members of each group; every field but the last four merges by adding."""

    vectors: sp.csr_matrix
    size: Floats
    own: Floats  # sum of the squared lengths of the members' vectors
    dated: Floats
    day: Floats
    day_squared: Floats
    brief: Floats  # sum of the members' `brevity`
    square: Floats  # squared length of the summed vector
    inside: Floats  # mean cosine inside, one imaginary pair of the usual cosine added
    mean: Floats  # of the dated members' days, 0 where none is
    spread: Floats  # variance of these days

    @staticmethod
    def of(matrix: sp.csr_matrix, days: Floats) -> Groups:
        """Each row a group of its own; `days` are nan where unknown."""
        vectors = matrix.astype(np.float64).tocsr()
        vectors.sort_indices()
        known = ~np.isnan(days)
        centred = np.where(known, days - (np.mean(days[known]) if known.any() else 0.0), 0.0)
        own = row_sums(vectors.data**2, vectors.indptr)
        size = np.ones(len(days))
        brief = brevity(np.diff(vectors.indptr))
        return Groups._of(vectors, own, size, own, known.astype(float), centred, centred**2, brief)

    @staticmethod
    def _of(
        vectors: sp.csr_matrix,
        square: Floats,
        size: Floats,
        own: Floats,
        dated: Floats,
        day: Floats,
        day_squared: Floats,
        brief: Floats,
    ) -> Groups:
        """Groups of these sums, and what follows from them."""
        inside = ((square - own) / 2 + USUAL_INSIDE) / (size * (size - 1) / 2 + 1)
        mean = day / np.maximum(dated, 1)
        spread = np.maximum(day_squared / np.maximum(dated, 1) - mean**2, 0)
        return Groups(
            vectors, size, own, dated, day, day_squared, brief, square, inside, mean, spread
        )

    def merged(self, into: sp.csr_matrix) -> Groups:
        """The groups made by a merge; `into` has a one where a group (column) joins one (row)."""
        vectors = (into @ self.vectors).tocsr()
        vectors.sort_indices()  # sorted rows multiply several times as fast
        square = row_sums(vectors.data**2, vectors.indptr)
        return Groups._of(vectors, square, *(into @ x for x in self._sums))

    def plus(self, other: Groups) -> Groups:
        """These groups and then the others, without the vectors of any."""
        columns = zip(self.columns, other.columns, strict=True)
        return Groups(
            _unknown(len(self.size) + len(other.size)), *(np.r_[x, y] for x, y in columns)
        )

    def less(self, members: Groups, of: Ints, dots: Floats) -> Groups:
        """The groups `of`, each without one of its `members`; their vectors are not known any more.

        `dots` are the inner products of the group's summed vector and the member's own.
        """
        square = self.square[of] - 2 * dots + members.square
        sums = (whole[of] - own for whole, own in zip(self._sums, members._sums, strict=True))
        return Groups._of(_unknown(len(dots)), square, *sums)

    def taken(self, rows: Ints) -> Groups:
        """The groups `rows`, in that order."""
        return Groups(self.vectors[rows], *(x[rows] for x in self.columns))

    def bare(self) -> Groups:
        """These groups without their vectors, which are most of their memory."""
        return Groups(_unknown(len(self.size)), *self.columns)

    @property
    def _sums(self) -> tuple[Floats, ...]:
        """What merges by adding, but for the vectors."""
        return (self.size, self.own, self.dated, self.day, self.day_squared, self.brief)

    @property
    def columns(self) -> tuple[Floats, ...]:
        """Every field but the vectors, in order."""
        return tuple(getattr(self, field.name) for field in fields(self)[1:])

    def kernel(self, a: Ints, b: Ints, kernel: TimeKernel) -> Floats:
        """Expected kernel between members; what pairs without dates are worth for these."""
        unknown = undated((self.brief[a] / self.size[a] + self.brief[b] / self.size[b]) / 2)
        return self.kernel_or(unknown, a, b, kernel)

    def kernel_or(self, unknown: Floats | float, a: Ints, b: Ints, kernel: TimeKernel) -> Floats:
        """Expected kernel between members, dates of each group taken as normal.

        `unknown` is it for pairs of members of which one has no date, or where dates are off.
        """
        if not kernel.on:
            return np.broadcast_to(unknown, len(a))
        variance = kernel.width**2 + self.spread[a] + self.spread[b]
        gap = self.mean[a] - self.mean[b]
        near = kernel.width / np.sqrt(variance) * np.exp(-(gap**2) / (2 * variance))
        value = kernel.floor + (1 - kernel.floor) * near
        known = self.dated[a] * self.dated[b] / (self.size[a] * self.size[b])
        return (1 - known) * unknown + known * value

    def unit(self) -> sp.csr_matrix:
        """The direction of each group's summed vector, float32, rows of length one."""
        length = np.maximum(np.sqrt(self.square), 1e-12)
        entries = np.diff(self.vectors.indptr)
        data = (self.vectors.data * np.repeat(1 / length, entries)).astype(np.float32)
        return sp.csr_matrix((data, self.vectors.indices, self.vectors.indptr), self.vectors.shape)

    def mean_day(self) -> Floats:
        """Mean date of each group's dated members in days; nan where none is dated."""
        return np.where(self.dated > 0, self.mean, np.nan)


def _unknown(count: int) -> sp.csr_matrix:
    """In place of vectors that are not known."""
    return sp.csr_matrix((count, 0))


class GrowingGroups:
    """Groups that others are appended to."""

    def __init__(self, groups: Groups) -> None:
        """Begin with `groups`, whose arrays belong to these from now on."""
        self._vectors = GrowableRows(groups.vectors)
        self._columns = [GrowableArray(column) for column in groups.columns]
        self.all = groups

    def extend(self, more: Groups) -> None:
        """Append `more`; `all` are then these and those."""
        self._vectors.extend(more.vectors)
        for column, values in zip(self._columns, more.columns, strict=True):
            column.extend(values)
        self.all = Groups(self._vectors.matrix, *(column.values for column in self._columns))


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
    dots: Dots,
    links: Floats,
    *,
    kernel: TimeKernel,
    background: Background,
    least: float,
) -> Floats:
    """What groups `a` and `b` gain from each other, pair by pair; they merge from a threshold on.

    `dots` says how their summed vectors compare (squares nan where still unknown), `links` is the
    summed evidence of related links between them, shape (pairs,). What dates say counts for both: a
    link to a page of months ago is a "see also". How many words two groups share can only lessen
    what they gain, and is looked at where that is `least` or more.
    """
    members = groups.size[a] * groups.size[b]
    noise = background.mean + DEVIATIONS * background.deviation * members**-SIZE_POWER
    alike, linked = dots.sums / members - noise, links / members
    one, other = (
        np.maximum(groups.inside[rows] - background.mean, LEAST_INSIDE) for rows in (a, b)
    )
    weight = groups.kernel(a, b, kernel) / np.sqrt(one * other)
    near = np.flatnonzero(((alike + linked) * weight >= least) & (alike > 0))
    known = dots.squares[near]
    unknown = np.flatnonzero(np.isnan(known))
    asked = near[unknown]
    known[unknown] = compare(groups.vectors, a[asked], b[asked]).squares
    power = np.where(members[near] == 1, ARTICLES_POWER, GROUPS_POWER)
    alike[near] *= 1 - shared_words(dots.sums[near], known) ** -power
    return np.asarray((alike + linked) * weight)


def shared_words(dots: Floats, squares: Floats) -> Floats:
    """By how many words pairs of rows are alike, of their inner products (positive).

    The effective number of terms, at least one: the square of the sum of what each adds to the
    inner product over the sum of the `squares` (Laakso and Taagepera 1979). One word alone is
    chance: of uci_news_slice's pairs of headlines with a cosine of .2 to .25, 18% told one story
    where a word made four fifths of it, and 93% where none made half.
    """
    return np.maximum(dots**2 / np.maximum(squares, 1e-300), 1.0)
