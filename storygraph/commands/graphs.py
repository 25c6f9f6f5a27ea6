"""Commands that read a built graph: `stories`, `news`, `show`, `why`, `view`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from storygraph.commands.options import (
    AsJson,
    AsMarkdown,
    GraphFolder,
    Limit,
    either,
    given_day,
    given_path,
    load_graph,
    wrote,
)
from storygraph.errors import GraphError, UsageError


class Order(StrEnum):
    """Orders of `stories`."""

    size = "size"
    recent = "recent"
    sources = "sources"
    cohesion = "cohesion"


def stories(
    graph: GraphFolder = Path("output"),
    limit: Limit = 20,
    order: Annotated[
        Order,
        typer.Option(
            "--sort",
            help=f"What comes first: {either(Order)}; by cohesion, the loosest.",
            metavar="ORDER",
        ),
    ] = Order.size,
    since: Annotated[
        date | None,
        typer.Option(
            parser=given_day,
            help="Stories with articles of that day or later (UTC), and how many; the most first.",
            metavar="DAY",
        ),
    ] = None,
    levels: Annotated[
        bool, typer.Option("--levels", help="Under their themes, with their parts.")
    ] = False,
    markdown: AsMarkdown = False,
    as_json: AsJson = False,
) -> None:
    """List the stories of a build."""
    from storygraph.printing.stories import Listing, print_stories

    _refuse_two(markdown=markdown, as_json=as_json)
    if levels and (since or markdown):
        raise UsageError("--levels goes with neither --since nor --markdown")
    if levels:
        from storygraph.printing.levels import print_levels

        print_levels(load_graph(graph), limit=limit, order=order.value, as_json=as_json)
        return
    print_stories(load_graph(graph), Listing(limit, order.value, since, as_json, markdown))


def _refuse_two(*, markdown: bool, as_json: bool) -> None:
    if markdown and as_json:
        raise UsageError("give one of --markdown and --json")


def news(
    graph: GraphFolder = Path("output"),
    before: Annotated[
        Path | None,
        typer.Option(
            help="Since another build than the last: its output folder, or a copy of its graph/.",
            metavar="FOLDER",
            parser=given_path,
            show_default=False,
        ),
    ] = None,
    limit: Limit = 20,
    markdown: AsMarkdown = False,
    as_json: AsJson = False,
) -> None:
    """Tell what came in since the build before, and what became of its stories."""
    from storygraph.files.earlier import last_news, saved_at
    from storygraph.files.save import home_of
    from storygraph.printing.news import print_news, print_news_links
    from storygraph.stories.news import news as run

    _refuse_two(markdown=markdown, as_json=as_json)
    if before is None:
        found = last_news(graph)
    else:
        found = run(load_graph(before), load_graph(graph), saved_at(home_of(before)))
    if markdown:
        print_news_links(found, load_graph(graph), limit)
    else:
        print_news(found, limit, as_json=as_json)


def show(
    story: Annotated[
        str,
        typer.Argument(
            metavar="STORY",
            help="Number of the story, or id, URL, or part of ids or titles that is of no other.",
        ),
    ],
    graph: GraphFolder = Path("output"),
    html: Annotated[
        Path | None,
        typer.Option(
            help="Write the story's page here as well, in one file.",
            metavar="FILE",
            parser=given_path,
        ),
    ] = None,
    markdown: AsMarkdown = False,
    as_json: AsJson = False,
) -> None:
    """Print one story: its articles in time order, its sources and keywords."""
    from storygraph.files.ours import Format
    from storygraph.files.output import refuse_foreign_file
    from storygraph.printing.story import print_story
    from storygraph.stories.lookup import story_of

    _refuse_two(markdown=markdown, as_json=as_json)
    if html == Path("-"):
        raise UsageError("--html needs a file: `export network --to -` writes to standard output")
    loaded = load_graph(graph)
    if html is not None:
        refuse_foreign_file(html, Format.network)
    number = story_of(loaded, story)
    print_story(loaded, number, as_json=as_json, markdown=markdown)
    if html is not None:
        from storygraph.export.story_pages import write_story_page

        wrote(write_story_page(loaded, number, html, single_file=True), aside=True)


def why(
    a: Annotated[
        str, typer.Argument(metavar="A", help="An article: id, URL, or part of its id or title.")
    ],
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="Another one.", show_default=False)
    ] = None,
    graph: GraphFolder = Path("output"),
    as_json: AsJson = False,
) -> None:
    """Explain why two articles are in one story, or why one belongs to its story."""
    from storygraph.printing.why import print_membership, print_tie

    loaded = load_graph(graph)
    if b is None:
        print_membership(loaded.why(a), as_json=as_json)
    else:
        print_tie(loaded.why(a, b), as_json=as_json)


def view(graph: GraphFolder = Path("output")) -> None:
    """Open the page of a build in the browser."""
    import webbrowser

    from storygraph.files.ours import INDEX
    from storygraph.files.save import output_of

    page = output_of(graph) / INDEX
    if not page.is_file():
        raise GraphError(f"{page} is not there: run `storygraph build -o {page.parent}` first")
    if not webbrowser.open(page.resolve().as_uri()):
        from storygraph.read.finding import shown

        typer.echo(f"No browser found. Open {shown(str(page))}")
