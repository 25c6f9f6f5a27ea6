"""Progress of a run, on a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from storygraph.runtime.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

QUIET_SECONDS = 2.0
"""A stage shorter than this shows no bar."""

DOING = {
    "read": "Reading",
    "articles": "Cleaning",
    "link": "Linking",
    "vectors": "Weighing words",
    "similarity": "Comparing",
    "communities": "Grouping",
    "stories": "Describing",
    "sweep": "Sweeping",
    "layout": "Placing",
    "turn": "Waiting for another build of this folder",
    "exports": "Writing",
    "save": "Saving",
}


class _Live:
    """Progress on a terminal: a line for every finished stage, a bar for a long one."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._began = 0.0

    def start(self, stage: str) -> None:
        self._began = time.monotonic()
        self._task = self._bars.add_task(DOING.get(stage, stage), total=None)

    def advance(self, done: int, total: int | None) -> None:
        if self._task is not None:
            self._bars.update(self._task, completed=done, total=total)

    def finish(self, stage: str, count: str) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
        seconds = time.monotonic() - self._began
        if seconds >= QUIET_SECONDS:
            line = f"{DOING.get(stage, stage):<22}{count:<42}{seconds:6.1f} s"
            self._bars.console.print(Text(line, style="dim"))


@contextmanager
def watch(*, quiet: bool = False) -> Iterator[Progress]:
    """Progress for a run: drawn when stderr is a terminal, silent otherwise."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield Silent()
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars

    class Rate(ProgressColumn):
        """Units a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="dim")

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    try:
        with Bars(*columns, console=console, transient=True) as bars:
            yield _Live(bars)
    except KeyboardInterrupt:
        console.print("storygraph: interrupted; every file written so far is whole")
        raise
