"""Commands that read inputs: `build`, `check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storygraph.commands.options import (
    AsJson,
    By,
    Inputs,
    Map,
    MaxMemory,
    Neighbours,
    NoCache,
    Resolution,
    Since,
    Threshold,
    Until,
    Window,
    cache_folder,
    column_mapping,
    given_path,
    within_memory,
)
from storygraph.errors import UsageError
from storygraph.options import NEIGHBOURS, Algorithm

if TYPE_CHECKING:
    from storygraph.stories.news import News


def build(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="INPUT",
            parser=given_path,
            help="Folders or files: Markdown with front matter, JSON, CSV, Parquet, feeds; - for "
            "standard input (default: seeds).",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="Folder for all results.",
            metavar="FOLDER",
            parser=given_path,
        ),
    ] = Path("output"),
    title: Annotated[str | None, typer.Option(help="Heading of the page.", metavar="TEXT")] = None,
    pages: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Stories that get their own page, largest first (default: 500).",
            metavar="N",
        ),
    ] = None,
    no_graphml: Annotated[
        bool,
        typer.Option(
            "--no-graphml", help="Leave the largest file out; `export graphml` writes it later."
        ),
    ] = False,
    algorithm: By = Algorithm.linkage,
    resolution: Resolution = None,
    threshold: Threshold = None,
    window: Window = None,
    levels: Annotated[
        bool, typer.Option("--levels", help="Also themes above the stories, and their parts.")
    ] = False,
    neighbours: Neighbours = NEIGHBOURS,
    since: Since = None,
    until: Until = None,
    columns: Map = None,
    no_cache: NoCache = False,
    max_memory: MaxMemory = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read articles, group them into stories, and write pages, graphs and tables."""
    from storygraph.files.output import refuse_foreign
    from storygraph.options import Options
    from storygraph.pipeline import build as run
    from storygraph.printing.document import print_json
    from storygraph.printing.progress import watch
    from storygraph.printing.summary import print_summary, tell_problems
    from storygraph.publish import publish

    sources = inputs or [Path("seeds")]
    if not inputs and not sources[0].exists():
        raise UsageError("nothing to read is given: name folders or files of articles")
    refuse_foreign(output)
    options = Options(
        algorithm=algorithm.value,
        resolution=resolution,
        threshold=threshold,
        window=window,
        levels=levels,
        neighbours=neighbours,
        since=since,
        until=until,
        mapping=column_mapping(columns),
        cache=cache_folder(no_cache),
    )
    told: list[News | None] = []
    with watch(quiet=quiet or as_json) as progress, within_memory(max_memory):
        graph = run(sources, options, progress=progress)
        index = publish(
            graph,
            output,
            pages=pages,
            title=title,
            graphml=not no_graphml,
            progress=progress,
            tell=told.append,
        )
    (found,) = told
    if as_json:
        news = None if found is None else found.as_record()
        print_json({**graph.run, "page": index.as_posix(), "news": news})
    elif quiet:
        tell_problems(graph, index, found)
    else:
        print_summary(graph, sources, index, found)
    raise typer.Exit(1 if graph.problems.height else 0)


def check(
    inputs: Inputs,
    since: Since = None,
    until: Until = None,
    columns: Map = None,
    no_cache: NoCache = False,
    as_json: AsJson = False,
) -> None:
    """Read articles and report problems; build nothing."""
    from storygraph.articles.coverage import check as run
    from storygraph.options import Options
    from storygraph.printing.check import print_check
    from storygraph.printing.progress import watch

    options = Options(
        since=since, until=until, mapping=column_mapping(columns), cache=cache_folder(no_cache)
    )
    with watch(quiet=as_json) as progress, within_memory():
        found = run(inputs, options, progress=progress)
    print_check(found, as_json=as_json)
    raise typer.Exit(1 if found.report.problems.height else 0)
