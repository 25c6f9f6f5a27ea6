"""Whoever reads a pipe may have read enough, as `head` has: that is no failure of the run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.command_line import COMMAND, SEEDS, run


def unheard(*words: str | Path, stderr: bool = False) -> tuple[int, str]:
    """How a run ends whose standard output, or error, is a pipe that nobody reads any more."""
    reads, writes = os.pipe()
    os.close(reads)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    streams["stderr" if stderr else "stdout"] = writes
    try:
        done = subprocess.run(
            [*COMMAND, *map(str, words)], **streams, text=True, timeout=120, check=False
        )
    finally:
        os.close(writes)
    return done.returncode, (done.stdout if stderr else done.stderr)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "output"
    run("build", SEEDS, "-o", folder, "--pages", "0")
    return folder


def test_a_build_whose_summary_nobody_reads_is_fine(tmp_path: Path) -> None:
    for words in ([], ["--json"]):
        assert unheard("build", SEEDS, "-o", tmp_path / "out", *words) == (0, "")
        assert (tmp_path / "out" / "index.html").is_file()


def test_problems_still_show_in_the_exit_code(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"title": "Bridge closed"}\nno JSON\n')
    assert unheard("check", tmp_path / "in.jsonl") == (1, "")
    assert unheard("stories", "-g", tmp_path, stderr=True) == (1, "")
    assert unheard("stories", "--nonsense", stderr=True) == (2, "")


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["stories"],
        ["stories", "-n", "0", "--json"],
        ["show", "1"],
        *(["export", form, "-t", "-"] for form in ("csv", "json", "graphml", "gexf")),
    ],
    ids=" ".join,
)
def test_read_enough(words: list[str], built: Path) -> None:
    graph = [] if words == ["--help"] else ["-g", built]
    assert unheard(*words, *graph) == (0, "")
