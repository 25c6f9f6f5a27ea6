"""Articles to stories: average linkage over a sparse graph of candidates.

Two groups are compared by the mean similarity of their members. It needs no pairs: the mean cosine
of two groups is the inner product of their summed unit vectors over the product of their sizes. In
each round all groups that are each other's best partner merge; average linkage is reducible, so
this gives what merging one pair at a time gives (Murtagh 1983, reciprocal nearest neighbours).

Groups merge when `(mean - noise) / sqrt(inside_1 * inside_2) >= threshold`:
- `noise` is what unrelated groups of these sizes reach, mean plus two deviations of random pairs,
  the deviation falling with size. One article matching one is weak evidence; fifty matching fifty
  at half that level is strong.
- `inside` is how similar a group's own members are, drawn to a usual value while it is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from storygraph.kernel import TimeKernel
from storygraph.similarity import DEVIATIONS, Background, Pairs, nearest_pairs, row_dots

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

THRESHOLD = 0.25
"""Gain from which groups merge, the same for every corpus: gains are relative to its own noise
and to how alike the members of its stories are."""

SIZE_POWER = 0.25
"""The deviation falls with the product of the sizes to this power; 0.5 would be independence,
but members of a group share their chance matches."""

USUAL_INSIDE = 0.4
"""Mean cosine inside a story that nothing is known about yet."""

LEAST_INSIDE = 0.02
"""Keeps the gain finite for groups whose members have nothing in common."""

AGREE = 1.0
"""How fast the kernel's floor falls as groups grow: many dates far apart are no accident."""

LINK = 0.25
"""Evidence of one related link, in units of cosine: editors seldom link what is unrelated."""

LINKS_OF_FULL_WEIGHT = 5
"""A longer related list shares the weight of so many links, so a roundup glues no stories."""

MOST_PASSES = 10
"""Looks for new candidates among the merged groups; two or three find all."""


@dataclass(frozen=True)
class Grouping:
    """`labels` of each threshold asked for, in the order given, and what was chosen on the way."""

    labels: list[Ints]
    thresholds: tuple[float, ...]
    rounds: int
    passes: int


@dataclass
class _Groups:
    """Sums over the members of each group; every field merges by adding."""

    vectors: sp.csr_matrix
    size: Floats
    own: Floats  # sum of the squared lengths of the members' vectors
    dated: Floats
    day: Floats
    day_squared: Floats

    def merged(self, into: sp.csr_matrix) -> _Groups:
        """Groups after a merge; `into` has a one where a group (column) joins a new one (row)."""
        return _Groups(
            (into @ self.vectors).tocsr(),
            *(into @ x for x in (self.size, self.own, self.dated, self.day, self.day_squared)),
        )

    def inside(self, least: float) -> Floats:
        """Mean cosine inside each group, one imaginary pair of the usual cosine added."""
        square = np.asarray(self.vectors.multiply(self.vectors).sum(axis=1)).ravel()
        pairs = self.size * (self.size - 1) / 2
        mean = ((square - self.own) / 2 + USUAL_INSIDE) / (pairs + 1)
        return np.maximum(mean - least, LEAST_INSIDE)

    def kernel(self, a: Ints, b: Ints, kernel: TimeKernel) -> Floats:
        """Expected kernel between members, dates of each group taken as normal."""
        if not kernel.on:
            return np.ones(len(a))
        mean = self.day / np.maximum(self.dated, 1)
        spread = np.maximum(self.day_squared / np.maximum(self.dated, 1) - mean**2, 0)
        variance = kernel.width**2 + spread[a] + spread[b]
        near = (
            kernel.width / np.sqrt(variance) * np.exp(-((mean[a] - mean[b]) ** 2) / (2 * variance))
        )
        floor = kernel.floor ** (1 + AGREE * np.log2(np.minimum(self.size[a], self.size[b])))
        value = floor + (1 - floor) * near
        known = self.dated[a] * self.dated[b] / (self.size[a] * self.size[b])
        return 1 - known + known * value

    def unit(self) -> sp.csr_matrix:
        length = np.sqrt(np.asarray(self.vectors.multiply(self.vectors).sum(axis=1)).ravel())
        return (sp.diags(1 / np.maximum(length, 1e-12)) @ self.vectors).astype(np.float32).tocsr()

    def mean_day(self) -> Floats:
        return np.where(self.dated > 0, self.day / np.maximum(self.dated, 1), np.nan)


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


def group(
    matrix: sp.csr_matrix,
    days: Floats,
    links: Ints,
    *,
    kernel: TimeKernel,
    background: Background,
    pairs: Pairs,
    thresholds: Sequence[float] = (THRESHOLD,),
) -> Grouping:
    """Stories of unit rows, dated `days` (nan: unknown), `links` an (m, 2) array of rows.

    `pairs` are the first candidates, as `nearest_pairs` gives them.

    `thresholds` fall: each level goes on from the one before, so levels nest. Labels number the
    groups by their first row.
    """
    n = matrix.shape[0]
    known = ~np.isnan(days)
    centred = np.where(known, days - (np.mean(days[known]) if known.any() else 0.0), 0.0)
    lengths = np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64).ravel()
    groups = _Groups(
        matrix.astype(np.float64).tocsr(),
        np.ones(n),
        lengths,
        known.astype(float),
        centred,
        centred**2,
    )
    layer = link_layer(links, n).tocoo()
    pairs = pairs.plus(Pairs.of(layer.row, layer.col, n), n)
    dots = row_dots(groups.vectors, pairs.a, pairs.b)
    linked = layer.tocsr()
    labels = np.arange(n, dtype=np.int64)
    levels: list[Ints] = []
    rounds = passes = 0
    for threshold in thresholds:
        fresh = -1  # groups at the last look for new candidates
        for _ in range(MOST_PASSES):
            while True:
                partner = _best_partners(groups, pairs, dots, linked, kernel, background, threshold)
                heads = np.flatnonzero(partner >= 0)
                heads = heads[(partner[partner[heads]] == heads) & (heads < partner[heads])]
                if not len(heads):
                    break
                rounds += 1
                to = np.arange(len(groups.size))
                to[partner[heads]] = heads
                kept, new = np.unique(to, return_inverse=True)
                changed = np.zeros(len(kept), bool)
                changed[new[heads]] = True
                into = sp.csr_matrix(
                    (np.ones(len(new)), (new, np.arange(len(new)))), shape=(len(kept), len(new))
                )
                groups = groups.merged(into)
                linked = (into @ linked @ into.T).tocsr()
                labels = new[labels]
                pairs, dots = _renumbered(groups, pairs, dots, new, changed)
            if len(groups.size) == fresh:
                break
            fresh = len(groups.size)
            passes += 1
            more = nearest_pairs(groups.unit(), groups.mean_day(), kernel.window)
            pairs = pairs.plus(more, fresh)
            dots = row_dots(groups.vectors, pairs.a, pairs.b)
        levels.append(labels.copy())
    return Grouping(levels, tuple(thresholds), rounds, passes)


def _best_partners(
    groups: _Groups,
    pairs: Pairs,
    dots: Floats,
    linked: sp.csr_matrix,
    kernel: TimeKernel,
    background: Background,
    threshold: float,
) -> Ints:
    """Of each group the partner it gains most from, -1 where none passes the threshold."""
    a, b = pairs.a, pairs.b
    members = groups.size[a] * groups.size[b]
    noise = background.mean + DEVIATIONS * background.deviation * members**-SIZE_POWER
    evidence = (dots / members - noise) * groups.kernel(a, b, kernel)
    if linked.nnz and len(a):  # indexed by empty arrays, scipy gives no numbers
        evidence += np.asarray(linked[a, b]).ravel() / members
    inside = groups.inside(background.mean)
    gain = evidence / np.sqrt(inside[a] * inside[b])
    passing = gain >= threshold
    one = np.concatenate([a[passing], b[passing]])
    other = np.concatenate([b[passing], a[passing]])
    both = np.tile(np.round(gain[passing], 9), 2)
    order = np.lexsort((other, -both, one))
    one, other = one[order], other[order]
    first = np.r_[True, one[1:] != one[:-1]] if len(one) else np.zeros(0, bool)
    best = np.full(len(groups.size), -1, np.int64)
    best[one[first]] = other[first]
    return best


def _renumbered(
    groups: _Groups, pairs: Pairs, dots: Floats, new: Ints, changed: npt.NDArray[np.bool_]
) -> tuple[Pairs, Floats]:
    """Candidates after a merge; only those that touch a changed group are computed anew."""
    n = len(groups.size)
    low = np.minimum(new[pairs.a], new[pairs.b])
    high = np.maximum(new[pairs.a], new[pairs.b])
    apart = low != high
    key, at = np.unique((low * n + high)[apart], return_index=True)
    after, kept = Pairs(key // n, key % n), dots[apart][at]
    anew = changed[after.a] | changed[after.b]
    kept[anew] = row_dots(groups.vectors, after.a[anew], after.b[anew])
    return after, kept
