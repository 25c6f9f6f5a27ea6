"""What a result is in words, whichever it is: `print` of it, and notebooks, ask here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storygraph.evaluation.evaluate import Evaluation
from storygraph.evaluation.sweep import Sweep
from storygraph.printing.evaluation import tell_evaluation, tell_sweep
from storygraph.printing.why import tell_membership, tell_tie
from storygraph.stories.why import Membership, Tie

if TYPE_CHECKING:
    from rich.console import Console

    from storygraph.in_words import InWords


def tell(result: InWords, console: Console) -> None:
    """Print it as the command of its name does."""
    match result:
        case Tie():
            tell_tie(result, console)
        case Membership():
            tell_membership(result, console)
        case Evaluation():
            tell_evaluation(result, console)
        case Sweep():
            tell_sweep(result, console)
        case _:
            raise NotImplementedError(f"nothing tells a {type(result).__name__} in words")
