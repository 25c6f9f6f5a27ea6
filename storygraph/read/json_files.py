"""JSON: lines of one article each, and documents that hold many, as interfaces hand them out."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson

from storygraph.read.aliases import fold
from storygraph.read.decoding import decode, legacy
from storygraph.read.fields import Fields
from storygraph.read.streams import BLOCK, BLOCK_BYTES, BUFFER, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storygraph.read.streams import Block, Problems, Stream

MAX_DOCUMENT = 512 << 20
"""Bytes of one document, all of which is held at once; JSON lines may be of any size."""

CONTAINERS = (
    "articles", "items", "entries", "results", "stories", "posts", "records", "documents", "docs",
    "news", "rows", "value", "data", "response", "result", "feed",
)  # fmt: skip
"""Names, folded, under which a document holds its articles, or what holds them; best first."""

_LONG = re.compile("[0-9]{19}")
"""What a whole number beyond 64 bits holds."""

_SPACE = b"\x00\r\n\t "

WRAPPERS = ("_source", "fields", "attributes")
"""Names under which an object holds more of its own fields, as search engines hand it out."""

DEEPEST = 4
"""Containers in one another: `{"response": {"results": [...]}}` has two and the list."""


def lines(file: Stream, problems: Problems) -> Iterator[Block]:
    """The objects of JSON lines, by their lines, whose encoding all of them tell together."""
    number = size = 0
    blank = True
    at: list[int] = []
    givens: list[dict[str, Any]] = []
    loads = orjson.loads
    usual = legacy(file.peek(BUFFER).rpartition(b"\n")[0])
    for number, line in lines_of(file, b"\n", problems):
        size += len(line)
        as_it_stands = True
        try:
            given = loads(line)
        except orjson.JSONDecodeError as error:
            as_it_stands = False
            given = _repaired(line, number, error, problems, usual)
        blank = blank and line.isspace()
        if type(given) is dict:
            given = _unwrapped(given)
            if as_it_stands and float in map(type, given.values()):
                given = _unwrapped(_exact(line.decode(), given))
            at.append(number)
            givens.append(given)
            if len(givens) >= BLOCK or size >= BLOCK_BYTES:
                yield at, givens
                at, givens, size = [], [], 0
        elif given is not None:
            problems.add(number, "not a JSON object: each line must be one {...}")
    yield at, givens
    if blank and not problems.rows:
        problems.add(None, "the file is empty")


def _repaired(
    line: bytes,
    number: int,
    error: orjson.JSONDecodeError,
    problems: Problems,
    usual: str | None,
) -> Any:
    """The value of a line that is no UTF-8 JSON as it stands; None when there is none."""
    line = line.strip(_SPACE)
    if not line:
        return None
    text, repaired = decode(line, usual, begins=number == 1)
    try:
        given = _loads(text)
    except ValueError:
        problems.add(number, f"broken JSON: {error.msg}")
        return None
    if repaired:
        problems.add(number, repaired)
    return given


def _loads(text: str) -> Any:
    """The value of a text, or ValueError.

    Python's own writer makes no JSON of NaN, which is null here, and of half a character, which
    stays for `frames` to mend.
    """
    try:
        return _exact(text, orjson.loads(text))
    except orjson.JSONDecodeError:
        if "NaN" not in text and "Infinity" not in text and "\\ud" not in text.lower():
            raise
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _exact(text: str, value: Any) -> Any:
    """The `value` that orjson read in a text, with every digit of its whole numbers.

    orjson makes floats of those beyond 64 bits, and so one id of two. Unchanged where there are
    none, or where Python cannot read the text.
    """
    if _LONG.search(text):
        with suppress(ValueError, RecursionError):
            return json.loads(text, parse_constant=lambda _: None)
    return value


def document(file: Stream, fields: Fields, problems: Problems, *, named: bool) -> Iterator[Block]:
    """The articles of one JSON value, by their number in it from 1.

    JSON lines under a name of `.json` are read as such. A file that nobody `named` and that holds
    no articles, but settings, is passed over.
    """
    data = file.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        problems.add(None, f"larger than {MAX_DOCUMENT >> 20} MiB: save it as JSON lines (.jsonl)")
        return
    if not data.strip(_SPACE):
        problems.add(None, "the file is empty")
        return
    text, repaired = decode(data)
    try:
        value = _loads(text)
    except ValueError as error:
        if _is_object(text.lstrip().split("\n", 1)[0]):
            yield from lines(io.BufferedReader(io.BytesIO(data), BUFFER), problems)
        else:
            where, why = getattr(error, "lineno", None), getattr(error, "msg", error)
            problems.add(where, f"broken JSON: {why}")
        return
    if repaired:
        problems.add(None, repaired)
    found = articles_in(value, fields, problems, named=named)
    if found is not None:
        yield from _numbered(found, problems)
    elif named or isinstance(value, list):
        problems.add(None, "no list of articles: none of its objects has a title or a text")


def _numbered(found: list[Any], problems: Problems) -> Iterator[Block]:
    if not found:
        problems.add(None, "the list of articles is empty")
    for start in range(0, len(found), BLOCK):
        block = list(enumerate(found[start : start + BLOCK], start + 1))
        for number, one in block:
            if not isinstance(one, dict):
                problems.add(number, "not a JSON object: each article must be one {...}")
        good = [(number, one) for number, one in block if isinstance(one, dict)]
        yield [number for number, _ in good], [_unwrapped(one) for _, one in good]


def _unwrapped(given: dict[str, Any]) -> dict[str, Any]:
    """An object with the fields that it holds under one of WRAPPERS; its own come first."""
    for name in WRAPPERS:
        held = given.get(name)
        if type(held) is dict:
            given = held | {key: value for key, value in given.items() if key != name}
    return given


def articles_in(value: Any, fields: Fields, problems: Problems, *, named: bool) -> list[Any] | None:
    """The articles of a document, in its order; None where it holds none.

    They are its list; the list that it holds under one of CONTAINERS; itself; or its members, by
    their ids. Of several lists the others are told: they may have the same articles, or stories of
    these. Itself only if it has an address, a date or a text where nobody `named` the file:
    settings may have a name and a description.
    """
    lists = list(_lists(value, fields, DEEPEST))
    full = [(name, found) for name, found in lists if found]
    for name, _ in full[1:]:
        best = full[0][0]
        problems.add(None, f"not read: the articles under {name[:80]}; those under {best[:80]} are")
    if lists or not isinstance(value, Mapping):
        return next((found for _, found in full or lists), None)
    if fields.has_text(list(value)):
        told = Fields(fields.mapping).record(value)  # it may be passed over, and its names with it
        return [value] if named or told.keys() & {"url", "published", "body"} else None
    if value and all(_is_article(member, fields) for member in value.values()):
        return [{"id": name, **member} for name, member in value.items()]
    return None


def _lists(
    value: Any, fields: Fields, levels: int, under: str = ""
) -> Iterator[tuple[str, list[Any]]]:
    """The lists of articles that `value` is, or holds so many levels down, best first.

    Each with the names that lead to it, as in `response.results`.
    """
    if isinstance(value, list):
        if not value or any(_is_article(one, fields) for one in value):
            yield under, value
    elif isinstance(value, Mapping) and levels:
        by_name = {fold(name): (name, held) for name, held in value.items()}
        for name, held in (by_name[name] for name in CONTAINERS if name in by_name):
            yield from _lists(held, fields, levels - 1, f"{under}.{name}" if under else name)


def _is_article(value: Any, fields: Fields) -> bool:
    return isinstance(value, dict) and fields.has_text(list(_unwrapped(value)))


def _is_object(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
