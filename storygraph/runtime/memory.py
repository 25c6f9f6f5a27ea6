"""How much memory a run may take, and an end with a reason before the system ends it without one.

A system that runs out of memory kills the process: no message, no exit code of ours. So the
process's own high-water mark is watched, and beyond the limit the run is interrupted. Every file
is written whole or not at all, so what was there before stays.
"""

from __future__ import annotations

import _thread
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storygraph.errors import MemoryLimitError
from storygraph.runtime.machine import free_memory, peak_memory

SHARE = 0.9
"""Of the memory that is available at the start, what a run may take unless told otherwise."""

_EVERY = 0.1  # seconds between two looks
_PATIENCE = 1.05  # times the limit: by then a call that cannot be interrupted is cut off


def default_limit() -> int | None:
    """Bytes that a run may take; None where the system does not tell."""
    free = free_memory()
    return None if free is None else int(free * SHARE)


@contextmanager
def at_most(limit: int | None, give_up: Callable[[str], None]) -> Iterator[None]:
    """Watch the memory of the block, which runs in the main thread; None watches nothing.

    Raises MemoryLimitError soon after the process has held more than `limit` bytes. Where a
    library keeps the block from being interrupted, `give_up` is called with the same words from
    another thread, and must end the process.
    """
    if limit is None:
        yield
        return
    words = str(MemoryLimitError(limit))
    over, done = threading.Event(), threading.Event()

    def watch() -> None:
        while not done.wait(_EVERY):
            peak = peak_memory()
            if peak > limit and not over.is_set():
                over.set()
                _thread.interrupt_main()
            elif peak > limit * _PATIENCE:
                give_up(words)

    thread = threading.Thread(target=watch, daemon=True)
    try:
        try:
            thread.start()
            yield
        finally:
            done.set()
            thread.join()
    except BaseException:
        # What the interrupt became: a library that it hits while it loads tells of its own failure
        if over.is_set():
            raise MemoryLimitError(limit) from None
        raise
