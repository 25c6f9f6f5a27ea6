"""A saved graph: Parquet tables and `run.json` in one folder, written whole or not at all.

    graph/run.json
    graph/articles.parquet  edges.parquet  stories.parquet  vocabulary.parquet  problems.parquet
    graph/levels.parquet
    graph/news.json          of a build into a folder that held one

The new folder is written beside the old one and changes places with it in one step
(`swap.py`); `run.json` holds a digest of every table. A reader therefore sees the old graph or
the new one, also after `kill -9` or with two builds at once. Equal graphs give byte-identical
tables; `run.json` differs only in `seconds` and `peak_mb`. `news.json` alone follows from the
graph before, too.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from storygraph.errors import GraphError, OutputError
from storygraph.files.ours import GRAPH, HEAD, MAKER, MARK, NEWS, head_of, is_graph
from storygraph.files.swap import left_behind, replacing
from storygraph.tables import (
    ARTICLES,
    EDGES,
    LEVELS,
    PROBLEMS,
    STORIES,
    VOCABULARY,
    Tables,
    conform,
    empty,
)

FORMAT = 1
"""Version of the folder's layout; a reader refuses a newer one."""

TABLES = {
    "articles": ARTICLES,
    "edges": EDGES,
    "stories": STORIES,
    "vocabulary": VOCABULARY,
    "problems": PROBLEMS,
    "levels": LEVELS,
}
_LATER = frozenset({"levels"})  # tables that graphs of this format did not always have
_OURS = frozenset({"made_by", "format", "digests"})  # keys of run.json beside the run's own
_FILES = frozenset({HEAD, NEWS, *(f"{name}.parquet" for name in TABLES)})
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # left by those who look at it
_ROW_GROUP = 1 << 18  # rows; fixed, so that neither threads nor chunks show in the bytes
_READS = 5  # attempts, when another build replaces the graph while it is being read


def save(graph: Tables, folder: Path, news: bytes | None = None) -> Path:
    """Write `graph` as `folder`, replacing a graph of ours, and give the folder.

    `news` is what NEWS is to hold; without them there is no such file.
    Raises OutputError when it cannot be written, or holds something that we did not make.
    """
    foreign = in_the_way(folder)
    if foreign:
        raise OutputError(
            f"{folder} holds {', '.join(foreign)}, not made by storygraph: choose another folder"
        )
    try:
        with replacing(folder) as part:
            _write(graph, part)
            if news is not None:
                _write_file(part / NEWS, news)
    except (OSError, pl.exceptions.PolarsError) as error:
        # polars wraps "No space left on device" in what it was doing at the time
        reason = getattr(error, "strerror", None) or str(error).rsplit("IO error: ", 1)[-1]
        raise OutputError(f"cannot write {folder}: {reason}") from error
    return folder


def load(folder: str | Path) -> Tables:
    """The graph that was saved as `folder`, or as `graph` inside it.

    Raises GraphError when it is missing, damaged, or written by a newer version.
    """
    folder = home_of(Path(folder))
    for _ in range(_READS):
        home = folder if folder.is_dir() else left_behind(folder)
        if home is None or not (home / HEAD).is_file():
            raise GraphError(_missing(folder))
        head = head_of(home)
        if head is None:
            raise GraphError(f"{home / HEAD} is not of a saved graph: build again")
        if head["format"] > FORMAT:
            raise GraphError(
                f"{folder} was written by storygraph {head.get('storygraph', '?')}, "
                "which is newer: update storygraph, or build again"
            )
        try:
            tables = {name: _read(home, name, head["digests"]) for name in TABLES}
        except GraphError:
            if head_of(home) == head:
                raise
            continue  # replaced while we read: not damaged, but new
        run = {name: value for name, value in head.items() if name not in _OURS}
        if not _is_whole(run):
            raise GraphError(f"{home / HEAD} is not as it was written: build again")
        return Tables(**tables, run=run)
    raise GraphError(f"{folder} is being replaced again and again: try later")


def _is_whole(run: dict[str, Any]) -> bool:
    """Whether what commands read of `run.json` has the types that it was written with."""
    chosen = run.get("chosen", {})
    languages = chosen.get("languages", []) if isinstance(chosen, dict) else None
    return isinstance(languages, list) and all(isinstance(name, str) for name in languages)


def _missing(folder: Path) -> str:
    return (
        f"no saved graph in {folder}: run `storygraph build` first, or name the folder that it "
        "wrote (--graph)"
    )


def home_of(folder: Path) -> Path:
    """The folder of the tables: `graph` inside an output folder, else `folder` itself."""
    inside = folder / GRAPH
    among = (inside / HEAD).is_file() or (folder.is_dir() and left_behind(inside))
    return inside if among else folder


def output_of(folder: Path) -> Path:
    """The folder in which the graph lies that `load` finds by `folder`.

    Raises GraphError where it would find none.
    """
    home = home_of(folder)
    if not (home / HEAD).is_file() and not left_behind(home):
        raise GraphError(_missing(folder))
    return home.parent if home.name else home.absolute().parent


def glanced(folder: Path, name: str, columns: Sequence[str]) -> pl.DataFrame | None:
    """Some columns of a table of the graph saved as `folder`; None where they cannot be read.

    No digest is compared: a damaged graph must not stand in the way of the build that mends it.
    """
    if not is_graph(folder):
        return None
    schema = {column: TABLES[name][column] for column in columns}
    try:
        return conform(pl.read_parquet(folder / f"{name}.parquet", columns=list(columns)), schema)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None


def saved_news(folder: Path) -> bytes | None:
    """What NEWS of the graph saved as `folder`, or as `graph` inside it, holds; None without.

    Raises GraphError where no graph is there.
    """
    home = home_of(folder)
    home = home if home.is_dir() else left_behind(home) or home
    if not is_graph(home):
        raise GraphError(_missing(folder))
    if not (home / NEWS).is_file():
        return None
    try:
        return (home / NEWS).read_bytes()
    except OSError as error:
        raise GraphError(f"{home / NEWS} cannot be read: build again") from error


def in_the_way(folder: Path) -> list[str]:
    """Names in `folder` that a save would destroy though we did not make them, in order.

    A file in the folder's place is named itself.
    """
    if not folder.is_dir():
        return [folder.name] if folder.exists() else []
    names = {path.name for path in folder.iterdir()}
    # A damaged run.json must not stand in the way of the build that mends it
    ours = is_graph(folder) or (folder.parent / MARK).is_file()
    return sorted(names - _LITTER - (_FILES if ours else frozenset()))


def _read(folder: Path, name: str, digests: dict[str, Any]) -> pl.DataFrame:
    """One table. Raises GraphError when its file is missing, or not the one that was written."""
    if name in _LATER and name not in digests:
        return empty(TABLES[name])
    path = folder / f"{name}.parquet"
    try:
        with path.open("rb") as file:
            if _digest(file) != digests.get(name):
                raise GraphError(f"{path} is damaged: build again")
            file.seek(0)  # the same file: by its path another one could answer now
            return conform(pl.read_parquet(file), TABLES[name])
    except (OSError, pl.exceptions.PolarsError) as error:
        raise GraphError(f"{path} cannot be read: build again") from error


def _write(graph: Tables, part: Path) -> None:
    digests = {}
    for name, schema in TABLES.items():
        with (part / f"{name}.parquet").open("xb+") as file:
            conform(getattr(graph, name), schema).rechunk().write_parquet(
                file, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP
            )
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digests[name] = _digest(file)
    run = {name: value for name, value in graph.run.items() if name not in _OURS}
    head = {"made_by": MAKER, "format": FORMAT, **run, "digests": digests}
    # ASCII: an option may hold a byte of the command line that is no UTF-8
    _write_file(part / HEAD, json.dumps(head, indent=2, default=str).encode("ascii") + b"\n")


def _write_file(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _digest(file: Any) -> str:
    return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
