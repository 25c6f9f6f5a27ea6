"""Values of any type, as files give them, to the strings of the records table."""

from __future__ import annotations

import ast
import json
import math
import re
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from storygraph.read.decoding import decode

FLAGS = {"true": "true", "yes": "true", "false": "false", "no": "false"}
"""Words that are a flag, not a date."""

MAX_STRUCTURED = 10_000
"""Characters of a text that may hold a mapping or a list."""

PLAIN = frozenset((str, int, float, bool, type(None)))
"""Types of values that JSON has as they are."""

_TELLING = (
    "name", "title", "main", "rendered", "$oid", "$date", "#text", "@value", "value", "url", "href",
    "@href", "raw", "literal", "text",
)  # fmt: skip
"""Keys of a mapping whose value stands for all of it, best first. WordPress has `rendered` ones."""

_BRACKETS = frozenset("{[")
_URL = re.compile(r"(?:https?:)?//([^/?#\s]+)|www\.[^/?#\s]+", re.IGNORECASE)
_LIST_MARK = re.compile(r"[,;|]")


def text(value: Any) -> str | None:  # noqa: C901, PLR0911 (one line a type)
    """Any scalar as a string; None for nothing; the telling part of a list or mapping."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return _integer(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return decode(value)[0] or None
    if isinstance(value, Mapping):
        for key in _TELLING:
            if isinstance(value.get(key), str | int) and value[key] != "":
                return text(value[key])
        return _date_of(value.get("date-parts"))
    if isinstance(value, Sequence):
        return ", ".join(filter(None, (text(item) for item in value if _scalar(item)))) or None
    return str(value)


def _date_of(parts: Any) -> str | None:
    """The first day of `[[2026, 3, 4]]`, as bibliographies write dates in CSL-JSON."""
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not all(isinstance(part, int | str) for part in first):
        return None
    return "-".join(str(part)[:4].zfill(2) for part in first[:3]) or None


def structured(value: Any, longest: int = MAX_STRUCTURED) -> Any:
    """The mapping or list that a text holds as JSON, or as pandas writes those of Python into CSV.

    Any other value, also a text that holds none, or is of more characters, is given back.
    """
    if type(value) is not str or len(value) > longest:
        return value
    text = value.strip()
    if text[:1] not in _BRACKETS:
        return value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of backslashes that mean nothing
        for read in (json.loads, ast.literal_eval):
            with suppress(ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
                return listed(read(text))
    return value


def listed(value: Any) -> Any:
    """A value as JSON would have it: arrays, tuples and sets as lists, the latter in order.

    Of arrays nobody can ask whether they are empty, and sets have another order in each run.
    """
    if isinstance(value, dict):  # what else is a Mapping takes long to tell
        return {name: held if type(held) in PLAIN else listed(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [held if type(held) in PLAIN else listed(held) for held in value]
    if isinstance(value, set | frozenset):
        return listed(sorted(value, key=lambda held: (str(held), repr(held))))
    if hasattr(value, "dtype") and hasattr(value, "tolist"):
        if getattr(value, "ndim", 0):
            return listed(value.tolist())
        # One of numpy's moments would become a number
        return value.tolist() if value.dtype.kind in "biuf" else value
    return listed(dict(value)) if isinstance(value, Mapping) else value


def _integer(value: int) -> str | None:
    """An integer in decimal digits; None when it is too long to be one of ours."""
    return str(value) if value.bit_length() < 1024 else None


def _scalar(value: Any) -> bool:
    return not isinstance(value, Mapping | list | tuple)


def names(value: Any) -> list[str]:
    """A list of names: from a list, from mappings with a name or a value, or from `a, b; c`."""
    value = structured(value)
    if isinstance(value, str):
        value = _LIST_MARK.split(value.strip().removeprefix("[").removesuffix("]"))
        value = [item.strip().strip("\"'") for item in value]
    elif isinstance(value, Mapping) or not isinstance(value, Sequence):
        value = [value]
    found = (text(_value_of(item)) for item in value if not isinstance(item, list | tuple))
    return [item for item in found if item and not item.isspace()]


def _value_of(item: Any) -> Any:
    """Of a pair like `{name: persons, value: Jo}` what it says, not what it is about."""
    named = isinstance(item, Mapping) and isinstance(item.get("value"), str)
    return item["value"] if named else item


def is_url(value: str) -> bool:
    """Whether a text is an address, by its beginning."""
    return _URL.match(value.strip()) is not None


def put_source(found: dict[str, Any], value: Any) -> bool:
    """Put the outlet's name and domain from a string, a URL, or `{name, domain}`."""
    value = structured(value)
    if isinstance(value, Mapping):
        name = text(value.get("name") or value.get("title"))
        domain = text(value.get("domain") or value.get("host") or value.get("url"))
    else:
        name, domain = text(value), None
        if name and (match := _URL.match(name.strip())):
            name, domain = None, match[1] or match[0]
    if name:
        found["source"] = name
    if domain and not found.get("domain"):
        found["domain"] = domain
    return bool(name or domain)
