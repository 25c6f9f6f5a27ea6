"""The time kernel: what a gap in days leaves of a likeness.

It is `floor + (1 - floor) * exp(-gap^2 / (2 width^2))`; `dating.py` chooses width and floor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from storygraph.arrays import Floats
from storygraph.dates.bounds import LONGEST_GAP

WINDOW_WIDTHS = 3.0
"""The window in widths: beyond, the Gaussian is below 0.012."""

UNKNOWN, UNKNOWN_AT_LENGTH = 0.607, 0.42
"""What a pair without dates is worth when groups merge, of headlines and of long texts: as much as
one at a gap of one width, exp(-1/2), and of 1.3. Words alone have to say more than words and dates
together; and what two long texts have in common is more often their subject. Without dates most
sets of headlines score best at .6 and more, of texts at .3 to .5."""

BRIEF = 10
"""Terms of a headline: what an article of more has beyond these makes it one of length."""


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


def brevity(terms: npt.NDArray[np.integer]) -> Floats:
    """How far articles of so many terms are headlines: 1 up to BRIEF, falling to 0."""
    return np.asarray(BRIEF / np.maximum(terms, BRIEF))


def undated(brief: Floats) -> Floats:
    """What pairs without dates are worth, of this mean `brevity`."""
    return UNKNOWN_AT_LENGTH + (UNKNOWN - UNKNOWN_AT_LENGTH) * brief


def of_window(window: float) -> TimeKernel:
    """The kernel of a window given in days: nothing is left beyond.

    It is off where no date can lie beyond.
    """
    if window >= LONGEST_GAP:
        return TimeKernel(0.0, 1.0, "off: the window given leaves out no date")
    return TimeKernel(window / WINDOW_WIDTHS, 0.0, "a third of the window given")


OFF = TimeKernel(0.0, 1.0, "off: no dates")
