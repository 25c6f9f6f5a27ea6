"""How long a field of CSV may be: of that Python has one limit, for all of a process."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from typing import TypeVar

from storygraph.read.streams import MAX_LINE

Item = TypeVar("Item")

_lock = threading.Lock()
_before: list[int] = []
"""The limit that the program has set itself, once for each reader of ours that is at work."""


def long_fields(rows: Iterator[Item]) -> Iterator[Item]:
    """`rows`, a reader's, while which are read a field may have MAX_LINE characters.

    The limit is the program's again when the last of several readers, in threads, has ended.
    """
    with _lock:
        limit = csv.field_size_limit()
        _before.append(_before[0] if _before else limit)
        csv.field_size_limit(max(limit, MAX_LINE))
    try:
        yield from rows
    finally:
        with _lock:
            limit = _before.pop()
            if not _before:
                csv.field_size_limit(limit)
