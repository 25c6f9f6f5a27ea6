"""The list of stories, and one story with its articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.counting import counted
from storygraph.export.tables import story_records
from storygraph.printing.document import print_document, print_json
from storygraph.printing.link_list import link_list
from storygraph.printing.wording import is_after, moment, span
from storygraph.terminal import safe

if TYPE_CHECKING:
    import polars as pl

    from storygraph.tables import Tables


DATED, WHOLE = 60, 72
"""Letters a line from which the table of stories has their dates, and the number of their outlets:
below that their titles would stand in strips."""


OUTLETS = 8
"""Outlets of a story that are named."""


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
    stories = graph.stories
    if asked.since:
        since = datetime.combine(asked.since, time(), UTC)
        articles = articles.filter(pl.col("published") >= since)
        stories = _with_new(stories, articles)
    stories = _in_order(stories, asked)
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
        console.print(story_table(shown, console.width))
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
    if undated := graph.articles["published"].null_count():
        has = "has" if undated == 1 else "have"
        yield f"{counted(undated, 'article')} {has} no date, and may be new, too"


def _with_new(stories: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Those of `stories` that have some of these `articles`, and how many: `new`."""
    import polars as pl

    counts = articles.drop_nulls("story").group_by("story").agg(new=pl.len().cast(pl.UInt32))
    return stories.join(counts, on="story", maintain_order="left")


def _in_order(stories: pl.DataFrame, asked: Listing) -> pl.DataFrame:
    """The stories as asked; those with the most `new` articles first where size is what counts."""
    import polars as pl

    keys = {
        "size": pl.col("new" if asked.since else "size"),
        "recent": pl.col("last"),
        "sources": pl.col("sources").list.len(),
    }
    return stories.sort(keys[asked.order], "story", descending=[True, False], nulls_last=True)


def print_story(
    graph: Tables, story: int, *, as_json: bool = False, markdown: bool = False
) -> None:
    """One story and its articles in time order: as text, as links, or as in `stories.json`.

    There they have their excerpts, too.
    """
    row = graph.stories.row(story - 1, named=True)
    if markdown:
        members = graph.articles.filter(graph.articles["story"] == story)
        print_document(link_list(graph.stories.slice(story - 1, 1), members))
        return
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
    table.add_column("headline", ratio=1)
    for member in members.iter_rows(named=True):
        told = " (external)" if member["kind"] == "external" else ""
        told += _copied(graph, member)
        table.add_row(
            *([f"{story}.{member['part']}" if member["part"] else ""] if parted else []),
            moment(member["published"]),
            Text(safe(member["source"] or "")),
            Text(safe(member["title"] or member["id"]) + told),
        )
    console.print(table)


def _copied(graph: Tables, member: dict[str, Any]) -> str:
    """Whose text an article repeats; nobody's, where dates do not tell who came first."""
    if member["copy_of"] is None:
        return ""
    original = graph.articles.row(member["copy_of"], named=True)
    later = is_after(member["published"], original["published"])
    whose = safe(original["source"] or original["title"])
    return f" (copy of {whose})" if later else f" (same text as {whose})"


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


def story_table(stories: pl.DataFrame, width: int) -> Table:
    """Number, size, dates, outlets and title of each story, as far as `width` letters hold them."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("story", justify="right", no_wrap=True)
    if "new" in stories.columns:
        table.add_column("new", justify="right", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    dated, whole = width >= DATED, width >= WHOLE
    if dated:
        table.add_column("dates", no_wrap=True)
    if whole:
        table.add_column("outlets", justify="right", no_wrap=True)
    table.add_column("title", ratio=1)
    for row in stories.iter_rows(named=True):
        table.add_row(
            f"{row['story']:,}",
            *([f"{row['new']:,}"] if "new" in row else []),
            f"{row['size']:,}",
            *([span(row)] if dated else []),
            *([f"{len(row['sources']):,}" if row["sources"] else "-"] if whole else []),
            Text(safe(row["title"] or "untitled")),
        )
    return table
