"""A long table in columns, of which the last wraps.

Rich measures and renders each cell of its tables by itself, which takes half a millisecond a row:
twelve thousand stories took six seconds. Here all columns but the last are texts of one line, and
their widths are found once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, repeat
from operator import itemgetter

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

GAP = "  "

NARROWEST = 10
"""Letters that the last column has even where others leave it none: it then runs over the line."""


@dataclass(frozen=True)
class Column:
    """The name of a column, and whether it is of numbers, which end in line with one another."""

    name: str
    is_number: bool = False


def print_columns(
    console: Console,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    styles: Iterable[str] = repeat(""),
) -> None:
    """Print a header, and rows of safe texts, one a column; those of the last may take lines.

    `styles` are those of the rows, as Rich names them: "bold", "dim", or "".
    """
    names = [column.name for column in columns]
    widths = [max(map(_width, cells)) for cells in zip(names, *rows, strict=True)][:-1]
    left = console.width - sum(widths) - len(GAP) * len(widths) - len(GAP)
    last = max(left, NARROWEST)

    def lines(row: Sequence[str]) -> Iterator[str]:
        """The lines of a row; but for the first, they have the last column alone."""
        fixed = "".join(
            _padded(cell, width, column) + GAP
            for cell, width, column in zip(row[:-1], widths, columns[:-1], strict=True)
        )
        for part in _wrapped(row[-1], last, console):
            yield (fixed + part).rstrip()
            fixed = " " * _width(fixed)

    console.out(*lines(names), style="dim", highlight=False)
    for style, alike in groupby(zip(styles, rows, strict=False), itemgetter(0)):
        text = "\n".join(line for _, row in alike for line in lines(row))
        console.out(text, style=style, highlight=False)


def _padded(cell: str, width: int, column: Column) -> str:
    """A cell as wide as its column."""
    blanks = " " * (width - _width(cell))
    return blanks + cell if column.is_number else cell + blanks


def _wrapped(text: str, width: int, console: Console) -> list[str]:
    """A text in lines between words, as Rich has them."""
    if _width(text) <= width:
        return [text]
    return [line.plain.rstrip() for line in Text(text).wrap(console, width)]


def _width(text: str) -> int:
    """Letters that a terminal gives a text: two to one of China's, none to an accent by itself."""
    return len(text) if text.isascii() else cell_len(text)
