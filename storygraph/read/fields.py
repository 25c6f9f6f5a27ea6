"""Which key or column is which field, and how values of any type become strings.

One alias table serves front matter, JSON objects, CSV and Parquet columns, and related
entries. Names are compared folded: lower case, letters and digits only, so that
`publishedDateTime`, `published_date_time` and `Published DateTime` are one name. Where
several names of one field are present, the first of the list that is not empty wins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeAlias

from storygraph.errors import UsageError
from storygraph.tables import RECORDS, RELATED

Row: TypeAlias = tuple[Any, ...]
"""Values in the order of `tables.RECORDS`."""

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "articleid", "docid", "uid"),
    "title": ("title", "headline", "heading", "name"),
    "excerpt": (
        "excerpt", "description", "summary", "lead", "abstract", "snippet", "subtitle", "teaser",
        "dek", "standfirst",
    ),
    "body": ("body", "text", "fulltext", "content", "article", "articlebody", "maintext"),
    "url": ("weburl", "url", "link", "canonicalurl", "canonical", "href", "permalink"),
    "original_url": ("originalurl",),
    "amp_url": ("ampweburl", "ampurl", "cdnampweburl"),
    "source": (
        "provider", "source", "outlet", "publisher", "publication", "site", "sitename",
        "sourcename", "newspaper", "author",
    ),
    "domain": ("domain", "host", "hostname", "sourcedomain"),
    # "published" is often a flag (true or false); it is the date when nothing better is.
    "published": (
        "publisheddatetime", "publishedat", "publisheddate", "datepublished", "publishdate",
        "publicationdate", "pubdate", "date", "published", "datetime", "timestamp", "time",
        "createdat",
    ),
    "lang": ("lang", "language", "locale"),
    "type": ("type", "contenttype"),
    "topics": ("topics", "tags", "categories", "keywords", "topic", "tag", "category"),
    "quality": ("quality",),
    "heat": ("heat",),
    "is_published": ("ispublished", "published"),
    "related": ("related", "relatedarticles", "relatedlinks"),
}  # fmt: skip
"""Names of each field, folded, best first. `story` is nowhere: labels are never read."""

FLAGS = {"true": "true", "yes": "true", "false": "false", "no": "false"}

MAX_RELATED = 1_000
"""Related entries kept an article; a page that lists more is an index, not coverage."""

_UNFOLDED = re.compile(r"[^0-9a-z]+")
_URL = re.compile(r"(?:https?:)?//([^/?#\s]+)|www\.[^/?#\s]+", re.IGNORECASE)
_LIST_MARK = re.compile(r"[,;|]")
_ENTRY_MARK = re.compile(r"[\s|;]+(?=(?:https?:)?//)")


def fold(name: str) -> str:
    """The form in which names are compared."""
    return _UNFOLDED.sub("", name.lower())


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
        return value.decode("utf-8", "replace") or None
    if isinstance(value, Mapping):
        for key in ("name", "title", "$oid", "$date", "#text", "value", "url"):
            if isinstance(value.get(key), str | int) and value[key] != "":
                return text(value[key])
        return None
    if isinstance(value, Sequence):
        return ", ".join(filter(None, (text(item) for item in value if _scalar(item)))) or None
    return str(value)


def _integer(value: int) -> str | None:
    """An integer in decimal digits; None when it is too long to be one of ours."""
    return str(value) if value.bit_length() < 1024 else None


def _scalar(value: Any) -> bool:
    return not isinstance(value, Mapping | list | tuple)


def names(value: Any) -> list[str]:
    """A list of names: from a list, from mappings with a name, or from `a, b; c`."""
    if isinstance(value, str):
        value = _LIST_MARK.split(value.strip().removeprefix("[").removesuffix("]"))
        value = [item.strip().strip("\"'") for item in value]
    elif isinstance(value, Mapping) or not isinstance(value, Sequence):
        value = [value]
    found = (text(item) for item in value if not isinstance(item, list | tuple))
    return [item for item in found if item and not item.isspace()]


class Fields:
    """Finds the fields of one table in mappings of any shape.

    Args:
        mapping: field to column name, which then is the only name of that field.

    Raises UsageError for a field that does not exist, or for the column `story`.
    `seen` collects the names met, to say which exist when a mapped one does not.
    """

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self.mapping = dict(mapping or {})
        known = [name for name in RECORDS if name in ALIASES]
        for field, column in self.mapping.items():
            if field not in known:
                raise UsageError(f"unknown field {field!r} to map; known: {', '.join(known)}")
            if fold(column) == "story":
                raise UsageError("the column 'story' holds labels; only `evaluate` reads it")
        self.seen: set[str] = set()
        self._plans: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}
        self._entry_plans: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}

    def check_mapping(self) -> None:
        """Raise UsageError when a mapped column was in no input."""
        folded = {fold(name) for name in self.seen}
        for field, column in self.mapping.items():
            if self.seen and column not in self.seen and fold(column) not in folded:
                shown = sorted(name for name in self.seen if fold(name) != "story")[:40]
                raise UsageError(
                    f"no input has the column {column!r} mapped to {field!r}; "
                    f"there are: {', '.join(shown)}"
                )

    def columns(self, available: Sequence[str]) -> list[str]:
        """Those of `available` that hold some field; all become `seen`."""
        wanted = {key for _, keys in self._plan(tuple(available)) for key in keys}
        return [name for name in available if name in wanted]

    def record(self, given: Mapping[str, Any], line: int | None) -> dict[str, Any]:
        """The fields of `tables.RECORDS` in `given`; absent ones are left out."""
        found: dict[str, Any] = {"line": line}
        for field, keys in self._plan(tuple(given)):
            for key in keys:
                value = given[key]
                if value is None or value == "":
                    continue
                if type(value) is str and field not in _SPECIAL:
                    found[field] = value
                    break
                if self._put(found, field, key, value):
                    break
        return found

    def _put(self, found: dict[str, Any], field: str, key: str, value: Any) -> bool:
        """Put a value that needs a closer look; False: try the field's next name."""
        if field == "topics":
            found[field] = names(value)
            return True
        if field == "related":
            found[field] = self.entries(value)
            return True
        if field == "source":
            return _put_source(found, value)
        written = text(value)
        if written is None:
            return False
        if field in {"published", "is_published"} and field not in self.mapping:
            flag = FLAGS.get(written.strip().lower())
            if (flag is None) == (field == "is_published") and fold(key) == "published":
                return False
            written = flag or written
        found[field] = written
        return True

    def entries(self, value: Any) -> list[dict[str, Any]]:
        """Related entries from a list, one mapping, or a string of one or more URLs."""
        if isinstance(value, str):
            value = _ENTRY_MARK.split(value.strip())
        elif isinstance(value, Mapping):
            value = [value]
        elif not isinstance(value, Sequence):
            return []
        found = (self._entry(item) for item in value[:MAX_RELATED])
        return [entry for entry in found if any(entry.values())]

    def _entry(self, item: Any) -> dict[str, Any]:
        entry: dict[str, Any] = dict.fromkeys(RELATED)
        if isinstance(item, str):
            entry["url" if _URL.match(item.strip()) else "title"] = item.strip()
        elif isinstance(item, Mapping):
            for field, keys in self._entry_plan(tuple(item)):
                for key in keys:
                    value = item[key]
                    if field == "source":
                        if _put_source(entry, value):
                            break
                    elif (written := text(value)) is not None:
                        if key == "published" and written.strip().lower() in FLAGS:
                            continue
                        entry[field] = written
                        break
        return entry

    def _plan(self, keys: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        plan = self._plans.get(keys)
        if plan is None:
            self.seen.update(keys)
            if len(self._plans) >= 1_000:  # every object with other keys: keep memory flat
                self._plans.clear()
            plan = self._plans[keys] = _plan(keys, RECORDS, self.mapping)
        return plan

    def _entry_plan(self, keys: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        plan = self._entry_plans.get(keys)
        if plan is None:
            if len(self._entry_plans) >= 1_000:
                self._entry_plans.clear()
            plan = self._entry_plans[keys] = _plan(keys, RELATED, {})
        return plan


_SPECIAL = {"topics", "related", "source", "published", "is_published"}


def _plan(
    keys: tuple[str, ...], schema: Mapping[str, Any], mapping: Mapping[str, str]
) -> list[tuple[str, tuple[str, ...]]]:
    """For each field of `schema` that `keys` can fill: the keys to try, best first."""
    by_fold: dict[str, list[str]] = {}
    for key in sorted(k for k in keys if isinstance(k, str)):
        by_fold.setdefault(fold(key), []).append(key)
    plan = []
    for field in schema:
        if field in mapping:
            column = mapping[field]
            found = [column] if column in keys else by_fold.get(fold(column), [])
        else:
            found = [key for alias in ALIASES.get(field, ()) for key in by_fold.get(alias, [])]
        if found:
            plan.append((field, tuple(found)))
    return plan


def _put_source(found: dict[str, Any], value: Any) -> bool:
    """Put the outlet's name and domain from a string, a URL, or `{name, domain}`."""
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
