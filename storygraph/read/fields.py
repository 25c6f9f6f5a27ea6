"""Finding the fields of records in mappings of any shape, one by one or as columns.

Where several names of one field are present (`aliases.py`), the first that is not empty wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from storygraph.counting import counted
from storygraph.errors import UsageError
from storygraph.read.aliases import ALIASES, SILENT, Plan, fold, mapped, planned
from storygraph.read.dated import completed
from storygraph.read.entries import Entries, RelatedEntries
from storygraph.read.plain import FLAGGED, LOOKED_AT, NOTHING, SINGLE, first_of, plain_column
from storygraph.read.values import FLAGS, names, put_source, structured, text
from storygraph.tables import RECORDS

MAX_SEEN = 10_000
"""Names remembered for messages; a file that gives each record other names has no more."""

Tell: TypeAlias = Callable[[int | None, str], None]
"""What takes a line and what is wrong with it."""

_TEXTS = {"title", "excerpt", "body"}
_NONE: frozenset[str] = frozenset()


class Fields:
    """Finds the fields of one table in mappings of any shape.

    Args:
        mapping: field to column name, which then is the only name of that field. Both are compared
            as all names are, without case.

    Raises UsageError for a field that does not exist or has two columns, or for the column `story`.
    `seen` collects the names met, to say which exist when a mapped one does not, and which fill no
    field.
    """

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self.mapping = mapped(mapping or {}, RECORDS)
        self.seen: set[str] = set()
        self._related = RelatedEntries()
        self._unsaid: set[str] = set()
        self._row = 0
        self._plans: dict[tuple[tuple[str, ...], frozenset[str]], Plan] = {}

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
        self._row = 0
        self._begin()
        self._take(self._plan(tuple(given)), given, found)
        return found

    @property
    def silent_names(self) -> set[str]:
        """Names in values of the last table or record that say nothing known.

        As `related.slug` of related entries, and `title.head` where a title is a mapping.
        """
        return self._related.silent_names | self._unsaid

    def tell_silent(self, lines: Sequence[int | None], tell: Tell) -> None:
        """Tell of entries of the last table or record that say nothing, whose rows have `lines`."""
        if len(self.seen) < MAX_SEEN:
            self.seen |= self.silent_names
        for row, count in self._related.silent.items():
            one = "related entry says nothing that is known, and is left out"
            many = "related entries say nothing that is known, and are left out"
            tell(lines[row], f"repaired: {counted(count, one, many)}")

    def table(self, givens: list[dict[str, Any]], last: frozenset[str] = _NONE) -> dict[str, Any]:
        """`record` of many at once, as columns; a field that none has is left out.

        The names `last` count where no other of their field says anything.
        A column is a list, or `Entries` for `related` where all entries are plain. Most columns of
        most files hold strings under one name, and need no look at each value.
        """
        self._begin()
        keys = dict.fromkeys(key for keys in dict.fromkeys(map(tuple, givens)) for key in keys)
        columns: dict[str, Any] = {}
        rest: Plan = []
        for field, names_ in self._plan(tuple(keys), last):
            column = self._column(field, names_, givens)
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

    def _begin(self) -> None:
        """Forget what was not read of the table or record before."""
        self._related.begin()
        self._unsaid.clear()

    def _column(
        self, field: str, keys: tuple[str, ...], givens: list[dict[str, Any]]
    ) -> list[Any] | Entries | None:
        """The values of a field, where they need no look at each; else None."""
        if field != "related":
            return plain_column(field, keys, givens, mapped=field in self.mapping)
        return (
            self._related.table([given.get(keys[0]) for given in givens])
            if len(keys) == 1
            else None
        )

    def _take(self, plan: Plan, given: Mapping[str, Any], found: dict[str, Any]) -> None:
        """Put into `found` what `plan` finds in `given`."""
        for field, keys in plan:
            for key in keys:
                value = given.get(key)
                if value is None or value == "":
                    continue
                if type(value) is str and field not in LOOKED_AT:
                    found[field] = value
                    break
                if self._put(found, field, key, value):
                    break
            else:
                self._note_unsaid(field, keys, given)
            if field == "published" and (date := completed(found.get(field), keys, given)):
                found[field] = date

    def _put(self, found: dict[str, Any], field: str, key: str, value: Any) -> bool:
        """Put a value that needs a closer look; False: try the field's next name."""
        if field == "topics":
            found[field] = names(value)
            return bool(found[field])
        if field == "related":
            found[field] = self._related.of(value, self._row)
            return bool(found[field])
        if field == "source":
            return put_source(found, value)
        if field in SINGLE:
            value = first_of(value)
        written = text(structured(value) if field == "title" else value)
        if written is None:
            return False
        if field in FLAGGED - self.mapping.keys():
            flag = FLAGS.get(written.strip().lower())
            if (flag is None) == (field == "is_published") and fold(key) == "published":
                return False
        found[field] = written
        return True

    def _note_unsaid(self, field: str, keys: tuple[str, ...], given: Mapping[str, Any]) -> None:
        """Remember what names the mappings have that stand under `keys` and say nothing known."""
        if field == "related":  # its entries are told by themselves
            return
        for key in keys:
            value = given.get(key)
            for held in value if isinstance(value, list | tuple) else (value,):
                if isinstance(held, Mapping):
                    names_ = (name for name, said in held.items() if said not in NOTHING)
                    self._unsaid.update(f"{key}.{name}" for name in names_)

    def _plan(self, keys: tuple[str, ...], last: frozenset[str] = _NONE) -> Plan:
        plan = self._plans.get((keys, last))
        if plan is None:
            if len(self.seen) < MAX_SEEN:
                self.seen.update(keys)
            if len(self._plans) >= 1_000:  # every object with other keys: keep memory flat
                self._plans.clear()
            best = planned(keys, RECORDS, self.mapping)
            plan = [(field, tuple(sorted(found, key=last.__contains__))) for field, found in best]
            self._plans[keys, last] = plan
        return plan
