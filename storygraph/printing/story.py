"""One story with its articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.counting import counted
from storygraph.export.tables import story_records
from storygraph.printing.document import print_document, print_json
from storygraph.printing.link_list import link_list
from storygraph.printing.terminal import safe
from storygraph.printing.wording import is_after, moment, span
from storygraph.stories.cohesion import hundredths, is_firm, is_loose

if TYPE_CHECKING:
    import polars as pl

    from storygraph.tables import Tables

OUTLETS = 8
"""Outlets of a story that are named."""


def print_story(
    graph: Tables, story: int, *, as_json: bool = False, markdown: bool = False
) -> None:
    """One story and its articles in time order: as text, as links, or as in `stories.json`.

    There they have their excerpts, too.
    """
    asked = graph.stories.slice(story - 1, 1)
    if as_json:
        print_json(story_records(graph, asked, ["excerpt"]).row(0, named=True))
        return
    members = graph.articles.filter(graph.articles["story"] == story)
    if markdown:
        print_document(link_list(asked, members))
        return
    console = Console()
    _print_head(console, graph, asked.row(0, named=True), members)
    console.print()
    parts = graph.levels.filter(graph.levels["story"].eq(story))
    parted = parts.height > 1
    for part in parts.iter_rows(named=True) if parted else ():
        title = safe(part["title"] or "untitled")
        name = f"Part {story}.{part['number']}, {counted(part['size'], 'article')}, {span(part)}"
        console.print(Text(f"{name}: {title}"))
    if parted:
        console.print()
    console.print(_member_table(graph, members, parted=parted))


def _print_head(
    console: Console, graph: Tables, row: dict[str, Any], members: pl.DataFrame
) -> None:
    """What a story is, before its articles."""
    console.print(Text(safe(row["title"]), style="bold"))
    outlets = ", ".join(f"{safe(s['name'])} {s['count']}" for s in row["sources"][:OUTLETS])
    if (more := len(row["sources"]) - OUTLETS) > 0:
        outlets += f", and {more:,} more"
    sizes = f"{counted(row['articles'], 'article')}, {counted(row['externals'], 'external')}"
    console.print(Text(f"{span(row)}   {sizes}"))
    console.print(Text(f"Outlets: {outlets}", style="dim"))
    console.print(Text(f"Keywords: {', '.join(map(safe, row['keywords']))}", style="dim"))
    lead = safe(graph.articles["id"][row["lead"]])
    console.print(Text(f"Lead: {lead} (stays; numbers change)", style="dim"))
    _print_cohesion(console, row, unknown=members["fit"].has_nulls())
    _print_theme(console, graph, row["theme"])


def _member_table(graph: Tables, members: pl.DataFrame, *, parted: bool) -> Table:
    """The articles of a story, with the part that each is in where it has several."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    if parted:
        table.add_column("part", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("outlet", max_width=24)
    # Of a graph built before fits were measured there is none to tell
    rated = members["fit"].null_count() < members.height
    if rated:
        table.add_column("fit", no_wrap=True)
    table.add_column("headline", ratio=1)
    for member in members.iter_rows(named=True):
        told = " (external)" if member["kind"] == "external" else ""
        told += _copied(graph, member)
        part = f"{member['story']}.{member['part']}" if member["part"] else ""
        table.add_row(
            *([part] if parted else []),
            moment(member["published"]),
            Text(safe(member["source"] or "")),
            *([_fit(member["fit"])] if rated else []),
            Text(safe(member["title"] or member["id"]) + told),
        )
    return table


def _fit(fit: float | None) -> str:
    """How well an article fits, and whether that is to be looked at."""
    if fit is None:
        return ""
    return f"{hundredths(fit)} loose" if is_loose(fit) else hundredths(fit)


def _copied(graph: Tables, member: dict[str, Any]) -> str:
    """Whose text an article repeats; nobody's, where dates do not tell who came first."""
    if member["copy_of"] is None:
        return ""
    original = graph.articles.row(member["copy_of"], named=True)
    later = is_after(member["published"], original["published"])
    whose = safe(original["source"] or original["title"])
    return f" (copy of {whose})" if later else f" (same text as {whose})"


def _print_cohesion(console: Console, row: dict[str, Any], *, unknown: bool) -> None:
    """How far a story is to be trusted, and how many of its articles have a loose fit.

    `unknown`: some have none, as the rest is in other languages.
    """
    if row["cohesion"] is None:
        return
    told = hundredths(row["cohesion"])
    if is_firm(row["cohesion"]):
        told += f": firm, all {'that can be compared ' if unknown else ''}fit well"
    elif row["loose"]:
        told += f": {counted(row['loose'], 'article')} with a loose fit"
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
