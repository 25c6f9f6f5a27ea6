"""The list of stories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.counting import counted
from storygraph.errors import GraphError
from storygraph.export.tables import story_records
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
        return
    notes = [*_left_out(shown, stories), *(_since(graph, articles, asked) if asked.since else [])]
    if asked.markdown:
        # Of all that was ever told once nobody asked
        listed = articles if asked.since else articles.drop_nulls("story")
        print_document(link_list(shown, listed))
    console = Console(stderr=asked.markdown)
    if shown.height and not asked.markdown:
        console.print(story_table(shown, console.width, rated=asked.order == "cohesion"))
    for note in notes:
        console.print(Text(note, "dim"))


def _left_out(shown: pl.DataFrame, stories: pl.DataFrame) -> Iterator[str]:
    """What to say where not all stories are shown, or where there is none."""
    if not stories.height:
        yield "No story."
    elif shown.height < stories.height:
        yield f"{shown.height:,} of {stories.height:,}; -n 0 shows all"


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


def story_table(stories: pl.DataFrame, width: int, *, rated: bool = False) -> Table:
    """What is told of each story in a line, as far as `width` letters hold it.

    `rated` asks for their cohesion even where little else has room.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("story", justify="right", no_wrap=True)
    if "new" in stories.columns:
        table.add_column("new", justify="right", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    dated, whole = (width >= least for least in ((WHOLE, RATED) if rated else (DATED, WHOLE)))
    rated = rated or width >= RATED
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
            *([f"{row['new']:,}"] if "new" in row else []),
            f"{row['size']:,}",
            *([span(row)] if dated else []),
            *([f"{len(row['sources']):,}" if row["sources"] else "-"] if whole else []),
            *([trust(row)] if rated else []),
            Text(safe(row["title"] or "untitled")),
        )
    return table
