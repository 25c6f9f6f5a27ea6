"""Related entries in values of any shape, one by one or as columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from storygraph.read.aliases import Plan, fold, planned
from storygraph.read.dated import completed
from storygraph.read.plain import NOTHING, SEVERAL_ADDRESSES, SINGLE, first_of, plain_column
from storygraph.read.values import FLAGS, is_url, put_source, structured, text
from storygraph.tables import MAX_RELATED, RELATED

MAX_CELL = 1 << 20
"""Characters of a cell that may hold related entries as a list."""

_WIKI_LINK = re.compile(r"^\[\[([^\[\]|#]+)[^\[\]]*\]\]$")


@dataclass(frozen=True)
class Entries:
    """Related entries of several records: how many each has, and all entries' fields as columns."""

    counts: list[int]
    columns: dict[str, list[str | None]]


class RelatedEntries:
    """Finds related entries.

    `silent` has how many entries of each row have values but none under a name that is known, and
    `silent_names` these names, since the last `begin`.
    """

    def __init__(self) -> None:
        self.silent: Counter[int] = Counter()
        self.silent_names: set[str] = set()
        self._row = 0
        self._plans: dict[tuple[str, ...], Plan] = {}

    def begin(self) -> None:
        """Forget the silent entries of what was read before."""
        self._row = 0
        self.silent.clear()
        self.silent_names.clear()

    def of(self, value: Any, row: int = 0) -> list[dict[str, Any]]:
        """Entries from a list or mapping, also as text, or a string of one or more URLs.

        A flag is no entry: `related: true` asks Jekyll's themes for a list of their own.
        """
        self._row = row
        if isinstance(value, str) and not value.startswith("[["):  # a note named by a number
            value = structured(value, MAX_CELL)
        if isinstance(value, str):
            bare = value.strip()
            value = [] if bare.lower() in FLAGS else SEVERAL_ADDRESSES.split(bare)
        elif isinstance(value, Mapping):
            value = [value]
        elif not isinstance(value, Sequence):
            return []
        found = (entry for item in value if any((entry := self._entry(item)).values()))
        return list(islice(found, MAX_RELATED + 1))

    def table(self, lists: list[Any]) -> Entries | None:
        """`of` each value, where all are lists of mappings with plain strings; else None."""
        lists = [each or () for each in lists]
        if not set(map(type, lists)) <= {list, tuple} or max(map(len, lists)) > MAX_RELATED:
            return None
        items = list(chain.from_iterable(lists))
        if not set(map(type, items)) <= {dict}:
            return None
        names = dict.fromkeys(key for keys in dict.fromkeys(map(tuple, items)) for key in keys)
        columns: dict[str, list[Any]] = {}
        for field, own in self._plan(tuple(names)):
            column = plain_column(field, own, items, mapped=False)
            if column is None:
                return None
            columns[field] = column
        silent = all(None in column for column in columns.values())
        if silent and (not columns or not all(map(any, zip(*columns.values(), strict=True)))):
            return None  # an entry that says nothing is none
        return Entries(list(map(len, lists)), columns)

    def _entry(self, item: Any) -> dict[str, Any]:
        entry: dict[str, Any] = dict.fromkeys(RELATED)
        while isinstance(item, list) and len(item) == 1:  # [[a note]], as YAML reads it
            item = item[0]
        if isinstance(item, int | float) and not isinstance(item, bool):  # an id
            item = text(item)
        if isinstance(item, str):
            name = _WIKI_LINK.sub(r"\1", item.strip())
            entry["url" if is_url(name) else "title"] = name
        elif isinstance(item, Mapping):
            for field, keys in self._plan(tuple(item)):
                self._fill(entry, field, keys, item)
            if not any(entry.values()):
                self._note_silent(item)
        return entry

    def _fill(
        self, entry: dict[str, Any], field: str, keys: tuple[str, ...], item: Mapping[Any, Any]
    ) -> None:
        """Put into `entry` what the first of the `keys` says that says something."""
        for key in keys:
            value = item[key]
            if field == "source":
                if put_source(entry, value):
                    return
                continue
            written = text(first_of(value) if field in SINGLE else value)
            is_flag = fold(key) == "published" and (written or "").strip().lower() in FLAGS
            if written is not None and not is_flag:
                entry[field] = written
                break
        if field == "published":
            entry[field] = completed(entry[field], keys, item)

    def _note_silent(self, item: Mapping[Any, Any]) -> None:
        """Remember an entry of which no name says anything, if there is anything in it."""
        names = [str(name) for name, value in item.items() if value not in NOTHING]
        if names:
            self.silent[self._row] += 1
            self.silent_names |= {f"related.{name}" for name in names}

    def _plan(self, keys: tuple[str, ...]) -> Plan:
        plan = self._plans.get(keys)
        if plan is None:
            if len(self._plans) >= 1_000:  # every entry with other keys: keep memory flat
                self._plans.clear()
            plan = self._plans[keys] = planned(keys, RELATED, {})
        return plan
