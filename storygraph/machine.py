"""What the machine, or the container in it, gives to this process: cores and memory."""

from __future__ import annotations

import math
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

_GROUP = "sys/fs/cgroup"
"""Where a container finds its limits (Linux, control groups of version 2)."""


@cache
def cores(root: Path = Path("/")) -> int:
    """Processors that this process may use: containers and batch queues give it some of them.

    `root` is where `sys` is mounted.
    """
    if sys.platform == "linux":  # macOS binds no process to some of them
        given = len(os.sched_getaffinity(0))
    else:
        given = os.cpu_count() or 1
    with suppress(OSError, ValueError):  # "max" where there is no limit
        quota, period = map(int, (root / _GROUP / "cpu.max").read_text().split())
        given = min(given, math.ceil(quota / period))
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
    with suppress(OSError, ValueError):  # "max" where there is no limit
        group = root / _GROUP
        limit, taken = (int((group / f"memory.{name}").read_text()) for name in ("max", "current"))
        found.append(limit - taken + _droppable(group))
    return max(0, min(found)) if found else None


def _droppable(group: Path) -> int:
    """Bytes of files in memory, which count as taken and go when room is needed."""
    with suppress(OSError, ValueError):
        for line in (group / "memory.stat").read_text().splitlines():
            name, size = line.split()
            if name == "inactive_file":
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
