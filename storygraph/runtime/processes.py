"""Work spread over processes, for what holds Python's lock: each core gets one that waits for work.

They are plain children that are asked through one pipe and answer through another. So they end
with whoever started them, however that ends: a pipe that nobody holds any more reads as closed.
Nothing of theirs is to be cleaned up, and they do not import the caller's script again, as those of
the standard library do.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from queue import SimpleQueue
from threading import Event
from typing import IO, Any, TypeAlias, TypeVar, cast

from storygraph.runtime.machine import cores

Job = TypeVar("Job")
Made = TypeVar("Made")
_Process: TypeAlias = "subprocess.Popen[bytes]"

AHEAD = 4
"""Jobs a core that are handed out before the first is asked for; the rest need no room yet."""

_SERVE = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from storygraph.runtime.processes import serve; serve()"
)
"""What each runs: it finds modules where its parent does, before it looks for ours."""


def spread(work: Callable[[Job], Made], jobs: Iterator[Job]) -> Iterator[Made]:
    """What `work`, a function of a module, makes of each job, in order.

    A job whose process ends before it has answered, or that raises there, is done here: so its
    error is raised as if there were no processes.
    """
    stopped = Event()
    idle: SimpleQueue[_Process | None] = SimpleQueue()
    started: list[_Process] = []

    def one(job: Job) -> Made | None:
        process, answered = idle.get(), None
        try:
            answered = None if process is None else _asked(process, work, job)
        finally:  # whoever waits for a process must get something
            idle.put(process if answered else None)
        if answered:
            made: Made = answered[0]
            return made
        return None if stopped.is_set() else work(job)

    with ThreadPoolExecutor(cores()) as threads:
        try:
            for _ in range(cores()):
                process = _started()
                idle.put(process)
                started += [process] if process else []
            ahead = deque(threads.submit(one, job) for job in islice(jobs, AHEAD * cores()))
            while ahead:
                made = ahead.popleft().result()
                ahead.extend(threads.submit(one, job) for job in islice(jobs, 1))
                yield made  # type: ignore[misc]  # None only when nobody asks any more
        finally:
            stopped.set()
            for process in started:
                process.kill()  # whatever they are at: all is answered, or nobody waits
            threads.shutdown(wait=True, cancel_futures=True)
            for process in started:
                process.communicate()


def _started() -> _Process | None:
    """A process that waits for work; None where none can be started."""
    if not sys.executable or getattr(sys, "frozen", False):  # Python inside another program
        return None
    # In a group of its own, Ctrl-C in the terminal is for the parent alone. `-P`: no module of the
    # folder where the user stands is taken for one of Python's
    words = [sys.executable, "-P", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _SERVE]
    try:
        process = subprocess.Popen(  # noqa: S603 (Python itself, and no word of a user's)
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
    except OSError:
        return None
    with suppress(OSError):
        _send(process, sys.path)
    return process


def _asked(process: _Process, work: Callable[[Job], Made], job: Job) -> tuple[Made] | None:
    """What the process makes of a job; None where it has ended."""
    try:
        _send(process, (work, job))
        return (pickle.load(cast(IO[bytes], process.stdout)),)  # noqa: S301 (our own process has written it)
    except Exception:  # noqa: BLE001 (it ended, or it answers what nobody can read)
        return None


def _send(process: _Process, value: Any) -> None:
    pipe = cast(IO[bytes], process.stdin)
    pipe.write(pickle.dumps(value))  # whole or not at all
    pipe.flush()


def serve() -> None:
    """Do what standard input asks for, until it is closed."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the parent hears them, and then closes it
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # a print is no answer
    with suppress(EOFError, BrokenPipeError):
        while True:
            work, job = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own parent has written it)
            answers.write(pickle.dumps(work(job)))
            answers.flush()
