"""Markdown and text files with front matter: one file, one article.

Front matter is YAML between `---` lines (Jekyll, Hugo, most static sites), TOML between
`+++` lines or a JSON object (Hugo). A file without any is an article too: its first heading is
the title, or, where no heading opens it, a short first line followed by a blank one, or its name.
A name that begins with a date, as Jekyll's do, dates a file that says no other.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from json import JSONDecoder
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from storygraph.counting import counted
from storygraph.errors import UnreadableError
from storygraph.read.decoding import decode
from storygraph.read.markdown import plain_heading
from storygraph.read.quoting import quoted, untabbed
from storygraph.read.yaml_events import parse_yaml

if TYPE_CHECKING:
    from storygraph.read.fields import Fields

SUFFIXES = frozenset((".md", ".markdown", ".mdx", ".txt"))

MAX_FRONT_MATTER = 1 << 20
"""Characters of front matter; the largest of 1,611 real files has 60,000."""

MAX_TOML = 1 << 16
MAX_TOML_DOTS = 4_000
"""Characters and dots of TOML front matter: its parser needs time that grows with the square
of a dotted key, here half a second at most."""

MAX_FILE = 16 << 20
"""Bytes read of a file; the rest of a longer body is left out, and that is a problem row."""

_OPENING = re.compile(r"\s*?^(---|\+\+\+)[ \t]*$", re.MULTILINE)
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
# What YAML forbids, and what it would take for the end of a line where people mean none.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_HEADING = re.compile(
    r"\s*#{1,6}[ \t]+([^\n]{1,1000})(?:\n|$)|\s*(\S[^\n]{0,1000})\n(?:=+|-{3,})[ \t]*(?:\n|$)"
)
_FURTHER = re.compile(r"^---[ \t]*\n(?=[A-Za-z_][\w-]*[ \t]*:)", re.MULTILINE)
_TITLED = re.compile(r"^(?:title|headline)[ \t]*:", re.MULTILINE | re.IGNORECASE)
"""How the front matter begins of an article that somebody has put behind another, and a key that
tells it from a list below a rule."""

_DATED_NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:$|[-_. T])[-_. ]*(.*)")
_PAGE = re.compile(r"https?://[^/?#\s]+/[^\s]+$", re.IGNORECASE)
_FIRST_LINE = re.compile(r"\s*(\S[^\n]{0,199})\n[ \t]*\n")


def opens(data: bytes) -> bool:
    """Whether a file begins with a front matter mark."""
    begin = data[:4096].rpartition(b"\n")[0] or data[:4096]  # no character is cut
    return _OPENING.match(decode(begin + b"\n")[0].replace("\r", "\n")) is not None


@dataclass(frozen=True)
class Parsed:
    """What `parse` gives: the record, what was repaired as (line, reason), the keys it has."""

    record: dict[str, Any]
    problems: list[tuple[int | None, str]]
    keys: list[str]


def parse(data: bytes, name: str, fields: Fields) -> Parsed:
    """The record of one file.

    Args:
        data: the file's bytes, at most `MAX_FILE` + 1 of them.
        name: the file's name; a date that it begins with and its stem are those of last resort.
        fields: finds the fields.

    Raises UnreadableError when the bytes give no article.
    """
    problems: list[tuple[int | None, str]] = []
    text = _text(data, problems)
    opening = _OPENING.match(text)
    if opening is None:
        if "\x00" in text:
            raise UnreadableError("not a text file: it holds NUL bytes")
        front = _json(text)
        if front is None:
            return Parsed(_dated(_without_front_matter(text, name), name), problems, [])
        given, body = front
    else:
        given, body = _front_matter(text, opening, problems)
        problems += _further(text, body)
    record = fields.record(given)
    fields.tell_silent([None], lambda at, reason: problems.append((at, reason)))
    keys = sorted({key for key in given if type(key) is str} | fields.silent_names)
    if body.strip():
        record["body"] = body  # a key of the like, as `article: true`, says something else
    if "title" not in record and (heading := _heading(body)):
        record["title"] = heading[0]
    elif "title" not in record and record.keys() & {"body", "excerpt"}:
        record["title"] = _stem(name)
    if "url" not in record and (page := _page(given.get("source"))):
        record["url"] = page
    return Parsed(_dated(record, name), problems, keys)


def _further(text: str, body: str) -> list[tuple[int | None, str]]:
    """What to say of articles that follow in the `body`, which ends the `text`."""
    begins = []
    for opening in _FURTHER.finditer(body):
        closing = _CLOSING["---"].search(body, opening.end())
        if closing and _TITLED.search(body, opening.end(), closing.start()):
            begins.append(opening.start())
    if not begins:
        return []
    line = text.count("\n", 0, len(text) - len(body) + begins[0]) + 1
    more = counted(len(begins), "more article begins", "more articles begin")
    return [(line, f"repaired: {more} here, read as the text of the first: give one file each")]


def _text(data: bytes, problems: list[tuple[int | None, str]]) -> str:
    """The text of a file, with one kind of line end."""
    if len(data) > MAX_FILE:
        data = data[:MAX_FILE]
        problems.append((None, f"repaired: only the first {MAX_FILE >> 20} MiB were read"))
    text, repaired = decode(data)
    if repaired:
        problems.append((None, repaired))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\x00 \n\t"):
        raise UnreadableError("the file is empty")
    return text


def _dated(record: dict[str, Any], name: str) -> dict[str, Any]:
    """The record with the date of the file's name, if it has none."""
    found = _DATED_NAME.match(PurePath(name).stem)
    if found and "published" not in record:
        record["published"] = found[1]
    return record


def _stem(name: str) -> str:
    """The name of a file as a title: without its date and its suffix."""
    stem = PurePath(name).stem
    dated = _DATED_NAME.match(stem)
    return (dated and dated[2]) or stem


def _page(source: Any) -> str | None:
    """A source that is the address of a page, as web clippers write it, and not only of a site."""
    found = isinstance(source, str) and _PAGE.match(source.strip())
    return found[0] if found else None


def _json(text: str) -> tuple[dict[str, Any], str] | None:
    """The object that a text begins with, and the body after it; None without one."""
    if text.lstrip()[:1] != "{":
        return None
    try:
        given, end = JSONDecoder().raw_decode(text[: MAX_FRONT_MATTER + 1].lstrip())
    except (ValueError, RecursionError):
        return None
    return given, text.lstrip()[end:]


def _front_matter(
    text: str, opening: re.Match[str], problems: list[tuple[int | None, str]]
) -> tuple[dict[str, Any], str]:
    """The mapping between the marks, and the body after them."""
    mark = opening[1]
    line = text.count("\n", 0, opening.end()) + 2
    closing = _CLOSING[mark].search(text, opening.end(), opening.end() + MAX_FRONT_MATTER + 5)
    if closing is None:
        if len(text) - opening.end() > MAX_FRONT_MATTER:
            raise UnreadableError("front matter longer than 1 MiB, or never closed", line - 1)
        raise UnreadableError(f"front matter opened by {mark} is never closed", line - 1)
    block = text[opening.end() + 1 : closing.start()]
    if _UNPRINTABLE.search(block):
        block = _UNPRINTABLE.sub(" ", block)
        problems.append((None, "repaired: control characters in the front matter"))
    if mark == "+++":
        given: Any = _toml(block)
    else:
        given = _yaml(block, line, problems)
    if given is None:
        given = {}
    if not isinstance(given, dict):
        what = "a list" if isinstance(given, list) else "text"
        raise UnreadableError(f"front matter is {what}, not `key: value` lines", line)
    return given, text[closing.end() + 1 :]


def _yaml(block: str, line: int, problems: list[tuple[int | None, str]]) -> Any:
    """The value of a YAML block; texts without quotes and tabs that break it as they are meant."""
    try:
        given, duplicates = parse_yaml(block, line)
    except UnreadableError as broken:
        straight, tabs = untabbed(block)
        mended, bare = quoted(straight)
        try:
            given, duplicates = parse_yaml(mended if bare else straight, line)
        except UnreadableError:
            raise broken from None
        told = (
            (tabs, "repaired: YAML forbids tabs before a line; they were read as blanks"),
            (bare, "repaired: this text needs quotes in YAML; it was read as if it had them"),
        )
        problems += [(line + at, reason) for lines, reason in told for at in lines[:10]]
    problems += [
        (at, f"repaired: the key {key[:80]!r} is given twice; the last is used")
        for at, key in duplicates[:10]
    ]
    return given


def _toml(block: str) -> dict[str, Any]:
    if len(block) > MAX_TOML:
        raise UnreadableError(f"TOML front matter longer than {MAX_TOML >> 10} KiB")
    if block.count(".") > MAX_TOML_DOTS:
        raise UnreadableError(f"TOML front matter with more than {MAX_TOML_DOTS} dots")
    try:
        return tomllib.loads(block)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        raise UnreadableError(f"broken TOML: {str(error)[:200] or type(error).__name__}") from error


def _without_front_matter(text: str, name: str) -> dict[str, Any]:
    """Title and body of a file that is all text."""
    if heading := _heading(text):
        return {"title": heading[0], "body": text[heading[1] :]}
    found = None if _HEADING.match(text) else _FIRST_LINE.match(text)
    if found is None or not _title(found):
        return {"title": _stem(name), "body": text}
    return {"title": _title(found), "body": text[found.end() :]}


def _heading(text: str) -> tuple[str, int] | None:
    """Of the headings that a text begins with the first in words, and where it ends."""
    at = 0
    while found := _HEADING.match(text, at):
        at = found.end()
        if title := _title(found):
            return title, at
    return None


def _title(found: re.Match[str]) -> str:
    """The text of a heading, without its marks."""
    return plain_heading(next(filter(None, found.groups())))
