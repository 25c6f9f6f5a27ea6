"""Running storygraph as a user does, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.forking import LONGEST, Forks

SEEDS = ROOT / "seeds"
COMMAND = [str(Path(sys.executable).with_name("storygraph"))]
FORKS = Forks() if sys.platform == "linux" else None  # elsewhere libraries do not live through it


def run(*words: str | Path, code: int | None = 0, **env: str) -> subprocess.CompletedProcess[str]:
    """Run storygraph, check how it ends, and that it never shows a traceback."""
    command = [*COMMAND, *map(str, words)]
    environment = {**os.environ, "COLUMNS": "100", **env}
    if FORKS and not env:  # of some variables Python takes note when it starts
        done = FORKS.run(command, environment)
    else:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            timeout=LONGEST,
            check=False,
        )
    assert "Traceback" not in done.stderr + done.stdout
    assert "internal error" not in done.stderr
    if code is not None:
        assert done.returncode == code, done.stderr
    return done


def error(*words: str | Path, code: int = 1) -> str:
    """The one line that a failing run says."""
    done = run(*words, code=code)
    (line,) = done.stderr.splitlines()
    assert line.startswith("storygraph: ")
    return line


def from_json(*words: str | Path) -> Any:
    """What a run with --json prints."""
    return json.loads(run(*words, "--json").stdout)
