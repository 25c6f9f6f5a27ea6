"""Dates of records that are no single text: mappings and lists, and a day beside its time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from storygraph.read.aliases import fold
from storygraph.read.plain import NOTHING
from storygraph.read.values import MAX_STRUCTURED, text

_CLOCK = re.compile(
    r"\s*[0-9]{1,2}:[0-9]{2}(?![0-9])[^-/]{0,20}(?:[+-][0-9]{2}:?[0-9]{2})?\s*$"
    r"|\s*[0-9]{1,2}[.:][0-9]{2} Uhr\s*$"
)


def completed(written: str | None, keys: tuple[str, ...], given: Mapping[str, Any]) -> str | None:
    """A date as it is `written` under one of the `keys`, with the time that stands beside it.

    Where none of the keys holds a text but one a mapping or a list, that as JSON: it is then told
    as a date that cannot be read, and not lost without a word.
    """
    if written is None:
        return _untold(map(given.get, keys))
    return _with_clock(written, keys, given)


def _untold(values: Iterable[Any]) -> str | None:
    """The first mapping or list that is not empty, as JSON, or by its type where it is none."""
    for value in values:
        held = value.values() if isinstance(value, Mapping) else value
        if isinstance(value, Mapping | list | tuple) and any(item not in NOTHING for item in held):
            with suppress(ValueError, TypeError, RecursionError):
                return json.dumps(value, ensure_ascii=False, default=str)[:MAX_STRUCTURED]
            return f"in a {type(value).__name__}"
    return None


def _with_clock(day: str, keys: tuple[str, ...], given: Mapping[str, Any]) -> str:
    """A day that says no time, with that of a `time` among the other keys; any other as it is."""
    clock = next((given.get(key) for key in keys[1:] if fold(key) == "time"), None)
    if clock is None or ":" in day or (day.isdecimal() and len(day) != 8):
        return day
    written = text(clock) or ""
    return f"{day} {written.strip()}" if _CLOCK.match(written) else day
