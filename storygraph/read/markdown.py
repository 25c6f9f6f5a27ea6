"""Marks of Markdown, and what stays of them: of a link its text, of a picture its caption.

A heading is shown as it is, so only what is surely a mark goes; a body is weighed by its words, and
what else goes with its marks is no loss.
"""

from __future__ import annotations

import re

import polars as pl

from storygraph.text import SCRIPTS, clean, replaced

_LINK = r"!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"

_IN_HEADINGS = (
    re.compile(_LINK),
    re.compile(r"(?<![\w*])(?P<mark>\*\*|__|[*_]|`+)(?=[^\s*_`])([^*_`]*)(?P=mark)(?!\w)"),
)
"""The last group of each is what stays."""

_IN_BODIES = (
    *SCRIPTS,
    (r"(?s)\{\{.{0,500}?\}\}|\{%.{0,500}?%\}", " "),  # template marks of Jekyll and Hugo
    (_LINK, "${1}"),
    (r"!?\[([^\[\]]+)\]\[[^\[\]]*\]", "${1}"),
    (r"(?m)^\s*\[[^\[\]]+\]:\s+\S+.*$", ""),  # where a reference link points
    (r"<(?:https?://|mailto:)[^<>\s]*>", " "),
    (r"(?m)^\s*(?:```|~~~).*$|^\s*(?:[-*_]\s*){3,}$|^\s*=+\s*$", ""),
    (r"(?m)^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+)+", ""),
    (r"\*\*|__|`", ""),
    (r"(^|[\s(])[*_](\S)", "${1}${2}"),
    (r"(\S)[*_]([\s).,;:!?]|$)", "${1}${2}"),
)


def plain_heading(text: str) -> str:
    """A heading without the marks of links, emphasis and code in it, nor the `#` that close it."""
    text = text.rstrip(" \t#") or text
    for mark in _IN_HEADINGS:
        text = mark.sub(lambda found: found[found.re.groups], text)
    return text


def prose(bodies: pl.Series) -> pl.Series:
    """Bodies without marks of Markdown and of templates, and without scripts; then `text.clean`."""
    bodies = bodies.cast(pl.String)
    return clean(replaced(bodies, bodies.str.contains(r"[*_`#\[<{>=-]"), *_IN_BODIES))
