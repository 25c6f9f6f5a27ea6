"""Signals that ask a run to end: it unwinds, so that nothing half done and nothing hidden stays.

Only the command line listens for those that Python leaves to the system; in a program that uses us
as a library, they are the program's.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKED = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)  # Windows has no SIGHUP
"""What a system sends that shuts down, or whose terminal is closed."""

BASE = 128
"""Exit code of a run that a signal ended, less the number of the signal."""

_came: list[int] = []


def listen() -> None:
    """Let each of `ASKED` end the run as Ctrl-C does: by an exception in the main thread.

    Where a signal is ignored, as under `nohup`, or has a handler already, it stays so.
    """
    if threading.current_thread() is threading.main_thread():
        for number in ASKED:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    _came.append(number)
    sys.exit(BASE + number)


def end_code() -> int | None:
    """The exit code that a signal asked for; None where none came.

    A library that a signal hits may tell of a failure of its own instead.
    """
    return BASE + _came[0] if _came else None


def closing() -> None:
    """Hear no more of `ASKED`: what is left over is about to be removed.

    A terminal that closes says so twice, by its shell and by the system.
    """
    if threading.current_thread() is threading.main_thread():
        for number in ASKED:
            if signal.getsignal(number) is _end:
                signal.signal(number, signal.SIG_IGN)


@contextmanager
def waiting() -> Iterator[None]:
    """Let Ctrl-C and `ASKED` wait for the end of the block, which is short, where one listens."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, *ASKED)}
    heard = {number: handler for number, handler in before.items() if callable(handler)}
    if threading.current_thread() is not threading.main_thread():
        heard = {}
    came: list[int] = []
    for number in heard:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
        for number in dict.fromkeys(came):  # also where the block has failed
            signal.raise_signal(number)
