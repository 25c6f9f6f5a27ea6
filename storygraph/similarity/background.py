"""How similar chance makes articles: what a likeness must exceed to say anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from storygraph.arrays import Ints
from storygraph.pairs import compare

DEVIATIONS = 2.0
"""Two articles are more similar than chance by so many standard deviations of random pairs:
from there on they get an edge, and below it groups of one article each are noise."""


@dataclass(frozen=True)
class Background:
    """Cosine of random pairs: what chance gives in this corpus."""

    mean: float
    deviation: float

    @property
    def threshold(self) -> float:
        """Cosine that chance seldom reaches: mean plus DEVIATIONS standard deviations."""
        return self.mean + DEVIATIONS * self.deviation

    def with_threshold(self, threshold: float) -> Background:
        """The background that has this `threshold`, given by hand."""
        mean = min(self.mean, threshold)
        return Background(mean, (threshold - mean) / DEVIATIONS)


USUAL = Background(0.02, 0.045)
"""Of random pairs of news: what five sets of 400 to 6,400 articles had in the middle. More than
that is stories: of ten stories of uci_news_slice drawn at random, a thousand headlines, the
deviation is .067 to .087, of all 87 it is .041."""

IMAGINARY = 10_000
"""Pairs of the usual similarity beside those there are: as many as 140 articles make."""


def usual_background(matrix: sp.csr_matrix, languages: Ints) -> Background:
    """The background of each language by itself, in the mean over articles.

    `languages` numbers each row's. Articles of two languages have hardly a word in common: what
    chance gives between them would pass off every likeness within one as no chance.
    """
    codes, sizes = np.unique(languages, return_counts=True)
    if len(codes) < 2:
        return measure_background(matrix)
    each = [measure_background(matrix[np.flatnonzero(languages == code)]) for code in codes]
    return Background(
        float(np.average([one.mean for one in each], weights=sizes)),
        float(np.average([one.deviation for one in each], weights=sizes)),
    )


def measure_background(matrix: sp.csr_matrix, sample: int = 100_000) -> Background:
    """Mean (exact, over all pairs) and deviation (of a fixed sample of pairs) of the cosine.

    Neither is more than the USUAL: whatever the subject, terms weigh by how rare they are in this
    corpus, and random pairs are alike only where many of them tell one story. Few pairs tell
    little: IMAGINARY ones of the usual similarity are beside them.
    """
    n = matrix.shape[0]
    if n < 2:
        return USUAL
    total = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    own = float(matrix.multiply(matrix).sum())
    mean = (float(total @ total) - own) / (n * (n - 1))
    rng = np.random.default_rng(0)
    a = rng.integers(0, n, sample)
    b = (a + rng.integers(1, n, sample)) % n
    cosines = compare(matrix, a, b).sums
    real = n * (n - 1) / 2
    share = real / (real + IMAGINARY)
    mean = max(mean, 0.0)
    variance = share * float(np.mean((cosines - mean) ** 2)) + (1 - share) * USUAL.deviation**2
    return Background(
        min(share * mean + (1 - share) * USUAL.mean, USUAL.mean),
        min(variance**0.5, USUAL.deviation),
    )
