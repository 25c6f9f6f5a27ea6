"""Agreement with gold stories, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.counting import counted
from storygraph.printing.check import print_problems
from storygraph.printing.document import print_json
from storygraph.printing.terminal import safe

if TYPE_CHECKING:
    from storygraph.evaluation.evaluate import Evaluation
    from storygraph.evaluation.sweep import Sweep
    from storygraph.tables import Tables

CHECK = "`storygraph check` lists them"
"""Where problems are told, as nothing is written."""

LONGEST = 60
"""Characters of a headline among others."""

MERGED = 3
"""Wrongly merged stories that are told with headlines."""


SCORES = {
    "B-cubed precision": "precision",
    "B-cubed recall": "recall",
    "B-cubed F1": "f1",
    "  its standard error": "f1_error",
    "pairwise F1": "pair_f1",
    "ARI": "ari",
    "AMI": "ami",
}
COUNTS = {
    "articles": "articles",
    "stories true": "true",
    "stories found": "found",
    "  of two or more": "several",
    "  of one true story": "pure",
    "  and all of it": "exact",
}
"""What is told of `Scores`, by name, and the attributes that hold it."""


def print_evaluation(evaluation: Evaluation, graph: Tables, *, as_json: bool) -> None:
    """Agreement of `graph` with gold stories, over all articles and without gold singletons."""
    problems = graph.problems.height
    if as_json:
        stories = evaluation.stories.to_dicts()
        print_json({**asdict(evaluation), "stories": stories, "problems": problems})
        return
    tell_evaluation(evaluation, Console(highlight=False), graph.run["counts"]["repeated"])
    print_problems(problems, CHECK)


def tell_evaluation(evaluation: Evaluation, console: Console, repeated: int = 0) -> None:
    """The scores, what they leave out, and the gold stories that lost most.

    `repeated` rows were left out when the inputs were read.
    """
    console.print(_table(evaluation))
    if evaluation.trust is not None:
        console.print(_trusted(evaluation.trust))
    for line in _left_out(evaluation, repeated):
        console.print(f"Left out: {line}")
    if evaluation.worst:
        console.print()
        console.print("Gold stories that lost most:")
    for story in evaluation.worst:
        console.print()
        for line in _told(story):
            console.print(Text(line), no_wrap=True, overflow="ellipsis")


def _table(evaluation: Evaluation) -> Table:
    """The scores of all articles, and of those in stories of two and more where there are any."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("")
    columns = [("all articles", evaluation.overall), ("in stories of 2+", evaluation.grouped)]
    shown = [(name, scores) for name, scores in columns if scores is not None]
    for name, _ in shown:
        table.add_column(name, justify="right")
    for names, form in ((SCORES, ".3f"), (COUNTS, ",")):
        for words, name in names.items():
            values = [getattr(scores, name) for _, scores in shown]
            table.add_row(words, *("-" if v is None else f"{v:{form}}" for v in values))
    return table


def _trusted(trust: dict[str, dict[str, int]]) -> str:
    """How often stories are of one true story, by their cohesion."""
    told = (f"{n['pure']:,} of {n['stories']:,} {kind}" for kind, n in trust.items())
    return f"Stories of one true story alone: {', '.join(told)}"


def _left_out(evaluation: Evaluation, repeated: int) -> Iterator[str]:
    """What took no part in the scores; `repeated` rows were left out when the inputs were read."""
    if evaluation.unlabelled:
        yield f"{counted(evaluation.unlabelled, 'article')} without a label"
    if evaluation.unknown:
        rows = f"; {counted(repeated, 'repeated row')} had been left out" if repeated else ""
        yield f"{counted(evaluation.unknown, 'label')} of no article here{rows}"
    if evaluation.contradicted:
        labels = counted(evaluation.contradicted, "label")
        yield f"{labels} of ids that have several"


def _told(story: dict[str, Any]) -> Iterator[str]:
    """A gold story and what became of it, line by line."""
    yield safe(
        f"{story['story']}: {counted(story['size'], 'article')}, F1 {story['f1']:.2f} "
        f"(precision {story['precision']:.2f}, recall {story['recall']:.2f})"
    )
    for piece in story["pieces"]:
        yield f"  {piece['articles']:>4} in story {piece['found']}: {safe(piece['title'])}"
        yield f"         such as {_headlines(piece['examples'])}"
        for other in piece["merged"][:MERGED]:
            yield (
                f"         wrongly with {other['articles']} of {safe(other['story'])}: "
                f"{_headlines(other['examples'])}"
            )
        if len(piece["merged"]) > MERGED:
            more = piece["merged"][MERGED:]
            names = ", ".join(f"{other['articles']} of {other['story']}" for other in more)
            yield f"         and with {safe(names)}"
    if story["more_pieces"]:
        yield f"       and parts in {story['more_pieces']} more stories"
    if story["alone"]:
        yield f"  {story['alone']:>4} left single: {_headlines(story['alone_examples'])}"


def _headlines(titles: list[str]) -> str:
    """Headlines in one line, each cut to LONGEST characters."""
    cut = (safe(title) for title in titles)
    return " | ".join(t if len(t) <= LONGEST else t[: LONGEST - 1].rstrip() + "…" for t in cut)


def print_sweeps(sweeps: list[Sweep], *, as_json: bool) -> None:
    """Scores along each option."""
    if as_json:
        print_json([asdict(sweep) for sweep in sweeps])
        return
    console = Console(highlight=False)
    for sweep in sweeps:
        tell_sweep(sweep, console)
        console.print()
    print_problems(sweeps[0].problems, CHECK)


def tell_sweep(sweep: Sweep, console: Console) -> None:
    """Scores along one option, a row a value; an arrow marks what a build uses."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    names = (sweep.axis, "precision", "recall", "F1", "F1 of 2+", "ARI", "AMI", "found", "true")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for point in sweep.points:
        scores, grouped = point.overall, point.grouped
        shares = (scores.precision, scores.recall, scores.f1)
        table.add_row(
            sweep.spelled(point),
            *(f"{share:.3f}" for share in shares),
            f"{grouped.f1:.3f}" if grouped else "",
            f"{scores.ari:.3f}",
            f"{scores.ami:.3f}",
            f"{scores.found:,}",
            f"{scores.true:,}",
            "<-" if point.usual else "",
            style="bold" if point.usual else None,
        )
    console.print(table)
    console.print(Text("<- what a build uses, as the options stand", style="dim"))
    if any(point.own for point in sweep.points):
        words = "own: measured on this corpus; a window by hand leaves nothing beyond itself"
        console.print(Text(words, style="dim"))
