"""What asks a run to end lets it unwind: nothing stays behind, and nobody reads a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from storygraph.runtime import signals
from tests.command_line import COMMAND

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are of POSIX")

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
ENDS = pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)

BUILD = """
import os, signal, sys, threading
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may let it be ignored
from storygraph.read import files
number = int(sys.argv.pop())
files.MANY, files.CHUNK = 4, 2
files.cores = lambda: 2
parsed = files._parsed

def slowly(*given):
    for place, chunk in enumerate(parsed(*given)):
        if place == 3:
            threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
        yield chunk

files._parsed = slowly
from storygraph.__main__ import main
main()
"""


def started(*command: str | Path, **options: Any) -> subprocess.Popen[str]:
    """A process whose output is read, and in which no signal is ignored."""
    return subprocess.Popen(
        [*map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heard,  # noqa: PLW1509 (no thread of ours is in the middle of anything)
        **options,
    )


def heard() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def others(mark: str) -> list[str]:
    """The processes that a run has left, by what stands in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (path / "environ").read_bytes():
                found.append((path / "cmdline").read_text())
        except OSError:
            continue
    return found


@ENDS
def test_a_run_whose_processes_read_ends_without_a_word(number: int, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for place in range(2_000):
        (articles / f"{place}.md").write_text(f"---\ntitle: Ferry {place} cancelled\n---\nStorm.\n")
    out = tmp_path / "out"
    words = ["build", articles, "-o", out, "-q", "--no-cache", str(int(number))]
    environment = {**os.environ, "STORYGRAPH_TEST": str(tmp_path)}
    with started(sys.executable, "-c", BUILD, *words, env=environment) as process:
        said = process.communicate(timeout=60)
    assert (process.returncode, said[1].strip(), said[0]) == (CODES[signal.Signals(number)], "", "")
    assert not out.exists()
    assert not others(str(tmp_path))


WAITING = """
import sys, time
from storygraph.runtime.processes import spread
def jobs():
    for _ in range(1_000):
        yield 0.02
for number, _ in enumerate(spread(time.sleep, jobs())):
    if number == 2:
        print("on its way", flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")
def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    environment = {**os.environ, "STORYGRAPH_TEST": str(tmp_path)}
    with started(sys.executable, "-c", WAITING, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on its way\n"
        process.kill()
    until = time.monotonic() + 10
    while others(str(tmp_path)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not others(str(tmp_path))


@ENDS
def test_what_was_piped_in_goes_with_the_run(number: int, tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    waiting = (
        "import signal, sys, time\n"
        "from storygraph.read import piped\n"
        "from storygraph import cli\n"
        "def wait():\n"
        "    piped.standard_input(); print('read', flush=True); time.sleep(60)\n"
        "cli.app = lambda **_: wait()\n"
        "from storygraph.__main__ import main\n"
        "main()\n"
    )
    with started(sys.executable, "-c", waiting, env=environment, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write('{"title": "Storm nears"}\n')
        process.stdin.close()
        process.stdin = None
        assert process.stdout.readline() == "read\n"
        assert list(tmp_path.glob("storygraph-*"))
        process.send_signal(number)
        said = process.communicate(timeout=60)
    assert (process.returncode, *said) == (CODES[signal.Signals(number)], "", "")
    assert not list(tmp_path.iterdir())


def test_a_signal_that_is_ignored_stays_so() -> None:
    def ignored() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    code = (
        "import os, signal\n"
        "from storygraph import cli\n"
        "cli.app = lambda **_: os.kill(os.getpid(), signal.SIGHUP)\n"
        "from storygraph.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], preexec_fn=ignored, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_what_a_library_makes_of_a_signal_is_not_told() -> None:
    code = (
        "import os, signal\n"
        "from storygraph import cli\n"
        "def fails(**_):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    except SystemExit:\n"
        "        raise ImportError('half loaded') from None\n"
        "cli.app = fails\n"
        "from storygraph.__main__ import main\n"
        "main()\n"
    )
    with started(sys.executable, "-c", code) as process:
        said = process.communicate(timeout=60)
    assert (process.returncode, *said) == (143, "", "")


def test_as_a_library_we_listen_for_nothing() -> None:
    before = [signal.getsignal(number) for number in CODES]
    with signals.waiting():
        pass
    assert [signal.getsignal(number) for number in CODES] == before


def test_the_command_itself_ends_so() -> None:
    with started(*COMMAND, "check", "-", stdin=subprocess.PIPE) as process:
        time.sleep(0.7)  # it waits for its input
        process.terminate()
        said = process.communicate(timeout=60)
    assert (process.returncode, *said) == (143, "", "")
