"""Related entries: as columns of several records, and as they are written in a line of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_WIKI_LINK = re.compile(r"^\[\[([^\[\]|#]+)[^\[\]]*\]\]$")
_MARK = re.compile(r"(?<![\s|;,])(?:[\s|;]++(?=//)|[\s|;,]++(?=https?://))")


@dataclass(frozen=True)
class Entries:
    """Related entries of several records: how many each has, and all entries' fields as columns."""

    counts: list[int]
    columns: dict[str, list[str | None]]


def separated(text: str) -> list[str]:
    """The addresses of a text of several; any other text is one."""
    return _MARK.split(text.strip())


def unwrapped(item: Any) -> Any:
    """The name in `[[a note]]`, also as YAML reads it; any other value as it is."""
    while isinstance(item, list) and len(item) == 1:
        item = item[0]
    return _WIKI_LINK.sub(r"\1", item.strip()) if isinstance(item, str) else item
