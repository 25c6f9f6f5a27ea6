"""The pairs of groups that may merge, kept as columns while groups come and go.

A group gets a number when it is made, rows of the corpus first. A merge rewrites only the pairs
that touch a merged group, in the places that these pairs held: nothing is sorted, copied or
computed anew for the rest, so a round costs what changes in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from storygraph.groups import Groups
from storygraph.pairs import Pairs, row_dots

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

GONE = -1
"""In place of both groups of a pair that merged or was dropped."""


@dataclass
class Candidates:
    """Columns of equal length, one place a pair.

    Groups `a` and `b`, the inner product of their sums, the evidence of related links between
    them, and what they gain from each other.
    """

    a: Ints
    b: Ints
    dots: Floats
    links: Floats
    gains: Floats

    @staticmethod
    def of(groups: Groups, pairs: Pairs, links: Floats) -> Candidates:
        """Candidates of these pairs; gains are still to be filled in."""
        dots = row_dots(groups.vectors, pairs.a, pairs.b)
        return Candidates(pairs.a, pairs.b, dots, links, np.full(len(dots), -np.inf))

    def touching(self, marked: npt.NDArray[np.bool_]) -> Ints:
        """Positions of the pairs with a marked group; `marked` by number."""
        return np.flatnonzero((marked[self.a] | marked[self.b]) & (self.a != GONE))

    def rewrite(self, at: Ints, to: Ints, groups: Groups, parts: Ints) -> Ints:
        """Pairs at the positions `at` after a merge of groups; gives where the new ones stand.

        `to` says which group each one became, `parts` of how many each group was just made. Where
        all pairs of two groups' parts were known, their inner products add up; others are computed.
        """
        a, b = to[self.a[at]], to[self.b[at]]
        low, high = np.minimum(a, b), np.maximum(a, b)
        key = low * len(to) + high
        order = np.argsort(key, kind="stable")
        order = order[low[order] != high[order]]
        key = key[order]
        starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else order
        self.drop(at)
        if not len(starts):
            return starts
        low, high = low[order[starts]], high[order[starts]]
        known = np.diff(np.r_[starts, len(order)])
        dots = np.add.reduceat(self.dots[at[order]], starts)
        links = np.add.reduceat(self.links[at[order]], starts)
        anew = np.flatnonzero(known < parts[low] * parts[high])
        dots[anew] = row_dots(groups.vectors, low[anew], high[anew])
        where = at[: len(starts)]
        self.a[where], self.b[where] = low, high
        self.dots[where], self.links[where] = dots, links
        return where

    def drop(self, at: Ints) -> None:
        """Forget the pairs at these positions."""
        self.a[at] = self.b[at] = GONE

    def renumbered(self, new: Ints) -> Candidates:
        """Without the pairs that are gone, groups numbered as `new` says, sorted."""
        kept = np.flatnonzero(self.a != GONE)
        a, b = new[self.a[kept]], new[self.b[kept]]
        low, high = np.minimum(a, b), np.maximum(a, b)
        order = np.argsort(low * len(new) + high)
        kept = kept[order]
        return Candidates(
            low[order], high[order], self.dots[kept], self.links[kept], self.gains[kept]
        )

    def missing(self, pairs: Pairs, n: int) -> Pairs:
        """Those of `pairs` that are no candidates yet; these must be sorted, numbers below `n`."""
        have, key = self.a * n + self.b, pairs.a * n + pairs.b
        place = np.minimum(np.searchsorted(have, key), len(have) - 1)
        new = have[place] != key if len(have) else np.ones(len(key), bool)
        return Pairs(pairs.a[new], pairs.b[new])

    def plus(self, more: Candidates) -> Candidates:
        """These and then `more`."""
        return Candidates(
            np.r_[self.a, more.a],
            np.r_[self.b, more.b],
            np.r_[self.dots, more.dots],
            np.r_[self.links, more.links],
            np.r_[self.gains, more.gains],
        )
