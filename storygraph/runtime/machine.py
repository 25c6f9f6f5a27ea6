"""What the machine, or the container in it, gives to this process: cores and memory."""

from __future__ import annotations

import math
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

_GROUP = "sys/fs/cgroup"
"""Where a container finds its limits (Linux): version 2 of control groups has them right there,
version 1, as on older hosts, in a folder for each thing that is limited."""

_MEMORY = (
    ("memory.max", "memory.current", "memory.stat", "inactive_file"),
    (
        "memory/memory.limit_in_bytes",
        "memory/memory.usage_in_bytes",
        "memory/memory.stat",
        "total_inactive_file",
    ),
)
"""Of either version: the limit, what is taken, and where it says under which name what of that are
files, which go when room is needed."""

_PROCESSORS = (("cpu.max",), ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us"))
"""Of either version: microseconds of processors, and in how many of the clock."""


@cache
def cores(root: Path = Path("/")) -> int:
    """Processors that this process may use: containers and batch queues give it some of them.

    `root` is where `sys` is mounted.
    """
    if sys.platform == "linux":  # macOS binds no process to some of them
        given = len(os.sched_getaffinity(0))
    else:
        given = os.cpu_count() or 1
    for names in _PROCESSORS:
        with suppress(OSError, ValueError):  # "max" where there is no limit
            words = " ".join((root / _GROUP / name).read_text() for name in names)
            quota, period = map(int, words.split())
            given = min(given, math.ceil(quota / period)) if quota > 0 else given
    return max(1, given)


def free_memory(root: Path = Path("/")) -> int | None:
    """Bytes that are free for a new process, within its container's limit; None if unknown.

    `root` is where `proc` and `sys` are mounted.
    """
    found = []
    with suppress(OSError, ValueError, IndexError, StopIteration):
        lines = (root / "proc/meminfo").read_text().splitlines()
        line = next(line for line in lines if line.startswith("MemAvailable:"))
        found.append(int(line.split()[1]) * 1024)
    group = root / _GROUP
    for limit, taken, statistics, files in _MEMORY:
        with suppress(OSError, ValueError):  # "max" where there is no limit
            room = int((group / limit).read_text()) - int((group / taken).read_text())
            found.append(room + _named(group / statistics, files))
    return max(0, min(found)) if found else None


def _named(statistics: Path, wanted: str) -> int:
    """The number that stands under a name in a file of such; 0 where none does."""
    with suppress(OSError, ValueError):
        for line in statistics.read_text().splitlines():
            name, size = line.split()
            if name == wanted:
                return int(size)
    return 0


def peak_memory() -> int:
    """Bytes that this process held at most so far; 0 where the system does not tell."""
    if sys.platform == "linux":
        # getrusage would count what the parent held when it started us
        with suppress(OSError, StopIteration):
            lines = Path("/proc/self/status").read_text().splitlines()
            return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # elsewhere in KiB
