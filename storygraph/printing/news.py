"""What is new since the build before, in words and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.counting import counted
from storygraph.printing.terminal import safe

if TYPE_CHECKING:
    from storygraph.stories.news import News

STORIES = 5
"""Stories that are listed, of the new ones and of the largest."""


def tell_news(found: News | None) -> dict[str, Any] | None:
    """What is new, for scripts."""
    if found is None:
        return None
    stories = found.stories.rename({"story": "id"}).to_dicts()
    return {"new": found.new, "gone": found.gone, "alone": found.alone, "stories": stories}


def print_news(found: News, console: Console) -> None:
    """How many articles are new, and where the new ones went."""
    console.print()
    if not found.new:
        gone = f"; {counted(found.gone, 'article')} gone" if found.gone else ""
        console.print(Text(f"No article is new since the build before{gone}.", style="dim"))
        return
    begun = int(found.stories["begun"].sum())
    grown = found.stories.height - begun
    parts = [
        counted(found.new, "new article"),
        counted(begun, "new story", "new stories"),
        f"{counted(grown, 'story has', 'stories have')} grown",
        f"{found.alone:,} told once",
        *([f"{counted(found.gone, 'article')} gone"] if found.gone else []),
    ]
    console.print(Text(f"Since the build before: {', '.join(parts)}", style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("story", "new", "size"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("title", ratio=1)
    for row in found.stories.head(STORIES).iter_rows(named=True):
        numbers = (f"{row[name]:,}" for name in ("story", "new", "size"))
        how = "began" if row["begun"] else "grew"
        table.add_row(*numbers, how, Text(safe(row["title"] or "untitled")))
    if found.stories.height:
        console.print(table)
    if (more := found.stories.height - STORIES) > 0:
        told = f"and {counted(more, 'more story', 'more stories')}; `stories --since DAY` has all"
        console.print(Text(told, style="dim"))
