"""Which group prefers which, and who merges in a round."""

from __future__ import annotations

import numpy as np

from storygraph.arrays import Bools, Floats, Ints
from storygraph.communities.growable import GrowableArray

NEARLY = 0.9
"""Two groups that merge take others along that gain this share of what the two gain. Lower shares
score up to .006 higher on bare headlines, and lower on the seeds."""

GROWTH = 0.125
"""The others may have this share of the size of the two: eight articles are the fewest that take
one more along, and a story of 50,000 is made in some 70 rounds. At .25 the seeds lose .006."""

NOBODY = np.iinfo(np.int64).max
"""First row of no group."""


class Partners:
    """The best partner of each group so far; groups come, and those that merged are dead.

    By number of group: its `first` row, whether it is `alive`, its `partner` (-1: none), what the
    two gain (`best`) and the partner's first row (`whose`).
    """

    def __init__(self, first: Ints, rows: int) -> None:
        """Groups alive, by their first of so many rows; none has a partner."""
        count = len(first)
        self._first = GrowableArray(first)
        self._alive = GrowableArray(np.ones(count, bool))
        self._standing = np.zeros(rows, np.int64)  # the live group of a first row
        self._standing[first] = np.arange(count)
        self.forget()

    @property
    def first(self) -> Ints:
        """The first row of each group."""
        return self._first.values

    @property
    def alive(self) -> Bools:
        """Whether each group is still one."""
        return self._alive.values

    def forget(self) -> None:
        """No group has a partner."""
        count = len(self.first)
        self._partner = GrowableArray(np.full(count, -1))
        self._best = GrowableArray(np.full(count, -np.inf))
        self._whose = GrowableArray(np.full(count, NOBODY))

    def prefer(self, a: Ints, b: Ints, gains: Floats) -> None:
        """Let groups `a` and `b` change to each other where they gain more, pair by pair.

        Of partners that give as much, the one whose first row comes first.
        """
        best, whose = self._best.values, self._whose.values
        one, other = np.r_[a, b], self.first[np.r_[b, a]]
        gains = np.tile(gains, 2)
        before = best[one]
        np.maximum.at(best, one, gains)
        after = best[one]
        whose[one[after > before]] = NOBODY
        equal = gains == after
        one, other = one[equal], other[equal]
        np.minimum.at(whose, one, other)
        self._partner.values[one] = self._standing[whose[one]]

    def choose(self, size: Floats) -> tuple[Ints, Ints]:
        """Which groups merge in this round, and into which head: two columns."""
        partner, best, first = self._partner.values, self._best.values, self.first
        wooing = np.flatnonzero(partner >= 0)
        wooed = partner[wooing]
        mutual = partner[wooed] == wooing
        one, other = wooing[mutual], wooed[mutual]
        leads = first[one] < first[other]
        head, second = one[leads], other[leads]
        leader = np.full(len(first), -1)
        leader[head] = leader[second] = head
        third, leading = wooing[~mutual], leader[wooed[~mutual]]
        near = (leading >= 0) & (best[third] >= NEARLY * best[leading])
        third, leading = third[near], leading[near]
        order = np.lexsort((first[third], -best[third], leading))
        third, leading = third[order], leading[order]
        taken = np.cumsum(size[third])
        taken -= (taken - size[third])[np.searchsorted(leading, leading, "left")]
        room = np.zeros(len(first))
        room[head] = GROWTH * (size[head] + size[second])
        fits = taken <= room[leading]
        return np.r_[head, second, third[fits]], np.r_[head, head, leading[fits]]

    def merge(self, member: Ints, row: Ints) -> Ints:
        """Append the groups made: each `member` dies and joins the new one of its `row`.

        Gives the live groups that lost their partner, and have none now.
        """
        old, made = len(self.first), int(row.max()) + 1
        first = np.full(made, NOBODY)
        np.minimum.at(first, row, self.first[member])
        self.alive[member] = False
        for column, more in (
            (self._first, NOBODY),
            (self._alive, True),
            (self._partner, -1),
            (self._best, -np.inf),
            (self._whose, NOBODY),
        ):
            column.extend(np.full(made, more))
        self.first[old:] = first
        self._standing[first] = np.arange(old, old + made)
        partner, alive = self._partner.values, self.alive
        wooing = np.flatnonzero(partner >= 0)
        lost = wooing[~alive[partner[wooing]]]
        gone = np.r_[lost, member]
        partner[gone], self._best.values[gone], self._whose.values[gone] = -1, -np.inf, NOBODY
        left: Ints = lost[alive[lost]]
        return left
