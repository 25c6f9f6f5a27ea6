"""What a run over inputs gave: the summary of a build, the report of a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.coverage import UNREAD
from storygraph.printing.document import print_json
from storygraph.printing.stories import story_table
from storygraph.printing.wording import counted
from storygraph.read.finding import kinds
from storygraph.terminal import safe

if TYPE_CHECKING:
    from storygraph.coverage import Coverage
    from storygraph.stories.news import News
    from storygraph.tables import Tables


STORIES = 5
"""Stories that a summary lists."""


def print_summary(
    graph: Tables, inputs: Sequence[Path], index: Path, found: News | None = None
) -> None:
    """The closing summary of a build, what is new since the one before, and where to look."""
    counts, console = graph.run["counts"], Console()
    links, edges = counts["links"], counts["edges"]
    read_from = ", ".join(safe(str(path)) for path in inputs[:3])
    more = f" and {len(inputs) - 3} more" if len(inputs) > 3 else ""
    largest = f"; the largest has {graph.stories['size'][0]:,}" if graph.stories.height else ""
    ways = f"{edges['related']:,} related, {edges['similar']:,} similar, {edges['both']:,} both"
    rows = [
        ("articles", counts["articles"], f"from {read_from}{more}"),
        *_left_out(graph),
        ("externals", counts["externals"], "pages known from related entries only"),
        ("related", links["entries"], _resolved(links)),
        *_looked_at(graph),
        ("edges", sum(edges.values()), ways),
        ("stories", counts["stories"], f"of two or more{largest}"),
        ("singletons", counts["singletons"], "told once, kept apart"),
        *_levels(graph),
        *_unread(graph),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column(justify="right")
    grid.add_column(style="dim")
    for name, count, words in rows:
        grid.add_row(name, f"{count:,}", Text(words))
    for name, value, words in _chosen(graph.run["chosen"]):
        grid.add_row(name, value, Text(words))
    grid.add_row("seconds", f"{sum(graph.run['seconds'].values()):.1f}", "")
    console.print(grid)
    if graph.stories.height:
        console.print()
        console.print(story_table(graph.stories.head(STORIES), console.width))
    if found is not None:
        _print_news(found, console)
    console.print()
    console.print(Text(f"Open {index}", style="bold"))
    tell_problems(graph, index, console)


Row: TypeAlias = tuple[str, int, str]
"""A line of the summary: its name, a number, and words."""


def _left_out(graph: Tables) -> Iterator[Row]:
    """What of the inputs is no article, or not all of one."""
    if count := graph.run["counts"]["repeated"]:
        yield "repeated", count, "rows left out: another says the same"
    if others := graph.run["passed_over"]:
        yield "passed over", sum(others.values()), f"files without coverage: {safe(kinds(others))}"
    texts = graph.run["chosen"]["texts"]
    if count := texts["longer_articles"]:
        yield "long texts", count, f"weighed by their first {texts['characters']:,} characters"


def _looked_at(graph: Tables) -> Iterator[Row]:
    """How many pairs were compared, where not all could be."""
    looked = graph.run["chosen"]["candidates"]
    if looked["why"] != "exact":
        yield "candidates", looked["pairs"], looked["why"]


def _levels(graph: Tables) -> Iterator[Row]:
    """Themes and parts, where they were asked for."""
    words = {"themes": "stories that belong together", "parts": "within stories"}
    for name, told in words.items():
        if name in graph.run["counts"]:
            count = graph.run["counts"][name]
            yield name, count, f"{told}: see `storygraph stories --levels`"


def _unread(graph: Tables) -> Iterator[Row]:
    """Columns and keys that fill no field, and what they might be."""
    if names := graph.run["unread"]:
        lacking = _lacking(graph)
        there = f"{lacking} may be there: " if lacking else ""
        count = graph.run["counts"]["unread"]
        told = safe(", ".join(names)) + ", ..." * (count > len(names))
        yield "not read", count, f"{told} ({there}--map field=column reads one)"


def tell_news(found: News | None) -> dict[str, Any] | None:
    """What is new, for scripts."""
    if found is None:
        return None
    stories = found.stories.rename({"story": "id"}).to_dicts()
    return {"new": found.new, "gone": found.gone, "alone": found.alone, "stories": stories}


def _print_news(found: News, console: Console) -> None:
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
    table.add_column("title", ratio=1)
    for row in found.stories.head(STORIES).iter_rows(named=True):
        numbers = (f"{row[name]:,}" for name in ("story", "new", "size"))
        table.add_row(*numbers, Text(safe(row["title"] or "untitled")))
    if found.stories.height:
        console.print(table)


def _lacking(graph: Tables) -> str:
    """What no article has that an editor gives every one: titles, dates, outlets."""
    own = graph.articles.filter(kind="article")
    lacks = {
        "titles": not (own["title"] != "").any(),
        "dates": own["published"].is_null().all(),
        "outlets": own["source"].is_null().all(),
    }
    return ", ".join(name for name, lacking in lacks.items() if lacking)


def tell_problems(graph: Tables, index: Path, console: Console | None = None) -> None:
    """Why a build that went well does not exit with 0, on standard error unless said otherwise."""
    console = console or Console(stderr=True)
    if graph.problems.is_empty():
        return
    where = index.parent / "problems.csv"
    told = counted(graph.problems.height, "problem")
    console.print(Text(f"{told} in the input: see {where}", "yellow"), soft_wrap=True)


def _chosen(chosen: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What was chosen for this corpus, and why: name, value, words."""
    kernel, threshold = chosen["kernel"], chosen["threshold"]
    width = kernel["width_days"]
    dates = ("dates", f"{width:.2g} d" if width else "off", kernel["why"].removeprefix("off: "))
    similar = f"cosine that makes an edge; {threshold['why']}"
    rows = [("similar", f"{threshold['value']:.2f}", similar), dates]
    if chosen["fetched"]:
        days = ", ".join(chosen["fetched"])
        rows.append(("undated", days, "when pages were fetched: much of it resembles other days"))
    return rows


def _resolved(links: dict[str, int]) -> str:
    """How related entries were resolved, in words; what did not happen is left out."""
    ways = {
        "exact_url": "by exact URL",
        "compared_url": "by compared URL",
        "id": "by id",
        "title_and_date": "by title and date",
        "external": "to externals",
    }
    dropped = {"self": "to itself", "repeats": "repeated", "empty": "empty"}
    said = [", ".join(f"{links[n]:,} {words}" for n, words in ways.items() if links[n])]
    said.append(", ".join(f"{links[n]:,} {words}" for n, words in dropped.items() if links[n]))
    return "; dropped: ".join(part for part in said if part)


def print_check(found: Coverage, *, as_json: bool) -> None:
    """What `check` found: counts, and every problem with file, line and reason."""
    report = found.report
    problems = report.problems.to_dicts()
    if as_json:
        counts = {
            "articles": found.articles.height,
            "related": found.related.height,
            "repeated": report.repeated,
        }
        left = {"unread": report.unread, "passed_over": dict(sorted(report.others.items()))}
        print_json({**counts, "problems": problems, **left})
        return
    console = Console(soft_wrap=True, highlight=False)
    for problem in problems:
        line = f":{problem['line']}" if problem["line"] else ""
        console.print(Text(safe(f"{problem['input']}{line}: {problem['reason']}")))
    if report.unread:
        names = ", ".join(report.unread[:UNREAD]) + ", ..." * (len(report.unread) > UNREAD)
        told = f"Not read, for no field has such a name: {names} (--map field=column reads one)"
        console.print(Text(safe(told), "dim"))
    if report.repeated:
        told = f"{counted(report.repeated, 'row')} left out, for another says the same"
        console.print(Text(told, "dim"))
    if report.others:
        told = f"Files without coverage passed over: {kinds(report.others)}"
        console.print(Text(safe(told), "dim"))
    related = counted(found.related.height, "related entry", "related entries")
    articles = counted(found.articles.height, "article")
    console.print(f"{articles}, {related}, {counted(len(problems), 'problem')}")
