"""How agreement with gold stories moves as one option moves, the others staying as they are.

Articles are read, linked and weighed once, and the corpus is measured once. Each value is grouped
on its own, not from the groups of the value before: its figures are those that a build with that
option has.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import polars as pl

from storygraph.communities.partition import partition
from storygraph.communities.resolution import choose
from storygraph.edges import merge
from storygraph.errors import UsageError
from storygraph.evaluation.evaluate import Scores, labelled, scores
from storygraph.in_words import InWords
from storygraph.options import AXES, Options, with_choices
from storygraph.pipeline import prepare
from storygraph.read.in_memory import sorted_out
from storygraph.read.labels import in_table
from storygraph.runtime.progress import StageLog, Watcher, watched
from storygraph.similarity.evidence import Evidence, gather, regather

if TYPE_CHECKING:
    from typing import Unpack

    from storygraph.options import Choices
    from storygraph.pipeline import Prepared
    from storygraph.read.in_memory import Inputs
    from storygraph.runtime.progress import Advance

FACTORS = (0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
"""Resolutions tried, as multiples of the one that a build would use."""

DAYS = (1.0, 2.0, 4.0, 7.0, 14.0, 30.0, 90.0, float("inf"))
"""Windows tried, beside the one that a build would use."""

SIMILARITIES = (0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""Thresholds tried, beside the one that a build would use."""

NEAR = 0.05
"""A value so near to the one in use shows nothing new."""

Scored: TypeAlias = tuple[Scores, Scores | None]
"""Scores over all articles, and over those in gold stories of two and more."""


@dataclass(frozen=True)
class Point:
    """One value and its scores: over all articles, and over those in gold stories of two and more.

    `value` is None for a window without end; `usual` marks what a build would use. `own` marks the
    window of a kernel measured on the corpus: the same number of days given by hand would score
    otherwise, as nothing is left of a likeness beyond a window given by hand.
    """

    value: float | None
    usual: bool
    own: bool
    overall: Scores
    grouped: Scores | None


@dataclass(frozen=True)
class Sweep(InWords):
    """Scores along one option, its values rising; `print` says it as `evaluate --sweep` does.

    `problems` were in the inputs.
    """

    axis: str
    points: list[Point]
    problems: int

    @property
    def table(self) -> pl.DataFrame:
        """One row a value: `axis`, `value` (inf for a window without end), `usual`, `own`, scores.

        Those over all articles have the names of `Scores`, and those over articles of gold stories
        of two and more the same after `grouped_`, null where there are none.
        """
        kept = {
            each.name: pl.Int64 if each.type == "int" else pl.Float64 for each in fields(Scores)
        }
        own = {"axis": pl.String, "value": pl.Float64, "usual": pl.Boolean, "own": pl.Boolean}
        rows = [
            (
                self.axis,
                float("inf") if point.value is None else point.value,
                point.usual,
                point.own,
                *astuple(point.overall),
                *(astuple(point.grouped) if point.grouped else (None,) * len(kept)),
            )
            for point in self.points
        ]
        grouped = {f"grouped_{name}": dtype for name, dtype in kept.items()}
        return pl.DataFrame(rows, {**own, **kept, **grouped}, orient="row")

    def spelled(self, point: Point) -> str:
        """The value of one of its points, short."""
        if point.value is None:
            return "any"
        value = f"{point.value:.3g}" + (" d" if self.axis == "window" else "")
        return f"own, {value}" if point.own else value


def sweep(
    inputs: Inputs,
    labels: Any,
    along: str | Sequence[str] = AXES,
    options: Options | None = None,
    *,
    progress: Watcher | None = None,
    **choices: Unpack[Choices],
) -> list[Sweep]:
    """Scores against `labels` along one option or several, in less time than a build a value.

    Args:
        inputs: what `build` takes.
        labels: a table with the columns `id` and `story`, as `evaluate` takes it.
        along: "resolution", "window" or "threshold", or several of them.
        options: what holds for the others.
        progress: told of every stage, as in `build`.
        choices: options by name, as in `build`.

    Returns:
        One sweep an option, in the order asked for. Where no article has a date there is no window:
        of several options it is left out.

    Raises:
        InputError: as `build` and `evaluate` do.
        UsageError: as `build` does, or `along` names no such option, or one that the algorithm does
            not have, or nothing is left.
    """
    options = with_choices(options, choices)
    axes = _axes(along, options)
    labels = in_table(labels)
    log = StageLog(watched(progress))
    prepared = prepare(sorted_out(inputs), options, log)
    with log.stage("similarity"):
        free = replace(options, window=None, threshold=None)
        measured = gather(prepared.vectors, prepared.linked, free)
        evidence = measured if free == options else regather(measured, options)
    articles = prepared.linked.articles
    if "window" in axes and articles["published"].is_null().all():
        axes.remove("window")
        if not axes:
            raise UsageError("no article has a date: there is no window to sweep over")
    gold = labelled(articles.select("node", "id", "kind"), labels)
    ground = _Ground(prepared, gold, options, measured, evidence, choose(evidence, options).value)
    with log.stage("sweep"):
        usual = ground.scored(evidence, ground.resolution)
        return [
            Sweep(
                axis,
                list(ground.points(axis, usual, log.progress.advance)),
                prepared.report.problems.height,
            )
            for axis in axes
        ]


@dataclass(frozen=True)
class _Ground:
    """What all values are tried on.

    `gold`: the articles that are scored. `measured`: evidence without a window or threshold given
    by hand, `evidence` and `resolution` those of the `options` as they stand.
    """

    prepared: Prepared
    gold: pl.DataFrame
    options: Options
    measured: Evidence
    evidence: Evidence
    resolution: float | None

    def points(self, axis: str, usual: Scored, advance: Advance) -> Iterator[Point]:
        """The values of one option with their scores; `usual` are those of the options."""
        here, kernel = self._here(axis), self.evidence.kernel
        values = _values(axis, here)
        for done, value in enumerate(values, 1):
            same = value == here
            own = same and axis == "window" and kernel.on and self.options.window is None
            overall, grouped = usual if same else self._moved(axis, value)
            yield Point(value if np.isfinite(value) else None, same, own, overall, grouped)
            advance(done, len(values))

    def scored(self, seen: Evidence, level: float | None) -> Scored:
        """The scores of a grouping by this evidence, at this resolution."""
        linked, node = self.prepared.linked, self.gold["node"].to_numpy()
        edges = merge(linked.links, seen.ties, linked.articles)
        communities = partition(edges, seen, self.options.algorithm, level)
        return scores(self.gold.with_columns(found=pl.Series(communities[node])))

    def _moved(self, axis: str, value: float) -> Scored:
        """The scores with one option given, as a build with it has them."""
        if axis == "resolution":
            return self.scored(self.evidence, value)
        given = replace(self.options, **{axis: value})  # type: ignore[arg-type] # both are floats
        seen = regather(self.measured, given)
        return self.scored(seen, choose(seen, given).value)

    def _here(self, axis: str) -> float:
        """The value that a build with the options uses."""
        if axis == "resolution":
            return self.resolution or 0.0
        evidence = self.evidence
        return evidence.kernel.window if axis == "window" else evidence.background.threshold


def _axes(along: str | Sequence[str], options: Options) -> list[str]:
    """The options to sweep along, by name, each once. Raises UsageError."""
    axes = [along] if isinstance(along, str) else list(dict.fromkeys(along))
    wrong = [axis for axis in axes if axis not in AXES]
    if wrong or not axes:
        given = repr(wrong[0]) if wrong else "nothing"
        raise UsageError(f"no sweep along {given}: choose of {', '.join(AXES)}")
    if "resolution" in axes and options.algorithm == "components":
        raise UsageError(f"{options.algorithm} has no resolution to sweep over")
    return axes


def _values(axis: str, usual: float) -> list[float]:
    """The values to try, rising, the usual one among them."""
    if axis == "resolution":
        return [usual if factor == 1.0 else float(f"{usual * factor:.6g}") for factor in FACTORS]
    others = DAYS if axis == "window" else SIMILARITIES
    return sorted({usual, *(v for v in others if not math.isclose(v, usual, rel_tol=NEAR))})
