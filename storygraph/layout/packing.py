"""Discs pushed apart until none overlap, staying as near as they can to where they were.

Overlapping pairs move apart, the smaller disc more than the larger, all pairs at once, until
the worst overlap is slight; then one small scaling of all centres removes the rest, which is
what makes "no overlap" a fact and not a tendency. An ellipse holds the discs together and
widens when they do not fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from storygraph.arrays import Floats, Ints
from storygraph.runtime.progress import Advance, unwatched

if TYPE_CHECKING:
    from collections.abc import Callable


_STEPS = 400  # what overlaps then is removed by scaling
_DRIFTING = 120  # steps in which discs still go where they would rather be
_EVEN = (_DRIFTING, _DRIFTING * 3 // 2)  # steps at which crowds are spread
_LOOK = 5  # drifting steps after which pairs are looked for anew; later, moves are half as long
_SETTLED = 0.01  # stop at this worst overlap, relative to the sum of the radii
_SLACK = 0.004  # left between discs: centres are rounded to a thousandth afterwards


def snap(values: Floats, digits: int) -> Floats:
    """`values` on a decimal grid; without negative zeros, which print differently."""
    return np.round(values, digits) + 0.0


def squared(moves: Floats) -> Floats:
    """Squared lengths of `moves` (n x 2). Over pairs of numbers numpy's own sum takes long."""
    found: Floats = moves[:, 0] ** 2 + moves[:, 1] ** 2
    return found


def separate(
    at: Floats,
    radius: Floats,
    axes: Floats,
    settle: Callable[[Floats], Floats] | None = None,
    even: Callable[[Floats], Floats] | None = None,
    advance: Advance = unwatched,
) -> Floats:
    """Centres (n x 2) near `at` (n x 2) at which no discs of `radius` (n) overlap.

    `axes` are the half axes of the ellipse around the origin that the discs should fill.
    `settle` gives, for centres, where each would rather be; while the packing is still loose
    every disc drifts that way, and holes close. That makes crowds, which pushing alone would
    thin out over thousands of steps; `even` spreads centres evenly over the ellipse once the
    drift is over, and once more. `advance` counts steps. Each step depends on the one before
    only through snapped centres.
    """
    reach = radius + _SLACK
    limit = axes.copy()
    at = _apart(snap(at, 4), reach)
    worst = overlap = np.inf
    for step in range(_STEPS):
        advance(step, None)
        drift = max(0.0, 1.0 - step / _DRIFTING)
        fresh = step % (_LOOK if drift else 2 * _LOOK) == 0 or overlap < _SETTLED
        if step in _EVEN and even is not None:
            at = _apart(snap(even(at), 4), reach)
        if fresh:
            first, second = near_pairs(at, reach, margin=0.25 * float(np.median(reach)))
            need = reach[first] + reach[second]
        if settle is not None and drift:
            wish = settle(at) - at
            far = np.sqrt(squared(wish)).clip(1e-9)
            at = at + wish * (np.minimum(0.05 * far, 0.25 * reach) / far * drift)[:, None]
        at, overlap = _push(at, reach, first, second, need)
        at = snap(_hold(at, reach, limit), 4)
        if fresh and overlap < _SETTLED and (settle is None or not drift):
            break
        if step > _DRIFTING + 40 and overlap > worst * 0.98:
            limit *= 1.001
        worst = overlap
    first, second = near_pairs(at, reach, margin=0.0)
    gap = np.sqrt(squared(at[first] - at[second]))
    ratio = (reach[first] + reach[second]) / gap
    return at * max(1.0, float(ratio.max(initial=1.0)) + 1e-9)


def near_pairs(at: Floats, reach: Floats, margin: float) -> tuple[Ints, Ints]:
    """All pairs of discs whose rims are less than `margin` apart (and some a little further).

    Discs are searched by size class, each class within a factor of two: with one search
    radius for all, a single large disc would make everything its neighbour's neighbour.
    """
    size = np.floor(np.log2(reach)).astype(np.int64)
    groups = [np.flatnonzero(size == level) for level in np.unique(size)]
    # Balanced and compact trees take longer to build than they save
    trees = [cKDTree(at[group], balanced_tree=False, compact_nodes=False) for group in groups]
    ends: list[tuple[Ints, Ints]] = []
    for i, (group, tree) in enumerate(zip(groups, trees, strict=True)):
        pairs = tree.query_pairs(2 * reach[group].max() + margin, output_type="ndarray")
        ends.append((group[pairs[:, 0]], group[pairs[:, 1]]))
        for other, other_tree in zip(groups[:i], trees[:i], strict=True):
            within = reach[group].max() + reach[other].max() + margin
            found = tree.sparse_distance_matrix(other_tree, within, output_type="ndarray")
            ends.append((group[found["i"]], other[found["j"]]))
    first = np.concatenate([pair[0] for pair in ends])
    second = np.concatenate([pair[1] for pair in ends])
    x, y = at.T.copy()
    gap = (x[first] - x[second]) ** 2 + (y[first] - y[second]) ** 2
    near = gap < (reach[first] + reach[second] + margin) ** 2
    return first[near], second[near]


def enclosing_scale(at: Floats, radius: Floats, stretch: Floats) -> float:
    """The least s for which the ellipse with half axes s * `stretch` holds all discs."""
    turn = np.linspace(0.0, 2 * np.pi, 24, endpoint=False)
    rim = at[:, None, :] + radius[:, None, None] * np.column_stack((np.cos(turn), np.sin(turn)))
    return float(np.sqrt(((rim / stretch) ** 2).sum(axis=2)).max(initial=0.0)) * 1.005


def _apart(at: Floats, reach: Floats) -> Floats:
    """`at` with each centre moved a hair in a direction of its own: none coincide."""
    turn = np.arange(len(at)) * 2.399963
    hair = 0.01 * reach.min() * np.sqrt(np.arange(len(at)) / len(at) + 0.1)
    moved: Floats = at + hair[:, None] * np.column_stack((np.cos(turn), np.sin(turn)))
    return moved


def _push(
    at: Floats, reach: Floats, first: Ints, second: Ints, need: Floats
) -> tuple[Floats, float]:
    """One step apart for all overlapping pairs; also the worst overlap before it.

    `need` is the sum of the two reaches of each pair.
    """
    x, y = at.T.copy()  # numbers that stand together are read several times faster than pairs
    across, down = x[first] - x[second], y[first] - y[second]
    gap = np.sqrt(across**2 + down**2).clip(1e-9)
    hit = np.flatnonzero(need > gap)
    if not len(hit):
        return at, 0.0
    first, second, need, gap = first[hit], second[hit], need[hit], gap[hit]
    over = need - gap
    share = over / gap * 0.65
    # The smaller disc gives way more. By radius: by area, a small disc between two large ones
    # cannot push them apart and stays stuck.
    give = reach[second] / need
    keep = 1 - give
    n = len(at)
    moved = np.empty_like(at)
    for axis, (own, apart) in enumerate(((x, across), (y, down))):
        push = apart[hit] * share
        moved[:, axis] = own + np.bincount(first, push * give, n)
        moved[:, axis] -= np.bincount(second, push * keep, n)
    return moved, float((over / need).max())


def _hold(at: Floats, reach: Floats, limit: Floats) -> Floats:
    """`at` with the discs that leave the ellipse of half axes `limit` brought back to its rim."""
    # Few are near the rim: only those are looked at closely
    least = np.maximum(limit - reach.max(), 0.05 * limit)
    far = np.flatnonzero((at[:, 0] / least[0]) ** 2 + (at[:, 1] / least[1]) ** 2 > 1)
    near = at[far]
    out = np.sqrt(squared(near / np.maximum(limit - reach[far, None], 0.05 * limit)))
    held = at.copy()
    held[far] = near / out.clip(1.0)[:, None]
    return held
