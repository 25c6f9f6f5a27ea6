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
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from storygraph.arrays import Bools, Floats, Ints
from storygraph.communities.candidates import GONE, Candidates
from storygraph.communities.groups import Groups, GrowingGroups, gain, link_layer
from storygraph.communities.growable import GrowableArray
from storygraph.communities.partners import Partners
from storygraph.pairs import Dots
from storygraph.runtime.parallel import on_all_cores
from storygraph.runtime.progress import Advance, unwatched
from storygraph.similarity.join import nearest_pairs

if TYPE_CHECKING:
    from storygraph.similarity.evidence import Evidence

THRESHOLD = 0.2
"""Gain from which groups merge, the same for every corpus: gains are relative to its own noise
and to how alike the members of its stories are."""

MOST_PASSES = 10
"""Looks for new candidates among the merged groups; two or three find all."""

HOPE = 0.5
"""Unlinked candidates that gain less than this share of the threshold are dropped: if their groups
come to gain more, the next look finds them again. Half the candidates of synthetic news are."""

DIGITS = 9
"""Gains are compared so far: sums made in different orders are equal, and the first row decides."""

BLOCK = 100_000
"""Candidates that a core weighs at once: what it computes on the way stays in its cache."""

GROUPS = 20_000
"""Groups whose members a core adds up at once."""


@dataclass(frozen=True)
class Grouping:
    """`labels` of each threshold asked for, in the order given, and how it went.

    `rounds` of merging it took, and `passes` over the groups in search of candidates.
    """

    labels: list[Ints]
    rounds: int
    passes: int


def group(
    evidence: Evidence,
    thresholds: Sequence[float] = (THRESHOLD,),
    advance: Advance = unwatched,
) -> Grouping:
    """Stories of the rows of `evidence`, whose `pairs` are the first candidates.

    `thresholds` fall: each level goes on from the one before, so levels nest. Labels number the
    groups by their first row. `advance` counts rows that have joined others.
    """
    merging = _Merging(evidence, advance)
    levels: list[Ints] = []
    for threshold in thresholds:
        merging.lower(threshold)
        for _ in range(MOST_PASSES):
            if not merging.look():
                break
            merging.settle()
        merging.resolve()
        first = merging.partners.first[merging.labels]
        levels.append(np.unique(first, return_inverse=True)[1].astype(np.int64))
    return Grouping(levels, merging.rounds, merging.passes)


class _Merging:
    """Groups, their candidates and who prefers whom, while they merge.

    `became` is, by number of group, the one that it merged into, or itself; `labels` is a group of
    each row, which may have merged since.
    """

    def __init__(self, evidence: Evidence, advance: Advance) -> None:
        self.rows = n = evidence.matrix.shape[0]
        self.kernel, self.background = evidence.kernel, evidence.background
        self.advance = advance
        groups = Groups.of(evidence.matrix, evidence.days)
        layer = sp.triu(link_layer(evidence.links, n), format="coo")
        self.candidates = Candidates.of(groups, evidence.pairs, evidence.dots, layer)
        self.labels = np.arange(n, dtype=np.int64)
        self._stand(groups, np.arange(n, dtype=np.int64))
        self.looked = False  # at this threshold
        self.threshold = np.inf
        self.rounds = self.passes = 0

    def _stand(self, groups: Groups, first: Ints) -> None:
        """Begin anew with these groups, by their first rows."""
        self.groups = GrowingGroups(groups)
        self.partners = Partners(first, self.rows)
        self.became = GrowableArray(np.arange(len(first)))
        self.seen = self.alive = len(first)  # groups made since the last look have greater numbers

    def resolve(self) -> None:
        """Let `labels` be the live groups of the rows."""
        became = self.became.values
        while not np.array_equal(further := became[became], became):
            became = further
        self.labels = became[self.labels]

    def lower(self, threshold: float) -> None:
        """Merge down to this threshold; candidates that were hopeless before count again."""
        before, self.threshold = self.threshold, threshold
        if threshold < before < np.inf:
            self._look(np.ones(len(self.became.values), bool))
        self._weigh(np.flatnonzero(self.candidates.a != GONE))
        self.settle()

    def settle(self) -> None:
        """Merge until no two groups gain as much as the threshold."""
        self.partners.forget()
        self._prefer(np.arange(len(self.candidates.a)))
        while True:
            member, head = self.partners.choose(self.groups.all.size)
            if not len(member):
                return
            self.rounds += 1
            self._merge(member, head)

    def look(self) -> bool:
        """Look for new candidates if groups were made since the last look.

        At first every group looks, later those that changed and their candidates.
        """
        count = len(self.became.values)
        if count == self.seen:
            return False
        looking = np.arange(count) >= self.seen
        near = self.candidates.touching(looking & self.partners.alive)
        looking[self.candidates.a[near]] = looking[self.candidates.b[near]] = True
        self._weigh(self._look(looking | (not self.looked)))
        return True

    def _look(self, looking: Bools) -> Ints:
        """Number the live groups anew by their first rows, and add the candidates they find.

        Gives the positions of these, which are still to be weighed.
        """
        live = np.flatnonzero(self.partners.alive)
        first = self.partners.first[live]
        order = np.argsort(first)
        live, first = live[order], first[order]
        new = np.full(len(looking), -1)
        new[live] = np.arange(len(live))
        self.resolve()
        self.labels = new[self.labels]
        self._stand(self.groups.all.taken(live), first)
        self.passes += 1
        groups = self.groups.all
        known = self.candidates.renumbered(new)
        found = nearest_pairs(
            groups.unit(),
            groups.mean_day(),
            self.kernel.window,
            looking=looking[live],
            advance=lambda *_: self._tell(),
        ).pairs
        self.candidates = known.plus(found, groups)
        self.looked = True
        return np.arange(len(known.a), len(self.candidates.a))

    def _weigh(self, at: Ints) -> None:
        """Fill in the gains of the candidates at these positions."""
        c, groups = self.candidates, self.groups.all

        def gained(part: Ints) -> Floats:
            gains = gain(
                groups,
                c.a[part],
                c.b[part],
                Dots(c.dots[part], c.squares[part]),
                c.links[part],
                kernel=self.kernel,
                background=self.background,
                least=self.threshold,
            )
            return np.round(gains, DIGITS)

        parts = np.split(at, range(BLOCK, len(at), BLOCK))
        for part, gains in zip(parts, on_all_cores(gained, parts), strict=True):
            self._tell()
            c.gains[part] = gains
            c.drop(part[(gains < HOPE * self.threshold) & (c.links[part] == 0)])

    def _tell(self) -> None:
        """How many rows have joined others so far."""
        self.advance(self.rows - self.alive, None)

    def _prefer(self, at: Ints) -> None:
        """Let groups change to better partners among the candidates at these positions."""
        c = self.candidates
        at = at[(c.gains[at] >= self.threshold) & (c.a[at] != GONE)]
        self.partners.prefer(c.a[at], c.b[at], c.gains[at])

    def _merge(self, member: Ints, head: Ints) -> None:
        """Merge each member into the group of its head, a new one."""
        old = len(self.became.values)
        heads, row = np.unique(head, return_inverse=True)
        made = len(heads)
        into = sp.csr_matrix((np.ones(len(member)), (row, member)), shape=(made, old))
        parts = [into[at : at + GROUPS] for at in range(0, made, GROUPS)]
        for more in on_all_cores(self.groups.all.merged, parts):
            self.groups.extend(more)
        self.became.extend(np.arange(old, old + made))
        to = self.became.values
        to[member] = old + row
        self.alive -= len(member) - made
        lost = self.partners.merge(member, row)

        c = self.candidates
        c.give_back()
        anew = c.rewrite(c.touching(~self.partners.alive), to, self.groups.all, np.bincount(row))
        self._weigh(anew)
        marked = np.zeros(old + made, bool)
        marked[lost] = True
        self._prefer(np.r_[c.touching(marked), anew])
