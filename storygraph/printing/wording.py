"""How dates and articles are spelled in one line."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from storygraph.printing.terminal import safe

if TYPE_CHECKING:
    from datetime import datetime


def span(story: dict[str, Any]) -> str:
    """First and last day; one day when they are equal."""
    if story["first"] is None:
        return "undated"
    first, last = moment(story["first"]), moment(story["last"])
    return first if first == last else f"{first} to {last}"


def moment(published: datetime | None) -> str:
    """The day, in ISO 8601."""
    return "undated" if published is None else f"{published:%Y-%m-%d}"


def is_after(late: datetime | None, early: datetime | None) -> bool:
    """Whether one date is known to be later: a date without a time, at midnight, is a day."""
    if late is None or early is None:
        return False
    midnight = time()
    if late.time() == midnight or early.time() == midnight:
        return late.date() > early.date()
    return late > early


def headline(node: dict[str, Any]) -> str:
    """An article: title, outlet, day."""
    source = f"{safe(node['source'])}, " if node["source"] else ""
    return f"{safe(node['title'] or node['id'])}  ({source}{moment(node['published'])})"
