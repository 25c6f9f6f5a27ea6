"""What the command line prints: progress, summaries, tables, explanations, JSON.

Results go to stdout, progress and errors to stderr. Text from inputs passes `terminal.safe`
and is printed as text, never as markup. NO_COLOR and pipes turn colours off.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.errors import UnknownNodeError
from storygraph.progress import Progress, Silent
from storygraph.terminal import safe

if TYPE_CHECKING:
    from datetime import datetime

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from storygraph.evaluate import Evaluation
    from storygraph.explain import Membership, Tie
    from storygraph.pipeline import Checked
    from storygraph.tables import StoryGraph

QUIET_SECONDS = 2.0
"""A stage shorter than this shows no bar."""

DOING = {
    "read": "Reading",
    "articles": "Cleaning",
    "link": "Linking",
    "vectors": "Weighing words",
    "similarity": "Comparing",
    "communities": "Grouping",
    "stories": "Describing",
    "layout": "Placing",
    "tables": "Writing tables",
    "graphml": "Writing GraphML",
    "pages": "Writing pages",
    "explorer": "Writing the explorer",
}


class _Live:
    """Progress on a terminal: a line for every finished stage, a bar for a long one."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._began = 0.0

    def start(self, stage: str) -> None:
        self._began = time.monotonic()
        self._task = self._bars.add_task(DOING.get(stage, stage), total=None)

    def advance(self, done: int, total: int | None) -> None:
        if self._task is not None:
            self._bars.update(self._task, completed=done, total=total)

    def finish(self, stage: str, count: str) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
        seconds = time.monotonic() - self._began
        if seconds >= QUIET_SECONDS:
            line = f"{DOING.get(stage, stage):<22}{count:<42}{seconds:6.1f} s"
            self._bars.console.print(Text(line, style="dim"))


@contextmanager
def watch(*, quiet: bool = False) -> Iterator[Progress]:
    """Progress for a run: drawn when stderr is a terminal, silent otherwise."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield Silent()
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    try:
        with Bars(*columns, console=console, transient=True) as bars:
            yield _Live(bars)
    except KeyboardInterrupt:
        console.print("storygraph: interrupted; every file written so far is whole")
        raise


def print_json(value: Any) -> None:
    """Print `value` as JSON: UTF-8, sorted as given, one document."""
    import orjson

    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode() + "\n")


def print_summary(graph: StoryGraph, inputs: Sequence[Path], index: Path) -> None:
    """The closing summary of a build, and where to look."""
    counts, console = graph.run["counts"], Console()
    links, edges = counts["links"], counts["edges"]
    read_from = ", ".join(safe(str(path)) for path in inputs[:3])
    more = f" and {len(inputs) - 3} more" if len(inputs) > 3 else ""
    largest = f"; the largest has {graph.stories['size'][0]:,}" if graph.stories.height else ""
    rows = [
        ("articles", counts["articles"], f"from {read_from}{more}"),
        ("externals", counts["externals"], "pages known from related entries only"),
        (
            "related",
            links["entries"],
            _resolved(links),
        ),
        (
            "edges",
            sum(edges.values()),
            f"{edges['related']:,} related, {edges['similar']:,} similar, {edges['both']:,} both",
        ),
        ("stories", counts["stories"], f"of two or more{largest}"),
        ("singletons", counts["singletons"], "told once, kept apart"),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column(justify="right")
    grid.add_column(style="dim")
    for name, count, words in rows:
        grid.add_row(name, f"{count:,}", Text(words))
    grid.add_row("seconds", f"{sum(graph.run['seconds'].values()):.1f}", "")
    console.print(grid)
    if graph.stories.height:
        console.print()
        console.print(_story_table(graph, 5))
    console.print()
    console.print(Text(f"Open {index}", style="bold"))
    if counts["problems"]:
        noun = "problem" if counts["problems"] == 1 else "problems"
        where = index.parent / "problems.csv"
        console.print(Text(f"{counts['problems']:,} {noun} in the input: see {where}", "yellow"))


def _resolved(links: dict[str, int]) -> str:
    """How related entries were resolved, in words; what did not happen is left out."""
    ways = {
        "exact_url": "by exact URL",
        "compared_url": "by compared URL",
        "title_and_date": "by title and date",
        "external": "to externals",
    }
    dropped = {"self": "to itself", "repeats": "repeated", "empty": "empty"}
    said = [", ".join(f"{links[n]:,} {words}" for n, words in ways.items() if links[n])]
    said.append(", ".join(f"{links[n]:,} {words}" for n, words in dropped.items() if links[n]))
    return "; dropped: ".join(part for part in said if part)


def print_check(report: Checked, *, as_json: bool) -> None:
    """What `check` found: counts, and every problem with file, line and reason."""
    problems = report.problems.to_dicts()
    if as_json:
        print_json({"articles": report.articles, "related": report.related, "problems": problems})
        return
    console = Console(soft_wrap=True, highlight=False)
    for problem in problems:
        line = f":{problem['line']}" if problem["line"] else ""
        console.print(Text(safe(f"{problem['input']}{line}: {problem['reason']}")))
    noun = "problem" if len(problems) == 1 else "problems"
    console.print(
        f"{report.articles:,} articles, {report.related:,} related entries, "
        f"{len(problems):,} {noun}"
    )


def print_stories(graph: StoryGraph, *, limit: int, order: str, as_json: bool) -> None:
    """The stories, as a table or as the records of `stories.json` without articles."""
    import polars as pl

    keys = {
        "size": pl.col("story"),
        "recent": pl.col("last"),
        "sources": pl.col("sources").list.len(),
    }
    stories = graph.stories.sort(keys[order], "story", descending=[order != "size", False])
    if limit:
        stories = stories.head(limit)
    if as_json:
        print_json(stories.drop("x", "y", "radius").rename({"story": "id"}).to_dicts())
        return
    console = Console()
    console.print(_story_table(graph, stories.height, stories))
    if stories.height < graph.stories.height:
        console.print(
            Text(f"{stories.height:,} of {graph.stories.height:,}; -n 0 shows all", "dim")
        )


def print_story(graph: StoryGraph, story: int, *, as_json: bool) -> None:
    """One story and its articles in time order. Raises UnknownNodeError."""
    if not 0 < story <= graph.stories.height:
        raise UnknownNodeError(f"no story {story}: they are numbered 1 to {graph.stories.height}")
    row = graph.stories.row(story - 1, named=True)
    members = graph.articles.filter(graph.articles["story"] == story)
    shown = members.select("id", "kind", "published", "source", "title", "excerpt", "url")
    if as_json:
        kept = {name: value for name, value in row.items() if name not in {"x", "y", "radius"}}
        print_json({**kept, "members": shown.to_dicts()})
        return
    console = Console()
    console.print(Text(safe(row["title"]), style="bold"))
    outlets = ", ".join(f"{safe(s['name'])} {s['count']}" for s in row["sources"][:8])
    console.print(Text(f"{_span(row)}   {row['articles']} articles, {row['externals']} externals"))
    console.print(Text(f"Outlets: {outlets}", style="dim"))
    console.print(Text(f"Keywords: {', '.join(map(safe, row['keywords']))}", style="dim"))
    console.print()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("date", no_wrap=True)
    table.add_column("outlet", max_width=24)
    table.add_column("headline", ratio=1)
    for member in shown.iter_rows(named=True):
        external = " (external)" if member["kind"] == "external" else ""
        table.add_row(
            _moment(member["published"]),
            Text(safe(member["source"] or "")),
            Text(safe(member["title"] or member["id"]) + external),
        )
    console.print(table)


def print_tie(tie: Tie, *, as_json: bool) -> None:
    """Why two nodes are in one story, or not."""
    if as_json:
        print_json(asdict(tie))
        return
    console = Console(highlight=False)
    for node in (tie.a, tie.b):
        story = f"story {node['story']}" if node["story"] else "singleton"
        console.print(Text(f"{_headline(node)}  [{story}]", style="bold"))
    together = tie.a["story"] is not None and tie.a["story"] == tie.b["story"]
    console.print()
    console.print("In one story." if together else "Not in one story.")
    for line in _reasons(tie):
        console.print(Text(f"  {line}"))


def print_membership(membership: Membership, *, as_json: bool) -> None:
    """Why a node belongs to its story."""
    if as_json:
        print_json(asdict(membership))
        return
    console, node = Console(highlight=False), membership.node
    console.print(Text(_headline(node), style="bold"))
    story = membership.story
    if story is None:
        console.print("A singleton: no group of articles was close enough.")
    else:
        console.print(Text(f"Story {story['story']}: {safe(story['title'])}"))
        console.print(
            f"Weight of its ties inside the story {membership.inside:.2f}, "
            f"to everything else {membership.outside:.2f}."
        )
    for tie in membership.ties:
        console.print()
        console.print(Text(_headline(tie.b)))
        for line in _reasons(tie):
            console.print(Text(f"  {line}", style="dim"))


def print_evaluation(evaluation: Evaluation, *, as_json: bool) -> None:
    """Agreement with gold stories, over all articles and without gold singletons."""
    if as_json:
        print_json(asdict(evaluation))
        return
    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("")
    columns = [("all articles", evaluation.overall), ("in stories of 2+", evaluation.grouped)]
    shown = [(name, scores) for name, scores in columns if scores is not None]
    for name, _ in shown:
        table.add_column(name, justify="right")
    rows = {
        "B-cubed precision": "precision",
        "B-cubed recall": "recall",
        "B-cubed F1": "f1",
        "pairwise F1": "pair_f1",
        "ARI": "ari",
        "AMI": "ami",
    }
    for words, name in rows.items():
        table.add_row(words, *(f"{getattr(scores, name):.3f}" for _, scores in shown))
    for name in ("articles", "found", "true"):
        words = {"found": "stories found", "true": "stories true"}.get(name, name)
        table.add_row(words, *(f"{getattr(scores, name):,}" for _, scores in shown))
    console.print(table)
    if evaluation.worst:
        console.print()
        console.print("Gold stories that lost most:")
    for story in evaluation.worst:
        pieces = ", ".join(f"{n} in {name}" for name, n in list(story["pieces"].items())[:5])
        console.print(
            Text(
                safe(
                    f"  {story['story']}: {story['size']} articles, F1 {story['f1']:.2f}; "
                    f"{pieces}; {story['foreign']} of other stories mixed in"
                )
            )
        )


def _reasons(tie: Tie) -> list[str]:
    """A tie in words, one line a fact."""
    cites = {"a": "the first names the second", "b": "the second names the first"}
    lines = []
    if tie.cites:
        words = cites.get(tie.cites, "each names the other")
        lines.append(f"related link: {words} in its related list")
    terms = ", ".join(f"{safe(term)} {part:.2f}" for term, part in tie.terms)
    lines.append(f"shared terms (cosine {tie.cosine:.2f}): {terms or 'none'}")
    if tie.days is not None:
        lines.append(f"dates {tie.days:.1f} days apart")
    if tie.similarity is not None:
        lines.append(f"similarity {tie.similarity:.2f} (cosine times the time kernel)")
    lines.append(
        f"edge: {tie.provenance}, weight {tie.weight:.2f}" if tie.provenance else "no edge"
    )
    return lines


def _headline(node: dict[str, Any]) -> str:
    source = f"{safe(node['source'])}, " if node["source"] else ""
    return f"{safe(node['title'] or node['id'])}  ({source}{_moment(node['published'])})"


def _story_table(graph: StoryGraph, limit: int, stories: Any = None) -> Table:
    """Number, size, dates, outlets and title of each story."""
    stories = graph.stories.head(limit) if stories is None else stories
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name, justify in (("story", "right"), ("size", "right"), ("dates", "left")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type] # rich wants literals
    table.add_column("outlets", justify="right", no_wrap=True)
    table.add_column("title", ratio=1)
    for row in stories.iter_rows(named=True):
        table.add_row(
            f"{row['story']:,}",
            f"{row['size']:,}",
            _span(row),
            f"{len(row['sources']):,}",
            Text(safe(row["title"] or "untitled")),
        )
    return table


def _span(story: dict[str, Any]) -> str:
    """First and last day; one day when they are equal."""
    if story["first"] is None:
        return "undated"
    first, last = _moment(story["first"]), _moment(story["last"])
    return first if first == last else f"{first} to {last}"


def _moment(published: datetime | None) -> str:
    return "undated" if published is None else f"{published:%Y-%m-%d}"
