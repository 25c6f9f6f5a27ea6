"""The output folder: taken only when it is ours or empty, and kept free of our old pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storygraph.errors import OutputError
from storygraph.files.atomic import remove, require_writable, takes_bytes, write_text
from storygraph.files.ours import BUILT, GRAPH, MARK, SWEPT, is_export, is_output
from storygraph.files.save import in_the_way
from storygraph.files.swap import sweep


def refuse_foreign(folder: Path) -> None:
    """Make sure that a build may and can write into `folder`; changes nothing.

    Allowed: a folder that does not exist, one that holds none of the names a build writes, or
    one that an earlier build claimed. Raises OutputError otherwise, naming what is in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file: choose a folder with --output")
    ours = is_output(folder)
    taken = sorted(name for name in BUILT if not ours and (folder / name).exists())
    taken = taken or [f"{GRAPH}/{name}" for name in in_the_way(folder / GRAPH)]
    if taken:
        raise OutputError(
            f"{folder} holds {', '.join(taken)}, not made by storygraph: "
            "choose another folder with --output"
        )
    require_writable(folder)


def refuse_foreign_file(path: Path, form: str) -> None:
    """Raise OutputError where `path` is no file of ours of this kind, or cannot be made.

    A stream or a device takes what comes: there a shell has decided.
    """
    if takes_bytes(path):
        return
    require_writable(path)
    sweep(path)
    if path.is_file() and not is_export(path, form):
        raise OutputError(f"{path} was not made by storygraph: choose another name, or delete it")


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Mark `folder` as ours, and let one build at a time write there: another waits its turn.

    Pages name data and pages beside them, and each build removes what it does not name itself.
    Other files in the folder stay as they are. Raises OutputError as `refuse_foreign` does, and
    when the folder cannot be written.
    """
    refuse_foreign(folder)
    mark = folder / MARK
    if not mark.is_file():
        write_text(mark, "storygraph build replaces the files that it wrote here.\n")
    try:
        file = mark.open("rb")
    except OSError as error:
        raise OutputError(f"cannot read {mark}: {error.strerror or error}") from error
    with file:
        with suppress(OSError, ImportError):  # some network drives, and Windows, have no such locks
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sweep_older(folder: Path, made: Collection[str]) -> None:
    """Remove what an earlier build wrote into `folder` and this one did not.

    `made` are the files of this one, as paths in `folder`. Files of others stay; folders of ours
    that are empty then go. Raises OutputError.
    """
    for name, ours in SWEPT.items():
        place = folder / name
        there = list(place.iterdir()) if place.is_dir() else []
        for path in there:
            name_here = path.relative_to(folder).as_posix()
            if ours.fullmatch(path.name) and name_here not in made and not path.is_dir():
                remove(path)
        if place != folder:
            with suppress(OSError):  # it is not there, or holds something
                place.rmdir()
