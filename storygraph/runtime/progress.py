"""What a long run tells while it runs.

The stages know only this protocol; the command line draws it, a library caller may ignore it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, runtime_checkable

from storygraph.errors import UsageError
from storygraph.runtime.machine import peak_memory

Advance: TypeAlias = Callable[[int, int | None], None]
"""What a stage calls with the units that are done, and their number in all where it is known."""


@runtime_checkable
class Progress(Protocol):
    """Told of every stage as it starts, advances and ends."""

    def start(self, stage: str) -> None:
        """A stage begins, by the name that `run.json` uses."""

    def advance(self, done: int, total: int | None) -> None:
        """`done` units of the running stage are finished; `total` where it is known, or guessed.

        Exports, which run side by side, tell from threads of their own, one at a time.
        """

    def finish(self, stage: str, count: str) -> None:
        """The stage ended; `count` says in words what it gave."""


def unwatched(done: int, total: int | None) -> None:
    """What a stage calls where nobody watches."""


class Silent:
    """Progress that nobody sees."""

    def start(self, stage: str) -> None:
        """Nothing."""

    def advance(self, done: int, total: int | None) -> None:
        """Nothing."""

    def finish(self, stage: str, count: str) -> None:
        """Nothing."""


class Lines:
    """Progress as a line for each stage that ended, handed to `tell`: `print`, or one of a log."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._began = 0.0

    def start(self, stage: str) -> None:
        """Take the time."""
        del stage
        self._began = time.perf_counter()

    def advance(self, done: int, total: int | None) -> None:
        """Nothing."""

    def finish(self, stage: str, count: str) -> None:
        """Tell of the stage, what it took, and what it gave."""
        self._tell(f"{stage:<11} {time.perf_counter() - self._began:6.1f} s  {count}".rstrip())


Watcher: TypeAlias = Progress | Callable[[str], object]
"""Who is told of a run: of each step, or, by a function such as `print`, in a line a stage."""


def watched(watcher: Watcher | None) -> Progress:
    """Progress that `watcher` sees; None is nobody. Raises UsageError for what cannot be told."""
    if watcher is None:
        return Silent()
    if isinstance(watcher, Progress):
        return watcher
    if callable(watcher):
        return Lines(watcher)
    raise UsageError(f"progress must be a function that takes a line, as print is, not {watcher!r}")


@dataclass
class Stage:
    """A stage that is running: `gave` is what it gives, in words, once it knows."""

    gave: str = ""


@dataclass
class StageLog:
    """Seconds and peak memory of each stage, and the progress that watches.

    `seconds` and `peak_mb` are by stage name, in order; memory is the high-water mark of the
    process at the end of the stage, in MB of 1,000,000 bytes.
    """

    progress: Progress = field(default_factory=Silent)
    seconds: dict[str, float] = field(default_factory=dict)
    peak_mb: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Time the block."""
        stage = Stage()
        self.progress.start(name)
        began = time.perf_counter()
        yield stage
        self.seconds[name] = round(time.perf_counter() - began, 3)
        self.peak_mb[name] = peak_memory() // 1_000_000
        self.progress.finish(name, stage.gave)
