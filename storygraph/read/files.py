"""Files of one article each: read on all cores when there are many, and never twice."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from storygraph.errors import UnreadableError
from storygraph.read import cache, frontmatter
from storygraph.read.fields import MAX_SEEN, Fields
from storygraph.read.finding import Source, is_article, type_of
from storygraph.read.frames import frame
from storygraph.read.streams import require_file
from storygraph.runtime.machine import cores
from storygraph.runtime.processes import spread
from storygraph.tables import PROBLEMS, RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from storygraph.read.cache import Misses

CHUNK = 500
"""Files parsed at once: the step of progress, and what one process is given."""

MANY = 6_000
"""Files from which several processes are worth the second that they need to start."""

FILES: dict[str, pl.DataType] = {
    "place": pl.UInt32(),  # of the source in the run
    "size": pl.Int64(),  # bytes
    "mtime": pl.Int64(),  # nanoseconds
    "ctime": pl.Int64(),  # nanoseconds
    "digest": pl.Binary(),  # of the content
    "status": pl.String(),  # "article", "unreadable", "passed over", or "same" as the known digest
    "keys": pl.List(pl.String()),  # of the front matter
    "problems": pl.List(pl.Struct({"line": pl.UInt32(), "reason": pl.String()})),
    **{name: dtype for name, dtype in RECORDS.items() if name not in {"input", "id", "line"}},
}
"""One row a file: what is known of it, and its record."""


def read_files(
    sources: Sequence[Source],
    fields: Fields,
    folder: Path | None,
    progress: Callable[[int], None],
) -> tuple[pl.DataFrame, pl.DataFrame, Counter[str]]:
    """Records (schema RECORDS) and problems (schema PROBLEMS) of `sources`, in their order.

    And how many were passed over, a README or the like, by their type. `folder` holds the cache,
    None is for no cache. `progress` is told how many files are done.
    """
    known = None
    if folder is not None:
        known = cache.Cache(folder, sources, FILES, sorted(fields.mapping.items()))
    done = known.hits.height if known else 0
    chunks = [known.hits] if known else []
    rest: Misses = known.misses if known else [(place, None) for place in range(len(sources))]
    progress(done)
    for chunk in _parsed(sources, rest, fields.mapping):
        chunks.append(chunk)
        done += chunk.height
        progress(done)
    table = pl.concat(chunks) if chunks else pl.DataFrame(schema=FILES)
    if known:
        table = known.completed(table)
    fields.seen.update(
        table["keys"].explode(empty_as_null=True).drop_nulls().unique().sort()[:MAX_SEEN]
    )
    passed = table.filter(status="passed over")["place"]
    others = Counter(type_of(sources[place].path.name) for place in passed)
    return _records(table, sources), _problems(table, sources), others


def _records(table: pl.DataFrame, sources: Sequence[Source]) -> pl.DataFrame:
    articles = table.filter(pl.col("status") == "article").sort("place")
    places = articles["place"].to_list()
    return articles.with_columns(
        input=pl.Series([sources[place].shown for place in places], dtype=pl.String),
        id=pl.Series([sources[place].id for place in places], dtype=pl.String),
        line=pl.lit(None, pl.UInt32),
    ).select(*RECORDS)


def _problems(table: pl.DataFrame, sources: Sequence[Source]) -> pl.DataFrame:
    told = table.filter(pl.col("problems").list.len() > 0).sort("place").select("place", "problems")
    told = told.explode("problems").unnest("problems")
    shown = [sources[place].shown for place in told["place"].to_list()]
    return told.with_columns(input=pl.Series(shown, dtype=pl.String)).select(*PROBLEMS)


def _parsed(
    sources: Sequence[Source], rest: Misses, mapping: Mapping[str, str]
) -> Iterator[pl.DataFrame]:
    """`parse_files` of everything in `rest`, chunk by chunk, by one process or several."""
    parts = (rest[start : start + CHUNK] for start in range(0, len(rest), CHUNK))
    chunks = (
        ([(place, sources[place], digest) for place, digest in part], mapping) for part in parts
    )
    if len(rest) < MANY or cores() < 2:
        yield from map(parse_files, chunks)
    else:
        yield from spread(parse_files, chunks)


def parse_files(
    chunk: tuple[Sequence[tuple[int, Source, bytes | None]], Mapping[str, str]],
) -> pl.DataFrame:
    """One row a file (schema FILES).

    A chunk is files, as (place, source, known digest or None), and the mapping: a file whose
    content has that digest is not parsed, its status is "same".
    """
    files, mapping = chunk
    fields = Fields(mapping)
    rows = []
    for place, source, known in files:
        row = {"place": place, **_parse(source, known, fields)}
        rows.append(row)
    return frame({name: [row.get(name) for row in rows] for name in FILES}, FILES, len(rows))


def _parse(source: Source, known: bytes | None, fields: Fields) -> dict[str, Any]:
    """The row of one file, without its place."""
    row: dict[str, Any] = {"status": "unreadable", "problems": []}
    try:
        require_file(source.path)
        with source.path.open("rb") as file:
            status = os.fstat(file.fileno())
            data = file.read(frontmatter.MAX_FILE + 1)
        row |= cache.stated(status)
        row["digest"] = hashlib.blake2b(data, digest_size=16).digest()
        if row["digest"] == known:
            row["status"] = "same"
        elif not is_article(source, has_front_matter=frontmatter.opens(data)):
            row["status"] = "passed over"
        else:
            found = frontmatter.parse(data, source.path.name, fields)
            row |= found.record | {"status": "article", "keys": found.keys}
            row["problems"] = [{"line": line, "reason": reason} for line, reason in found.problems]
    except UnreadableError as error:
        row["problems"] = [{"line": error.line, "reason": error.reason}]
    except OSError as error:
        row["problems"] = [{"line": None, "reason": f"cannot be read: {error.strerror or error}"}]
    return row
