"""What the dates of a corpus say about its stories, read from the corpus itself.

The sign is in *confident pairs*: articles that are each other's nearest by text alone, and clearly
nearer than to their tenth neighbour. Mostly the two tell one story.

- A day on which much lies whose nearest lies on other days is when pages were **fetched**, not
  when they were written: its dates are taken for unknown.
- The **width** of the kernel is what nine in ten of these pairs lie within. Some bear a date that
  is off (an update, a typing error): their gaps are like those of random pairs, and are taken out.
- The **floor** is what a gap of months leaves of a likeness. Of similar articles far apart, some
  bear a date that is off, which the share of confident pairs that lie far apart tells, and some are
  of a subject that comes again (the next patch, the next election), which is counted: see `_floor`.

Where confident pairs lie no nearer than random ones do, dates say nothing and the kernel is off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from storygraph.arrays import Bools, Floats, Ints
from storygraph.pairs import compare
from storygraph.similarity.kernel import OFF, TimeKernel
from storygraph.similarity.neighbours import Neighbourhood, Neighbours, most_at_one_time

SAMPLE = 4_000
"""Articles whose nearest neighbours are looked at: enough for shares to a percent."""

LEAST_WIDTH, MOST_WIDTH, USUAL_WIDTH = 1.0, 10.0, 3.0
"""Days. Below one day the clock of the crawler shows, not that of the story."""

FAR = 7.0
"""A gap of more days is far: longer than a news story usually stays in the news."""

LONGEST = 30.0
"""Days apart from which a confident pair has a date that is off, or tells two stories; in a corpus
of less than two months, half of whose random pairs lie nearer, as many days as these."""

CONFIDENT = 0.2
"""Least cosine above background of a confident pair (the merging threshold for two articles)."""

DISTINCT = 2.0
"""A confident pair is so many times as similar as either is to its tenth neighbour."""

SAME_WORDS = 0.98
"""Cosine of a pair in the same words. Far apart it is one headline put up again, which says when
that was, not how long stories last, nor that either day is one of fetching."""

TENTH = 10
"""The rank of the neighbour that a confident pair is held against."""

INFORMATIVE = 0.6
"""Least chance that a confident pair lies nearer in time than a random one (0.5: dates random)."""

FEWEST = 8
"""Imaginary pairs, one of them far, and articles, half of them of a subject that comes again, added
to those found; with fewer real pairs the width is the usual one, and no day one of fetching."""

FETCHED = 0.05
"""Least share of the dated articles on a day of fetching."""

MANY = 50
"""Neighbours of an article whose dates are looked at."""

SEVERAL = 3
"""Similar articles from which on their dates say whether a subject comes again."""

RECURRING = 0.75
"""A subject comes again unless so large a share of the articles similar to one lies within FAR of
one of them."""


@dataclass(frozen=True)
class Dating:
    """What dates say.

    `days`: the dates that count, in days since 1970, nan for others; `fetched`: the days of
    fetching, whole days since 1970.
    """

    kernel: TimeKernel
    days: Floats
    fetched: Ints


def judge_dates(matrix: sp.csr_matrix, days: Floats, background: float) -> Dating:
    """What dates say in a corpus: `matrix` unit rows, `days` their dates (nan: unknown).

    `background` is the mean cosine of random pairs.
    """
    nothing = np.zeros(0, np.int64)
    dated = np.flatnonzero(~np.isnan(days))
    if len(dated) < 2:
        return Dating(OFF, days, nothing)
    if np.ptp(days[dated]) < LEAST_WIDTH:
        off = TimeKernel(0.0, 1.0, "off: all dates lie within one day")
        return Dating(off, days, nothing)
    rows = dated[:: -(-len(dated) // SAMPLE)].astype(np.int64)
    around = Neighbourhood(matrix)
    found = around.of(rows, MANY)
    one, other = _confident(around, rows, found, background)
    telling = ~_put_up_again(matrix, one, other, days)
    one, other = one[telling], other[telling]
    fetched = _fetched(one, other, days)
    days = np.where(np.isin(np.floor(days), fetched), np.nan, days)
    gaps = np.abs(days[one] - days[other])
    return Dating(_kernel(gaps[~np.isnan(gaps)], found, days, background), days, fetched)


def _confident(
    around: Neighbourhood, rows: Ints, found: Neighbours, background: float
) -> tuple[Ints, Ints]:
    """The confident pairs, each once; `found` are the neighbours of `rows`."""
    nearest, best = found.nearest()
    tenth = found.cosine_at(TENTH)
    good = (nearest >= 0) & (best >= background + CONFIDENT)
    rows, nearest, best, tenth = rows[good], nearest[good], best[good], tenth[good]
    if not len(rows):
        return rows, nearest
    there = around.of(nearest, TENTH)
    back, _ = there.nearest()
    tenth = np.maximum(tenth, there.cosine_at(TENTH))
    sure = (back == rows) & (best - background >= DISTINCT * (tenth - background))
    low, high = np.minimum(rows, nearest)[sure], np.maximum(rows, nearest)[sure]
    both = np.unique(np.c_[low, high], axis=0)
    return both[:, 0], both[:, 1]


def _put_up_again(matrix: sp.csr_matrix, one: Ints, other: Ints, days: Floats) -> Bools:
    """Which pairs are one headline at two times: headlines are copies within a week only."""
    far = np.abs(days[one] - days[other]) > FAR
    return np.asarray(far & (compare(matrix, one, other).sums >= SAME_WORDS))


def _fetched(one: Ints, other: Ints, days: Floats) -> Ints:
    """The days of fetching.

    Each end of a confident pair that lies on such a day has its other end near it hardly more often
    than a random article: less than half way from there to always.
    """
    known = np.flatnonzero(~np.isnan(days[one] + days[other]))
    here, there = np.r_[one[known], other[known]], np.r_[other[known], one[known]]
    dated = days[~np.isnan(days)]
    names, counts = np.unique(np.floor(dated), return_counts=True)
    fetched = []
    for day in names[counts >= FETCHED * len(dated)]:
        ends = there[np.floor(days[here]) == day]
        near = float(np.mean(np.abs(days[ends] - day) <= FAR)) if len(ends) else 1.0
        chance = float(np.mean(np.abs(dated - day) <= FAR))
        if len(ends) >= FEWEST and near - chance < (1.0 - chance) / 2:
            fetched.append(int(day))
    return np.array(fetched, np.int64)


def _kernel(gaps: Floats, found: Neighbours, days: Floats, background: float) -> TimeKernel:
    """The kernel, of the days between the articles of each confident pair."""
    dated = days[~np.isnan(days)]
    if len(dated) < 2:
        return TimeKernel(0.0, 1.0, "off: all dates are days of fetching")
    shift = np.random.default_rng(0).permutation(len(dated))
    random_gaps = np.sort(np.abs(dated - dated[shift]))
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


def _floor(far: float, again: float) -> float:
    """What is left of a likeness over months, of the shares `far` and `again`.

    Two such articles are one story where the subject of neither comes again, or as often as dates
    are off: `max(far, 1 - again)` squared. And of the similar pairs far apart, dates that are off
    bring `far` and subjects that come again bring `again`: no more than the first part of both.
    """
    return min(max(far, 1.0 - again) ** 2, far / (far + again))


def _recurring(found: Neighbours, days: Floats, background: float) -> float:
    """The share of articles whose subject comes again: RECURRING has the measure.

    Articles with more than MANY similar ones say nothing: those not found may be of other times.
    """
    similar = found.where((found.cosines >= background + CONFIDENT) & ~np.isnan(days[found.others]))
    speak = (similar.counts >= SEVERAL) & (similar.counts < found.ranks)
    again = most_at_one_time(similar, days, FAR)[speak] < RECURRING
    return float((again.sum() + FEWEST / 2) / (len(again) + FEWEST))
