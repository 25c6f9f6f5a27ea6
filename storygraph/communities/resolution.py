"""How much two groups must gain from each other to merge, unless a user says.

The gain is relative to the corpus's own noise and to how alike the members of its stories are, so
one threshold serves corpora most of whose articles share their story with others. Where most stand
alone, two that are a little alike rather share a subject: the rarer stories are, the more it takes
to call two articles one. How rare they are is seen in how many articles have a clear partner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storygraph.communities.groups import Groups, gain
from storygraph.communities.linkage import THRESHOLD

if TYPE_CHECKING:
    from storygraph.options import Options
    from storygraph.similarity.evidence import Evidence

CLEAR = 2.0
"""What an article gains from a clear partner at least, in thresholds."""

USUAL_ODDS = 0.7
"""Articles without a clear partner, for each that has one, up to which the threshold stays."""

IMAGINARY = (6, 14)
"""Articles without and with one that are added: a few in a small folder may be chance."""

MOST = 1.5
"""The threshold at most, in usual ones. Beyond, scores over all articles still rise, as nothing is
put together any more; those over the articles of stories fall."""

USUAL = {"linkage": THRESHOLD, "leiden": 0.1, "louvain": 1.0}
"""The resolution of each algorithm, unless a user gives one or the corpus asks for more: the gain
from which groups merge; CPM's gamma, ties of this mean weight inside. Components have none."""


@dataclass(frozen=True)
class Resolution:
    """`value`, None for an algorithm that knows none, and `why` in words."""

    value: float | None
    why: str


def choose(evidence: Evidence, options: Options) -> Resolution:
    """The resolution to find groups at: the one given, or the algorithm's or the corpus's own."""
    if options.resolution is not None:
        return Resolution(options.resolution, "given")
    if options.algorithm != "linkage":
        usual = USUAL.get(options.algorithm)
        return Resolution(usual, "the usual one" if usual else "components know none")
    rows = len(evidence.nodes)
    clear = _with_a_clear_partner(evidence)
    odds = (rows - clear + IMAGINARY[0]) / (clear + IMAGINARY[1])
    value = THRESHOLD * float(np.clip(odds / USUAL_ODDS, 1.0, MOST))
    if value == THRESHOLD:
        return Resolution(value, "the usual one, on this corpus's own noise")
    why = f"raised from {THRESHOLD}: {clear / rows:.0%} of the articles have a clear partner"
    return Resolution(float(f"{value:.4g}"), why)


def _with_a_clear_partner(evidence: Evidence) -> int:
    """How many articles gain enough from another by text and date; copies count as one."""
    groups = Groups.of(evidence.matrix, evidence.days)
    a, b = evidence.pairs.a, evidence.pairs.b
    gains = gain(
        groups,
        a,
        b,
        evidence.dots,
        np.zeros(len(a)),
        kernel=evidence.kernel,
        background=evidence.background,
        least=CLEAR * THRESHOLD,
    )
    clear = gains >= CLEAR * THRESHOLD
    return len(np.unique(np.r_[a[clear], b[clear]]))
