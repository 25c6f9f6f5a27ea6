"""Columns of values that are what a field holds already, and need no look at each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from storygraph.read.aliases import fold
from storygraph.read.values import FLAGS

FLAGGED = {"published", "is_published"}
"""Fields that `published` may fill: a flag or a date."""

SINGLE = {"id", "url", "original_url", "amp_url"}
"""Fields of which an article has one; a page may list several addresses."""

LOOKED_AT = {"title", "topics", "related", "source", *SINGLE, *FLAGGED}
"""Fields whose strings may be more: a list or mapping as text, a flag, several addresses."""

NOTHING: tuple[Any, ...] = (None, "", [], {})
"""Values that say nothing."""

SEVERAL_ADDRESSES = re.compile(r"(?<![\s|;,])(?:[\s|;]++(?=//)|[\s|;,]++(?=https?://))")
"""What stands between two addresses of one text."""

_STRINGS = {str, type(None)}


def plain_column(
    field: str, keys: tuple[str, ...], givens: Sequence[dict[str, Any]], *, mapped: bool
) -> list[Any] | None:
    """The values of a field as they are, where that is all there is to it; else None.

    `mapped` says that a user named the key: it then holds what its field does.
    """
    if len(keys) > 1 or field == "topics":
        return None
    (key,) = keys
    column: list[Any] = [given.get(key) for given in givens]
    if not set(map(type, column)) <= _STRINGS:
        return None
    distinct = set(column) - {None} if field in LOOKED_AT else set()
    is_more = _MORE.get(field)
    if is_more and any(map(is_more, distinct)):
        return None
    if field in FLAGGED and not mapped and fold(key) == "published":
        if any(value.strip().lower() in FLAGS for value in distinct):
            return None
        if field == "is_published":  # then these are dates
            return [None] * len(givens)
    return [value or None for value in column] if "" in column else column


def first_of(value: Any) -> Any:
    """Of several ids or addresses, in a list or in one text, the first."""
    if isinstance(value, str):
        return SEVERAL_ADDRESSES.split(value.strip())[0] if _is_several(value) else value
    if isinstance(value, list | tuple):
        return next((item for item in value if item not in NOTHING), None)
    return value


def _is_several(value: str) -> bool:
    """Whether a text may hold more than one address; one in an archive holds another, too."""
    return value.count("://") > 1


def _is_structured(value: str) -> bool:
    """Whether a title may be a mapping or a list, written as text."""
    return value[:1] == "{" or value[:2] in {"['", '["'}


def _is_no_name(value: str) -> bool:
    """Whether an outlet's name may be an address, or a mapping written as text."""
    return value[:1] in {"{", "["} or "//" in value or "www." in value.lower()


_MORE: dict[str, Callable[[str], bool]] = {
    "source": _is_no_name,
    "title": _is_structured,
    **dict.fromkeys(SINGLE, _is_several),
}
"""By field, whether a string may be more than a text, and needs a closer look."""
