"""`evaluate`: found stories beside gold ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storygraph.commands.options import (
    Algorithm,
    AsJson,
    By,
    Map,
    Resolution,
    Threshold,
    Window,
    column_mapping,
)


def evaluate(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Folders or files.")],
    labels: Annotated[
        Path | None,
        typer.Option(help="Gold stories: a file with id and story (default: the inputs' own)."),
    ] = None,
    algorithm: By = Algorithm.linkage,
    resolution: Resolution = None,
    threshold: Threshold = None,
    window: Window = None,
    columns: Map = None,
    as_json: AsJson = False,
) -> None:
    """Group articles, and compare the stories with gold ones."""
    from storygraph.evaluate import evaluate as compare
    from storygraph.options import Options
    from storygraph.pipeline import build as run
    from storygraph.printing.evaluation import print_evaluation
    from storygraph.printing.progress import watch
    from storygraph.read.labels import read_labels

    gold = read_labels(inputs, labels)
    options = Options(
        algorithm=algorithm.value,
        resolution=resolution,
        threshold=threshold,
        window=window,
        mapping=column_mapping(columns),
    )
    with watch(quiet=as_json) as progress:
        graph = run(inputs, options, progress=progress)
    print_evaluation(compare(graph, gold), as_json=as_json)
