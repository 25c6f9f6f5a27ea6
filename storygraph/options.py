"""How a graph is built: what a user may set, and refusing what makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from numbers import Integral, Real
from pathlib import Path
from typing import Any, TypedDict

from storygraph.errors import UsageError
from storygraph.span import Span

SHORTEST_WINDOW = 1 / 86_400
"""Days: a second, as exact as dates are."""


class Algorithm(StrEnum):
    """How communities are found, by name; `communities.partition` has what each does."""

    linkage = "linkage"
    leiden = "leiden"
    louvain = "louvain"
    components = "components"


AXES = ("resolution", "window", "threshold")
"""Options that a sweep can move along."""

NEIGHBOURS = 20
"""Most similar articles kept of each. 15 to 30 score alike; fewer thin out large stories."""


_TYPES: tuple[tuple[str, Any, Callable[[Any], Any], str], ...] = (
    ("levels", bool, bool, "True or False"),
    ("neighbours", Integral, int, "a whole number"),
    ("resolution", Real | None, float, "a number"),
    ("threshold", Real | None, float, "a number"),
    ("window", Real | None, float, "a number"),
)


LEAST_SIMILARITY = 0.05
"""Pairs below it are never looked for: it lies under every threshold that chance sets."""


@dataclass(frozen=True)
class Options:
    """How a graph is built. None lets storygraph choose from the corpus.

    Attributes:
        algorithm: "linkage" (average linkage), "leiden" (CPM), "louvain" (modularity), or
            "components".
        resolution: higher makes more and smaller stories: the gain at which linkage stops,
            Leiden's CPM gamma, Louvain's resolution.
        threshold: similarity that chance does not reach, 0.05 to 1: from there on a pair becomes an
            edge, and groups of articles are compared against it.
        window: largest gap in days at which similarity is still looked for; the time kernel is a
            third as wide, and off for inf, or what is longer than any two dates are apart.
        levels: also find themes above the stories, and parts within them.
        neighbours: most similarity edges that one node starts.
        since: only articles of this day (UTC) and later, a date or text as 2026-12-31; with it
            or `until`, those without a date are left out.
        until: only articles of this day and earlier.
        mapping: field to column, for records whose columns have other names.
        cache: folder for the reader's cache; None reads everything anew.
    """

    algorithm: str = "linkage"
    resolution: float | None = None
    threshold: float | None = None
    window: float | None = None
    levels: bool = False
    neighbours: int = NEIGHBOURS
    since: date | None = None
    until: date | None = None
    mapping: Mapping[str, str] = field(default_factory=dict, hash=False)  # no dict has a hash
    cache: Path | None = None

    def __post_init__(self) -> None:
        """Refuse values that make no sense. Raises UsageError."""
        self._require_types()
        if self.algorithm not in [*Algorithm]:
            known = ", ".join(Algorithm)
            raise UsageError(f"no algorithm {self.algorithm!r}: choose one of {known}")
        self._require_ranges()
        if self.resolution is not None and self.algorithm == "components":
            raise UsageError("components know no resolution: --threshold parts them")
        if self.levels and self.algorithm != "linkage":
            raise UsageError(f"levels need the algorithm linkage, not {self.algorithm}")

    def _require_types(self) -> None:
        for name, types, plain, kind in _TYPES:
            value = getattr(self, name)
            if not isinstance(value, types) or (isinstance(value, bool) and types is not bool):
                raise UsageError(f"{name} must be {kind}, not {value!r}")
            if value is not None:  # numbers of numpy would be none in JSON
                object.__setattr__(self, name, plain(value))
        for name in ("since", "until"):
            object.__setattr__(self, name, _day(name, getattr(self, name)))
        mapping: object = self.mapping
        named = mapping.items() if isinstance(mapping, Mapping) else [(None, None)]
        if not all(isinstance(name, str) for pair in named for name in pair):
            raise UsageError(f"mapping must be of fields to columns, not {mapping!r}")
        object.__setattr__(self, "mapping", dict(self.mapping))
        cache: object = self.cache
        if not isinstance(cache, str | Path | None):
            raise UsageError(f"cache must be a folder, or None, not {cache!r}")
        object.__setattr__(self, "cache", Path(cache) if cache else None)

    def _require_ranges(self) -> None:
        if self.resolution is not None and not 0 < self.resolution < float("inf"):
            raise UsageError(f"resolution must be above 0, not {self.resolution}")
        if self.threshold is not None and not LEAST_SIMILARITY <= self.threshold <= 1:
            raise UsageError(
                f"threshold must be at least {LEAST_SIMILARITY} and at most 1, not {self.threshold}"
            )
        if self.window is not None and not self.window >= SHORTEST_WINDOW:
            raise UsageError(f"window must be at least a second, in days, not {self.window}")
        if self.neighbours < 1:
            raise UsageError(f"neighbours must be at least 1, not {self.neighbours}")
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"no day is since {self.since} and until {self.until}")

    @property
    def span(self) -> Span:
        """The days whose articles are read."""
        return Span(self.since, self.until)


def _day(name: str, value: object) -> date | None:
    """A day as it was given. Raises UsageError for anything else."""
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        told = f"{name} must be a day, a date or text as 2026-12-31, not {value!r}"
        raise UsageError(told) from None


class Choices(TypedDict, total=False):
    """The attributes of `Options` as keywords, for type checkers: `build("seeds", window=7)`."""

    algorithm: str
    resolution: float | None
    threshold: float | None
    window: float | None
    levels: bool
    neighbours: int
    since: date | str | None
    until: date | str | None
    mapping: Mapping[str, str]
    cache: str | Path | None


def with_choices(options: Options | None, choices: Mapping[str, Any]) -> Options:
    """`options` (None: the defaults) with those set anew that `choices` names.

    Raises UsageError for a name that is no option, and for values as `Options` does.
    """
    base: object = Options() if options is None else options
    if not isinstance(base, Options):
        raise UsageError(
            f"options must be Options, or given by name, not a {type(base).__name__}: "
            "several inputs are one list"
        )
    known = [each.name for each in fields(Options)]
    for name in choices:
        if name not in known:
            raise UsageError(f"no option {name!r}: {_nearest(name, known)}")
    return replace(base, **choices)


def _nearest(name: str, known: list[str]) -> str:
    """The option that a mistyped name may have meant; all of them where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), known, 1)
    return f"did you mean {near[0]}?" if near else f"choose of {', '.join(known)}"
