"""Agreement beyond chance: what two partitions share, less what shuffled ones of these sizes would.

scikit-learn visits each pair of a found and a gold story for what chance gives, which grows with
the square of the articles. But that depends on the two sizes alone, and sizes are few: groups of n
articles have at most the root of 2n.
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from scipy.special import gammaln

_LEAST = float(np.finfo(np.float64).eps)


def adjusted_rand(together: int, found_pairs: int, true_pairs: int, articles: int) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985), of numbers of pairs of articles.

    `together` are in one group on both sides; the others in one group of that side.
    """
    pairs = articles * (articles - 1) // 2
    chance = found_pairs * true_pairs
    most = (found_pairs + true_pairs) * pairs - 2 * chance
    # Whole numbers to the last step: equal partitions give 1.0
    return 2 * (together * pairs - chance) / most if most else 1.0


def adjusted_mutual_information(cells: pl.DataFrame) -> float:
    """Adjusted mutual information over the mean of the entropies, as scikit-learn has it.

    `cells` as `b_cubed.contingency` gives them.
    """
    found, true = (
        # In one order: sums of floats depend on it
        cells.unique(side, maintain_order=True)[f"{side}_size"].to_numpy().astype(np.int64)
        for side in ("found", "true")
    )
    if len(found) == len(true) == cells.height:
        return 1.0  # the same groups
    if len(found) == 1 or len(true) == 1:
        return 0.0
    articles = int(found.sum())
    expected = _expected(found, true, articles)
    shared, one, other = (
        cells[name].to_numpy().astype(np.float64) for name in ("shared", "found_size", "true_size")
    )
    mutual = float((shared / articles * np.log(shared * articles / (one * other))).sum())
    most = (_entropy(found, articles) + _entropy(true, articles)) / 2
    return min(1.0, _signed(mutual - expected) / _signed(most - expected))


def _signed(difference: float) -> float:
    """The difference, with its sign, no nearer to 0 than _LEAST: nothing is divided by 0."""
    return math.copysign(max(abs(difference), _LEAST), difference)


def _entropy(sizes: np.ndarray, articles: int) -> float:
    share = sizes / articles
    return float(-(share * np.log(share)).sum())


def _expected(found: np.ndarray, true: np.ndarray, articles: int) -> float:
    """Mutual information of random partitions whose groups have these sizes.

    Vinh, Epps and Bailey 2010: a sum over pairs of groups, and over the articles that they may
    share, which is here one over pairs of sizes, times how many groups have them.
    """
    ones, one_counts = np.unique(found, return_counts=True)
    others, other_counts = np.unique(true, return_counts=True)
    total = 0.0
    for size, count in zip(ones.tolist(), one_counts.tolist(), strict=True):
        first = np.maximum(1, size + others - articles)
        lengths = np.minimum(size, others) - first + 1
        begins = np.cumsum(lengths) - lengths
        shared = np.arange(lengths.sum()) + np.repeat(first - begins, lengths)
        other = np.repeat(others, lengths)
        chance = np.exp(
            gammaln(size + 1)
            + gammaln(other + 1)
            + gammaln(articles - size + 1)
            + gammaln(articles - other + 1)
            - gammaln(articles + 1)
            - gammaln(shared + 1)
            - gammaln(size - shared + 1)
            - gammaln(other - shared + 1)
            - gammaln(articles - size - other + shared + 1)
        )
        told = shared / articles * np.log(articles * shared / (size * other)) * chance
        total += count * float((told * np.repeat(other_counts, lengths)).sum())
    return total
