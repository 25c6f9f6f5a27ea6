"""Feeds: RSS and Atom of any version, as saved from the web. One entry, one article."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import polars as pl

from storygraph.read.decoding import decode
from storygraph.read.streams import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storygraph.read.streams import Block, Problems, Stream

MAX_FEED = 64 << 20
"""Bytes of one feed: 10,000 entries have some 20 MB, and take seconds."""

FOREWORD = 1 << 20
"""Bytes within which a feed must begin, after comments and style sheets."""

MAX_ATTRIBUTES = 256
"""Attributes of one tag; what reads feeds takes time that grows with the square of them."""

BESIDE: dict[str, pl.DataType] = {
    "feed": pl.String(),  # its site, or its title; never null
    "changed": pl.String(),  # when the entry was written or changed last, as it says
}
"""What is known of an entry beside its record, and tells which of two is the newer."""

UTF8 = '<?xml version="1.0" encoding="utf-8"?>'

_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding=["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}>")
_CROWDED = re.compile(
    rf"""<[\w:.-]++(?:[^<>="']*+=\s*+(?:"[^"<]*+"|'[^'<]*+')){{{MAX_ATTRIBUTES + 1}}}"""
)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));")
_NO_CHARSETS = frozenset(("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"))
"""What Python decodes although no feed is written in it, some of it in endless time."""

_NO_POSTS = frozenset(
    ("attachment", "custom_css", "customize_changeset", "nav_menu_item", "oembed_cache", "revision")
)
"""Types of what a WordPress export has beside posts; those that begin with `wp_`, too."""

_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)


def entries(file: Stream, problems: Problems, *, named: bool) -> Iterator[Block]:
    """The entries of a feed, by their number in it from 1, under the names of RECORDS and BESIDE.

    Excerpts and bodies are HTML as the feed has it, with its scripts; the source is what the entry
    says that it is from, or the feed's title. XML that is no feed is passed over unless the user
    `named` it. No address in a feed is ever opened.
    """
    data = file.read(MAX_FEED + 1)
    if not _FEED.search(data, 0, FOREWORD):
        if named or not data.strip():
            reason = "neither an RSS nor an Atom feed" if data.strip() else "the file is empty"
            problems.add(None, reason)
        return
    if len(data) > MAX_FEED:
        problems.add(None, f"larger than {MAX_FEED >> 20} MiB: no feed is")
        return
    found = _parsed(data, problems)
    if found is None:
        return
    if not found.entries:
        problems.add(None, "no entries in the feed")
    kept = [number for number, entry in enumerate(found.entries, 1) if not _no_post(entry)]
    if len(kept) < len(found.entries):
        others = Counter(entry["wp_post_type"] for entry in found.entries if _no_post(entry))
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(others.items()))
        problems.add(None, f"entries of WordPress that are no posts, left out: {told}")
    for start in range(0, len(kept), BLOCK):
        numbers = kept[start : start + BLOCK]
        yield numbers, [_record(found.entries[number - 1], found.feed) for number in numbers]


def set_aside(givens: list[dict[str, Any]]) -> dict[str, list[str | None]]:
    """The columns BESIDE of some entries, which lose them."""
    return {name: [given.pop(name, None) for given in givens] for name in BESIDE}


def _parsed(data: bytes, problems: Problems) -> Any:
    """What feedparser makes of a feed; None if it cannot, which is a problem."""
    import feedparser  # type: ignore[import-untyped]

    text = UTF8 + _DECLARATION.sub("", _decoded(data, problems))
    if crowded := _CROWDED.search(text):
        at = text.count("\n", 0, crowded.start()) + 1
        problems.add(at, f"a tag with more than {MAX_ATTRIBUTES} attributes: no feed has one")
        return None
    text = _REFERENCE.sub(_readable, text)
    try:
        # A string would be taken for an address or a file. Its way to take scripts and comments
        # out needs time that grows with the square of them, and `text.clean` does that anyway.
        found = feedparser.parse(
            io.BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # noqa: BLE001 (hostile input: its regular expressions raise anything)
        problems.add(None, f"not a readable feed: {error}")
        return None
    damage = found.get("bozo_exception")
    if found.bozo and not isinstance(damage, feedparser.CharacterEncodingOverride):
        line = getattr(damage, "getLineNumber", lambda: None)()
        what = getattr(damage, "getMessage", lambda: damage)()
        problems.add(line, f"damaged feed, read as far as it goes: {what}")
    return found


def _readable(reference: re.Match[str]) -> str:
    """A reference to a character; of one that there is none of, the sign for that."""
    hexadecimal, decimal = reference.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    known = 0 < number < 0xD800 or 0xE000 <= number <= 0x10FFFF
    return reference[0] if known else "\ufffd"


def _decoded(data: bytes, problems: Problems) -> str:
    """The text of a feed in the encoding that it declares, if it is; or as other files are read.

    Of what it declares feedparser believes anything, even an encoding whose name is no text.
    """
    declared = _ENCODING.match(data)
    if declared and not declared[1].lower().startswith(b"utf"):  # UTF-16 is UTF-8 by now
        with suppress(LookupError, ValueError):
            charset = codecs.lookup(declared[1].decode()).name
            if charset not in _NO_CHARSETS and not charset.startswith("utf"):
                return data.decode(charset).replace("\0", "")
    text, repaired = decode(data)
    if repaired:
        problems.add(None, repaired)
    return text.replace("\0", "")


def _absolute(link: str | None, site: str | None) -> str | None:
    """The address of an entry, where it is written as one within the feed's site."""
    if not link or "://" in link or not site:
        return link
    try:
        return urljoin(site, link)
    except ValueError:
        return link


def _no_post(entry: Any) -> bool:
    """Whether an entry of a WordPress export is a picture, a menu or a setting."""
    what = str(entry.get("wp_post_type", ""))
    return what in _NO_POSTS or what.startswith("wp_")


def _record(entry: Any, feed: Any) -> dict[str, Any]:
    """An entry as a record."""
    excerpt = entry.get("summary")
    changed = dict.get(entry, "updated")
    source = entry.get("source", {}).get("title") or feed.get("title")
    body = next((part.get("value") for part in entry.get("content", ())), None)
    return {
        "id": entry.get("id") or entry.get("link"),
        "title": entry.get("title"),
        "excerpt": excerpt if excerpt != body else None,
        "body": body,
        "url": _absolute(entry.get("link"), feed.get("link")),
        "source": source,
        # By its own `get` it warns that it gives the one for the other
        "published": dict.get(entry, "published") or changed,
        "lang": entry.get("language") or feed.get("language"),
        "topics": [tag["term"] for tag in entry.get("tags", ()) if tag.get("term")],
        "feed": feed.get("link") or feed.get("title") or source or "",
        "changed": changed or dict.get(entry, "published"),
    }
