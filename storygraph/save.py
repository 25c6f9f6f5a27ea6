"""A saved graph: Parquet tables and `run.json` in one folder, written whole or not at all.

    graph/run.json
    graph/articles.parquet  edges.parquet  stories.parquet  vocabulary.parquet  problems.parquet

The new folder is written beside the old one and takes its name by a rename; `run.json` holds a
digest of every table. A reader therefore sees the old graph or the new one, also after
`kill -9` or with two builds at once. The tables are byte-identical for equal graphs; `run.json`
differs only in its seconds and megabytes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from storygraph.errors import GraphError, OutputError
from storygraph.tables import ARTICLES, EDGES, PROBLEMS, STORIES, VOCABULARY, StoryGraph, conform

FORMAT = 1
"""Version of the folder's layout; a reader refuses a newer one."""

MAKER = "storygraph saved graph"

TABLES = {
    "articles": ARTICLES,
    "edges": EDGES,
    "stories": STORIES,
    "vocabulary": VOCABULARY,
    "problems": PROBLEMS,
}
_OURS = frozenset({"made_by", "format", "digests"})  # keys of run.json beside the run's own
_SWAPS = 100  # attempts, when another build keeps taking the name


def save(graph: StoryGraph, folder: Path) -> Path:
    """Write `graph` as `folder`, replacing a graph of ours, and give the folder.

    Raises OutputError when it cannot be written, or holds something that we did not make.
    """
    if folder.exists() and not made_by_us(folder) and (folder.is_file() or any(folder.iterdir())):
        raise OutputError(f"{folder} was not made by storygraph: choose another folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        try:
            _write(graph, part)
            part.chmod(0o755)
            _swap(part, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror or error}") from error
    return folder


def load(folder: str | Path) -> StoryGraph:
    """The graph that was saved as `folder`, or as `graph` inside it.

    Raises GraphError when it is missing, damaged, or written by a newer version.
    """
    folder = Path(folder)
    if (folder / "graph" / "run.json").is_file():
        folder = folder / "graph"
    home = folder if folder.is_dir() else _left_behind(folder)
    if home is None or not (home / "run.json").is_file():
        raise GraphError(f"no saved graph in {folder}: run `storygraph build` first")
    head = _head(home)
    if head is None:
        raise GraphError(f"{home / 'run.json'} is not of a saved graph: build again")
    if head["format"] > FORMAT:
        raise GraphError(
            f"{folder} was written by storygraph {head.get('storygraph', '?')}, "
            "which is newer: update storygraph, or build again"
        )
    tables = {}
    for name, schema in TABLES.items():
        path = home / f"{name}.parquet"
        try:
            if _digest(path) != head["digests"][name]:
                raise GraphError(f"{path} is damaged: build again")
            tables[name] = conform(pl.read_parquet(path), schema)
        except (OSError, KeyError, pl.exceptions.PolarsError) as error:
            raise GraphError(f"{path} cannot be read: build again") from error
    run = {name: value for name, value in head.items() if name not in _OURS}
    return StoryGraph(**tables, run=run)


def made_by_us(folder: Path) -> bool:
    """Whether `folder` holds a saved graph, of whatever version."""
    return _head(folder) is not None


def _head(folder: Path) -> dict[str, Any] | None:
    """The parsed `run.json`; None when it is not ours."""
    try:
        head = orjson.loads((folder / "run.json").read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    ours = isinstance(head, dict) and head.get("made_by") == MAKER
    whole = ours and isinstance(head.get("format"), int)
    return head if whole and isinstance(head.get("digests"), dict) else None


def _write(graph: StoryGraph, part: Path) -> None:
    digests = {}
    for name, schema in TABLES.items():
        path = part / f"{name}.parquet"
        conform(getattr(graph, name), schema).write_parquet(path, compression="zstd")
        _to_disk(path)
        digests[name] = _digest(path)
    head = {"made_by": MAKER, "format": FORMAT, **graph.run, "digests": digests}
    (part / "run.json").write_bytes(orjson.dumps(head, option=orjson.OPT_INDENT_2))
    _to_disk(part / "run.json")


def _swap(part: Path, folder: Path) -> None:
    """Give `part` the name `folder`; what stood there is moved aside first, then removed."""
    for attempt in range(_SWAPS):
        try:
            part.rename(folder)
            break
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
            with suppress(FileNotFoundError):  # the other build moved it already
                folder.rename(part.with_suffix(f".{attempt}.old"))
    else:
        raise OutputError(f"{folder} is being written by another build: try again")
    for old in folder.parent.glob(f".{folder.name}.*.old"):
        shutil.rmtree(old, ignore_errors=True)


def _left_behind(folder: Path) -> Path | None:
    """The old graph that a killed build had moved aside, newest first."""
    left = [path for path in folder.parent.glob(f".{folder.name}.*.old") if made_by_us(path)]
    return max(left, key=lambda path: path.stat().st_mtime, default=None)


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
