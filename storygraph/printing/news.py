"""What is new since an earlier build, in words: as a build ends, and by `news`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.counting import counted
from storygraph.printing.link_list import link_list
from storygraph.printing.terminal import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from storygraph.stories.news import News
    from storygraph.tables import Tables

STORIES = 5
"""Stories that a build lists, of the new ones, those regrouped, and the largest."""

REGROUPED = {
    "joined": "{} joined another",
    "split": "{} split off",
    "scattered": "{} fell apart",
    "ended": "{} ended",
}
MOVED = {
    "entered": "{} found a story",
    "moved": "{} moved to another",
    "left": "{} left theirs",
}
"""Counts of what was grouped anew, in words, those that the editor of a growing folder meets most
often first."""

HOW = {
    "split": "split off",
    "scattered": "fell apart",
    "new": "told once",
    "entered": "found",
}
"""What became of a story or an article, where its own name does not say it."""


def tell_news(found: News | None, limit: int) -> None:
    """All that is new, with the articles; or that no build has brought any."""
    console = Console()
    if found is None:
        words = "No news: nothing has changed since the first build here."
        console.print(Text(words, style="dim"))
    else:
        print_news(found, console, limit, whole=True)


def news_links(found: News, graph: Tables, limit: int) -> str:
    """The new articles as links in Markdown, by story, those with most first, `limit` of them."""
    new = found.articles.filter(found.articles["how"] == "new")["id"]
    grown = found.stories.filter(found.stories["new"] > 0)
    asked = grown.head(limit or grown.height)
    return link_list(asked, graph.articles.filter(graph.articles["id"].is_in(new.implode())))


def print_news(found: News, console: Console, limit: int = STORIES, *, whole: bool = False) -> None:
    """How many articles are new, where they went, and what else became of the stories.

    `limit` is how many rows of each table are shown (0: all). The `whole` has the articles that
    were grouped anew or are gone, too.
    """
    if not found:
        console.print(Text(f"Nothing has changed since {_earlier(found)}.", style="dim"))
        return
    came = f"Since {_earlier(found)}: {', '.join(_came(found))}"
    console.print(Text(came, style="bold"))
    if found.stories.height:
        console.print(_grown(found.stories.head(limit or found.stories.height)))
    left_out = _more(found.stories.height, limit, "story", "stories")
    if anew := list(_anew(found)):
        console.print(Text(f"Grouped anew: {'; '.join(anew)}", style="bold"))
    if found.regrouped.height:
        console.print(_regrouped(found.regrouped.head(limit or found.regrouped.height)))
    left_out += _more(found.regrouped.height, limit, "regrouped story", "regrouped stories")
    moves = _moves(found)
    if whole and moves.height:
        console.print(Text("Articles:", style="bold"))
        console.print(_moved(moves.head(limit or moves.height)))
    left_out += _more(moves.height, limit if whole else moves.height, "article")
    ways = "-n 0 shows all" if whole else "`storygraph news` tells more"
    if left_out:
        console.print(Text(f"and {', '.join(left_out)} more; {ways}", style="dim"))
    elif not whole and moves.height:
        console.print(Text("`storygraph news` names the articles", style="dim"))


def _earlier(found: News) -> str:
    """The build that news look back at, by its time."""
    return f"the build of {found.since:%Y-%m-%d %H:%M} UTC" if found.since else "the build before"


def _came(found: News) -> Iterator[str]:
    """What came in, and what is gone, in counts."""
    begun = int(found.stories["begun"].sum())
    grown = found.stories.height - begun
    copied = f" ({counted(found.copies, 'copy', 'copies')})" if found.copies else ""
    yield counted(found.new, "new article") + copied
    if begun or found.new:
        yield counted(begun, "new story", "new stories")
    if grown or found.new:
        yield f"{counted(grown, 'story has', 'stories have')} grown"
    if found.new:
        yield f"{found.alone:,} told once"
    if found.gone:
        yield f"{counted(found.gone, 'article')} gone"


def _anew(found: News) -> Iterator[str]:
    """What was there and is grouped otherwise, in counts; nothing of what did not happen."""
    for one, many, words in (("story", "stories", REGROUPED), ("article", "articles", MOVED)):
        told = [
            text.format(counted(found.counts[how], one, many))
            for how, text in words.items()
            if found.counts[how]
        ]
        if told:
            yield ", ".join(told)


def _more(there: int, limit: int, one: str, many: str = "") -> list[str]:
    """What a table leaves out."""
    return [counted(there - limit, one, many)] if 0 < limit < there else []


def _grown(stories: pl.DataFrame) -> Table:
    """Stories that grew or began."""
    numbers = ("story", "was", "new", "size")
    table = _table(*numbers)
    for row in stories.iter_rows(named=True):
        how = "began" if row["begun"] else "grew"
        _add(table, {**row, "how": how}, numbers, Text(safe(row["title"] or "untitled")))
    return table


def _regrouped(stories: pl.DataFrame) -> Table:
    """Stories that joined others, split off, fell apart or ended, with the title of the other."""
    numbers = ("was", "story", "shared")
    table = _table(*numbers)
    for row in stories.iter_rows(named=True):
        title, other = (safe(row[name] or "untitled") for name in ("title", "other"))
        told = Text(title)
        if row["other"] is not None and other != title:
            told.append(f" ({'now' if row['how'] == 'joined' else 'was'} in: {other})", "dim")
        _add(table, row, numbers, told)
    return table


def _moves(found: News) -> pl.DataFrame:
    """The articles that are named: of new ones in a story that story tells."""
    articles = found.articles
    return articles.filter((articles["how"] != "new") | articles["story"].is_null())


def _moved(articles: pl.DataFrame) -> Table:
    """Articles that are told once, or that are grouped otherwise, or gone."""
    table = _table("was", "story")
    for row in articles.iter_rows(named=True):
        _add(table, row, ("was", "story"), Text(safe(row["title"] or row["id"])))
    return table


def _table(*numbers: str) -> Table:
    """A table of so many numbers, what happened, and a title."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("title", ratio=1)
    return table


def _add(table: Table, row: dict[str, Any], numbers: tuple[str, ...], title: Text) -> None:
    told = ("" if row[name] is None else f"{row[name]:,}" for name in numbers)
    table.add_row(*told, HOW.get(row["how"], row["how"]), title)
