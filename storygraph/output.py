"""The output folder: taken only when it is ours or empty, and kept free of our old pages."""

from __future__ import annotations

import re
from pathlib import Path

from storygraph.errors import OutputError
from storygraph.save import made_by_us

PROMISED = frozenset(
    {
        "index.html",
        "stories",
        "storygraph.graphml",
        "stories.json",
        "singletons.json",
        "articles.csv",
        "problems.csv",
        "graph",
    }
)
"""Names that a build writes in its output folder."""

_PAGE = re.compile(r"story-\d+\.html")


def claim(folder: Path) -> None:
    """Make sure that a build may write into `folder`.

    Allowed: a folder that does not exist, one that holds none of the names a build writes, or
    one whose `graph/` we made. Raises OutputError otherwise, naming what is in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file: choose a folder with --output")
    if not folder.exists() or made_by_us(folder / "graph"):
        return
    taken = sorted(path.name for path in folder.iterdir() if path.name in PROMISED)
    if taken:
        raise OutputError(
            f"{folder} holds {', '.join(taken)}, not made by storygraph: "
            "choose another folder with --output"
        )


def sweep_stories(folder: Path, keep: set[str]) -> None:
    """Remove our story pages in `folder/stories` whose names are not in `keep`."""
    pages = folder / "stories"
    if not pages.is_dir():
        return
    for path in pages.iterdir():
        if _PAGE.fullmatch(path.name) and path.name not in keep:
            path.unlink(missing_ok=True)
