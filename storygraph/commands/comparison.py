"""`evaluate`: found stories beside gold ones."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from storygraph.commands.options import (
    Algorithm,
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
    given_path,
    within_memory,
)
from storygraph.errors import UsageError
from storygraph.options import NEIGHBOURS


class Axis(StrEnum):
    """Options to sweep over."""

    resolution = "resolution"
    window = "window"
    threshold = "threshold"
    all = "all"


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
    axis: Annotated[
        Axis | None,
        typer.Option(
            "--sweep",
            help="Scores along resolution, window, threshold or all, as a table and a plot.",
            metavar="OPTION",
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Where --sweep draws its plot (default: sweep.svg).",
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
    from storygraph.evaluation.evaluate import evaluate as compare
    from storygraph.files.output import refuse_foreign_file
    from storygraph.options import Options
    from storygraph.pipeline import build as run
    from storygraph.printing.evaluation import print_evaluation, print_sweeps
    from storygraph.printing.progress import watch
    from storygraph.read.labels import read_labels

    if plot and not axis:
        raise UsageError("--plot is what --sweep draws: say over which option")
    if plot and plot.suffix.lower() != ".svg":
        raise UsageError(f"--plot {plot}: plots are SVG, name it .svg")
    drawn = plot or Path("sweep.svg")
    if axis:
        refuse_foreign_file(drawn, "plot")
    mapping = column_mapping(columns)
    gold = read_labels(inputs, labels, mapping)
    options = Options(
        algorithm=algorithm.value,
        resolution=resolution,
        threshold=threshold,
        window=window,
        neighbours=neighbours,
        mapping=mapping,
        cache=cache_folder(no_cache),
    )
    if axis:
        from storygraph.evaluation.plot import write_sweep_plot
        from storygraph.evaluation.sweep import AXES, sweep

        axes = AXES if axis is Axis.all else (axis.value,)
        with watch(quiet=as_json) as progress, within_memory(None):
            sweeps = sweep(inputs, gold, axes, options, progress=progress)
        print_sweeps(sweeps, as_json=as_json)
        typer.echo(f"Wrote {write_sweep_plot(sweeps, drawn)}", err=True)
        raise typer.Exit(1 if sweeps[0].problems else 0)
    with watch(quiet=as_json) as progress, within_memory(None):
        graph = run(inputs, options, progress=progress)
    print_evaluation(compare(graph, gold), graph, as_json=as_json)
    raise typer.Exit(1 if graph.problems.height else 0)
