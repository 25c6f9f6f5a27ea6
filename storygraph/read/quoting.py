"""Front matter as people write it: values without the quotes that YAML wants, indented by tabs."""

from __future__ import annotations

import re

_LINE = re.compile(r"([ \t]*(?:- +)?[A-Za-z_][\w.-]*[ \t]*:[ \t]+)(\S.*)")
_WHOLE = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_OTHER = frozenset("[{|>&*!#")
"""How values begin that are no plain text."""

TAB = 4
"""Blanks that a tab stands for at most, as editors show it."""


def untabbed(source: str) -> tuple[str, list[int]]:
    """`source` indented by blanks alone, and the lines changed, from 0: YAML forbids tabs there."""
    lines = source.split("\n")
    changed: list[int] = []
    for number, line in enumerate(lines):
        rest = line.lstrip(" \t")
        indent = line[: len(line) - len(rest)]
        if rest and "\t" in indent:
            lines[number] = indent.expandtabs(TAB) + rest
            changed.append(number)
    return "\n".join(lines), changed


def quoted(source: str) -> tuple[str, list[int]]:
    """`source` with such values in quotes, and the lines changed, from 0.

    They are texts on the line of their key that hold a colon and a space, begin with a mark that
    YAML keeps for itself, or go on after a closing quote: `title: Ferries: all cancelled`.
    """
    lines = source.split("\n")
    changed: list[int] = []
    for number, line in enumerate(lines):
        found = _LINE.fullmatch(line.rstrip(" \t"))
        if found and _is_broken(found[2]):
            escaped = found[2].replace("'", "''")
            lines[number] = f"{found[1]}'{escaped}'"
            changed.append(number)
    return "\n".join(lines), changed


def _is_broken(value: str) -> bool:
    if value[0] in _OTHER or _WHOLE.fullmatch(value):
        return False
    return ": " in value or value[0] in "@`%\"'" or value.endswith(":")
