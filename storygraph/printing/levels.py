"""Themes, their stories, and the parts of these, as a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.counting import counted
from storygraph.errors import GraphError
from storygraph.printing.document import print_json
from storygraph.printing.stories import ordered, with_order
from storygraph.printing.wording import span
from storygraph.terminal import safe

if TYPE_CHECKING:
    from storygraph.tables import Tables

NAMES = ("title", "keywords", "size", "first", "last")


def print_levels(graph: Tables, *, limit: int, order: str, as_json: bool) -> None:
    """The themes, each with its stories, each with its parts; `limit` themes, 0 for all.

    A story that no other shares a theme with stands alone. Raises GraphError when the graph was
    built without levels.
    """
    themes = nested(graph, order)
    shown = themes[:limit] if limit else themes
    if as_json:
        print_json(shown)
        return
    console = Console()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name, justify in (("story", "left"), ("size", "right"), ("dates", "left")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type] # rich wants literals
    table.add_column("title", ratio=1)
    for theme in shown:
        company = len(theme["stories"]) > 1
        if company:
            table.add_row(*_row(f"theme {theme['id']}", theme), style="bold")
        alone = theme["size"] - sum(story["size"] for story in theme["stories"])
        for story in theme["stories"]:
            table.add_row(*_row(f"{'  ' * company}{story['id']}", story))
            parts = story["parts"] if len(story["parts"]) > 1 else []
            for part in parts:
                name = f"{'  ' * company}  {story['id']}.{part['id']}"
                table.add_row(*_row(name, part), style="dim")
            rest = story["size"] - sum(part["size"] for part in parts)
            if parts and rest:
                table.add_row("", f"{rest:,}", "", "in no part", style="dim")
        if company and alone:
            table.add_row("", f"{alone:,}", "", "in no story", style="dim")
    console.print(table)
    if len(shown) < len(themes):
        console.print(Text(f"{_part_of(shown, themes)}; -n 0 shows all", "dim"))


def _part_of(shown: list[dict[str, Any]], themes: list[dict[str, Any]]) -> str:
    """How many are shown of the themes, and of the stories that share none."""
    among, several = (sum(len(theme["stories"]) > 1 for theme in each) for each in (shown, themes))
    alone = counted(len(themes) - several, "story by itself", "stories by themselves")
    return f"{among:,} of {counted(several, 'theme')}, {len(shown) - among:,} of {alone}"


def nested(graph: Tables, order: str = "size") -> list[dict[str, Any]]:
    """Themes as {id, title, keywords, size, first, last, stories: [the same, and parts: [...]]}.

    A story that shares a theme with no other is told so, too, with null for the theme's id. Ordered
    by "size", "recent", "sources" or "cohesion", a theme's being that of its loosest story, at both
    levels; parts by size. Raises GraphError when the graph was built without levels.
    """
    import polars as pl

    if not graph.has_levels:
        raise GraphError("this graph has no levels: run `storygraph build --levels` again")
    parts: dict[int, list[dict[str, Any]]] = {}
    for row in graph.levels.filter(pl.col("level") == "part").iter_rows(named=True):
        told = {name: row[name] for name in NAMES}
        parts.setdefault(row["story"], []).append({"id": row["number"], **told})
    stories: dict[int | None, list[dict[str, Any]]] = {}
    for row in ordered(with_order(graph, order), "story", order).iter_rows(named=True):
        told = {name: row[name] for name in NAMES}
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


def _row(name: str, group: dict[str, Any]) -> tuple[str, str, str, Text]:
    return name, f"{group['size']:,}", span(group), Text(safe(group["title"] or "untitled"))
