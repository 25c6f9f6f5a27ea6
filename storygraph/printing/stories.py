"""The list of stories, and one story with its articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.counting import counted
from storygraph.export.tables import story_records
from storygraph.printing.document import print_json
from storygraph.printing.wording import moment, span
from storygraph.stories.cohesion import is_firm
from storygraph.terminal import safe

if TYPE_CHECKING:
    from typing import Any

    import polars as pl

    from storygraph.tables import Tables


DATED, WHOLE, RATED = 60, 72, 84
"""Letters a line from which the table of stories has their dates, the number of their outlets, and
their cohesion: below that their titles would stand in strips."""


OUTLETS = 8
"""Outlets of a story that are named."""


def print_stories(graph: Tables, *, limit: int, order: str, as_json: bool) -> None:
    """The stories, as a table or as the records of `stories.json` without articles."""
    stories = ordered(graph.stories, "story", order)
    if limit:
        stories = stories.head(min(limit, stories.height))
    if as_json:
        print_json(story_records(graph, stories).drop("articles").to_dicts())
        return
    console = Console()
    console.print(story_table(stories, console.width))
    if stories.height < graph.stories.height:
        console.print(
            Text(f"{stories.height:,} of {graph.stories.height:,}; -n 0 shows all", "dim")
        )


def ordered(table: pl.DataFrame, number: str, order: str) -> pl.DataFrame:
    """Stories or themes by "size", "recent" (the last date) or "sources" (outlets), most first.

    By "cohesion" the loosest comes first. Equal ones go by the column `number`.
    """
    import polars as pl

    outlets = pl.col("sources").list.eval(pl.element().struct.field("name")).list.n_unique()
    keys = {"size": pl.col("size"), "recent": pl.col("last"), "sources": outlets}
    key, falling = keys.get(order, pl.col(order)), order in keys
    return table.sort(key, number, descending=[falling, False], nulls_last=True)


def print_story(graph: Tables, story: int, *, as_json: bool) -> None:
    """One story and its articles in time order, or its record in `stories.json` with excerpts."""
    row = graph.stories.row(story - 1, named=True)
    if as_json:
        asked = graph.stories.slice(story - 1, 1)
        print_json(story_records(graph, asked, ["excerpt"]).row(0, named=True))
        return
    members = graph.articles.filter(graph.articles["story"] == story)
    parts = graph.levels.filter(graph.levels["story"].eq(story))
    console = Console()
    console.print(Text(safe(row["title"]), style="bold"))
    outlets = ", ".join(f"{safe(s['name'])} {s['count']}" for s in row["sources"][:OUTLETS])
    if (more := len(row["sources"]) - OUTLETS) > 0:
        outlets += f", and {more:,} more"
    sizes = f"{counted(row['articles'], 'article')}, {counted(row['externals'], 'external')}"
    console.print(Text(f"{span(row)}   {sizes}"))
    console.print(Text(f"Outlets: {outlets}", style="dim"))
    console.print(Text(f"Keywords: {', '.join(map(safe, row['keywords']))}", style="dim"))
    _print_cohesion(console, row)
    _print_theme(console, graph, row["theme"])
    console.print()
    parted = parts.height > 1
    for part in parts.iter_rows(named=True) if parted else ():
        title = safe(part["title"] or "untitled")
        name = f"Part {story}.{part['number']}, {counted(part['size'], 'article')}, {span(part)}"
        console.print(Text(f"{name}: {title}"))
    if parted:
        console.print()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    if parted:
        table.add_column("part", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("outlet", max_width=24)
    table.add_column("fit", no_wrap=True)
    table.add_column("headline", ratio=1)
    for member in members.iter_rows(named=True):
        external = " (external)" if member["kind"] == "external" else ""
        table.add_row(
            *([f"{story}.{member['part']}" if member["part"] else ""] if parted else []),
            moment(member["published"]),
            Text(safe(member["source"] or "")),
            "" if member["fit"] is None else f"{member['fit']:.2f}",
            Text(safe(member["title"] or member["id"]) + external),
        )
    console.print(table)


def _print_cohesion(console: Console, row: dict[str, Any]) -> None:
    """How far a story is to be trusted, and how many of its articles do not fit it well."""
    if row["cohesion"] is None:
        return
    told = f"{row['cohesion']:.2f}"
    if is_firm(row["cohesion"]):
        told += ": firm, all fit well"
    elif row["loose"]:
        told += f": {counted(row['loose'], 'article')} tied loosely"
    console.print(Text(f"Cohesion: {told}", style="dim"))


def _print_theme(console: Console, graph: Tables, theme: int | None) -> None:
    """The theme of a story, where other stories share it."""
    if theme is None:
        return
    company = graph.stories.filter(graph.stories["theme"] == theme)
    if company.height > 1:
        levels = graph.levels
        row = levels.filter((levels["level"] == "theme") & (levels["number"] == theme))
        title = safe(row["title"][0] or "untitled")
        others = f"{company.height} stories, {row['size'][0]} articles"
        console.print(Text(f"Theme {theme}: {title} ({others})", style="dim"))


def _tied(story: dict[str, Any]) -> str:
    """How far a story is to be trusted, in a word."""
    if is_firm(story["cohesion"]):
        return "firm"
    return f"{story['loose']:,} loose" if story["loose"] else ""


def story_table(stories: pl.DataFrame, width: int) -> Table:
    """What is told of each story in a line, as far as `width` letters hold it."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("story", justify="right", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    dated, whole, rated = (width >= least for least in (DATED, WHOLE, RATED))
    if dated:
        table.add_column("dates", no_wrap=True)
    if whole:
        table.add_column("outlets", justify="right", no_wrap=True)
    if rated:
        table.add_column("cohesion", no_wrap=True)
    table.add_column("title", ratio=1)
    for row in stories.iter_rows(named=True):
        table.add_row(
            f"{row['story']:,}",
            f"{row['size']:,}",
            *([span(row)] if dated else []),
            *([f"{len(row['sources']):,}" if row["sources"] else "-"] if whole else []),
            *([_tied(row)] if rated else []),
            Text(safe(row["title"] or "untitled")),
        )
    return table
