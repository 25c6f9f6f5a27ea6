"""How well each article fits the story that it was put into, by its text and date.

Groups merge by means over their members, so a story may hold an article that is like few of the
others. Compared with the others alone it shows, whichever algorithm put it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from storygraph.arrays import Floats, Ints
from storygraph.communities.company import Company, company
from storygraph.communities.groups import LEAST_INSIDE, USUAL_INSIDE

if TYPE_CHECKING:
    from storygraph.similarity.evidence import Evidence

DIGITS = 4
"""Of a fit; sums in another order give the same."""

DATELESS = 1.0
"""What a missing date leaves of a fit: all, so that fits mean the same with dates and without."""

DATES_POWER = 0.5
"""Of the kernel, as if it were wider: a follow-up lies further from most of its story than from
what it follows. At 1 three times as many articles of such stories seem out of place."""


def fit(labels: Ints, evidence: Evidence) -> Floats:
    """How well each node fits the others of its community, 0 to 1, shape (nodes,).

    `labels` are those of the nodes. 1: as like the others as articles of one story usually are, and
    of their time; 0: no more than random articles. It is the gain of linkage (`groups.gain`) with
    chance at its mean, but without what counts words, and without links: where nothing else bears a
    link out, half of them lead out of the story.

    Copies fit as their original does, and perfectly where all are copies of one text. Members in
    other languages say nothing; where there are no others, as in a story of its own, it is nan.
    """
    beside = company(labels, evidence)
    found = np.full(len(evidence.nodes), np.nan)
    found[beside.rows] = np.clip(_alike(beside, evidence), 0.0, 1.0)
    community = labels[evidence.nodes]
    alone = np.bincount(community)[community] == 1
    copied = np.bincount(evidence.rows, minlength=len(found)) > 1
    found[alone & copied] = 1.0
    return np.asarray(np.round(found, DIGITS)[evidence.rows])


def _alike(beside: Company, evidence: Evidence) -> Floats:
    """What articles have in common with their company, above chance."""
    one, rest, dots = beside.one, beside.rest, beside.dots
    chance = evidence.background.mean
    pairs = np.arange(len(dots))
    near = one.plus(rest).kernel_or(DATELESS, pairs, pairs + len(dots), evidence.kernel)
    usual, inside = USUAL_INSIDE - chance, np.maximum(rest.inside - chance, LEAST_INSIDE)
    alike = (dots / rest.size - chance) / np.sqrt(usual * inside)
    return np.asarray(alike * near**DATES_POWER)
