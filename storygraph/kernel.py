"""What dates say about stories, read from the corpus itself: the time kernel.

The kernel is `floor + (1 - floor) * exp(-gap^2 / (2 width^2))`.

The width comes from *confident pairs*: articles that are each other's nearest by text alone, and
clearly nearer than to their tenth neighbour. Some bear a date that is off (an update, a crawl):
their gaps are like those of random pairs, and are taken out before the width is read.

The floor is what a gap of months leaves of a likeness. Of similar articles far apart, some bear a
date that is off, which the share of confident pairs that lie far apart tells, and some are of a
subject that comes again (the next patch, the next election), which is counted: see `_floor`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from storygraph.neighbours import Neighbourhood, Neighbours, most_at_one_time

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SAMPLE = 4_000
"""Articles whose nearest neighbours are looked at: enough for shares to a percent."""

WINDOW_WIDTHS = 3.0
"""The window in widths: beyond, the Gaussian is below 0.012."""

LEAST_WIDTH, MOST_WIDTH, USUAL_WIDTH = 1.0, 10.0, 3.0
"""Days. Below one day the clock of the crawler shows, not that of the story."""

FAR = 7.0
"""A gap of more days is far: longer than a news story usually stays in the news."""

LONGEST = 30.0
"""Days apart from which a confident pair has a date that is off, or tells two stories; in a corpus
of less than two months, half of whose random pairs lie nearer, as many days as these."""

UNKNOWN = 0.607
"""What a pair without dates is worth when groups merge: as much as one at a gap of one width,
exp(-1/2). Words alone have to say more than words and dates together."""

CONFIDENT = 0.2
"""Least cosine above background of a confident pair (the merging threshold for two articles)."""

DISTINCT = 2.0
"""A confident pair is so many times as similar as either is to its tenth neighbour."""

INFORMATIVE = 0.6
"""Least chance that a confident pair lies nearer in time than a random one (0.5: dates random)."""

FEWEST = 8
"""Imaginary pairs, one of them far, and articles, half of them of a subject that comes again, added
to those found; with fewer real pairs the width is the usual one."""

TENTH = 10
"""The rank of the neighbour that a confident pair is held against."""

MANY = 50
"""Neighbours of an article whose dates are looked at."""

SEVERAL = 3
"""Similar articles from which on their dates say whether a subject comes again."""

RECURRING = 0.75
"""A subject comes again unless so large a share of the articles similar to one lies within FAR of
one of them."""


@dataclass(frozen=True)
class TimeKernel:
    """The kernel and the evidence for it. `width` 0 means off; days are the unit."""

    width: float
    floor: float
    reason: str
    confident_pairs: int = 0
    far_share: float = 0.0
    nearer_than_random: float = 0.5
    recurring_share: float = 1.0

    @property
    def on(self) -> bool:
        """Whether dates count at all."""
        return self.width > 0 and self.floor < 1

    @property
    def window(self) -> float:
        """The largest gap in days at which candidates are looked for; inf when dates are off."""
        return WINDOW_WIDTHS * self.width if self.on else float("inf")

    def of(self, gaps: Floats) -> Floats:
        """The kernel's value for gaps in days; 1 for nan: no date is no sign against a tie."""
        if not self.on:
            return np.ones(len(gaps))
        known = np.nan_to_num(gaps)
        near = np.exp(-0.5 * (known / self.width) ** 2)
        return np.where(np.isnan(gaps), 1.0, self.floor + (1.0 - self.floor) * near)


def of_window(window: float) -> TimeKernel:
    """The kernel of a window given in days: nothing is left beyond; without end, it is off."""
    if not np.isfinite(window):
        return TimeKernel(0.0, 1.0, "off: the window given has no end")
    return TimeKernel(window / WINDOW_WIDTHS, 0.0, "a third of the window given")


OFF = TimeKernel(0.0, 1.0, "off: no dates")


def choose_kernel(matrix: sp.csr_matrix, days: Floats, background: float) -> TimeKernel:
    """The kernel for a corpus: `matrix` unit rows, `days` float days (nan: unknown).

    `background` is the mean cosine of random pairs.
    """
    dated = np.flatnonzero(~np.isnan(days))
    if len(dated) < 2:
        return OFF
    if np.ptp(days[dated]) < LEAST_WIDTH:
        return TimeKernel(0.0, 1.0, "off: all dates lie within one day")
    rows = dated[:: -(-len(dated) // SAMPLE)].astype(np.int64)
    around = Neighbourhood(matrix)
    found = around.of(rows, MANY)
    gaps = _confident_gaps(around, rows, found, days, background)
    shift = np.random.default_rng(0).permutation(len(dated))
    random_gaps = np.sort(np.abs(days[dated] - days[dated[shift]]))
    nearer = 0.5
    if len(gaps):
        below = np.searchsorted(random_gaps, gaps, "left")
        through = np.searchsorted(random_gaps, gaps, "right")
        nearer = float(1 - (below + through).mean() / (2 * len(random_gaps)))
    far = (float((gaps > FAR).sum()) + 1) / (len(gaps) + FEWEST)
    # In a corpus of a week no subject can be seen to come again
    lasting = np.median(random_gaps) > FAR
    again = _recurring(found, days, background) if lasting else 1.0

    width, floor = USUAL_WIDTH, _floor(far, again)
    why = "usual width: too few clearly similar pairs"
    if len(gaps) >= FEWEST and nearer < INFORMATIVE:
        width, floor = 0.0, 1.0
        why = "off: similar articles lie no nearer in time than others"
    elif len(gaps) >= FEWEST:
        width = float(np.clip(_nine_in_ten(np.sort(gaps), random_gaps), LEAST_WIDTH, MOST_WIDTH))
        why = "nine in ten of the clearly similar pairs lie nearer"
    return TimeKernel(width, floor, why, len(gaps), far, nearer, again)


def _floor(far: float, again: float) -> float:
    """What is left of a likeness over months, of the shares `far` and `again`.

    Two such articles are one story where the subject of neither comes again, or as often as dates
    are off: `max(far, 1 - again)` squared. And of the similar pairs far apart, dates that are off
    bring `far` and subjects that come again bring `again`: no more than the first part of both.
    """
    return min(max(far, 1.0 - again) ** 2, far / (far + again))


def _nine_in_ten(gaps: Floats, random_gaps: Floats) -> float:
    """Days within which nine in ten of the pairs lie whose dates are right; both gaps are sorted.

    Gaps beyond LONGEST are taken to be random ones: as many as it takes to have so many there are
    taken out, of all lengths.
    """
    longest = float(np.clip(np.median(random_gaps), FAR, LONGEST))

    beyond = float(np.mean(random_gaps > longest))
    off = min(float(np.mean(gaps > longest)) / beyond, 1.0) if beyond else 0.0
    found, chance = (
        np.searchsorted(among, gaps, "right") / len(among) for among in (gaps, random_gaps)
    )
    right = found - off * chance
    enough = np.flatnonzero(right >= 0.9 * (1.0 - off))
    return float(gaps[enough[0]]) if len(enough) else longest


def _confident_gaps(
    around: Neighbourhood, rows: Ints, found: Neighbours, days: Floats, background: float
) -> Floats:
    """Days between the articles of each confident pair; `found` are the neighbours of `rows`."""
    nearest, best = found.nearest()
    tenth = found.cosine_at(TENTH)
    good = (nearest >= 0) & (best >= background + CONFIDENT)
    rows, nearest, best, tenth = rows[good], nearest[good], best[good], tenth[good]
    if not len(rows):
        return np.zeros(0)
    there = around.of(nearest, TENTH)
    back, _ = there.nearest()
    tenth = np.maximum(tenth, there.cosine_at(TENTH))
    sure = (back == rows) & (best - background >= DISTINCT * (tenth - background))
    sure &= ~np.isnan(days[nearest])
    low, high = np.minimum(rows, nearest)[sure], np.maximum(rows, nearest)[sure]
    both = np.unique(np.c_[low, high], axis=0)
    return np.asarray(np.abs(days[both[:, 0]] - days[both[:, 1]]))


def _recurring(found: Neighbours, days: Floats, background: float) -> float:
    """The share of articles whose subject comes again: RECURRING has the measure.

    Articles with more than MANY similar ones say nothing: those not found may be of other times.
    """
    similar = found.where((found.cosines >= background + CONFIDENT) & ~np.isnan(days[found.others]))
    speak = (similar.counts >= SEVERAL) & (similar.counts < found.ranks)
    again = most_at_one_time(similar, days, FAR)[speak] < RECURRING
    return float((again.sum() + FEWEST / 2) / (len(again) + FEWEST))
