"""Agreement with gold stories, as a table."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from storygraph.printing.document import print_json
from storygraph.terminal import safe

if TYPE_CHECKING:
    from storygraph.evaluate import Evaluation


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
