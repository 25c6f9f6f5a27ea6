"""Files and folders that are there for a while, and go when the program ends.

Only a kill leaves them behind; a run that ends itself without a word to Python calls `remove`.
"""

from __future__ import annotations

import atexit
import shutil
from contextlib import suppress
from pathlib import Path

_ATTEMPTS = 100

_HELD: set[Path] = set()


def hold(path: Path) -> None:
    """Let `path` go with the program, unless it is discarded before."""
    _HELD.add(path)


def discard(path: Path) -> None:
    """Remove a file or a folder, as far as the system lets us, and hold it no more."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    _HELD.discard(path)


@atexit.register
def remove() -> None:
    """Remove all that is held."""
    for path in list(_HELD):
        for _ in range(_ATTEMPTS):  # others may be writing there
            discard(path)
            if not path.exists():
                break
