"""The summary of a build: what was read and made, what was chosen and why, and where to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.communities.resolution import USUAL
from storygraph.counting import counted
from storygraph.files.ours import PROBLEMS
from storygraph.options import Options
from storygraph.printing.check import print_problems
from storygraph.printing.news import STORIES, tell_news
from storygraph.printing.stories import print_story_table
from storygraph.printing.terminal import safe
from storygraph.read.finding import kinds, shown

if TYPE_CHECKING:
    from storygraph.stories.news import News
    from storygraph.tables import Tables

Row: TypeAlias = tuple[str, str, str]
"""A line of the summary: its name, a value, and words."""


def print_summary(
    graph: Tables, inputs: Sequence[Path], index: Path, found: News | None = None
) -> None:
    """The closing summary of a build, what is new since the one before, and where to look."""
    console = Console()
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column(justify="right")
    grid.add_column(style="dim")
    for name, value, words in (*_counts(graph, inputs), *_chosen(graph.run)):
        grid.add_row(name, value, Text(words))
    grid.add_row("seconds", f"{sum(graph.run['seconds'].values()):.1f}", "")
    console.print(grid)
    if graph.stories.height:
        console.print()
        print_story_table(console, graph.stories.head(STORIES))
    if found is not None:
        console.print()
        tell_news(found, console)
    console.print()
    console.print(Text(f"Open {shown(str(index))}", style="bold"))
    tell_problems(graph, index, found, console)


def tell_problems(
    graph: Tables, index: Path, found: News | None, console: Console | None = None
) -> None:
    """How many problems a build met, how many of them are new, and the table that lists them."""
    new = None if found is None else found.problems
    print_problems(graph.problems.height, f"see {index.parent / PROBLEMS}", console, new)


def _counts(graph: Tables, inputs: Sequence[Path]) -> Iterator[Row]:
    """How many there are of everything, in the order in which it was made."""
    counts = graph.run["counts"]
    links, edges = counts["links"], counts["edges"]
    read_from = ", ".join(safe(str(path)) for path in inputs[:3])
    more = f" and {len(inputs) - 3} more" if len(inputs) > 3 else ""
    yield "articles", f"{counts['articles']:,}", f"from {read_from}{more}"
    yield from _left_out(graph)
    if copies := graph.articles.height - graph.articles["copy_of"].null_count():
        yield "copies", f"{copies:,}", "repeat another's text, and count once: `show` tells whose"
    yield "externals", f"{counts['externals']:,}", "pages known from related entries only"
    yield "related", f"{links['entries']:,}", _resolved(links)
    yield from _looked_at(graph)
    ways = ", ".join(f"{edges[name]:,} {name}" for name in ("related", "similar", "both"))
    yield "edges", f"{sum(edges.values()):,}", ways
    largest = f"; the largest has {graph.stories['size'][0]:,}" if graph.stories.height else ""
    yield "stories", f"{counts['stories']:,}", f"of two or more{largest}"
    yield from _cohesion(counts)
    yield "singletons", f"{counts['singletons']:,}", "told once, kept apart"
    yield from _levels(graph)
    yield from _unread(graph)


def _left_out(graph: Tables) -> Iterator[Row]:
    """What of the inputs is no article, none that was asked for, or not all of one."""
    options, outside = graph.run["options"], graph.run["counts"]["outside"]
    if any(outside.values()):
        span = Options(since=options["since"], until=options["until"]).span
        undated = f", {outside['undated']:,} undated" if outside["undated"] else ""
        entries = counted(outside["related"], "related entry", "related entries")
        told = f"articles not {span}{undated}, and {entries}"
        yield "outside", f"{outside['dated'] + outside['undated']:,}", told
    if count := graph.run["counts"]["repeated"]:
        yield "repeated", f"{count:,}", "rows left out: another says the same"
    if others := graph.run["passed_over"]:
        words = f"files without coverage: {safe(kinds(others))}"
        yield "passed over", f"{sum(others.values()):,}", words
    texts = graph.run["chosen"]["texts"]
    if count := texts["longer_articles"]:
        words = f"weighed by their first {texts['characters']:,} characters"
        yield "long texts", f"{count:,}", words
    if count := texts["notices"]:
        words = "texts under unlike headlines, as cookie walls are: weighed by headline alone"
        yield "notices", f"{count:,}", words


def _looked_at(graph: Tables) -> Iterator[Row]:
    """How many pairs were compared, where not all could be."""
    looked = graph.run["chosen"]["candidates"]
    if looked["sampled_terms"] or looked["shortened_articles"]:
        yield "candidates", f"{looked['pairs']:,}", looked["why"]


def _cohesion(counts: dict[str, int]) -> Iterator[Row]:
    """How many stories are to be trusted, and how many articles to be looked at."""
    if counts["stories"]:
        yield "firm", f"{counts['firm']:,}", "stories all of whose articles fit well"
    if counts["loose"]:
        words = "articles unlike their story: see `stories --sort cohesion`"
        yield "loose", f"{counts['loose']:,}", words


def _levels(graph: Tables) -> Iterator[Row]:
    """Themes and parts, where they were asked for."""
    words = {"themes": "stories that belong together", "parts": "within stories"}
    for name, told in words.items():
        if name in graph.run["counts"]:
            count = graph.run["counts"][name]
            yield name, f"{count:,}", f"{told}: see `storygraph stories --levels`"


def _unread(graph: Tables) -> Iterator[Row]:
    """Columns and keys that fill no field, and what they might be."""
    if names := graph.run["unread"]:
        lacking = _lacking(graph)
        there = f"{lacking} may be there: " if lacking else ""
        count = graph.run["counts"]["unread"]
        told = safe(", ".join(names)) + ", ..." * (count > len(names))
        yield "not read", f"{count:,}", f"{told} ({there}--map field=column reads one)"


def _lacking(graph: Tables) -> str:
    """What no article has that an editor gives every one: titles, dates, outlets."""
    own = graph.articles.filter(kind="article")
    lacks = {
        "titles": own["untitled"].all(),
        "dates": own["published"].is_null().all(),
        "outlets": own["source"].is_null().all(),
    }
    return ", ".join(name for name, lacking in lacks.items() if lacking)


def _chosen(run: dict[str, Any]) -> Iterator[Row]:
    """What was chosen for this corpus, and why; the resolution where it is not the usual one."""
    options, chosen = run["options"], run["chosen"]
    kernel, threshold, resolution = (chosen[name] for name in ("kernel", "threshold", "resolution"))
    words = f"cosine, 0 to 1, from which two texts are similar; {threshold['why']}"
    yield "similar", f"{threshold['value']:.2f}", words
    width = kernel["width_days"]
    yield "dates", f"{width:.2g} d" if width else "", kernel["why"]
    own = options["resolution"] is None
    if own and resolution["value"] != USUAL.get(options["algorithm"]):
        yield "resolution", f"{resolution['value']:.2f}", resolution["why"]
    if chosen["fetched"]:
        days = ", ".join(chosen["fetched"])
        yield "undated", days, "when pages were fetched: much of it resembles other days"


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
