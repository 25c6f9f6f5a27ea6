"""What is new since an earlier build, in words: as a build ends, and by `news`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from storygraph.counting import counted
from storygraph.printing.columns import Column, print_columns
from storygraph.printing.document import print_document, print_json
from storygraph.printing.link_list import link_list
from storygraph.printing.stories import aside, part_of
from storygraph.printing.terminal import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from storygraph.stories.news import News
    from storygraph.tables import Tables

STORIES = 5
"""Stories that a build lists, of the new ones, those regrouped, and the largest."""

NONE = "No news: nothing has changed since the first build here."
"""What is said of a graph without news: whether there was a second build it does not say."""

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


def print_news(found: News | None, limit: int, *, as_json: bool) -> None:
    """All that is new, with the articles; or that there is nothing to look back at."""
    if as_json:
        print_json(None if found is None else found.as_record())
    elif found is None:
        Console().print(Text(NONE, style="dim"))
    else:
        tell_news(found, Console(), limit, whole=True)


def print_news_links(found: News | None, graph: Tables, limit: int) -> None:
    """The new articles as links in Markdown, by story, those with most first, `limit` of them.

    What these do not show is said on standard error.
    """
    if found is None or not found.new:
        aside(NONE if found is None else "No new article.")
        return
    new = found.articles.filter(found.articles["how"] == "new")["id"]
    grown = found.stories.filter(found.stories["new"] > 0)
    shown = grown.head(limit or grown.height)
    articles = graph.articles.filter(graph.articles["id"].is_in(new.implode()))
    print_document(link_list(shown, articles))
    if shown.height < grown.height:
        aside(part_of(shown, grown))


def tell_news(found: News, console: Console, limit: int = STORIES, *, whole: bool = False) -> None:
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
        _print_grown(console, found.stories.head(limit or found.stories.height))
    left_out = _more(found.stories.height, limit, "story", "stories")
    if anew := list(_anew(found)):
        console.print(Text(f"Grouped anew: {'; '.join(anew)}", style="bold"))
    if found.regrouped.height:
        _print_regrouped(console, found.regrouped.head(limit or found.regrouped.height))
    left_out += _more(found.regrouped.height, limit, "regrouped story", "regrouped stories")
    moves = _moves(found)
    if whole and moves.height:
        console.print(Text("Articles:", style="bold"))
        _print_moved(console, moves.head(limit or moves.height))
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


def _print_grown(console: Console, stories: pl.DataFrame) -> None:
    """Stories that grew or began."""
    rows = [
        {**row, "how": "began" if row["begun"] else "grew", "title": row["title"] or "untitled"}
        for row in stories.iter_rows(named=True)
    ]
    _print_table(console, ("story", "was", "new", "size"), rows)


def _print_regrouped(console: Console, stories: pl.DataFrame) -> None:
    """Stories that joined others, split off, fell apart or ended, with the title of the other."""
    rows = []
    for row in stories.iter_rows(named=True):
        title, other = (row[name] or "untitled" for name in ("title", "other"))
        if row["other"] is not None and other != title:
            title += f" ({'now' if row['how'] == 'joined' else 'was'} in: {other})"
        rows.append({**row, "title": title})
    _print_table(console, ("was", "story", "shared"), rows)


def _moves(found: News) -> pl.DataFrame:
    """The articles that are named: of new ones in a story that story tells."""
    articles = found.articles
    return articles.filter((articles["how"] != "new") | articles["story"].is_null())


def _print_moved(console: Console, articles: pl.DataFrame) -> None:
    """Articles that are told once, or that are grouped otherwise, or gone."""
    rows = [{**row, "title": row["title"] or row["id"]} for row in articles.iter_rows(named=True)]
    _print_table(console, ("was", "story"), rows)


def _print_table(console: Console, numbers: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """So many numbers of each row, what happened, and a title."""
    columns = [*(Column(name, is_number=True) for name in numbers), Column(""), Column("title")]
    cells = [
        [
            *("" if row[name] is None else f"{row[name]:,}" for name in numbers),
            HOW.get(row["how"], row["how"]),
            safe(row["title"]),
        ]
        for row in rows
    ]
    print_columns(console, columns, cells)
