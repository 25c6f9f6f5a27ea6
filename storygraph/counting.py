"""Numbers with their nouns, as messages of all stages have them, and what is one at all."""

from __future__ import annotations

from numbers import Integral
from typing import TypeGuard


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 article", "1,200 articles"; `many` where it takes no s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def is_whole(given: object) -> TypeGuard[int]:
    """Whether a caller gave a whole number, of numpy too; True and False are none."""
    return isinstance(given, Integral) and not isinstance(given, bool)
