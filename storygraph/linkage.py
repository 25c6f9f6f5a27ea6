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

from storygraph.groups import Groups, gain, link_layer
from storygraph.join import nearest_pairs
from storygraph.kernel import TimeKernel
from storygraph.pairs import Pairs, row_dots
from storygraph.similarity import Background

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

THRESHOLD = 0.25
"""Gain from which groups merge, the same for every corpus: gains are relative to its own noise
and to how alike the members of its stories are."""

MOST_PASSES = 10
"""Looks for new candidates among the merged groups; two or three find all."""


@dataclass(frozen=True)
class Grouping:
    """`labels` of each threshold asked for, in the order given, and what was chosen on the way."""

    labels: list[Ints]
    thresholds: tuple[float, ...]
    rounds: int
    passes: int


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
    groups = Groups(
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
            more = nearest_pairs(groups.unit(), groups.mean_day(), kernel.window).pairs
            pairs = pairs.plus(more, fresh)
            dots = row_dots(groups.vectors, pairs.a, pairs.b)
        levels.append(labels.copy())
    return Grouping(levels, tuple(thresholds), rounds, passes)


def _best_partners(
    groups: Groups,
    pairs: Pairs,
    dots: Floats,
    linked: sp.csr_matrix,
    kernel: TimeKernel,
    background: Background,
    threshold: float,
) -> Ints:
    """Of each group the partner it gains most from, -1 where none passes the threshold."""
    a, b = pairs.a, pairs.b
    links = np.zeros(len(a))
    if linked.nnz and len(a):  # indexed by empty arrays, scipy gives no numbers
        links = np.asarray(linked[a, b]).ravel()
    gains = gain(groups, a, b, dots, links, kernel=kernel, background=background)
    passing = gains >= threshold
    one = np.concatenate([a[passing], b[passing]])
    other = np.concatenate([b[passing], a[passing]])
    both = np.tile(np.round(gains[passing], 9), 2)
    order = np.lexsort((other, -both, one))
    one, other = one[order], other[order]
    first = np.r_[True, one[1:] != one[:-1]] if len(one) else np.zeros(0, bool)
    best = np.full(len(groups.size), -1, np.int64)
    best[one[first]] = other[first]
    return best


def _renumbered(
    groups: Groups, pairs: Pairs, dots: Floats, new: Ints, changed: npt.NDArray[np.bool_]
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
