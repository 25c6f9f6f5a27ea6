"""A process that has imported all that storygraph needs, and becomes a run of it when asked.

Importing is two thirds of what a run on the seeds takes, and the tests make hundreds of runs. Each
is still a process of its own, with its own arguments, folder, streams and exit code.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import storygraph

LIBRARIES = (
    "jinja2",
    "networkx",
    "polars",
    "pyvis.network",
    "rich.table",
    "scipy.spatial",
    "sklearn.metrics",
    "sparse_dot_topn",
)  # fmt: skip
"""Imported by storygraph inside functions, and slowly."""

LONGEST = 300
"""Seconds that a run may take."""


class Forks:
    """The process that is ready, started when it is first asked for."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(
        self, command: list[str], environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """One run of storygraph in the current folder; `command[0]` is its name."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from tests.forking import serve; serve()"],
                cwd=Path(__file__).parent.parent,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        with TemporaryFile() as out, TemporaryFile() as err:
            streams = [f"/proc/{os.getpid()}/fd/{stream.fileno()}" for stream in (out, err)]
            wish = [command, str(Path.cwd()), environment, streams]
            print(json.dumps(wish), file=asked, flush=True)
            code = int(answered.readline())
            return subprocess.CompletedProcess(command, code, _all_of(out), _all_of(err))


def _all_of(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8").replace("\r\n", "\n")


def serve() -> None:
    """Answer each request on standard input with the exit code of a run."""
    for module in pkgutil.walk_packages(storygraph.__path__, "storygraph."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in LIBRARIES:
        import_module(name)
    gc.freeze()  # or a run's first collection would copy all that it has in common with this one
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(*json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201 (the answer)


def _become(
    command: list[str], folder: str, environment: dict[str, str], streams: list[str]
) -> None:
    """Run storygraph, and end as the interpreter would, but for taking all libraries down."""
    from storygraph.__main__ import main

    signal.alarm(LONGEST)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (to the end)
    for number, path in enumerate(streams, 1):
        os.dup2(os.open(path, os.O_WRONLY), number)
    sys.argv = command
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
