"""What was read before: parsed files as Parquet, so that nothing is parsed twice.

One cache file belongs to one set of folders and one state of the reading code, its packages
included. A row is good as long as its file has the same path, size and times: that of its content,
which programs may set back, and that of its status, which they cannot. When only a time differs, or
is too fresh to be trusted, the content decides, by its digest. A cache that is damaged, or cannot
be written, costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from storygraph.errors import OutputError
from storygraph.files.atomic import writing
from storygraph.read.finding import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storygraph.read.finding import Source

MAX_CACHES = 8
MAX_BYTES = 2 << 30
"""Cache files kept in a folder, and their bytes in all; the least recently used go first."""

Misses: TypeAlias = list[tuple[int, bytes | None]]
"""Places of sources to read, each with the digest of its last known content."""

_STATUS = ("size", "mtime", "ctime")

_HOME_CACHE = "Library/Caches" if sys.platform == "darwin" else ".cache"

READERS = ("pyyaml", "charset-normalizer")
"""Packages that decide what a file gives; of Python itself its TOML, JSON and `str.lower` do."""

FRESH = 2_000_000_000
"""Nanoseconds: a file changed so shortly before the cache was written may have changed again
without a new time."""


class Cache:
    """The cache of a run over `sources`, in `folder`.

    `rules` is whatever else decides what a file gives: another value is another cache. `schema`
    is that of the rows; `hits` are those that hold without a look at the file, `misses` are
    (place, digest of the last known content or None) of the other sources.
    """

    def __init__(
        self,
        folder: Path,
        sources: Sequence[Source],
        schema: Mapping[str, pl.DataType],
        rules: object = None,
    ) -> None:
        self._schema = dict(schema)
        self._columns = [name for name in schema if name != "place"]
        self._path = folder / f"files-{_fingerprint(sources, schema, rules)}.parquet"
        self._files = _stated(sources)
        self._known, written = self._load()
        current = self._known.join(self._files, on="path", how="inner", suffix="_now")
        holds = (
            (pl.col("size") == pl.col("size_now"))
            & (pl.col("mtime") == pl.col("mtime_now"))
            & (pl.col("ctime") == pl.col("ctime_now"))
            & (pl.col("mtime") < written - FRESH)
        )
        self.hits = current.filter(holds).select(*schema)
        places = pl.DataFrame({"place": range(len(sources))}, {"place": pl.UInt32})
        rest = places.join(self.hits, on="place", how="anti", maintain_order="left").join(
            current.select("place", "digest"), on="place", how="left", maintain_order="left"
        )
        self.misses: Misses = rest.rows()

    def completed(self, table: pl.DataFrame) -> pl.DataFrame:
        """`table` with the rows of unchanged content filled in; the cache is brought up to date."""
        same = table.filter(pl.col("status") == "same").select("place", *_STATUS)
        known = self._known.join(self._files.select("place", "path"), on="path").drop(_STATUS)
        kept = same.join(known, on="place").select(*self._schema)
        complete = pl.concat([table.filter(pl.col("status") != "same"), kept])
        good = complete.filter(pl.col("digest").is_not_null())
        if self.misses or good.height != self._known.height:
            self._save(good)
        return complete

    def _load(self) -> tuple[pl.DataFrame, int]:
        """The rows, with their `path` in place of `place`, and when they were written."""
        schema = {"path": pl.String(), **{name: self._schema[name] for name in self._columns}}
        try:
            written = self._path.stat().st_mtime_ns
            table = pl.read_parquet(self._path, glob=False)
            if dict(table.schema) == schema and table["path"].is_unique().all():
                os.utime(self._path, ns=(time.time_ns(), written))  # used now, written then
                return table, written
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
            pass  # none yet, or damaged: everything is read
        return pl.DataFrame(schema=schema), 0

    def _save(self, table: pl.DataFrame) -> None:
        rows = table.join(self._files.select("place", "path"), on="place").sort("path")
        rows = rows.select("path", *self._columns)
        with suppress(OutputError, OSError, pl.exceptions.PolarsError):
            with writing(self._path) as file:
                rows.write_parquet(file, compression="lz4")
            _tidy(self._path)


def default_folder() -> Path | None:
    """The user's own cache folder for storygraph; None where the system names no home.

    It is not the output folder, which people publish, and which other commands and other
    outputs of the same articles do not know.
    """
    given = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if given and Path(given).is_absolute():
        return Path(given) / "storygraph"
    with suppress(RuntimeError):
        return Path.home() / _HOME_CACHE / "storygraph"
    return None


def stated(status: os.stat_result) -> dict[str, int]:
    """What tells a file from an earlier state of it: `size` (bytes), `mtime` and `ctime` (ns)."""
    known = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return dict(zip(_STATUS, known, strict=True))


def _stated(sources: Sequence[Source]) -> pl.DataFrame:
    """Columns `place`, `path` and those of `stated`, of the sources that are there."""
    rows = []
    for place, source in enumerate(sources):
        with suppress(OSError):
            status = source.path.stat()
            rows.append((place, shown(str(source.path.absolute())), *stated(status).values()))
    schema = {"place": pl.UInt32, "path": pl.String, **dict.fromkeys(_STATUS, pl.Int64)}
    return pl.DataFrame(rows, schema, orient="row").unique(
        "path", keep="first", maintain_order=True
    )


def _fingerprint(
    sources: Sequence[Source], schema: Mapping[str, pl.DataType], rules: object
) -> str:
    """A name for these folders, and for the code and the rules that read them."""
    digest = hashlib.blake2b(digest_size=12)
    versions = [_version(name) for name in READERS]
    digest.update(repr((sys.version_info[:2], versions)).encode())
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    digest.update(repr((dict(schema), rules)).encode("utf-8", "backslashreplace"))
    roots = {(str(source.root.absolute()), source.named) for source in sources}
    digest.update(repr(sorted(roots)).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _version(name: str) -> str:
    """The version of a package; "" where it is installed in a way that tells none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _tidy(newest: Path) -> None:
    """Remove the caches used longest ago, beyond `MAX_CACHES` and `MAX_BYTES`."""
    caches = []
    for path in newest.parent.glob("files-*.parquet"):
        with suppress(OSError):
            status = path.stat()
            caches.append((status.st_atime_ns, status.st_size, path))
    size = 0
    for count, (_, more, path) in enumerate(sorted(caches, reverse=True), start=1):
        size += more
        if path != newest and (count > MAX_CACHES or size > MAX_BYTES):
            with suppress(OSError):
                path.unlink()
