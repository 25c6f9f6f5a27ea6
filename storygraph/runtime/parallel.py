"""Work side by side on all cores: parts of one thing, or independent pieces that end together.

They are threads: what takes long in them, numpy, scipy, polars and zlib, gives up Python's lock.
Interrupting the main thread, or an error in one piece, stops the others the next time that they
say how far they are, so that each can leave its files whole. For what holds the lock there is
`processes.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Any, TypeAlias, TypeVar

from storygraph.runtime.machine import cores
from storygraph.runtime.progress import Advance

Part = TypeVar("Part")
Made = TypeVar("Made")
Work: TypeAlias = Callable[[Advance], Any]
"""A piece of work; it is given what to call as it advances."""

_LOOK = 0.2  # seconds: on Windows, waiting for longer would keep Ctrl-C waiting, too


def on_all_cores(work: Callable[[Part], Made], parts: Sequence[Part]) -> Iterator[Made]:
    """What the work makes of each part, in order."""
    if len(parts) < 2:
        yield from map(work, parts)
        return
    with ThreadPoolExecutor(min(len(parts), cores())) as threads:
        yield from threads.map(work, parts)


class _StoppedError(Exception):
    """Another piece of work has failed, or the user has had enough."""


class _Tally:
    """How far several pieces of work are in all."""

    def __init__(self, names: list[str], advance: Advance) -> None:
        self._far: dict[str, tuple[int, int | None]] = dict.fromkeys(names, (0, None))
        self._advance = advance
        self._lock = threading.Lock()
        self.stop = threading.Event()

    def advance_of(self, name: str) -> Advance:
        """What the piece `name` is to call. Raises once everything is to stop."""

        def advance(done: int, total: int | None) -> None:
            if self.stop.is_set():
                raise _StoppedError
            with self._lock:
                self._far[name] = (done, total)
                totals = [total for _, total in self._far.values()]
                known = None if None in totals else sum(filter(None, totals))
                self._advance(sum(done for done, _ in self._far.values()), known)

        return advance


def side_by_side(works: Mapping[str, Work], advance: Advance) -> dict[str, Any]:
    """Do all `works`, and give what each gave. `advance` counts the units of all.

    Raises what the first of them in order has raised, when all have ended.
    """
    tally = _Tally(list(works), advance)
    with ThreadPoolExecutor(cores()) as pool:
        running = {name: pool.submit(work, tally.advance_of(name)) for name, work in works.items()}
        try:
            while not _over(running):
                pass
        finally:
            tally.stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
    errors = [done.exception() for done in running.values() if not done.cancelled()]
    for error in errors:
        if error is not None and not isinstance(error, _StoppedError):
            raise error
    return {name: done.result() for name, done in running.items()}


def _over(running: Mapping[str, Future[Any]]) -> bool:
    """Whether all have ended, or one has failed; waits a moment for it."""
    done, rest = wait(running.values(), _LOOK, FIRST_EXCEPTION)
    return not rest or any(each.exception() for each in done)
