"""Files and folders that are there for a while, and go when the program ends.

Only a kill leaves them behind, for a later run to sweep; a run that ends itself without a word to
Python calls `remove`.
"""

from __future__ import annotations

import atexit
import shutil
import time
from contextlib import suppress
from pathlib import Path

_ATTEMPTS = 100
_STALE = 86_400.0  # seconds after which what a run left is no run's any more

_HELD: set[Path] = set()


def hold(path: Path) -> None:
    """Have `path` removed when the program ends, unless it is discarded before."""
    _HELD.add(path)


def discard(path: Path) -> None:
    """Remove a file or a folder, as far as the system lets us, and hold it no more."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    _HELD.discard(path)


def sweep_stale(folder: Path, pattern: str) -> None:
    """Remove what killed runs left in `folder` long ago, by names that match `pattern`."""
    now = time.time()
    for path in folder.glob(pattern):
        with suppress(OSError):
            if now - path.lstat().st_mtime > _STALE:
                discard(path)


@atexit.register
def remove() -> None:
    """Remove all that is held."""
    for path in list(_HELD):
        for _ in range(_ATTEMPTS):  # others may be writing there
            discard(path)
            if not path.exists():
                break
