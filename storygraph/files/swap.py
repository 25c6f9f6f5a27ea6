"""Folders replaced whole or not at all.

The new folder is filled under a hidden name beside the old one, then the two change places in
one step of the file system: `renameat2` on Linux, `renamex_np` on macOS. Where neither works,
the old folder is first moved aside to `.name.*.old`; a reader that comes in between, or after a
`kill -9` in between, finds it with `left_behind`. After `kill -9` a hidden `.name.*.part` may
remain; it is removed by a later replacement, a day on.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storygraph.files.leftovers import discard, sweep_stale

_ATTEMPTS = 100  # when other builds keep taking the name
_AT_FDCWD, _EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h; macOS sys/stdio.h has the same 2
_OCCUPIED = frozenset({errno.ENOTEMPTY, errno.EEXIST, errno.EACCES, errno.EPERM})


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder that becomes `folder` when the block ends well, and vanishes otherwise.

    What stood at `folder` before is removed. A link is followed. Raises OSError.
    """
    folder = followed(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    part = hidden_name(folder, "part")
    part.mkdir()
    try:
        yield part
        _to_disk(part)
        take_over(part, folder)
        _to_disk(folder.parent)
    finally:
        discard(part)


def followed(path: Path) -> Path:
    """What a path names in the end, its links followed, whether or not it is there.

    Raises OSError where its links lead nowhere but round.
    """
    real = Path(os.path.realpath(path))
    if any(each.is_symlink() for each in (real, *real.parents)):
        raise OSError(errno.ELOOP, "its links lead round in a circle")
    return real


def left_behind(folder: Path) -> Path | None:
    """The old folder that a killed build had moved aside, the latest; None where there is none."""
    folder = Path(os.path.realpath(folder))
    left = [path for path in folder.parent.glob(f".{_plain(folder.name)}.*.old") if path.is_dir()]
    return max(left, key=lambda path: path.stat().st_mtime, default=None)


def take_over(part: Path, folder: Path) -> None:
    """Give `part` the name `folder`; what stood there takes the name `part`, or is removed.

    Raises OSError.
    """
    for _ in range(_ATTEMPTS):
        try:
            part.rename(folder)  # nothing there, or an empty folder
            break
        except OSError as error:
            if error.errno not in _OCCUPIED or not folder.is_dir():
                raise
        if _exchange(part, folder):
            break
        with suppress(FileNotFoundError):  # another build moved it already
            folder.rename(hidden_name(folder, "old"))
    else:
        raise OSError(errno.EBUSY, "other builds keep replacing it")
    for old in folder.parent.glob(f".{_plain(folder.name)}.*.old"):
        discard(old)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; False where the system cannot."""
    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform)
    library = ctypes.CDLL(None, use_errno=True) if name else None
    call = getattr(library, name or "", None)
    if call is None:
        return False
    first, second = os.fsencode(one), os.fsencode(other)
    if name == "renameat2":
        return bool(call(_AT_FDCWD, first, _AT_FDCWD, second, _EXCHANGE) == 0)
    return bool(call(first, second, _EXCHANGE) == 0)


def hidden_name(path: Path, kind: str) -> Path:
    """A hidden name beside a file or folder that nothing has."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}.{kind}")


def _plain(name: str) -> str:
    """A name as a pattern that matches just itself."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def sweep(folder: Path) -> None:
    """Remove what killed builds left beside `folder`, by names as `hidden_name` gives, long ago."""
    sweep_stale(folder.parent, f".{_plain(folder.name)}.*.part")


def _to_disk(folder: Path) -> None:
    """Flush the names in a folder; some systems cannot, and then need not."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
