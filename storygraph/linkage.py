"""Articles to stories: average linkage over a sparse graph of candidates.

Two groups are compared by what they gain from each other (`groups.py`), and merge from a threshold
on. In each round all groups that are each other's best partner merge; average linkage is
reducible, so this gives what merging one pair at a time gives (Murtagh 1983, reciprocal nearest
neighbours). Two that merge take along others, whose best partner is one of them and who gain
nearly as much: without that a story of thousands grows by a few articles a round.
ParHAC shows that merging within a factor of the best keeps the tree near the exact one (Dhulipala,
Eisenstat, Lacki, Mirrokni and Shi 2022, arXiv:2206.11654).

Candidates far below the threshold are dropped until a look finds them again. Only pairs that touch
a merged group change in a round, and only groups whose best partner merged look for another among
all their pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from storygraph.candidates import GONE, Candidates
from storygraph.groups import Groups, gain, link_layer
from storygraph.join import nearest_pairs
from storygraph.kernel import TimeKernel
from storygraph.pairs import Pairs
from storygraph.similarity import Background

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

THRESHOLD = 0.2
"""Gain from which groups merge, the same for every corpus: gains are relative to its own noise
and to how alike the members of its stories are."""

MOST_PASSES = 10
"""Looks for new candidates among the merged groups; two or three find all."""

HOPE = 0.5
"""Unlinked candidates that gain less than this share of the threshold are dropped: if their groups
come to gain more, the next look finds them again. Half the candidates of synthetic news are."""

NEARLY = 0.9
"""Two groups that merge take others along that gain this share of what the two gain. Lower shares
score up to .006 higher on bare headlines, and lower on the seeds."""

GROWTH = 0.125
"""The others may have this share of the size of the two: eight articles are the fewest that take
one more along, and a story of 50,000 is made in some 70 rounds. At .25 the seeds lose .006."""

DIGITS = 9
"""Gains are compared so far: sums made in different orders are equal, and the first row decides."""


NOBODY = np.iinfo(np.int64).max
"""First row of no group."""


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
    merging = _Merging(matrix, days, links, kernel, background, pairs)
    levels: list[Ints] = []
    for threshold in thresholds:
        merging.lower(threshold)
        for _ in range(MOST_PASSES):
            if not merging.look():
                break
            merging.settle()
        first = merging.first[merging.labels]
        levels.append(np.unique(first, return_inverse=True)[1].astype(np.int64))
    return Grouping(levels, tuple(thresholds), merging.rounds, merging.passes)


class _Merging:
    """Groups and their candidates while they merge.

    By number of group: `alive`, its `first` row, and its best partner so far: `partner` (-1:
    none), what the two gain (`best`) and the partner's first row (`whose`). `standing` is the live
    group of a first row, `labels` the group of each row.
    """

    def __init__(
        self,
        matrix: sp.csr_matrix,
        days: Floats,
        links: Ints,
        kernel: TimeKernel,
        background: Background,
        pairs: Pairs,
    ) -> None:
        n = matrix.shape[0]
        self.kernel, self.background = kernel, background
        self.groups = Groups.of(matrix, days)
        layer = sp.triu(link_layer(links, n), format="coo")
        pairs = pairs.plus(Pairs.of(layer.row, layer.col, n), n)
        weight = np.zeros(len(pairs.a))
        linked = layer.row.astype(np.int64) * n + layer.col
        weight[np.searchsorted(pairs.a * n + pairs.b, linked)] = layer.data
        self.candidates = Candidates.of(self.groups, pairs, weight)
        self.labels = np.arange(n, dtype=np.int64)
        self.first = np.arange(n, dtype=np.int64)
        self.alive = np.ones(n, bool)
        self.standing = np.arange(n, dtype=np.int64)
        self.seen = n  # groups at the last look; those made since have greater numbers
        self.looked = False  # at this threshold
        self.threshold = np.inf
        self.rounds = self.passes = 0

    def lower(self, threshold: float) -> None:
        """Merge down to this threshold; candidates that were hopeless before count again."""
        before, self.threshold = self.threshold, threshold
        if before == np.inf:
            self._weigh(np.arange(len(self.candidates.a)))
        elif threshold < before:
            self._look(np.ones(len(self.first), bool))
            self.looked = True
        self.settle()

    def settle(self) -> None:
        """Merge until no two groups gain as much as the threshold."""
        self.partner = np.full(len(self.first), -1)
        self.best = np.full(len(self.first), -np.inf)
        self.whose = np.full(len(self.first), NOBODY)
        self._prefer(np.arange(len(self.candidates.a)))
        while True:
            member, head = self._choose()
            if not len(member):
                return
            self.rounds += 1
            self._merge(member, head)

    def look(self) -> bool:
        """Look for new candidates if groups were made since the last look.

        At first every group looks, later those that changed and their candidates.
        """
        if len(self.first) == self.seen:
            return False
        looking = np.arange(len(self.first)) >= self.seen
        near = self.candidates.touching(looking & self.alive)
        looking[self.candidates.a[near]] = looking[self.candidates.b[near]] = True
        self._look(looking | (not self.looked))
        self.looked = True
        return True

    def _look(self, looking: Bools) -> None:
        """Number the live groups anew by their first rows, and add the candidates they find."""
        live = np.flatnonzero(self.alive)
        live = live[np.argsort(self.first[live])]
        new = np.full(len(self.first), -1)
        new[live] = np.arange(len(live))
        self.groups = self.groups.taken(live)
        self.first, self.alive = self.first[live], np.ones(len(live), bool)
        self.standing[self.first] = np.arange(len(live))
        self.labels = new[self.labels]
        self.seen = len(live)
        self.passes += 1
        known = self.candidates.renumbered(new)
        found = nearest_pairs(
            self.groups.unit(), self.groups.mean_day(), self.kernel.window, looking=looking[live]
        ).pairs
        found = known.missing(found, len(live))
        self.candidates = known.plus(Candidates.of(self.groups, found, np.zeros(len(found.a))))
        self._weigh(np.arange(len(known.a), len(self.candidates.a)))

    def _weigh(self, at: Ints) -> None:
        """Fill in the gains of the candidates at these positions."""
        c = self.candidates
        a, b, dots, links = c.a[at], c.b[at], c.dots[at], c.links[at]
        kernel, background = self.kernel, self.background
        gains = gain(self.groups, a, b, dots, links, kernel=kernel, background=background)
        c.gains[at] = gains = np.round(gains, DIGITS)
        c.drop(at[(gains < HOPE * self.threshold) & (links == 0)])

    def _prefer(self, at: Ints) -> None:
        """Let groups change to better partners among the candidates at these positions."""
        c = self.candidates
        at = at[(c.gains[at] >= self.threshold) & (c.a[at] != GONE)]
        one, other = np.r_[c.a[at], c.b[at]], self.first[np.r_[c.b[at], c.a[at]]]
        gains = np.tile(c.gains[at], 2)
        before = self.best[one]
        np.maximum.at(self.best, one, gains)
        after = self.best[one]
        self.whose[one[after > before]] = NOBODY
        equal = gains == after
        one, other = one[equal], other[equal]
        np.minimum.at(self.whose, one, other)
        self.partner[one] = self.standing[self.whose[one]]

    def _choose(self) -> tuple[Ints, Ints]:
        """Which groups merge in this round, and into which head: two columns."""
        wooing = np.flatnonzero(self.partner >= 0)
        wooed = self.partner[wooing]
        mutual = self.partner[wooed] == wooing
        one, other = wooing[mutual], wooed[mutual]
        size, first = self.groups.size, self.first
        leads = (size[one] > size[other]) | (
            (size[one] == size[other]) & (first[one] < first[other])
        )
        head, second = one[leads], other[leads]
        leader = np.full(len(first), -1)
        leader[head] = leader[second] = head
        third, leading = wooing[~mutual], leader[wooed[~mutual]]
        near = (leading >= 0) & (self.best[third] >= NEARLY * self.best[leading])
        third, leading = third[near], leading[near]
        order = np.lexsort((first[third], -self.best[third], leading))
        third, leading = third[order], leading[order]
        taken = np.cumsum(size[third])
        taken -= (taken - size[third])[np.searchsorted(leading, leading, "left")]
        room = np.zeros(len(first))
        room[head] = GROWTH * (size[head] + size[second])
        fits = taken <= room[leading]
        return np.r_[head, second, third[fits]], np.r_[head, head, leading[fits]]

    def _merge(self, member: Ints, head: Ints) -> None:
        """Merge each member into the group of its head, a new one."""
        old = len(self.first)
        heads, row = np.unique(head, return_inverse=True)
        made = len(heads)
        to = np.arange(old + made)
        to[member] = old + row
        into = sp.csr_matrix((np.ones(len(member)), (row, member)), shape=(made, old))
        self.groups = self.groups.plus(self.groups.merged(into))
        first = np.full(made, NOBODY)
        np.minimum.at(first, row, self.first[member])
        self.first = np.r_[self.first, first]
        self.alive = np.r_[self.alive, np.ones(made, bool)]
        self.alive[member] = False
        self.standing[first] = old + np.arange(made)
        self.labels = to[self.labels]
        self.partner = np.r_[self.partner, np.full(made, -1)]
        self.best = np.r_[self.best, np.full(made, -np.inf)]
        self.whose = np.r_[self.whose, np.full(made, NOBODY)]

        dead = ~self.alive
        parts = np.r_[np.ones(old, np.int64), np.bincount(row)]
        anew = self.candidates.rewrite(self.candidates.touching(dead), to, self.groups, parts)
        self._weigh(anew)
        lost = (self.partner >= 0) & dead[self.partner]
        self.partner[lost | dead], self.best[lost | dead] = -1, -np.inf
        self.whose[lost | dead] = NOBODY
        self._prefer(np.r_[self.candidates.touching(lost & self.alive), anew])
