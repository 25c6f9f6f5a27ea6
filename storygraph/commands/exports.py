"""`export`: a built graph in another format."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from storygraph.commands.options import GraphFolder, load_graph
from storygraph.errors import UsageError


class Format(StrEnum):
    """Formats of `export`."""

    graphml = "graphml"
    gexf = "gexf"
    json = "json"
    csv = "csv"
    network = "network"


def export(
    form: Annotated[
        Format,
        typer.Argument(
            metavar="FORMAT", help="graphml, gexf, json, csv, or network (one story's page)."
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", "-t", help="File to write (default: beside the graph).", metavar="FILE"
        ),
    ] = None,
    graph: GraphFolder = Path("output"),
    story: Annotated[int | None, typer.Option(help="network: number of the story.", min=1)] = None,
    single_file: Annotated[
        bool, typer.Option("--single-file", help="network: everything in one file, for mailing.")
    ] = False,
) -> None:
    """Write the graph of a build in another format."""
    from storygraph.publish import export as run

    if form is Format.network and story is None:
        raise UsageError("export network needs --story NUMBER: see `storygraph stories`")
    target = run(load_graph(graph), form.value, to, graph, story=story, single_file=single_file)
    typer.echo(f"Wrote {target}")
