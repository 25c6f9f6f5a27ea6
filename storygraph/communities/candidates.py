"""The pairs of groups that may merge, kept as columns while groups come and go.

A group gets a number when it is made, rows of the corpus first. A merge rewrites only the pairs
that touch a merged group, in the places that these pairs held: nothing is sorted, copied or
computed anew for the rest, so a round costs what changes in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from storygraph.arrays import Bools, Floats, Ints
from storygraph.communities.groups import Groups
from storygraph.pairs import Dots, Pairs, compare

GONE = -1
"""In place of both groups of a pair that merged or was dropped."""

MOST_GONE = 0.5
"""From this share on the places of pairs that are gone are given back."""


@dataclass
class Candidates:
    """Columns of equal length, one place a pair.

    Groups `a` and `b`, the inner product of their sums, its sum of squares (`pairs.Dots`; nan where
    it was not computed), the evidence of related links between them, and what they gain from each
    other. `gone` is how many places hold no pair.
    """

    a: Ints
    b: Ints
    dots: Floats
    squares: Floats
    links: Floats
    gains: Floats
    gone: int = 0

    @staticmethod
    def of(groups: Groups, pairs: Pairs, dots: Dots, layer: sp.coo_matrix) -> Candidates:
        """Candidates of these `pairs`, which compare as `dots` say, and of the linked ones.

        `layer` is the upper half of `link_layer`. Gains are still to be filled in.
        """
        n = len(groups.size)
        key = pairs.a * n + pairs.b
        linked = layer.row.astype(np.int64) * n + layer.col
        order = np.argsort(linked)
        linked, evidence = linked[order], layer.data[order]
        new = linked[_absent(linked, key)]
        place = np.searchsorted(key, new)
        a, b = np.insert(pairs.a, place, new // n), np.insert(pairs.b, place, new % n)
        more = compare(groups.vectors, new // n, new % n)
        links = np.zeros(len(a))
        links[np.searchsorted(np.insert(key, place, new), linked)] = evidence
        return Candidates(
            a,
            b,
            np.insert(dots.sums, place, more.sums),
            np.insert(dots.squares, place, more.squares),
            links,
            np.full(len(a), -np.inf),
        )

    def touching(self, marked: Bools) -> Ints:
        """Positions of the pairs with a marked group; `marked` by number."""
        return np.flatnonzero((marked[self.a] | marked[self.b]) & (self.a != GONE))

    def rewrite(self, at: Ints, to: Ints, groups: Groups, parts: Ints) -> Ints:
        """Pairs at the positions `at` after a merge of groups; gives where the new ones stand.

        `to` says which group each one became, `parts` of how many each of the last groups was
        just made. Where all pairs of two groups' parts were known, their inner products add up;
        others are computed.
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
        made = len(to) - len(parts)
        combined = np.ones(len(low), np.int64)
        for group in (low, high):
            new = group >= made
            combined[new] *= parts[group[new] - made]
        anew = np.flatnonzero(known < combined)
        compared = compare(groups.vectors, low[anew], high[anew])
        squares = np.full(len(low), np.nan)
        dots[anew], squares[anew] = compared.sums, compared.squares
        where = at[: len(starts)]
        self.a[where], self.b[where] = low, high
        self.dots[where], self.squares[where], self.links[where] = dots, squares, links
        self.gone -= len(where)
        return where

    def drop(self, at: Ints) -> None:
        """Forget the pairs at these positions."""
        self.a[at] = self.b[at] = GONE
        self.gone += len(at)

    def give_back(self) -> None:
        """Close the gaps when there are many; positions change."""
        if self.gone <= MOST_GONE * len(self.a):
            return
        kept = np.flatnonzero(self.a != GONE)
        self.a, self.b, self.gone = self.a[kept], self.b[kept], 0
        self.dots, self.squares = self.dots[kept], self.squares[kept]
        self.links, self.gains = self.links[kept], self.gains[kept]

    def renumbered(self, new: Ints) -> Candidates:
        """Without the pairs that are gone, groups numbered as `new` says, sorted."""
        kept = np.flatnonzero(self.a != GONE)
        a, b = new[self.a[kept]], new[self.b[kept]]
        low, high = np.minimum(a, b), np.maximum(a, b)
        order = np.argsort(low * len(new) + high)
        kept = kept[order]
        return Candidates(
            low[order],
            high[order],
            self.dots[kept],
            self.squares[kept],
            self.links[kept],
            self.gains[kept],
        )

    def plus(self, pairs: Pairs, groups: Groups) -> Candidates:
        """These, which are sorted and without gaps, and then those of `pairs` that are new."""
        n = len(groups.size)
        new = _absent(pairs.a * n + pairs.b, self.a * n + self.b)
        a, b = pairs.a[new], pairs.b[new]
        dots = compare(groups.vectors, a, b)
        return replace(
            self,
            a=np.r_[self.a, a],
            b=np.r_[self.b, b],
            dots=np.r_[self.dots, dots.sums],
            squares=np.r_[self.squares, dots.squares],
            links=np.r_[self.links, np.zeros(len(a))],
            gains=np.r_[self.gains, np.full(len(a), -np.inf)],
        )


def _absent(key: Ints, among: Ints) -> Bools:
    """Which of `key` are not `among` the sorted others."""
    if not len(among):
        return np.ones(len(key), bool)
    place = np.minimum(np.searchsorted(among, key), len(among) - 1)
    return np.asarray(among[place] != key)
