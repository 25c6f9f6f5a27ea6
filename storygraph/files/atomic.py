"""Files written whole or not at all.

The bytes go to a hidden file beside the target, are flushed to disk, and take the target's
name in one step. Ctrl-C, a full disk, or a second run at the same time leave the old file
or the new one, never a mixture; after `kill -9` a hidden `.name.*.part` file may remain, which a
later export to that name removes, a day on.
A link stays, and the file that it names is written; pipes and devices take the bytes as they come.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from storygraph.errors import OutputError
from storygraph.files.leftovers import discard
from storygraph.files.swap import followed, hidden_name

_STREAM = re.compile(r"/dev/(stdout|stderr)|(?:/dev/fd|/proc/self/fd)/(\d+)")
_NUMBERS = {"stdout": 1, "stderr": 2}


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that becomes `path` when the block ends well, and vanishes when it does not.

    Missing parent folders are made. Raises OutputError when the file cannot be written.
    """
    try:
        with _flowing(path) if takes_bytes(path) else _replacing(path) as file:
            yield file
    except BrokenPipeError:
        raise  # nobody reads on: no error of ours
    except OSError as error:
        if f"os error {errno.EPIPE})" in str(error):  # as polars tells of it
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def require_writable(path: Path) -> None:
    """Make sure that `path`, a folder or a file, can be written: in itself or where it will be.

    Nobody should wait for a long run to hear that it was for nothing. Raises OutputError.
    """
    try:
        real = followed(path)
        there = real if real.is_dir() else next(each for each in real.parents if each.exists())
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def remove(path: Path) -> None:
    """Take away a file, if it is there. Raises OutputError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot remove {path}: {error.strerror or error}") from error


def takes_bytes(path: Path) -> bool:
    """Whether a path is no file to be replaced: a pipe, a device, a stream that is open."""
    special = path.exists() and not path.is_file() and not path.is_dir()
    return special or _STREAM.fullmatch(path.as_posix()) is not None


def _flowing(path: Path) -> IO[bytes]:
    """A pipe or a device, opened; an open stream goes on where it stands, so `>> file` appends."""
    stream = _STREAM.fullmatch(path.as_posix())
    if stream is None:
        return path.open("wb")
    return os.fdopen(os.dup(_NUMBERS.get(stream[1]) or int(stream[2])), "wb")


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path`, or what it links to, that takes its name in the end."""
    path = followed(path)
    # Named before it exists: Ctrl-C may come at any moment
    part = hidden_name(path, "part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        replace(part, path)
    finally:
        discard(part)


def replace(part: Path, path: Path) -> None:
    """Let the file `part` be `path`, or what that links to, with the permissions of the old one.

    Raises OSError, also where they lie on two disks.
    """
    path = followed(path)
    with suppress(OSError):  # none yet
        part.chmod(stat.S_IMODE(path.stat().st_mode))
    part.replace(path)


def write_text(path: Path, text: str) -> Path:
    """Write `text` as UTF-8, line ends as they are, whole or not at all. Raises OutputError."""
    with writing(path) as file:
        file.write(text.encode("utf-8"))
    return path
