"""Results that say in words what they are: to `print`, and in a notebook.

Their fields are for programs. What commands print of them is for readers, and those of a notebook
read the same.
"""

from __future__ import annotations

import io
from typing import Protocol

WIDTH = 100
"""Letters a line, as nobody says how many a notebook holds."""


class Printer(Protocol):
    """What IPython hands over to be written to."""

    def text(self, text: str, /) -> None:
        """Write."""


class InWords:
    """A result whose `str` is what the command of its name prints; its `repr` has the fields.

    The words are `printing.results`', looked up when they are asked for: results know nothing of
    what prints them, and a program that reads their fields alone loads none of it.
    """

    def __str__(self) -> str:
        from rich.console import Console

        from storygraph.printing.results import tell

        file = io.StringIO()
        plain = Console(
            file=file,
            width=WIDTH,
            highlight=False,
            color_system=None,
            force_terminal=False,
            force_jupyter=False,  # there Rich would show it by itself, and give nothing
        )
        tell(self, plain)
        return "\n".join(line.rstrip() for line in file.getvalue().splitlines())

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: FBT001 (IPython's)
        """What IPython and notebooks show."""
        del cycle
        printer.text(str(self))
