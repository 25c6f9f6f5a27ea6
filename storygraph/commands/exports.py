"""`export`: a built graph in another format."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from storygraph.commands.options import GraphFolder, either, given_path, load_graph, wrote
from storygraph.errors import UsageError
from storygraph.files.ours import Format


def export(
    form: Annotated[
        Format,
        typer.Argument(
            metavar="FORMAT",
            case_sensitive=False,
            help=f"{either(Format)}, which is the page of one story.",
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            "-t",
            help="File to write, - for standard output (default: beside the graph).",
            metavar="FILE",
            parser=given_path,
        ),
    ] = None,
    graph: GraphFolder = Path("output"),
    story: Annotated[
        int | None, typer.Option(help="network: number of the story.", min=1, metavar="N")
    ] = None,
    single_file: Annotated[
        bool, typer.Option("--single-file", help="network: everything in one file, for mailing.")
    ] = False,
) -> None:
    """Write the graph of a build in another format."""
    from storygraph.publish import export as run
    from storygraph.publish import usual_place

    if form is Format.network and story is None:
        raise UsageError("export network needs --story NUMBER: see `storygraph stories`")
    if form is not Format.network and (story is not None or single_file):
        raise UsageError(f"--story and --single-file are for network, not {form.value}")
    piped = to == Path("-")
    loaded = load_graph(graph)
    where = Path("/dev/stdout") if piped else to or usual_place(graph, form, story)
    with suppress(BrokenPipeError):  # whoever reads has read enough
        target = run(loaded, form, where, story=story, single_file=single_file)
        if not piped:
            wrote(target)
