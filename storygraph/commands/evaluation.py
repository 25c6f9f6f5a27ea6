"""`evaluate`: found stories beside gold ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from storygraph.commands.options import (
    AsJson,
    By,
    Inputs,
    Map,
    Neighbours,
    NoCache,
    Resolution,
    Threshold,
    Window,
    cache_folder,
    column_mapping,
    either,
    given_path,
    within_memory,
    wrote,
)
from storygraph.errors import UsageError
from storygraph.options import AXES, NEIGHBOURS, Algorithm

if TYPE_CHECKING:
    import polars as pl

    from storygraph.options import Options


ALL = "all"
"""In place of one of AXES: each in turn."""


def _axes(name: str) -> tuple[str, ...]:
    """The options to sweep over."""
    if name not in {*AXES, ALL}:
        raise typer.BadParameter(f"{name!r} is none of {either((*AXES, ALL))}")
    return AXES if name == ALL else (name,)


def evaluate(
    inputs: Inputs,
    labels: Annotated[
        Path | None,
        typer.Option(
            help="Gold stories: a file with id and story (default: the inputs' own).",
            metavar="FILE",
            parser=given_path,
        ),
    ] = None,
    algorithm: By = Algorithm.linkage,
    resolution: Resolution = None,
    threshold: Threshold = None,
    window: Window = None,
    neighbours: Neighbours = NEIGHBOURS,
    columns: Map = None,
    along: Annotated[
        Any,  # what `_axes` gives; of a tuple Typer would ask for several words
        typer.Option(
            "--sweep",
            help=f"Scores along {either((*AXES, ALL))}, as a table and a plot.",
            metavar="OPTION",
            parser=_axes,
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Where --sweep draws its plot (default: sweep.svg; with --json nowhere).",
            metavar="FILE.svg",
            parser=given_path,
        ),
    ] = None,
    no_cache: NoCache = False,
    as_json: AsJson = False,
) -> None:
    """Group articles, and compare the stories with gold ones.

    With --sweep, the same for a row of values of one option, the others as given.
    """
    from storygraph.files.ours import PLOT
    from storygraph.files.output import refuse_foreign_file
    from storygraph.options import Options
    from storygraph.read.labels import read_labels

    if plot and not along:
        raise UsageError("--plot is what --sweep draws: say over which option")
    if plot and plot.suffix.lower() != ".svg":
        raise UsageError(f"--plot {plot}: plots are SVG, name it .svg")
    mapping = column_mapping(columns)
    options = Options(
        algorithm=algorithm.value,
        resolution=resolution,
        threshold=threshold,
        window=window,
        neighbours=neighbours,
        mapping=mapping,
        cache=cache_folder(no_cache),
    )
    drawn = plot or (None if as_json else Path("sweep.svg"))
    if along and drawn:
        refuse_foreign_file(drawn, PLOT)
    gold = read_labels(inputs, labels, mapping)
    if along:
        problems = _along(along, inputs, gold, options, drawn, as_json=as_json)
    else:
        problems = _as_built(inputs, gold, options, as_json=as_json)
    raise typer.Exit(1 if problems else 0)


def _as_built(inputs: list[Path], gold: pl.DataFrame, options: Options, *, as_json: bool) -> int:
    """Print the agreement of one build; gives the problems that its inputs had."""
    from storygraph.evaluation.evaluate import evaluate as compare
    from storygraph.pipeline import build
    from storygraph.printing.evaluation import print_evaluation
    from storygraph.printing.progress import watch

    with watch(quiet=as_json) as progress, within_memory():
        graph = build(inputs, options, progress=progress)
    print_evaluation(compare(graph, gold), graph, as_json=as_json)
    return graph.problems.height


def _along(
    axes: tuple[str, ...],
    inputs: list[Path],
    gold: pl.DataFrame,
    options: Options,
    drawn: Path | None,
    *,
    as_json: bool,
) -> int:
    """Print the agreement along options, and draw it; gives the problems that the inputs had."""
    from storygraph.evaluation.plot import write_sweep_plot
    from storygraph.evaluation.sweep import sweep
    from storygraph.printing.evaluation import print_sweeps
    from storygraph.printing.progress import watch

    with watch(quiet=as_json) as progress, within_memory():
        sweeps = sweep(inputs, gold, axes, options, progress=progress)
    print_sweeps(sweeps, as_json=as_json)
    if drawn:
        wrote(write_sweep_plot(sweeps, drawn), aside=True)
    return sweeps[0].problems
