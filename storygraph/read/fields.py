"""Finding the fields of records in mappings of any shape, one by one or as columns.

Where several names of one field are present (`aliases.py`), the first that is not empty wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, islice
from typing import Any, TypeAlias

from storygraph.errors import UsageError
from storygraph.read.aliases import ALIASES, SILENT, Plan, fold, planned
from storygraph.read.dated import NOTHING, untold, with_clock
from storygraph.read.entries import Entries, separated, unwrapped
from storygraph.read.values import FLAGS, is_url, names, no_name, put_source, structured, text
from storygraph.tables import MAX_RELATED, RECORDS, RELATED

MAX_SEEN = 10_000
"""Names remembered for messages; a file that gives each record other names has no more."""

MAX_CELL = 1 << 20
"""Characters of a cell that may hold related entries as a list."""

Tell: TypeAlias = Callable[[int | None, str], None]
"""What takes a line and what is wrong with it."""


class Fields:
    """Finds the fields of one table in mappings of any shape.

    Args:
        mapping: field to column name, which then is the only name of that field.

    Raises UsageError for a field that does not exist, or for the column `story`.
    `seen` collects the names met, to say which exist when a mapped one does not, and which fill no
    field. `silent` has, of the last table or record, how many related entries of each row have
    values but none under a name that is known, and `silent_names` these names.
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
        self.silent: Counter[int] = Counter()
        self.silent_names: set[str] = set()
        self._row = 0
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._entry_plans: dict[tuple[str, ...], Plan] = {}

    def check_mapping(self) -> None:
        """Raise UsageError when a mapped column was in no input."""
        folded = {fold(name) for name in self.seen}
        for field, column in self.mapping.items():
            if self.seen and column not in self.seen and fold(column) not in folded - {""}:
                shown = sorted(name for name in self.seen if fold(name) != "story")[:40]
                raise UsageError(
                    f"no input has the column {column!r} mapped to {field!r}; "
                    f"there are: {', '.join(shown)}"
                )

    def unread(self) -> list[str]:
        """Names met that fill no field, in order, but for `aliases.SILENT`."""
        known = {alias for aliases in ALIASES.values() for alias in aliases}
        known |= SILENT | {fold(column) for column in self.mapping.values()}
        return sorted(name.strip() or "(no name)" for name in self.seen if fold(name) not in known)

    def columns(self, available: Sequence[str]) -> list[str]:
        """Those of `available` that hold some field; all become `seen`."""
        wanted = {key for _, keys in self._plan(tuple(available)) for key in keys}
        return [name for name in available if name in wanted]

    def has_text(self, available: Sequence[str]) -> bool:
        """Whether some of these columns are title, excerpt or body."""
        plan = planned(tuple(available), RECORDS, self.mapping)  # asked of what is no record, too
        return any(field in _TEXTS for field, _ in plan)

    def record(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of `tables.RECORDS` in `given`; absent ones are left out."""
        found: dict[str, Any] = {}
        self._begin()
        self._take(self._plan(tuple(given)), given, found)
        return found

    def tell_silent(self, lines: Sequence[int | None], tell: Tell) -> None:
        """Tell of the `silent` entries of the last table or record, whose rows have these lines."""
        for row, count in self.silent.items():
            what = "1 related entry says" if count == 1 else f"{count:,} related entries say"
            tell(lines[row], f"repaired: {what} nothing that is known, and so is left out")

    def _begin(self) -> None:
        """Forget the silent entries of what was read before."""
        self._row = 0
        self.silent.clear()
        self.silent_names.clear()

    def table(self, givens: list[dict[str, Any]]) -> dict[str, Any]:
        """`record` of many at once, as columns; a field that none has is left out.

        A column is a list, or `Entries` for `related` where all entries are plain. Most columns of
        most files hold strings under one name, and need no look at each value.
        """
        self._begin()
        keys = dict.fromkeys(key for keys in dict.fromkeys(map(tuple, givens)) for key in keys)
        columns: dict[str, Any] = {}
        rest: Plan = []
        for field, names_ in self._plan(tuple(keys)):
            column: list[Any] | Entries | None = (
                self._entries(names_, givens)
                if field == "related"
                else self._column(field, names_, givens)
            )
            if column is None:
                rest.append((field, names_))
            else:
                columns[field] = column
        if rest:
            founds: list[dict[str, Any]] = [{} for _ in givens]
            for self._row, (given, found) in enumerate(zip(givens, founds, strict=True)):
                self._take(rest, given, found)
            for field in dict.fromkeys(field for found in founds for field in found):
                own = columns.get(field)
                found_ = [found.get(field) for found in founds]
                # A domain may come from its own column, and from a source that is a URL.
                columns[field] = (
                    [a or b for a, b in zip(own, found_, strict=True)] if own else found_
                )
        return columns

    def _column(
        self, field: str, keys: tuple[str, ...], givens: list[dict[str, Any]]
    ) -> list[Any] | None:
        """The values of a field as they are, where that is all there is to it; else None."""
        if len(keys) > 1 or field == "topics":
            return None
        (key,) = keys
        column: list[Any] = [given.get(key) for given in givens]
        if not set(map(type, column)) <= _STRINGS:
            return None
        distinct = set(column) - {None} if field in _SPECIAL else set()
        closer = _CLOSER.get(field)
        if closer and any(map(closer, distinct)):
            return None
        if field in _FLAGGED - self.mapping.keys() and fold(key) == "published":
            if any(value.strip().lower() in FLAGS for value in distinct):
                return None
            if field == "is_published":  # then these are dates
                return [None] * len(givens)
        return [value or None for value in column] if "" in column else column

    def _entries(self, keys: tuple[str, ...], givens: list[dict[str, Any]]) -> Entries | None:
        """`entries` of each, where all are lists of mappings with plain strings; else None."""
        if len(keys) > 1:
            return None
        lists = [given.get(keys[0]) or () for given in givens]
        if not set(map(type, lists)) <= {list, tuple} or max(map(len, lists)) > MAX_RELATED:
            return None
        items = list(chain.from_iterable(lists))
        if not set(map(type, items)) <= {dict}:
            return None
        names_ = dict.fromkeys(key for keys in dict.fromkeys(map(tuple, items)) for key in keys)
        columns: dict[str, list[Any]] = {}
        for field, own in self._entry_plan(tuple(names_)):
            column = self._column(field, own, items)
            if column is None:
                return None
            columns[field] = column
        silent = all(None in column for column in columns.values())
        if silent and (not columns or not all(map(any, zip(*columns.values(), strict=True)))):
            return None  # an entry that says nothing is none
        return Entries(list(map(len, lists)), columns)

    def _take(self, plan: Plan, given: Mapping[str, Any], found: dict[str, Any]) -> None:
        """Put into `found` what `plan` finds in `given`."""
        for field, keys in plan:
            for key in keys:
                value = given.get(key)
                if value is None or value == "":
                    continue
                if type(value) is str and field not in _SPECIAL:
                    found[field] = value
                    break
                if self._put(found, field, key, value):
                    break
            else:
                if field == "published" and (unread := untold(map(given.get, keys))):
                    found[field] = unread
            if field == "published" and field in found:
                found[field] = with_clock(found[field], keys, given)

    def _put(self, found: dict[str, Any], field: str, key: str, value: Any) -> bool:
        """Put a value that needs a closer look; False: try the field's next name."""
        if field == "topics":
            found[field] = names(value)
            return bool(found[field])
        if field == "related":
            found[field] = self.entries(value)
            return bool(found[field])
        if field == "source":
            return put_source(found, value)
        written = text(structured(value) if field == "title" else value)
        if written is None:
            return False
        if field in _FLAGGED - self.mapping.keys():
            flag = FLAGS.get(written.strip().lower())
            if (flag is None) == (field == "is_published") and fold(key) == "published":
                return False
        found[field] = written
        return True

    def entries(self, value: Any) -> list[dict[str, Any]]:
        """Related entries from a list or mapping, also as text, or a string of one or more URLs."""
        if isinstance(value, str) and not value.startswith("[["):  # a note named by a number
            value = structured(value, MAX_CELL)
        if isinstance(value, str):
            value = separated(value)
        elif isinstance(value, Mapping):
            value = [value]
        elif not isinstance(value, Sequence):
            return []
        found = (entry for item in value if any((entry := self._entry(item)).values()))
        return list(islice(found, MAX_RELATED + 1))

    def _entry(self, item: Any) -> dict[str, Any]:
        entry: dict[str, Any] = dict.fromkeys(RELATED)
        item = unwrapped(item)
        if isinstance(item, str):
            entry["url" if is_url(item) else "title"] = item
        elif isinstance(item, Mapping):
            self._fill(entry, item)
            if not any(entry.values()):
                self._note_silent(item)
        return entry

    def _fill(self, entry: dict[str, Any], item: Mapping[Any, Any]) -> None:
        """Put into `entry` what the mapping says of it."""
        for field, keys in self._entry_plan(tuple(item)):
            for key in keys:
                value = item[key]
                if field == "source":
                    if put_source(entry, value):
                        break
                elif (written := text(value)) is not None:
                    if fold(key) == "published" and written.strip().lower() in FLAGS:
                        continue
                    entry[field] = written
                    break
            else:
                if field == "published":
                    entry[field] = untold(map(item.get, keys))

    def _note_silent(self, item: Mapping[Any, Any]) -> None:
        """Remember an entry of which no name says anything, if there is anything in it."""
        names_ = [str(name) for name, value in item.items() if value not in NOTHING]
        if names_:
            self.silent[self._row] += 1
            told = {f"related.{name}" for name in names_}
            self.silent_names |= told
            if len(self.seen) < MAX_SEEN:
                self.seen |= told

    def _plan(self, keys: tuple[str, ...]) -> Plan:
        plan = self._plans.get(keys)
        if plan is None:
            if len(self.seen) < MAX_SEEN:
                self.seen.update(keys)
            if len(self._plans) >= 1_000:  # every object with other keys: keep memory flat
                self._plans.clear()
            plan = self._plans[keys] = planned(keys, RECORDS, self.mapping)
        return plan

    def _entry_plan(self, keys: tuple[str, ...]) -> Plan:
        plan = self._entry_plans.get(keys)
        if plan is None:
            if len(self._entry_plans) >= 1_000:
                self._entry_plans.clear()
            plan = self._entry_plans[keys] = planned(keys, RELATED, {})
        return plan


_CLOSER = {"source": no_name, "title": lambda value: value[:1] == "{"}


_TEXTS = {"title", "excerpt", "body"}
_FLAGGED = {"published", "is_published"}
"""Fields that `published` may fill: a flag or a date."""
_STRINGS = {str, type(None)}
_SPECIAL = {"title", "topics", "related", "source", "published", "is_published"}
