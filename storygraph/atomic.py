"""Files written whole or not at all.

The bytes go to a hidden file beside the target, are flushed to disk, and take the target's
name in one step. Ctrl-C, a full disk, or a second run at the same time leave the old file
or the new one, never a mixture; after `kill -9` a hidden `.name.*.part` file may remain.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from storygraph.errors import OutputError


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that becomes `path` when the block ends well, and vanishes when it does not.

    Missing parent folders are made. Raises OutputError when the file cannot be written.
    """
    # Named before it exists: Ctrl-C may come at any moment
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            part.unlink()


def write_text(path: Path, text: str) -> Path:
    """Write `text` as UTF-8, line ends as they are, whole or not at all. Raises OutputError."""
    with writing(path) as file:
        file.write(text.encode("utf-8"))
    return path
