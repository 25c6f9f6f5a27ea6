"""A run ends with a reason before the system ends it without one."""

from __future__ import annotations

import subprocess
import sys

LIMITED = """
import sys, time
from storygraph.errors import MemoryLimitError
from storygraph.runtime.memory import at_most
from storygraph.runtime.machine import peak_memory

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
