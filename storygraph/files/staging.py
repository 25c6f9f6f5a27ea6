"""All files of a build written apart, and put in their places together when all are there.

They lie in a hidden folder inside the output folder, which goes when something fails on the way:
the output folder is then as it was. After `kill -9` it may remain; a build removes it, a day on.
Only such a kill, or a machine that loses its power, while files take their places leaves some of
them new and some old; the next build replaces them all.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storygraph.errors import OutputError
from storygraph.files.atomic import replace, require_writable
from storygraph.files.leftovers import discard, hold
from storygraph.files.swap import followed, hidden_name, sweep, take_over
from storygraph.runtime.signals import waiting

_NAME = "storygraph"


@contextmanager
def staged(folder: Path, *, whole: str, after: Callable[[frozenset[str]], None]) -> Iterator[Path]:
    """An empty folder whose files are put into `folder` when the block ends well.

    Files of the same names are replaced, others stay; the folder `whole` among them replaces the
    one of that name, last, and then `after` is called with all their paths in `folder`. Ctrl-C
    waits until that is done, and so do the signals that the command line listens for. Raises
    OutputError, in the words of the places where the files were to be.
    """
    sweep(folder / _NAME)
    part = hidden_name(folder / _NAME, "part")
    hold(part)
    brought: dict[Path, Path] = {}
    try:
        with _writing(folder):
            part.mkdir()
        with _in_words_of(part, folder):
            yield part
            with _writing(folder):
                targets = _targets(part, folder, whole)
            _require(targets.values())
            for path, target in targets.items():
                _bring(path, target, brought)
            made = frozenset(path.relative_to(part).as_posix() for path in part.rglob("*"))
            with waiting():
                for path, target in targets.items():
                    _put(brought.get(path, path), target)
                after(made)
    finally:
        for path in (part, *brought.values()):
            discard(path)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """What the system says against writing `path`, as an error of ours."""
    try:
        yield
    except shutil.Error as error:
        reason = error.args[0][0][-1]
        raise OutputError(f"cannot write {path}: {reason}") from error
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


@contextmanager
def _in_words_of(part: Path, folder: Path) -> Iterator[None]:
    """What an error of ours says of `part`, in words of `folder`."""
    try:
        yield
    except OutputError as error:
        raise OutputError(str(error).replace(str(part), str(folder))) from error


def _targets(part: Path, folder: Path, whole: str) -> dict[Path, Path]:
    """Where each file goes, links followed, and the folder `whole`, last."""
    files = [path for path in sorted(part.rglob("*")) if path.is_file()]
    loose = [path for path in files if path.relative_to(part).parts[0] != whole]
    return {path: followed(folder / path.relative_to(part)) for path in (*loose, part / whole)}


def _require(targets: Iterable[Path]) -> None:
    """Make sure that each of these can be written, before any of them is. Raises OutputError."""
    for parent in dict.fromkeys(target.parent for target in targets):
        with _writing(parent):
            parent.mkdir(parents=True, exist_ok=True)
        require_writable(parent)


def _bring(path: Path, target: Path, brought: dict[Path, Path]) -> None:
    """Copy `path` to the disk of `target`, where that is another one."""
    if path.stat().st_dev == target.parent.stat().st_dev:
        return
    copy = brought[path] = hidden_name(target, "part")
    hold(copy)
    with _writing(target):
        _copy(path, copy)


def _put(path: Path, target: Path) -> None:
    """Let a file or folder take its place."""
    with _writing(target):
        try:
            _move(path, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            # One disk that is mounted twice
            copy = hidden_name(target, "part")
            hold(copy)
            try:
                _copy(path, copy)
                _move(copy, target)
            finally:
                discard(copy)


def _move(path: Path, target: Path) -> None:
    if path.is_dir():
        take_over(path, target)
    else:
        replace(path, target)


def _copy(path: Path, copy: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, copy)
    else:
        shutil.copyfile(path, copy)
