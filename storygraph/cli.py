"""The command line: the only place that exits, and with `console` the only one that prints.

Exit codes: 0 fine; 1 failed, or inputs had problems; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from storygraph.errors import StorygraphError, UsageError

if TYPE_CHECKING:
    from storygraph.tables import StoryGraph

app = typer.Typer(
    name="storygraph",
    help="Turn a pile of news coverage into stories.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Algorithm(StrEnum):
    """Community algorithms by name."""

    linkage = "linkage"
    leiden = "leiden"
    louvain = "louvain"
    components = "components"


class Format(StrEnum):
    """Formats of `export`."""

    graphml = "graphml"
    gexf = "gexf"
    json = "json"
    csv = "csv"
    network = "network"


class Order(StrEnum):
    """Orders of `stories`."""

    size = "size"
    recent = "recent"
    sources = "sources"


GraphFolder = Annotated[
    Path, typer.Option("--graph", "-g", help="The output folder of a build.", metavar="FOLDER")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
By = Annotated[Algorithm, typer.Option(help="How communities are found.")]
Resolution = Annotated[
    float | None, typer.Option(help="Higher: more and smaller stories. [from the corpus]")
]
Threshold = Annotated[
    float | None, typer.Option(help="Similarity that makes an edge, 0 to 1. [from the corpus]")
]
Window = Annotated[
    float | None,
    typer.Option(help="Largest gap in days between similar articles. [from the corpus]"),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="Column that holds a field, as field=column.", metavar="F=C"),
]


def _version(show: bool) -> None:  # noqa: FBT001 (typer calls it with the flag's value)
    if show:
        from storygraph import __version__

        typer.echo(f"storygraph {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command()
def build(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[INPUT]...",
            help="Folders or files: Markdown with front matter, JSONL, CSV, Parquet. [seeds]",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for all results.", metavar="FOLDER")
    ] = Path("output"),
    title: Annotated[str | None, typer.Option(help="Heading of the page.")] = None,
    pages: Annotated[
        int | None,
        typer.Option(min=0, help="Stories that get a page of their own, largest first. [500]"),
    ] = None,
    algorithm: By = Algorithm.linkage,
    resolution: Resolution = None,
    threshold: Threshold = None,
    window: Window = None,
    neighbours: Annotated[
        int, typer.Option(help="Most similarity edges that one article starts.")
    ] = 20,
    columns: Map = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read articles, group them into stories, and write pages, graphs and tables."""
    from storygraph.console import print_json, print_summary, watch
    from storygraph.output import refuse_foreign
    from storygraph.pipeline import Options
    from storygraph.pipeline import build as run
    from storygraph.publish import PAGES, publish

    refuse_foreign(output)
    sources = inputs or [Path("seeds")]
    options = Options(
        algorithm=algorithm.value,
        resolution=resolution,
        threshold=threshold,
        window=window,
        neighbours=neighbours,
        mapping=_mapping(columns),
    )
    with watch(quiet=quiet or as_json) as progress:
        graph = run(sources, options, progress=progress)
        index = publish(
            graph,
            output,
            pages=PAGES if pages is None else pages,
            title=title,
            progress=progress,
        )
    if as_json:
        print_json({**graph.run, "page": index.as_posix()})
    elif not quiet:
        print_summary(graph, sources, index)
    raise typer.Exit(1 if graph.problems.height else 0)


@app.command()
def check(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Folders or files.")],
    columns: Map = None,
    as_json: AsJson = False,
) -> None:
    """Read articles and report problems; build nothing."""
    from storygraph.console import print_check, watch
    from storygraph.pipeline import check as run

    with watch(quiet=as_json) as progress:
        report = run(inputs, _mapping(columns), progress=progress)
    print_check(report, as_json=as_json)
    raise typer.Exit(1 if report.problems.height else 0)


@app.command()
def stories(
    graph: GraphFolder = Path("output"),
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Rows; 0 for all.")] = 20,
    order: Annotated[Order, typer.Option("--sort", help="What comes first.")] = Order.size,
    as_json: AsJson = False,
) -> None:
    """List the stories of a build."""
    from storygraph.console import print_stories

    print_stories(_load(graph), limit=limit, order=order.value, as_json=as_json)


@app.command()
def show(
    story: Annotated[int, typer.Argument(metavar="STORY", help="Number of the story.", min=1)],
    graph: GraphFolder = Path("output"),
    html: Annotated[
        Path | None,
        typer.Option(help="Write the story's page here as well, in one file.", metavar="FILE"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print one story: its articles in time order, its sources and keywords."""
    from storygraph.console import print_story

    loaded = _load(graph)
    print_story(loaded, story, as_json=as_json)
    if html is not None:
        from storygraph.export.network import write_story_page

        typer.echo(f"Wrote {write_story_page(loaded, story, html, single_file=True)}", err=True)


@app.command()
def why(
    a: Annotated[str, typer.Argument(metavar="A", help="An article: id, URL, or part of either.")],
    b: Annotated[
        str | None, typer.Argument(metavar="[B]", help="Another one.", show_default=False)
    ] = None,
    graph: GraphFolder = Path("output"),
    as_json: AsJson = False,
) -> None:
    """Explain why two articles are in one story, or why one belongs to its story."""
    from storygraph.console import print_membership, print_tie
    from storygraph.explain import explain_node, explain_pair, find_node

    loaded = _load(graph)
    first = find_node(loaded, a)
    if b is None:
        print_membership(explain_node(loaded, first), as_json=as_json)
    else:
        print_tie(explain_pair(loaded, first, find_node(loaded, b)), as_json=as_json)


@app.command()
def export(
    form: Annotated[
        Format,
        typer.Argument(
            metavar="FORMAT", help="graphml, gexf, json, csv, or network (one story's page)."
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", "-t", help="File to write. [beside the graph]", metavar="FILE"),
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
    target = run(_load(graph), form.value, to, graph, story=story, single_file=single_file)
    typer.echo(f"Wrote {target}")


@app.command()
def evaluate(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Folders or files.")],
    labels: Annotated[
        Path | None,
        typer.Option(help="Gold stories: a file with id and story. [the inputs' story column]"),
    ] = None,
    algorithm: By = Algorithm.linkage,
    resolution: Resolution = None,
    threshold: Threshold = None,
    window: Window = None,
    columns: Map = None,
    as_json: AsJson = False,
) -> None:
    """Group articles, and compare the stories with gold ones."""
    from storygraph.console import print_evaluation, watch
    from storygraph.evaluate import evaluate as compare
    from storygraph.pipeline import Options
    from storygraph.pipeline import build as run
    from storygraph.read.labels import read_labels

    gold = read_labels(inputs, labels)
    options = Options(
        algorithm=algorithm.value,
        resolution=resolution,
        threshold=threshold,
        window=window,
        mapping=_mapping(columns),
    )
    with watch(quiet=as_json) as progress:
        graph = run(inputs, options, progress=progress)
    print_evaluation(compare(graph, gold), as_json=as_json)


@app.command()
def view(graph: GraphFolder = Path("output")) -> None:
    """Open the page of a build in the browser."""
    import webbrowser

    from storygraph.errors import GraphError

    page = graph / "index.html"
    if not page.is_file():
        raise GraphError(f"{page} is not there: run `storygraph build -o {graph}` first")
    if not webbrowser.open(page.resolve().as_uri()):
        typer.echo(f"No browser found. Open {page}")


def _load(folder: Path) -> StoryGraph:
    from storygraph.save import load

    return load(folder / "graph")


def _mapping(columns: list[str] | None) -> dict[str, str]:
    """`field=column` arguments as a mapping. Raises UsageError."""
    mapping = {}
    for item in columns or []:
        name, equals, column = item.partition("=")
        if not (name and equals and column):
            raise UsageError(f"--map {item!r} is not of the form field=column")
        mapping[name.strip()] = column.strip()
    return mapping


def main() -> None:
    """Run the command line and exit; a user sees one line for each error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may not know every character
            stream.reconfigure(errors="replace")
    try:
        app()
    except StorygraphError as error:
        _fail(str(error), error.exit_code)
    except MemoryError:
        _fail("out of memory: give fewer articles, or a smaller --window", 1)
    except Exception as error:
        if os.environ.get("STORYGRAPH_DEBUG"):
            raise
        _fail(
            f"internal error, please report it: {type(error).__name__}: {error} "
            "(STORYGRAPH_DEBUG=1 shows where)",
            1,
        )


def _fail(message: str, code: int) -> NoReturn:
    from storygraph.terminal import safe

    typer.echo(f"storygraph: {safe(message)}", err=True)
    sys.exit(code)
