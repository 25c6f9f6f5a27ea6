"""Themes, their stories, and the parts of these, as a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from storygraph.counting import counted
from storygraph.errors import GraphError
from storygraph.export.attributes import shortest
from storygraph.printing.columns import Column, print_columns
from storygraph.printing.document import print_json
from storygraph.printing.stories import RATED, aside, ordered, trust, with_order
from storygraph.printing.terminal import safe
from storygraph.printing.wording import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storygraph.tables import Tables

NAMES = ("title", "keywords", "size", "first", "last")


def print_levels(graph: Tables, *, limit: int, order: str, as_json: bool) -> None:
    """The themes, each with its stories, each with its parts; `limit` themes, 0 for all.

    A story that no other shares a theme with stands alone. Raises GraphError when the graph was
    built without levels.
    """
    themes = nested(graph, order)
    shown = themes[:limit] if limit else themes
    note = "" if themes else "No story."
    if len(shown) < len(themes):
        note = f"{_part_of(shown, themes)}; -n 0 shows all"
    if as_json:
        print_json(shown)
        if note:
            aside(note)
        return
    console = Console()
    if shown:
        _print_tree(console, shown, order)
    if note:
        console.print(Text(note, "dim"))


def _print_tree(console: Console, themes: list[dict[str, Any]], order: str) -> None:
    rated = order == "cohesion" or console.width >= RATED
    told = {"story": True, "size": True, "dates": True, "cohesion": rated, "title": True}
    columns = [Column(name, name == "size") for name, is_shown in told.items() if is_shown]
    lines = [line for theme in themes for line in _lines(theme)]
    rows = [[name, *_cells(group, rated=rated)] for name, group, _ in lines]
    print_columns(console, columns, rows, [style for _, _, style in lines])


def _lines(theme: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Name, group and style of each line that a theme takes."""
    company = len(theme["stories"]) > 1
    if company:
        yield f"theme {theme['id']}", theme, "bold"
    indent = "  " * company
    for story in theme["stories"]:
        yield f"{indent}{story['id']}", story, ""
        parts = story["parts"] if len(story["parts"]) > 1 else []
        for part in parts:
            yield f"{indent}  {story['id']}.{part['id']}", part, "dim"
        if parts:
            yield from _rest(story, parts, "in no part")
    if company:
        yield from _rest(theme, theme["stories"], "in no story")


def _rest(
    whole: dict[str, Any], groups: list[dict[str, Any]], words: str
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """How many articles are in none of the groups, if any are."""
    if left := whole["size"] - sum(group["size"] for group in groups):
        yield "", {"size": left, "title": words}, "dim"


def _cells(group: dict[str, Any], *, rated: bool) -> list[str]:
    """What stands beside a name: size, dates, cohesion of stories where it is asked for, title."""
    told = [trust(group) if "cohesion" in group else ""] if rated else []
    dates = span(group) if "first" in group else ""
    return [f"{group['size']:,}", dates, *told, safe(group["title"] or "untitled")]


def _part_of(shown: list[dict[str, Any]], themes: list[dict[str, Any]]) -> str:
    """How many are shown of the themes, and of the stories that share none."""
    among, several = (sum(len(theme["stories"]) > 1 for theme in each) for each in (shown, themes))
    alone = counted(len(themes) - several, "story by itself", "stories by themselves")
    return f"{among:,} of {counted(several, 'theme')}, {len(shown) - among:,} of {alone}"


def nested(graph: Tables, order: str = "size") -> list[dict[str, Any]]:
    """Themes as {id, title, keywords, size, first, last, stories: [the same, and parts: [...]]}.

    Stories have their `cohesion` and `loose`, too. A story that shares a theme with no other is
    told so, with null for the theme's id. Ordered by "size", "recent", "sources" or "cohesion", a
    theme's being that of its loosest story, at both levels; parts by size. Raises GraphError when
    the graph was built without levels.
    """
    import polars as pl

    if not graph.has_levels:
        raise GraphError("this graph has no levels: run `storygraph build --levels` again")
    parts: dict[int, list[dict[str, Any]]] = {}
    for row in graph.levels.filter(pl.col("level") == "part").iter_rows(named=True):
        told = {name: row[name] for name in NAMES}
        parts.setdefault(row["story"], []).append({"id": row["number"], **told})
    stories: dict[int | None, list[dict[str, Any]]] = {}
    listed = ordered(with_order(graph, order), "story", order).with_columns(shortest("cohesion"))
    for row in listed.iter_rows(named=True):
        told = {name: row[name] for name in (*NAMES, "cohesion", "loose")}
        story = {"id": row["story"], **told, "parts": parts.get(row["story"], [])}
        stories.setdefault(row["theme"], []).append(story)
    widest = graph.stories.group_by("theme").agg(
        sources=pl.col("sources").explode(), cohesion=pl.col("cohesion").min()
    )
    themes = graph.levels.filter(pl.col("level") == "theme").join(
        widest, left_on="number", right_on="theme", how="left"
    )
    alone = graph.stories.filter(pl.col("theme").is_null())
    rows = pl.concat([themes, alone], how="diagonal")
    by_themselves = {story["id"]: [story] for story in stories.pop(None, [])}
    return [
        {"id": row["number"], **{name: row[name] for name in NAMES}, "stories": held}
        for row in ordered(rows, "lead", order).iter_rows(named=True)
        if (held := stories.get(row["number"]) or by_themselves.get(row["story"], []))
    ]
