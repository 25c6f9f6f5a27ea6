"""The list of stories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from storygraph.counting import counted
from storygraph.errors import GraphError
from storygraph.export.tables import story_records
from storygraph.printing.columns import Column, print_columns
from storygraph.printing.document import print_document, print_json
from storygraph.printing.link_list import link_list
from storygraph.printing.terminal import safe
from storygraph.printing.wording import span
from storygraph.stories.cohesion import is_firm

if TYPE_CHECKING:
    import polars as pl

    from storygraph.tables import Tables


DATED, WHOLE, RATED = 60, 72, 84
"""Letters a line from which the table of stories has their dates, the number of their outlets, and
their cohesion: below that their titles would stand in strips. Ordered by cohesion they have it
first, or nobody would see what the order goes by."""

NUMBERS = frozenset(("story", "new", "size", "outlets"))
"""Columns of that table that are numbers."""


@dataclass(frozen=True)
class Listing:
    """What `stories` lists: so many, in an order, those with articles `since` a day, and how."""

    limit: int
    order: str
    since: date | None = None
    as_json: bool = False
    markdown: bool = False


def print_stories(graph: Tables, asked: Listing) -> None:
    """The stories, as a table, as links, or as the records of `stories.json` without articles."""
    import polars as pl

    articles = graph.articles
    stories = with_order(graph, asked.order)
    if asked.since:
        since = datetime.combine(asked.since, time(), UTC)
        articles = articles.filter(pl.col("published") >= since)
        stories = _with_new(stories, articles)
    stories = ordered(stories, "story", asked.order)
    shown = stories.head(asked.limit or stories.height)
    if asked.as_json:
        records = story_records(graph, shown).drop("articles")
        news = shown.select(name for name in shown.columns if name == "new")
        print_json(records.hstack(news).to_dicts())
        for note in _left_out(shown, stories):
            aside(note)
        return
    notes = [*_left_out(shown, stories), *(_since(graph, articles, asked) if asked.since else [])]
    if asked.markdown:
        # Of all that was ever told once nobody asked
        listed = articles if asked.since else articles.drop_nulls("story")
        print_document(link_list(shown, listed))
    console = Console(stderr=asked.markdown)
    if shown.height and not asked.markdown:
        print_story_table(console, shown, rated=asked.order == "cohesion")
    for note in notes:
        console.print(Text(note, "dim"))


def aside(note: str) -> None:
    """Say on standard error what JSON and Markdown leave unsaid: that there is more, or nothing."""
    Console(stderr=True, soft_wrap=True).print(Text(note, "dim"))


def _left_out(shown: pl.DataFrame, stories: pl.DataFrame) -> Iterator[str]:
    """What to say where not all stories are shown, or where there is none."""
    if not stories.height:
        yield "No story."
    elif shown.height < stories.height:
        yield part_of(shown, stories)


def part_of(shown: pl.DataFrame, stories: pl.DataFrame) -> str:
    """How many of the stories are shown."""
    return f"{shown.height:,} of {stories.height:,}; -n 0 shows all"


def _since(graph: Tables, articles: pl.DataFrame, asked: Listing) -> Iterator[str]:
    """What is said of stories since a day: `articles` of the time in none, and undated ones."""
    alone = articles["story"].null_count()
    if alone and not asked.markdown:
        yield f"{counted(alone, 'article')} since then told once (--markdown lists them)"
    # Pages that are known from links alone seldom have a date, and are nobody's news
    undated = graph.articles.filter(kind="article")["published"].null_count()
    if undated:
        has = "has" if undated == 1 else "have"
        yield f"{counted(undated, 'article')} {has} no date, and may be new, too"


def _with_new(stories: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Those of `stories` that have some of these `articles`, and how many: `new`."""
    import polars as pl

    counts = articles.drop_nulls("story").group_by("story").agg(new=pl.len().cast(pl.UInt32))
    return stories.join(counts, on="story", maintain_order="left")


def with_order(graph: Tables, order: str) -> pl.DataFrame:
    """The stories of a graph that knows what `order` goes by.

    Raises GraphError when it was built before fits were measured.
    """
    if order == "cohesion" and graph.stories["loose"].null_count():
        raise GraphError("this graph says nothing of cohesion: run `storygraph build` again")
    return graph.stories


def ordered(table: pl.DataFrame, number: str, order: str) -> pl.DataFrame:
    """Stories or themes by "size", "recent" (the last date) or "sources" (outlets), most first.

    Where some are `new`, as `stories --since` has it, those count as size. By "cohesion" the
    loosest comes first. Equal ones go by the column `number`.
    """
    import polars as pl

    size = pl.col("new" if "new" in table.columns else "size")
    outlets = pl.col("sources").list.eval(pl.element().struct.field("name")).list.n_unique()
    keys = {"size": size, "recent": pl.col("last"), "sources": outlets}
    key, falling = keys.get(order, pl.col(order)), order in keys
    return table.sort(key, number, descending=[falling, False], nulls_last=True)


def trust(story: dict[str, Any]) -> str:
    """How far a story is to be trusted, in a word."""
    if is_firm(story["cohesion"]):
        return "firm"
    return f"{story['loose']:,} loose" if story["loose"] else ""


def print_story_table(console: Console, stories: pl.DataFrame, *, rated: bool = False) -> None:
    """Print what is told of each story in a line, as far as a line holds it.

    `rated` asks for their cohesion even where little else has room.
    """
    width = console.width
    dated, whole = (width >= least for least in ((WHOLE, RATED) if rated else (DATED, WHOLE)))
    told = {"story": True, "new": "new" in stories.columns, "size": True, "dates": dated}
    told |= {"outlets": whole, "cohesion": rated or width >= RATED, "title": True}
    columns = [Column(name, name in NUMBERS) for name, shown in told.items() if shown]
    rows = [
        [_cell(row, column.name) for column in columns] for row in stories.iter_rows(named=True)
    ]
    print_columns(console, columns, rows)


def _cell(story: dict[str, Any], column: str) -> str:
    """What a story has in a column of the table."""
    match column:
        case "dates":
            return span(story)
        case "outlets":
            return f"{len(story['sources']):,}" if story["sources"] else "-"
        case "cohesion":
            return trust(story)
        case "title":
            return safe(story["title"] or "untitled")
    return f"{story[column]:,}"
