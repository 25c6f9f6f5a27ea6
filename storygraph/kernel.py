"""What dates say about stories, read from the corpus itself: the time kernel.

The kernel is `floor + (1 - floor) * exp(-gap^2 / (2 width^2))`. Width and floor come from
*confident pairs*: articles that are each other's nearest by text alone, and clearly nearer than to
their tenth neighbour. Where half of those lie far apart in time, or lie no nearer than random pairs
do, dates say nothing and the kernel is off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from storygraph.join import EXACT, multiplications, postings, top

Floats = npt.NDArray[np.float64]

SAMPLE = 4_000
"""Articles whose nearest neighbours are looked at: enough for shares to a percent."""

WINDOW_WIDTHS = 3.0
"""The window in widths: beyond, the Gaussian is below 0.012."""

LEAST_WIDTH, MOST_WIDTH, USUAL_WIDTH = 1.0, 10.0, 3.0
"""Days. Below one day the clock of the crawler shows, not that of the story."""

FAR = 7.0
"""A gap of more days is far: longer than a news story usually stays in the news."""

LONGEST = 60.0
"""Days apart from which a confident pair tells no width, only the floor: with a tenth of the pairs
so far apart, nine in ten would take the width to its limit, and a few pairs more or less decide."""

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
"""Imaginary pairs, one of them far, added to those found; with fewer real ones the usual width."""


@dataclass(frozen=True)
class TimeKernel:
    """The kernel and the evidence for it. `width` 0 means off; days are the unit."""

    width: float
    floor: float
    reason: str
    confident_pairs: int = 0
    far_share: float = 0.0
    nearer_than_random: float = 0.5

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


def _neighbours(
    rows: npt.NDArray[np.int64],
    matrix: sp.csr_matrix,
    lists: sp.csr_matrix,
    columns: npt.NDArray[np.int64],
    ranks: int,
) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    """Of each row: its nearest other row, that cosine, and the cosine at the last rank."""
    found = top(matrix[rows], lists, ranks + 1, 0.01).tocoo()
    there = columns[found.col]
    other = there != rows[found.row]
    row, col, value = found.row[other], there[other], found.data[other]
    order = np.lexsort((col, -value, row))
    row, col, value = row[order], col[order], value[order]
    first = np.searchsorted(row, np.arange(len(rows)), "left")
    count = np.searchsorted(row, np.arange(len(rows)), "right") - first
    has = count > 0
    nearest = np.full(len(rows), -1, np.int64)
    best = np.zeros(len(rows))
    last = np.zeros(len(rows))
    nearest[has], best[has] = col[first[has]], value[first[has]]
    full = count >= ranks
    last[full] = value[first[full] + ranks - 1]
    return nearest, best, last


def choose_kernel(matrix: sp.csr_matrix, days: Floats, background: float) -> TimeKernel:
    """The kernel for a corpus: `matrix` unit rows, `days` float days (nan: unknown)."""
    dated = np.flatnonzero(~np.isnan(days))
    if len(dated) < 2:
        return OFF
    if np.ptp(days[dated]) < LEAST_WIDTH:
        return TimeKernel(0.0, 1.0, "off: all dates lie within one day")
    step = -(-len(dated) // SAMPLE)
    rows = dated[::step].astype(np.int64)
    exact = multiplications(matrix) <= EXACT
    lists, columns, _ = postings(matrix, np.arange(matrix.shape[0]), sample=not exact)
    nearest, best, last = _neighbours(rows, matrix, lists, columns, 10)
    good = (nearest >= 0) & (best >= background + CONFIDENT)
    rows, nearest, best, last = rows[good], nearest[good], best[good], last[good]
    gaps = np.zeros(0)
    if len(rows):
        back, _, last_back = _neighbours(nearest, matrix, lists, columns, 10)
        tenth = np.maximum(last, last_back)
        sure = (back == rows) & (best - background >= DISTINCT * (tenth - background))
        sure &= ~np.isnan(days[nearest])
        both = np.unique(
            np.c_[np.minimum(rows, nearest)[sure], np.maximum(rows, nearest)[sure]], axis=0
        )
        gaps = np.abs(days[both[:, 0]] - days[both[:, 1]])
    shift = np.random.default_rng(0).permutation(len(dated))
    random_gaps = np.sort(np.abs(days[dated] - days[dated[shift]]))
    nearer = 0.5
    if len(gaps):
        below = np.searchsorted(random_gaps, gaps, "left")
        through = np.searchsorted(random_gaps, gaps, "right")
        nearer = float(1 - (below + through).mean() / (2 * len(random_gaps)))
    far = (float((gaps > FAR).sum()) + 1) / (len(gaps) + FEWEST)

    def chosen(width: float, floor: float, reason: str) -> TimeKernel:
        return TimeKernel(width, floor, reason, len(gaps), far, nearer)

    if len(gaps) >= FEWEST and nearer < INFORMATIVE:
        return chosen(0.0, 1.0, "off: similar articles lie no nearer in time than others")
    if far >= 0.5:
        return chosen(0.0, 1.0, "off: half of the clearly similar pairs lie far apart")
    near = gaps[gaps <= LONGEST]
    if len(near) < FEWEST:
        return chosen(USUAL_WIDTH, far, "usual width: too few clearly similar pairs")
    width = float(np.clip(np.quantile(near, 0.9), LEAST_WIDTH, MOST_WIDTH))
    return chosen(width, far, "nine in ten of the clearly similar pairs lie nearer")
