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
from storygraph.kernel import TimeKernel, choose_kernel, of_window
from storygraph.pairs import Dots, Pairs, compare
from storygraph.progress import Told, untold
from storygraph.similarity import Background, similar_pairs, usual_background

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from storygraph.links import Linked
    from storygraph.options import Options
    from storygraph.vectors import Vectors

MICROSECONDS_A_DAY = 86_400e6


@dataclass(frozen=True)
class Evidence:
    """The corpus as communities see it.

    `matrix`: TF-IDF rows; `days`: dates in days since 1970, nan for unknown; `links`: rows
    (source, target), shape (links, 2); `nearest`: candidates by text within the kernel's window,
    `dots` how they compare; `similar`: those similar enough for an edge (columns of
    `similar_pairs`), from the background's threshold on.
    """

    matrix: csr_matrix
    days: np.ndarray
    links: np.ndarray
    background: Background
    kernel: TimeKernel
    nearest: Nearest
    dots: Dots
    similar: pl.DataFrame

    @property
    def pairs(self) -> Pairs:
        """The candidates by text."""
        return self.nearest.pairs

    def chosen(self, options: Options) -> dict[str, Any]:
        """What was chosen and why, in words and figures, for `run.json`."""
        why = "given" if options.threshold else "chance similarity: mean + 2 standard deviations"
        window = self.kernel.window
        return {
            "background": {
                "mean": round(self.background.mean, 6),
                "deviation": round(self.background.deviation, 6),
            },
            "threshold": {"value": round(self.background.threshold, 6), "why": why},
            "kernel": {
                "width_days": round(self.kernel.width, 3),
                "floor": round(self.kernel.floor, 4),
                "why": self.kernel.reason,
                "confident_pairs": self.kernel.confident_pairs,
                "far_share": round(self.kernel.far_share, 4),
                "nearer_than_random": round(self.kernel.nearer_than_random, 4),
                "recurring_share": round(self.kernel.recurring_share, 4),
            },
            "candidates": {
                "pairs": len(self.pairs.a),
                "sampled_terms": self.nearest.sampled,
                "shortened_articles": self.nearest.shortened,
                "why": self.nearest.why,
            },
            "window_days": round(window, 3) if np.isfinite(window) else None,
        }


def gather(vectors: Vectors, linked: Linked, options: Options, told: Told = untold) -> Evidence:
    """Measure the corpus: background, kernel, candidates, similar pairs.

    `told` hears how many nodes have looked for candidates, of all (where an exact join is cheap
    they look twice), and then how many candidates have been compared.
    """
    matrix = vectors.compared
    days = linked.articles["published"].dt.epoch("us").to_numpy() / MICROSECONDS_A_DAY
    background = usual_background(matrix, vectors.tongues.codes)
    kernel = choose_kernel(matrix, days, background.mean)
    kernel, background = _by_hand(kernel, background, options)
    nearest = _nearest(matrix, days, kernel, options, told)
    links = linked.links.select("source", "target").to_numpy().astype(np.int64).reshape(-1, 2)
    return _compared(matrix, days, links, background, kernel, nearest, told)


def regather(measured: Evidence, options: Options) -> Evidence:
    """The same corpus with a window or threshold given by hand; nothing is measured anew.

    `measured` is evidence gathered without either.
    """
    kernel, background = _by_hand(measured.kernel, measured.background, options)
    matrix, days, nearest = measured.matrix, measured.days, measured.nearest
    if options.window is not None:
        nearest = _nearest(matrix, days, kernel, options)
    return _compared(matrix, days, measured.links, background, kernel, nearest)


def _compared(
    matrix: csr_matrix,
    days: np.ndarray,
    links: np.ndarray,
    background: Background,
    kernel: TimeKernel,
    nearest: Nearest,
    told: Told = untold,
) -> Evidence:
    """The evidence, once the candidates are compared."""
    dots, cosines = compare(matrix, nearest.pairs.a, nearest.pairs.b, told)
    similar = similar_pairs(cosines, days, nearest.pairs, kernel, background.threshold)
    return Evidence(matrix, days, links, background, kernel, nearest, dots, similar)


def _by_hand(
    kernel: TimeKernel, background: Background, options: Options
) -> tuple[TimeKernel, Background]:
    """Kernel and background, of the window and the threshold where these are given.

    So both reach the communities of every algorithm.
    """
    if options.window is not None:
        kernel = of_window(options.window)
    if options.threshold is not None:
        background = background.raised_to(options.threshold)
    return kernel, background


def _nearest(
    matrix: csr_matrix,
    days: np.ndarray,
    kernel: TimeKernel,
    options: Options,
    told: Told = untold,
) -> Nearest:
    """Candidates by text; a window given by hand is kept to the day."""
    nearest = nearest_pairs(matrix, days, kernel.window, k=options.neighbours, told=told)
    if options.window is None:
        return nearest
    a, b = nearest.pairs.a, nearest.pairs.b
    near = ~(np.abs(days[a] - days[b]) > options.window)
    return replace(nearest, pairs=Pairs(a[near], b[near]))
