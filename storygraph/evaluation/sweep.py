"""How agreement with gold stories moves as one option moves, the others staying as they are.

Articles are read, linked and weighed once, and the corpus is measured once. Each value is grouped
on its own, not from the groups of the value before: its figures are those that a build with that
option has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from storygraph.communities.partition import partition
from storygraph.communities.resolution import choose
from storygraph.edges import merge
from storygraph.errors import UsageError
from storygraph.evaluation.evaluate import Scores, labelled, scores
from storygraph.options import Options
from storygraph.pipeline import Prepared, prepare
from storygraph.progress import Progress, Silent, StageLog
from storygraph.similarity.evidence import Evidence, gather, regather

FACTORS = (0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
"""Resolutions tried, in parts of the one that a build would use."""

DAYS = (1.0, 2.0, 4.0, 7.0, 14.0, 30.0, 90.0, float("inf"))
"""Windows tried, beside the one that a build would use."""

SIMILARITIES = (0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""Thresholds tried, beside the one that a build would use."""


NEAR = 0.05
"""A value so near to the one in use shows nothing new."""


@dataclass(frozen=True)
class Point:
    """One value and its scores: over all articles, and over those in gold stories of two and more.

    `value` is None for a window without end; `usual` marks what a build would use. `own` marks a
    kernel that was measured on the corpus: its window is `value`, but one given by hand leaves
    nothing beyond itself, and so scores otherwise.
    """

    value: float | None
    usual: bool
    own: bool
    overall: Scores
    grouped: Scores | None


@dataclass(frozen=True)
class Sweep:
    """Scores along one option, its values rising; `problems` were in the inputs."""

    axis: str
    points: list[Point]
    problems: int


def sweep(
    inputs: Sequence[Path],
    labels: pl.DataFrame,
    axes: Sequence[str],
    options: Options,
    *,
    progress: Progress | None = None,
) -> list[Sweep]:
    """Scores against `labels` (columns `id`, `story`) along each of `axes` (`options.AXES`).

    Where no article has a date there is no window: of several axes it is left out. Raises
    InputError, and UsageError where the algorithm has no resolution, or nothing is left.
    """
    if "resolution" in axes and options.algorithm == "components":
        raise UsageError(f"{options.algorithm} has no resolution to sweep over")
    axes = list(axes)
    log = StageLog(progress or Silent())
    prepared = prepare(list(inputs), options, log)
    with log.stage("similarity"):
        free = replace(options, window=None, threshold=None)
        measured = gather(prepared.vectors, prepared.linked, free)
        evidence = measured if free == options else regather(measured, options)
    if "window" in axes and prepared.linked.articles["published"].is_null().all():
        axes.remove("window")
        if not axes:
            raise UsageError("no article has a date: there is no window to sweep over")
    gold = labelled(prepared.linked.articles.select("node", "id", "kind"), labels)
    here = {
        "resolution": choose(evidence, options).value or 0.0,
        "window": evidence.kernel.window,
        "threshold": evidence.background.threshold,
    }
    found = []
    with log.stage("sweep"):
        for axis in axes:
            values = _values(axis, here[axis])
            points = []
            for value in values:
                same = value == here[axis]
                given, moved = options, evidence
                if not same:
                    given = _moved(options, axis, value)
                    moved = evidence if axis == "resolution" else regather(measured, given)
                overall, grouped = _scores(prepared, moved, given, gold)
                end = value if np.isfinite(value) else None
                own = same and axis == "window" and evidence.kernel.on and options.window is None
                points.append(Point(end, same, own, overall, grouped))
                log.progress.advance(len(points), len(values))
            found.append(Sweep(axis, points, prepared.report.problems.height))
    return found


def _values(axis: str, usual: float) -> list[float]:
    """The values to try, rising, the usual one among them."""
    if axis == "resolution":
        return [usual if factor == 1.0 else float(f"{usual * factor:.6g}") for factor in FACTORS]
    others = DAYS if axis == "window" else SIMILARITIES
    return sorted({usual, *(v for v in others if not math.isclose(v, usual, rel_tol=NEAR))})


def _moved(options: Options, axis: str, value: float) -> Options:
    """The options with one of another value."""
    if axis == "resolution":
        return replace(options, resolution=value)
    if axis == "window":
        return replace(options, window=value)
    return replace(options, threshold=value)


def _scores(
    prepared: Prepared, evidence: Evidence, options: Options, gold: pl.DataFrame
) -> tuple[Scores, Scores | None]:
    edges = merge(prepared.linked.links, evidence.ties, prepared.linked.articles)
    communities = partition(edges, evidence, options.algorithm, choose(evidence, options).value)
    return scores(gold.with_columns(found=pl.Series(communities[gold["node"].to_numpy()])))
