"""How a graph is built: what a user may set, and refusing what makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from storygraph.errors import UsageError

SHORTEST_WINDOW = 1 / 86_400
"""Days: a second, as exact as dates are."""

ALGORITHMS = ("linkage", "leiden", "louvain", "components")

NEIGHBOURS = 20
"""Most similar articles kept of each. 15 to 30 score alike; fewer thin out large stories."""


_TYPES: tuple[tuple[str, Any, Callable[[Any], Any], str], ...] = (
    ("levels", bool, bool, "True or False"),
    ("neighbours", Integral, int, "a whole number"),
    ("resolution", Real | None, float, "a number"),
    ("threshold", Real | None, float, "a number"),
    ("window", Real | None, float, "a number"),
)


@dataclass(frozen=True)
class Options:
    """How a graph is built. None lets storygraph choose from the corpus.

    Attributes:
        algorithm: "linkage" (average linkage), "leiden" (CPM), "louvain" (modularity), or
            "components".
        resolution: higher makes more and smaller stories: the gain at which linkage stops,
            Leiden's CPM gamma, Louvain's resolution.
        threshold: similarity that chance does not reach, 0 to 1: from there on a pair becomes an
            edge, and groups of articles are compared against it.
        window: largest gap in days at which similarity is still looked for; the time kernel is a
            third as wide, and off for inf.
        levels: also find themes above the stories, and parts within them.
        neighbours: most similarity edges that one node starts.
        mapping: field to column, for records whose columns have other names.
        cache: folder for the reader's cache; None reads everything anew.
    """

    algorithm: str = "linkage"
    resolution: float | None = None
    threshold: float | None = None
    window: float | None = None
    levels: bool = False
    neighbours: int = NEIGHBOURS
    mapping: Mapping[str, str] = field(default_factory=dict)
    cache: Path | None = None

    def __post_init__(self) -> None:
        """Refuse values that make no sense. Raises UsageError."""
        for name, types, plain, kind in _TYPES:
            value = getattr(self, name)
            if not isinstance(value, types) or (isinstance(value, bool) and types is not bool):
                raise UsageError(f"{name} must be {kind}, not {value!r}")
            if value is not None:  # numbers of numpy would be none in JSON
                object.__setattr__(self, name, plain(value))
        if self.algorithm not in ALGORITHMS:
            known = ", ".join(ALGORITHMS)
            raise UsageError(f"no algorithm {self.algorithm!r}: choose one of {known}")
        for name, low, high in (
            ("resolution", 0.0, float("inf")),
            ("threshold", 0.0, 1.0),
            ("window", SHORTEST_WINDOW, float("inf")),
        ):
            value = getattr(self, name)
            endless = name == "resolution" and value == high
            if value is not None and (endless or not low < value <= high):
                most = f" and at most {high:g}" if high < float("inf") else ""
                raise UsageError(f"{name} must be above {low:g}{most}, not {value}")
        if self.resolution is not None and self.algorithm == "components":
            raise UsageError("components know no resolution: --threshold parts them")
        if self.levels and self.algorithm != "linkage":
            raise UsageError(f"levels need the algorithm linkage, not {self.algorithm}")
        if self.neighbours < 1:
            raise UsageError(f"neighbours must be at least 1, not {self.neighbours}")
