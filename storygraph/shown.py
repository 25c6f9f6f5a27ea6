"""Results that say in words what they are: to `print`, and in a notebook.

Their fields are for programs. What commands print of them is for readers, and those of a notebook
read the same.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Letters a line, as nobody says how many a notebook holds."""


class Printer(Protocol):
    """What IPython hands over to be written to."""

    def text(self, text: str, /) -> None:
        """Write."""


class InWords:
    """A result whose `str` is what the command of its name prints; its `repr` has the fields."""

    def _tell(self, console: Console) -> None:
        """Print it."""
        raise NotImplementedError

    def __str__(self) -> str:
        from rich.console import Console

        file = io.StringIO()
        plain = Console(
            file=file,
            width=WIDTH,
            highlight=False,
            color_system=None,
            force_terminal=False,
            force_jupyter=False,  # there Rich would show it by itself, and give nothing
        )
        self._tell(plain)
        return "\n".join(line.rstrip() for line in file.getvalue().splitlines())

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: FBT001 (IPython's)
        """What IPython and notebooks show."""
        del cycle
        printer.text(str(self))
