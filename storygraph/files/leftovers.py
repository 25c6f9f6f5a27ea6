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
    """Let `path` go with the program, unless it is let go of before."""
    _HELD.add(path)


def let_go(path: Path) -> None:
    """Forget `path`."""
    _HELD.discard(path)


@atexit.register
def remove() -> None:
    """Remove all that is held."""
    for path in list(_HELD):
        if path.is_dir():
            for _ in range(_ATTEMPTS):  # others may be writing there
                shutil.rmtree(path, ignore_errors=True)
                if not path.exists():
                    break
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        let_go(path)
