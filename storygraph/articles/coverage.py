"""Inputs to articles and their related entries: what `build` begins with, and all of `check`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storygraph.counting import counted
from storygraph.errors import InputError
from storygraph.options import Options
from storygraph.runtime.progress import Progress, Silent, StageLog
from storygraph.span import Outside, Span, within

if TYPE_CHECKING:
    import polars as pl

    from storygraph.read.in_memory import Rows


UNREAD = 20
"""Of the columns that fill no field, how many `run.json` and the summary name at most."""


@dataclass(frozen=True)
class Report:
    """What reading did not take as it stands.

    `problems` (schema PROBLEMS), in the order of inputs and lines. `unread`: names of columns and
    keys that fill no field. `repeated`: rows left out, for another says the same. `others`: files
    among the inputs that hold no coverage, by their type, in its order. `outside`: articles that
    are not of the `span` that was asked for.
    """

    problems: pl.DataFrame
    unread: list[str]
    repeated: int
    others: Mapping[str, int]
    span: Span
    outside: Outside


@dataclass(frozen=True)
class Coverage:
    """What was read.

    `articles` (schema ARTICLES), their `related` entries (columns of `articles.normalise`), and
    the `report` of both stages.
    """

    articles: pl.DataFrame
    related: pl.DataFrame
    report: Report

    def require_articles(self) -> None:
        """Raise InputError where there is no article, saying why."""
        if not self.articles.is_empty():
            return
        if self.report.outside.articles:
            raise InputError(f"nothing is left: {self.report.outside.told(self.report.span)}")
        problems = self.report.problems
        if problems.is_empty():
            raise InputError("no article could be read: no input holds one")
        where, line, reason = problems.row(0)
        told = f"no article could be read: {where}{f':{line}' if line else ''}: {reason}"
        if (more := problems.height - 1) > 0:
            told += f", and {counted(more, 'more problem')} (`storygraph check` lists them)"
        raise InputError(told)


def read_coverage(inputs: list[Path] | Rows, options: Options, log: StageLog) -> Coverage:
    """Read, normalise, and keep what is of the days asked for. Raises InputError, UsageError."""
    import polars as pl

    from storygraph.articles.cleaning import normalise
    from storygraph.read import read
    from storygraph.read.fields import Fields

    fields, span = Fields(options.mapping), options.span
    with log.stage("read") as stage:
        records, broken, repeated, others = read(
            inputs, fields, log.progress.advance, options.cache
        )
        stage.gave = f"{records.height:,} records"
    with log.stage("articles") as stage:
        articles, related, unclear = normalise(records)
        articles, related, outside = within(span, articles, related)
        stage.gave = f"{articles.height:,} articles, {related.height:,} related entries"
    problems = pl.concat([broken, unclear]).sort("input", "line", "reason")
    by_type = dict(sorted(others.items()))
    report = Report(problems, fields.unread(), repeated, by_type, span, outside)
    return Coverage(articles, related, report)


def check(
    inputs: Iterable[Path], options: Options | None = None, *, progress: Progress | None = None
) -> Coverage:
    """Read the inputs as `build` would with these options. Raises InputError, UsageError."""
    return read_coverage(list(inputs), options or Options(), StageLog(progress or Silent()))
