"""The output folder: taken only when it is ours or empty, and kept free of our old pages."""

from __future__ import annotations

import re
from pathlib import Path

from storygraph.atomic import write_text
from storygraph.errors import OutputError
from storygraph.ours import MARK, PROMISED, is_output
from storygraph.save import in_the_way

_PAGE = re.compile(r"story-\d+\.html")


def refuse_foreign(folder: Path) -> None:
    """Make sure that a build may write into `folder`; changes nothing.

    Allowed: a folder that does not exist, one that holds none of the names a build writes, or
    one that an earlier build claimed. Raises OutputError otherwise, naming what is in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file: choose a folder with --output")
    ours = is_output(folder)
    taken = sorted(name for name in PROMISED if not ours and (folder / name).exists())
    taken = taken or [f"graph/{name}" for name in in_the_way(folder / "graph")]
    if taken:
        raise OutputError(
            f"{folder} holds {', '.join(taken)}, not made by storygraph: "
            "choose another folder with --output"
        )


def claim(folder: Path) -> None:
    """Mark `folder` as ours; other files in it stay as they are.

    Raises OutputError as `refuse_foreign` does, and when the folder cannot be written.
    """
    refuse_foreign(folder)
    if not (folder / MARK).is_file():
        write_text(folder / MARK, "storygraph build replaces the files that it wrote here.\n")


def sweep_stories(folder: Path, keep: set[str]) -> None:
    """Remove our story pages in `folder/stories` whose names are not in `keep`."""
    pages = folder / "stories"
    if not pages.is_dir():
        return
    for path in pages.iterdir():
        if _PAGE.fullmatch(path.name) and path.name not in keep:
            path.unlink(missing_ok=True)
