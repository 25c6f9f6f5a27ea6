"""What speaks for two nodes telling one story, measured on the corpus itself.

Copies stay out of it: each counts as its original (`terms/copies.py`), and is tied to that alone.
What a default knows of a corpus is measured here, from the articles and never from labels: what
similarity chance gives, what dates say, and with them which pairs are similar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.options import LEAST_SIMILARITY
from storygraph.pairs import Dots, Pairs, compare
from storygraph.runtime.progress import Advance, unwatched
from storygraph.similarity.background import Background, usual_background
from storygraph.similarity.dating import judge_dates
from storygraph.similarity.join import Nearest, nearest_pairs
from storygraph.similarity.kernel import OFF, TimeKernel, of_window
from storygraph.tables import in_days
from storygraph.terms.copies import RESEMBLANCE

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from storygraph.links import Linked
    from storygraph.options import Options
    from storygraph.terms.vectors import Vectors


@dataclass(frozen=True)
class Evidence:
    """The corpus as communities see it, a row for each node that is no copy.

    `nodes`: each row's node; `rows`: each node's row, a copy's its original's; `languages`: the
    number of each row's; `matrix`: TF-IDF rows; `days`: dates in days since 1970, nan for unknown,
    `fetched` those days whose dates are taken for unknown; `links`: rows (source, target), shape
    (links, 2); `nearest`: candidates by text within the kernel's window, `dots` how they compare;
    `similar`: nodes similar enough for an edge (columns of `similar_pairs`), from the background's
    threshold on, and `copied`: copies with their originals.
    """

    nodes: np.ndarray
    rows: np.ndarray
    languages: np.ndarray
    matrix: csr_matrix
    days: np.ndarray
    fetched: np.ndarray
    links: np.ndarray
    background: Background
    kernel: TimeKernel
    nearest: Nearest
    dots: Dots
    similar: pl.DataFrame
    copied: pl.DataFrame

    @property
    def ties(self) -> pl.DataFrame:
        """All similar pairs of nodes that get an edge."""
        return pl.concat([self.similar, self.copied])

    @property
    def pairs(self) -> Pairs:
        """The candidates by text."""
        return self.nearest.pairs

    @property
    def threshold(self) -> float:
        """Similarity from which a pair gets an edge."""
        return _least(self.background)


def gather(
    vectors: Vectors, linked: Linked, options: Options, advance: Advance = unwatched
) -> Evidence:
    """Measure the corpus: background, kernel, candidates, similar pairs.

    `advance` counts nodes that have looked for candidates (twice where an exact join is cheap), and
    then candidates that have been compared.
    """
    nodes, rows = np.unique(vectors.originals, return_inverse=True)
    dates = in_days(linked.articles["published"])
    copied = _copied(vectors, dates)
    # Taking all its rows would copy the matrix
    every = len(nodes) == len(rows)
    matrix = vectors.compared if every else vectors.compared[nodes]
    languages = vectors.languages.codes[nodes]
    background = usual_background(matrix, languages)
    dating = judge_dates(matrix, dates[nodes], background.mean)
    days = dating.days
    kernel, background = _by_hand(dating.kernel, background, options)
    nearest = nearest_pairs(matrix, days, kernel.window, k=options.neighbours, advance=advance)
    links = rows[linked.links.select("source", "target").to_numpy().reshape(-1, 2)]
    dots, similar = _compared(matrix, days, background, kernel, nearest, nodes, advance)
    return Evidence(
        nodes=nodes,
        rows=rows,
        languages=languages,
        matrix=matrix,
        days=days,
        fetched=dating.fetched,
        links=links,
        background=background,
        kernel=kernel,
        nearest=nearest,
        dots=dots,
        similar=similar,
        copied=copied,
    )


def regather(measured: Evidence, options: Options) -> Evidence:
    """The same corpus with a window or threshold given by hand; nothing is measured anew.

    `measured` is evidence gathered without either.
    """
    kernel, background = _by_hand(measured.kernel, measured.background, options)
    matrix, days, nearest = measured.matrix, measured.days, measured.nearest
    if options.window is not None:
        nearest = nearest_pairs(matrix, days, kernel.window, k=options.neighbours)
    dots, similar = _compared(matrix, days, background, kernel, nearest, measured.nodes)
    return replace(
        measured,
        background=background,
        kernel=kernel,
        nearest=nearest,
        dots=dots,
        similar=similar,
    )


def _compared(
    matrix: csr_matrix,
    days: np.ndarray,
    background: Background,
    kernel: TimeKernel,
    nearest: Nearest,
    nodes: np.ndarray,
    advance: Advance = unwatched,
) -> tuple[Dots, pl.DataFrame]:
    """How the candidates compare, and the similar ones among them, by the nodes of their rows."""
    dots = compare(matrix, nearest.pairs.a, nearest.pairs.b, advance)
    similar = similar_pairs(dots.sums, days, nearest.pairs, kernel, _least(background))
    node = pl.Series(nodes.astype(np.uint32))
    return dots, similar.with_columns(a=node.gather(similar["a"]), b=node.gather(similar["b"]))


def similar_pairs(
    cosines: np.ndarray, days: np.ndarray, pairs: Pairs, kernel: TimeKernel, least: float
) -> pl.DataFrame:
    """The pairs, of these `cosines`, whose similarity is `least` or more.

    Columns `a`, `b` (nodes, a < b, in order), `cosine`, `days` (null when either is undated) and
    `similarity`: cosine times the kernel.
    """
    cosine = np.clip(cosines, 0.0, 1.0)
    gaps = np.abs(days[pairs.a] - days[pairs.b])
    similarity = cosine * kernel.of(gaps)
    kept = similarity >= least
    return pl.DataFrame(
        {
            "a": pairs.a[kept].astype(np.uint32),
            "b": pairs.b[kept].astype(np.uint32),
            "cosine": cosine[kept].astype(np.float32),
            "days": gaps[kept].astype(np.float32),
            "similarity": similarity[kept].astype(np.float32),
        }
    ).with_columns(pl.col("days").fill_nan(None))


def _least(background: Background) -> float:
    """Similarity from which a pair gets an edge."""
    return max(background.threshold, LEAST_SIMILARITY)


def _copied(vectors: Vectors, days: np.ndarray) -> pl.DataFrame:
    """Copies with their originals, as similar as their texts are, whatever their dates.

    Texts of which no term is weighed, as nothing else holds any, are as similar as copies must be.
    """
    copies = np.flatnonzero(vectors.copies)
    originals = vectors.originals[copies]
    pairs = Pairs.of(originals, copies, len(vectors.originals))
    cosines = compare(vectors.compared, pairs.a, pairs.b).sums
    similar = similar_pairs(cosines, days, pairs, OFF, 0.0)
    similarity = pl.col("similarity")
    known = pl.when(similarity < LEAST_SIMILARITY).then(RESEMBLANCE).otherwise(similarity)
    return similar.with_columns(similarity=known.cast(pl.Float32))


def _by_hand(
    kernel: TimeKernel, background: Background, options: Options
) -> tuple[TimeKernel, Background]:
    """Kernel and background, of the window and the threshold where these are given.

    So both reach the communities of every algorithm.
    """
    if options.window is not None:
        kernel = of_window(options.window)
    if options.threshold is not None:
        background = background.with_threshold(options.threshold)
    return kernel, background
