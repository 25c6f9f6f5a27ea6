"""Numbers with their nouns, as messages of all stages have them."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 article", "1,200 articles"; `many` where it takes no s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
