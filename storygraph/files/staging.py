"""All files of a build written apart, and put in their places together when all are there.

They lie in a hidden folder inside the output folder, which goes when something fails on the way:
the output folder is then as it was. After `kill -9` it may remain; a build removes it, a day on.
"""

from __future__ import annotations

import errno
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storygraph.errors import OutputError
from storygraph.files.atomic import replace, writing
from storygraph.files.leftovers import hold, let_go
from storygraph.files.swap import beside, replacing, sweep, take_over

_NAME = "storygraph"


@contextmanager
def staged(folder: Path, *, whole: str) -> Iterator[Path]:
    """An empty folder whose files are put into `folder` when the block ends well.

    Files of the same names are replaced, others stay; the folder `whole` among them replaces the
    one of that name, last. Ctrl-C waits until all are in place. Raises OutputError, in the words
    of the places where the files were to be.
    """
    sweep(folder / _NAME)
    part = beside(folder / _NAME, "part")
    hold(part)
    try:
        with _in_words_of(folder):
            part.mkdir()
        try:
            yield part
        except OutputError as error:
            raise OutputError(str(error).replace(str(part), str(folder))) from error
        with _in_words_of(folder), _uninterrupted():
            _settle(part, folder, whole)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        let_go(part)


@contextmanager
def _in_words_of(folder: Path) -> Iterator[None]:
    """What the system says, as an error of ours."""
    try:
        yield
    except OSError as error:
        where = error.filename2 or error.filename or folder
        raise OutputError(f"cannot write {where}: {error.strerror or error}") from error


def _settle(part: Path, folder: Path, whole: str) -> None:
    """Put everything in its place."""
    for path in sorted(part.rglob("*")):
        inside = path.relative_to(part)
        if path.is_file() and inside.parts[0] != whole:
            _put(path, folder / inside)
    target = (folder / whole).resolve()
    try:
        take_over(part / whole, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with replacing(target) as there:  # a link to another disk
            shutil.copytree(part / whole, there, dirs_exist_ok=True)


def _put(path: Path, target: Path) -> None:
    """Put one file in its place, which may be a link to another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        replace(path, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with path.open("rb") as file, writing(target) as there:
            shutil.copyfileobj(file, there)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait for the end of the block, which is short."""
    if threading.current_thread() is not threading.main_thread():
        yield  # no signal reaches it
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
    if came:
        raise KeyboardInterrupt
