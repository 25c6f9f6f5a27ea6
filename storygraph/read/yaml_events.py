"""YAML to mappings, lists and strings, by the events of PyYAML's C parser.

The constructors of YAML libraries are what hostile files aim at: dates, sexagesimal
numbers, merge keys, object tags, recursion. Here every scalar stays a string, aliases and
anchors are refused, nesting is capped, and nothing recurses. It is also twice as fast as
the C parser's own safe constructor.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from storygraph.errors import UnreadableError

MAX_DEPTH = 32
"""Levels of nesting; the deepest real file has four."""

NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class _PythonParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's own parser, for systems where it was built without libyaml."""

    def __init__(self, stream: str) -> None:
        yaml.reader.Reader.__init__(self, stream)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)

    def get_event(self) -> Any:
        """The next event; lone surrogates, which libyaml refuses, are a ValueError here too."""
        event = super().get_event()  # type: ignore[no-untyped-call] # the stubs leave it bare
        if type(event) is ScalarEvent:
            event.value.encode()
        return event


try:
    Parser: Any = import_module("yaml._yaml").CParser
except ImportError:
    Parser = _PythonParser


def parse_yaml(source: str, first_line: int = 1) -> tuple[Any, list[tuple[int, str]]]:
    """The first document of `source`, and its duplicate keys as (line, key).

    Mappings become dicts (the last of two equal keys wins), sequences lists, plain nulls
    None, every other scalar a string. `first_line` is the number of the first line.

    Raises UnreadableError with the line, for broken YAML and for what is refused.
    """
    try:
        return _build(Parser(source), first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + first_line if mark else None
        raise UnreadableError(f"broken YAML: {error.problem or error.context}", line) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise UnreadableError(f"broken YAML: {str(error).splitlines()[0]}") from error


def _build(parser: Any, first_line: int) -> tuple[Any, list[tuple[int, str]]]:  # noqa: C901, PLR0912, PLR0915
    """One pass over the events with a stack of open containers.

    One function on purpose: it runs for every scalar of every file, and a call for each
    event type costs a third of the speed.
    """
    root: Any = None
    stack: list[Any] = []
    keys: list[str | None] = []  # for each open container: the key that waits for its value
    duplicates: list[tuple[int, str]] = []
    documents = 0
    next_event = parser.get_event
    while True:
        event = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            value: Any = event.value
            if event.anchor is not None:
                raise _refused(event, first_line)
            if stack and keys[-1] is None and type(stack[-1]) is dict:
                if value in stack[-1]:
                    duplicates.append((event.start_mark.line + first_line, value))
                keys[-1] = value
                continue
            if event.implicit[0] and value in NULLS:  # implicit[0]: plain, without a tag
                value = None
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value = stack.pop()
            keys.pop()
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None:
                raise _refused(event, first_line)
            line = event.start_mark.line + first_line
            if len(stack) >= MAX_DEPTH:
                raise UnreadableError(f"nested deeper than {MAX_DEPTH} levels", line)
            if stack and keys[-1] is None and type(stack[-1]) is dict:
                raise UnreadableError("a key that is itself a list or a mapping", line)
            stack.append({} if kind is MappingStartEvent else [])
            keys.append(None)
            continue
        elif kind is AliasEvent:
            raise _refused(event, first_line)
        elif kind is StreamEndEvent:
            return root, duplicates
        else:
            if kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    line = event.start_mark.line + first_line
                    raise UnreadableError("a second YAML document inside the block", line)
            continue
        if not stack:
            root = value
        elif type(stack[-1]) is dict:
            key = keys[-1]
            stack[-1][key] = value
            keys[-1] = None
        else:
            stack[-1].append(value)


def _refused(event: Any, first_line: int) -> UnreadableError:
    """Anchors and aliases, which can blow a small file up to gigabytes."""
    mark = "*" if type(event) is AliasEvent else "&"
    return UnreadableError(
        f"a YAML anchor or alias ({mark}{event.anchor[:40]}) is not supported; "
        "quote the value if it is meant as text",
        event.start_mark.line + first_line,
    )
