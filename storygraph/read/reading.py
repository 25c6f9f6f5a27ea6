"""Reading every input into one table of records and one of problems."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from storygraph.read import feeds, in_memory, records
from storygraph.read.fields import Fields
from storygraph.read.files import read_files
from storygraph.read.finding import Source, find, type_of
from storygraph.read.frames import frame
from storygraph.read.ids import OWN, latest_entries, unique_ids, without_repeats
from storygraph.read.in_memory import Rows
from storygraph.read.streams import Problems
from storygraph.runtime.progress import Advance, unwatched
from storygraph.tables import PROBLEMS, RECORDS


class Read(NamedTuple):
    """What `read` gives.

    `records` (schema RECORDS): those of whole files first, each in the order of the files' ids,
    with unique ids. `problems` (schema PROBLEMS): one whose reason begins with "repaired:" belongs
    to a record that is there. `repeated`: rows left out, for another says the same. `others`: files
    among the inputs that hold no coverage (images, settings, a README), by their type.
    """

    records: pl.DataFrame
    problems: pl.DataFrame
    repeated: int
    others: Counter[str]


def read(
    inputs: Sequence[Path] | Rows,
    mapping: Mapping[str, str] | Fields | None = None,
    advance: Advance = unwatched,
    cache: Path | None = None,
) -> Read:
    """Everything in `inputs`, as written.

    Args:
        inputs: folders, searched recursively, or single files. Markdown and text files
            (`.md .markdown .mdx .txt`) are one article each; `.json .jsonl .ndjson .csv .tsv
            .parquet .rss .atom .xml` hold one an object, line, row or entry. Hidden files, other
            types, README, LICENSE, CHANGELOG and the like without front matter, and outputs of a
            build are passed over. Or rows that are in memory.
        mapping: field to column or key, where names are not recognised by themselves; as `Fields`
            it knows afterwards which names there were.
        advance: called with the records read so far and their number in all, which is guessed
            from the bytes that are read where there are record files.
        cache: a folder in which to remember parsed files; see `read.cache`. None: none.

    Raises InputError for a missing input or when there is nothing to read, and UsageError
    for a mapping that names an unknown field or column.
    """
    fields = mapping if isinstance(mapping, Fields) else Fields(mapping)
    if isinstance(inputs, Rows):
        return _read_rows(inputs, fields, advance)
    sources, others = find([Path(path) for path in inputs])
    files = [source for source in sources if not source.is_records]
    record_files = [(source, _size(source)) for source in sources if source.is_records]
    total = None if record_files else len(files)
    with _uncollected():
        table, problems, passed_over = read_files(
            files, fields, cache, lambda done: advance(done, total)
        )
        others += passed_over
        tables, problem_tables = [table], [problems]
        done = own = table.height
        whole, passed = sum(size for _, size in record_files), 0.0
        for source, size in record_files:
            found, count = Problems(), 0
            for table, share in _records(source, fields, found):
                tables.append(table)
                done += table.height
                count += table.height
                advance(done, own + round((done - own) * whole / max(1.0, passed + share * size)))
            passed += size
            if not count and not found.all():
                others[type_of(source.path.name)] += 1
            problem_tables.append(_problems(found, source.shown))
    fields.check_mapping()
    table = pl.concat(tables, how="diagonal")  # files and feeds have columns of their own
    has_feeds = feeds.BESIDE.keys() <= set(table.columns)
    once = without_repeats(latest_entries(table) if has_feeds else table)
    named, clashes = unique_ids(once)
    repeated = table.height - once.height
    return Read(named, pl.concat([*problem_tables, clashes]), repeated, others)


def _read_rows(rows: Rows, fields: Fields, advance: Advance) -> Read:
    """`read` of what is in memory."""
    tables, done, found = [], 0, Problems()
    with _uncollected():
        for lines, givens in in_memory.blocks(rows, fields, found):
            columns = {"line": lines, **fields.table(givens)}
            fields.tell_silent(lines, found.add)
            tables.append(_numbered(columns, in_memory.NAME, in_memory.NAME))
            done += len(lines)
            advance(done, len(rows))
    fields.check_mapping()
    table = pl.concat(tables)
    once = without_repeats(table)
    named, clashes = unique_ids(once)
    problems = pl.concat([_problems(found, in_memory.NAME), clashes])
    return Read(named, problems, table.height - once.height, Counter())


def _problems(found: Problems, shown: str) -> pl.DataFrame:
    """What was wrong with one input."""
    rows = [(shown, line, reason) for line, reason in found.all()]
    return pl.DataFrame(rows, PROBLEMS, orient="row")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector away: records are many and in no cycle, and it looks at each."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _size(source: Source) -> int:
    """Bytes of a file; 0 where it cannot be told."""
    try:
        return source.path.stat().st_size
    except OSError:
        return 0


def _records(
    source: Source, fields: Fields, problems: Problems
) -> Iterator[tuple[pl.DataFrame, float]]:
    """The records of one file, block by block, and the share of it that is read by then.

    What is wrong with it goes to `problems`.
    """
    try:
        for columns, share in records.parse(source.path, fields, problems, named=source.named):
            yield _numbered(columns, source.id, source.shown), share
    except OSError as error:
        problems.add(None, f"cannot be read: {error.strerror or error}")


def _numbered(columns: dict[str, Any], name: str, shown: str) -> pl.DataFrame:
    """Columns of records as a table; one without an id is called `name` and its line.

    Its schema is RECORDS and OWN, and of feeds BESIDE, too.
    """
    lines = columns["line"]
    ids = columns.get("id") or [None] * len(lines)
    columns["id"] = [id_ or f"{name}:{line}" for id_, line in zip(ids, lines, strict=True)]
    columns["own"] = [not id_ for id_ in ids]
    columns["input"] = [shown] * len(lines)
    beside = {name: dtype for name, dtype in feeds.BESIDE.items() if name in columns}
    return frame(columns, RECORDS | OWN | beside, len(lines))
