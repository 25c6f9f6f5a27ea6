"""The names of what storygraph writes, and how to tell it: to replace that and nothing else.

An output folder is known by its mark, a saved graph by its `run.json`, an export by how it begins.
A build reads none of them as coverage.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any


class Format(StrEnum):
    """What a graph can be exported as; `network` is the page of one story."""

    graphml = "graphml"
    gexf = "gexf"
    json = "json"
    csv = "csv"
    network = "network"


INDEX = "index.html"
"""The page to open."""

STORIES = "stories"
"""Where stories have pages of their own."""

GRAPH = "graph"
"""The saved graph."""

SINGLETONS, PROBLEMS = "singletons.json", "problems.csv"

FILES = {
    Format.graphml: "storygraph.graphml",
    Format.gexf: "storygraph.gexf",
    Format.json: "stories.json",
    Format.csv: "articles.csv",
}
"""The formats of a whole graph, by the names that they have beside it."""

PROMISED = frozenset(
    {INDEX, STORIES, GRAPH, SINGLETONS, PROBLEMS}
    | {FILES[form] for form in (Format.graphml, Format.json, Format.csv)}
)
"""Names that a build writes in its output folder."""

DATA = "explorer-data"
"""Where the data of a large graph's page lies, beside it."""

LIBRARY = Path("assets") / "vis-network.min.js"
"""What story pages draw with, beside them."""

SWEPT = {
    ".": re.compile(re.escape(FILES[Format.graphml])),
    DATA: re.compile(r"[\w-]+\.[0-9a-f]{12}\.js"),
    f"{STORIES}/{LIBRARY.parent}": re.compile(re.escape(LIBRARY.name)),
    STORIES: re.compile(r"story-\d+\.html"),
}
"""Files of ours that not every build writes, by the folder where they lie, the inner ones first."""

BUILT = PROMISED | {DATA}
"""Names that a build may write there."""

MARK = ".storygraph"
"""File that says that an output folder is ours before GRAPH does, which comes last: an
interrupted first build must not stand in the way of the next."""

HEAD = "run.json"
"""File of a saved graph that describes it."""

NEWS = "news.json"
"""File of a saved graph that says what it has that the one before it in its place had not."""

MAKER = "storygraph saved graph"


HEAD_BYTES = 1 << 16
"""Bytes at the beginning of a file by which one of ours is recognised."""

PLOT = "plot"
"""The plot of a sweep."""

_TEXT = rb'"(?:[^"\\]|\\.)*"'
_EXPORTS: dict[str, re.Pattern[bytes]] = {
    Format.graphml: re.compile(rb'<key id="n_label" '),
    Format.gexf: re.compile(rb"<creator>storygraph<"),
    Format.json: re.compile(
        rb'\A\[\s*(?:\]|\{\s*"id":\s*\d+,\s*"title":\s*'
        + _TEXT
        + rb',\s*"keywords":\s*\[[^]]*\],\s*"size":\s*\d+,\s*"first":)'
    ),
    Format.csv: re.compile(rb"\Aid,story,title,url,source,published,kind(,theme,part)?\r?\n"),
    Format.network: re.compile(rb'<meta name="generator" content="storygraph">'),
    PLOT: re.compile(rb"<!-- storygraph sweep -->"),
}
"""How a file of each kind begins, within those bytes."""


def page_name(story: int) -> str:
    """File name of a story's page."""
    return f"story-{story:04d}.html"


def is_export(path: Path, form: str) -> bool:
    """Whether a file is one of ours, of a Format or PLOT, or is empty."""
    head = _head(path)
    return head is not None and (not head or _EXPORTS[form].search(head) is not None)


def holds_stories(path: Path) -> bool:
    """Whether a file lists stories or articles of ours, as `stories --json` prints them, too."""
    head = _head(path) or b""
    return head.strip(b"[] \n") != b"" and any(
        _EXPORTS[form].search(head) for form in (Format.json, Format.csv)
    )


def _head(path: Path) -> bytes | None:
    """The first HEAD_BYTES; None where they cannot be read, as those of a pipe."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return None


def head_of(folder: Path) -> dict[str, Any] | None:
    """The parsed `run.json` of a saved graph, of whatever version; None when it is not ours."""
    if not (folder / HEAD).is_file():  # reading a pipe may never end
        return None
    try:
        head = json.loads((folder / HEAD).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    ours = isinstance(head, dict) and head.get("made_by") == MAKER
    whole = ours and isinstance(head.get("format"), int)
    return head if whole and isinstance(head.get("digests"), dict) else None


def is_graph(folder: Path) -> bool:
    """Whether `folder` holds a saved graph, of whatever version."""
    return head_of(folder) is not None


def is_output(folder: Path) -> bool:
    """Whether a build has claimed `folder`."""
    return is_graph(folder / GRAPH) or (folder / MARK).is_file()
