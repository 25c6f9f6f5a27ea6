"""What `check` found, and how many problems other commands met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from storygraph.articles.coverage import UNREAD
from storygraph.counting import counted
from storygraph.printing.document import print_json
from storygraph.printing.terminal import safe
from storygraph.read.finding import kinds

if TYPE_CHECKING:
    from storygraph.articles.coverage import Coverage


def print_check(found: Coverage, *, as_json: bool) -> None:
    """What `check` found: counts, and every problem with file, line and reason."""
    report = found.report
    problems = report.problems.to_dicts()
    if as_json:
        counts = {
            "articles": found.articles.height,
            "related": found.related.height,
            "repeated": report.repeated,
            "outside": report.outside.counts,
        }
        left = {"unread": report.unread, "passed_over": dict(report.others)}
        print_json({**counts, "problems": problems, **left})
        return
    console = Console(soft_wrap=True, highlight=False)
    for problem in problems:
        line = f":{problem['line']}" if problem["line"] else ""
        console.print(Text(safe(f"{problem['input']}{line}: {problem['reason']}")))
    if report.unread:
        names = ", ".join(report.unread[:UNREAD]) + ", ..." * (len(report.unread) > UNREAD)
        told = f"Not read, for no field has such a name: {names} (--map field=column reads one)"
        console.print(Text(safe(told), "dim"))
    if report.repeated:
        told = f"{counted(report.repeated, 'row')} left out, for another says the same"
        console.print(Text(told, "dim"))
    if report.outside.articles:
        console.print(Text(f"Left out: {report.outside.told(report.span)}", "dim"))
    if report.others:
        told = f"Files without coverage passed over: {kinds(report.others)}"
        console.print(Text(safe(told), "dim"))
    related = counted(found.related.height, "related entry", "related entries")
    articles = counted(found.articles.height, "article")
    console.print(f"{articles}, {related}, {counted(len(problems), 'problem')}")


def print_problems(
    count: int, where: str, console: Console | None = None, new: int | None = None
) -> None:
    """Why a run that went well does not exit with 0, and `where` to look.

    On standard error unless said otherwise. `new` is how many the build before had not.
    """
    if count:
        since = "" if new is None else f", {new:,} new" if new else ", none new"
        told = safe(f"{counted(count, 'problem')} in the input{since}: {where}")
        console = console or Console(stderr=True)
        console.print(Text(told, "yellow"), soft_wrap=True)
