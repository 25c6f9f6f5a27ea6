"""A run ends with a reason before the system ends it without one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from storygraph.memory import available

if TYPE_CHECKING:
    from pathlib import Path

LIMITED = """
import sys, time
from storygraph.errors import MemoryLimitError
from storygraph.memory import at_most
from storygraph.progress import peak_memory

def give_up(words):
    print("gave up:", words)
    sys.stdout.flush()
    import os
    os._exit(3)

limit = {limit}
with at_most(limit, give_up):
    pass
print("small block done")
try:
    with at_most(limit, give_up):
        held = b"x" * ({held})
        {work}
except MemoryLimitError as error:
    print(error)
print("after")
"""


def limited(limit: str, held: str, work: str) -> tuple[int, list[str]]:
    script = LIMITED.format(limit=limit, held=held, work=work)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout.splitlines()


def test_a_block_within_the_limit_is_left_alone() -> None:
    code, said = limited("peak_memory() + (1 << 30)", "1 << 20", "time.sleep(0.3)")
    assert (code, said) == (0, ["small block done", "after"])


def test_a_block_beyond_the_limit_is_interrupted() -> None:
    work = "[time.sleep(0.01) for _ in range(6_000)]"
    code, said = limited("(peak_memory() + (64 << 20))", "80 << 20", work)
    assert code == 0
    assert said[0] == "small block done"
    assert "of memory needed" in said[1]
    assert said[2] == "after"


def test_a_block_that_cannot_be_interrupted_is_cut_off() -> None:
    work = "time.sleep(60)"  # one call, as those into libraries are
    code, said = limited("(peak_memory() + (64 << 20))", "400 << 20", work)
    assert code == 3
    assert said[1].startswith("gave up: more than 0.")


@pytest.mark.parametrize(
    ("meminfo", "limit", "taken", "stat", "expected"),
    [
        ("MemAvailable: 8 kB\n", "5000", "4990", "anon 90\ninactive_file 3000\n", 3010),
        ("MemAvailable: 8 kB\n", "5000", "1000", "nothing of\nuse here\n", 4000),
        ("MemTotal: 9 kB\nMemAvailable: 8 kB\n", "max", "100", None, 8192),
        ("MemAvailable: 8 kB\n", "5000", "1000", None, 4000),
        ("MemAvailable: 8 kB\n", "1000", "5000", None, 0),
        ("MemTotal: 9 kB\n", "max", "100", None, None),
        (None, None, None, None, None),
    ],
)
def test_what_is_free_is_what_system_and_container_leave(
    tmp_path: Path,
    meminfo: str | None,
    limit: str | None,
    taken: str | None,
    stat: str | None,
    expected: int | None,
) -> None:
    for name, text in (
        ("proc/meminfo", meminfo),
        ("sys/fs/cgroup/memory.max", limit),
        ("sys/fs/cgroup/memory.current", taken),
        ("sys/fs/cgroup/memory.stat", stat),
    ):
        if text is not None:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    assert available(tmp_path) == expected
