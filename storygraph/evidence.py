"""What speaks for two nodes telling one story, measured on the corpus itself.

Everything that a default chooses is chosen here, from the articles and never from labels: what
similarity chance gives, what dates say, and with them which pairs are similar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from storygraph.join import Nearest, nearest_pairs
from storygraph.kernel import TimeKernel, choose_kernel
from storygraph.pairs import Pairs
from storygraph.similarity import Background, measure_background, similar_pairs

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from storygraph.links import Linked
    from storygraph.options import Options

MICROSECONDS_A_DAY = 86_400e6


@dataclass(frozen=True)
class Evidence:
    """The corpus as communities see it.

    `matrix`: TF-IDF rows; `days`: dates in days since 1970, nan for unknown; `links`: rows
    (source, target), shape (links, 2); `nearest`: candidates by text; `similar`: those similar
    enough for an edge (columns of `similar_pairs`), from `threshold` on; `window`: the largest
    gap in days at which candidates were looked for, inf for any.
    """

    matrix: csr_matrix
    days: np.ndarray
    links: np.ndarray
    background: Background
    kernel: TimeKernel
    window: float
    nearest: Nearest
    threshold: float
    similar: pl.DataFrame

    @property
    def pairs(self) -> Pairs:
        """The candidates by text."""
        return self.nearest.pairs

    def chosen(self, options: Options) -> dict[str, Any]:
        """What was chosen and why, in words and figures, for `run.json`."""
        why = "given" if options.threshold else "chance similarity: mean + 2 standard deviations"
        return {
            "background": {
                "mean": round(self.background.mean, 6),
                "deviation": round(self.background.deviation, 6),
            },
            "threshold": {"value": round(self.threshold, 6), "why": why},
            "kernel": {
                "width_days": round(self.kernel.width, 3),
                "floor": round(self.kernel.floor, 4),
                "why": self.kernel.reason,
                "confident_pairs": self.kernel.confident_pairs,
                "far_share": round(self.kernel.far_share, 4),
                "nearer_than_random": round(self.kernel.nearer_than_random, 4),
            },
            "candidates": {
                "pairs": len(self.pairs.a),
                "sampled_terms": self.nearest.sampled,
                "shortened_articles": self.nearest.shortened,
                "why": self.nearest.why,
            },
            "window_days": round(self.window, 3) if np.isfinite(self.window) else None,
        }


def gather(matrix: csr_matrix, linked: Linked, options: Options) -> Evidence:
    """Measure the corpus: background, kernel, candidates, similar pairs."""
    days = linked.articles["published"].dt.epoch("us").to_numpy() / MICROSECONDS_A_DAY
    background = measure_background(matrix)
    kernel = choose_kernel(matrix, days, background.mean)
    window = kernel.window if options.window is None else options.window
    nearest = nearest_pairs(matrix, days, window, k=options.neighbours)
    if options.window is not None:
        a, b = nearest.pairs.a, nearest.pairs.b
        near = ~(np.abs(days[a] - days[b]) > options.window)
        nearest = replace(nearest, pairs=Pairs(a[near], b[near]))
    threshold = background.threshold if options.threshold is None else options.threshold
    return Evidence(
        matrix=matrix,
        days=days,
        links=linked.links.select("source", "target").to_numpy().astype(np.int64).reshape(-1, 2),
        background=background,
        kernel=kernel,
        window=window,
        nearest=nearest,
        threshold=threshold,
        similar=similar_pairs(matrix, days, nearest.pairs, kernel, threshold),
    )
