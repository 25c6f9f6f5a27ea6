"""What several commands share: names to choose from, options, and how they become values."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from storygraph.errors import UsageError
from storygraph.options import Algorithm

if TYPE_CHECKING:
    from storygraph.graph import StoryGraph


class Command(TyperCommand):
    """A command whose help shows no type beside arguments, nor beside options without a value."""

    def get_params(self, ctx: Any) -> list[Any]:
        """All parameters, those without a type that says anything."""
        return _untyped(super().get_params(ctx))


class Commands(TyperGroup):
    """The same for the command that holds all others."""

    def get_params(self, ctx: Any) -> list[Any]:
        """All parameters, those without a type that says anything."""
        return _untyped(super().get_params(ctx))


def _untyped(params: Sequence[Any]) -> list[Any]:
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
        elif getattr(param, "param_type_name", "") == "argument":
            param.display_type_rich = _no_type
    return list(params)


def meant_by(command: str, extra: str) -> str:
    """What somebody meant who gave `command` the words `extra`, for which it has no place.

    Most often the folder of a build, which no command takes without `--graph`; a headline
    without quotes; or what `export` is to write.
    """
    if extra.isdigit() and command in {"export", "stories"}:
        option = "export network --story" if command == "export" else "show"
        return f"Did you mean `storygraph {option} {extra}`?"
    try:
        given = Path(extra)
        folder = given.parent if given.is_file() else given if given.is_dir() else None
    except (OSError, ValueError):
        folder = None
    if command == "export" and not folder and "." in extra:
        return f"Did you mean `--to {extra}`?"
    if folder or command in {"stories", "news", "view"}:
        return f"The folder of a build is named by --graph: `--graph {folder or extra}`."
    return 'Several words that belong together need quotes: "two words".'


def given_path(text: str | Path) -> Path:
    """A path of the command line; one that is empty would mean the current folder."""
    if text == "":
        raise typer.BadParameter("the path is empty")
    return Path(text)


def given_day(text: str | date) -> date:
    """A day of the command line, in ISO 8601."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day: write it as 2026-12-31") from None


def _no_type(ctx: Any) -> None:
    """What help says of the type of an argument: `<list[Path]>` is no word of a user's."""
    del ctx


def either(names: Iterable[str]) -> str:
    """Names to choose from, in words: "a, b or c"."""
    *others, last = names
    return f"{', '.join(others)} or {last}"


GraphFolder = Annotated[
    Path,
    typer.Option(
        "--graph",
        "-g",
        help="The output folder of a build.",
        metavar="FOLDER",
        parser=given_path,
    ),
]
Inputs = Annotated[
    list[Path], typer.Argument(metavar="INPUT", help="Folders or files.", parser=given_path)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
AsMarkdown = Annotated[
    bool, typer.Option("--markdown", help="Print lists of links in Markdown, for a newsletter.")
]
By = Annotated[
    Algorithm,
    typer.Option(help=f"How communities are found: {either(Algorithm)}.", metavar="NAME"),
]
Resolution = Annotated[
    float | None,
    typer.Option(
        help="Higher: more and smaller stories (default: the corpus's own).", metavar="NUMBER"
    ),
]
Threshold = Annotated[
    float | None,
    typer.Option(
        help="Similarity that makes an edge, 0.05 to 1 (default: the corpus's own).",
        metavar="COSINE",
    ),
]
Window = Annotated[
    float | None,
    typer.Option(
        help="Largest gap between similar articles (default: the corpus's own).", metavar="DAYS"
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="Which column fills a field, as title=headline; may be given again.",
        metavar="FIELD=COLUMN",
    ),
]
Neighbours = Annotated[
    int, typer.Option(help="Most similarity edges that one article starts.", metavar="N")
]
Since = Annotated[
    date | None,
    typer.Option(
        parser=given_day,
        help="Only articles of that day (2026-12-31, UTC) and later; undated ones are left out.",
        metavar="DAY",
    ),
]
Until = Annotated[
    date | None,
    typer.Option(
        parser=given_day,
        help="Only articles of that day and earlier; undated ones are left out.",
        metavar="DAY",
    ),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=0, help="Rows; 0 for all.", metavar="N")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read every file anew; remember none.")]


MaxMemory = Annotated[
    float | None,
    typer.Option(
        help="GB that the run may take before it ends with an error (default: nine tenths of "
        "what is free).",
        min=0.01,
        metavar="GB",
    ),
]


def within_memory(gigabytes: float | None = None) -> AbstractContextManager[None]:
    """A block that may take so much memory. Raises MemoryLimitError in it, UsageError before.

    None is for nine tenths of what is free.
    """
    from storygraph.files.leftovers import remove
    from storygraph.runtime.machine import peak_memory
    from storygraph.runtime.memory import at_most, default_limit

    if gigabytes is not None and not peak_memory():
        raise UsageError("--max-memory: this system does not tell how much memory a run takes")

    def give_up(words: str) -> None:
        typer.echo(f"storygraph: {words}", err=True)
        remove()
        os._exit(1)  # the main thread is inside a library and cannot be reached

    given = None if gigabytes is None else int(min(gigabytes, 1e9) * 1e9)  # it may be inf
    return at_most(given or default_limit(), give_up)


def wrote(path: Path, *, aside: bool = False) -> None:
    """Say what was written; `aside` on standard error, where the other output is a result."""
    from storygraph.read.finding import shown

    typer.echo(f"Wrote {shown(str(path))}", err=aside)


def cache_folder(no_cache: bool) -> Path | None:  # noqa: FBT001 (the flag as it was given)
    """Where parsed files are remembered; None for not at all."""
    from storygraph.read.cache import default_folder

    return None if no_cache else default_folder()


def load_graph(folder: Path) -> StoryGraph:
    """The saved graph of a build's output folder, or that folder itself. Raises GraphError."""
    from storygraph.graph import load

    return load(folder)


def column_mapping(columns: list[str] | None) -> dict[str, str]:
    """`field=column` arguments as a mapping. Raises UsageError."""
    mapping: dict[str, str] = {}
    for item in columns or []:
        name, equals, column = item.partition("=")
        if not (name and equals and column):
            raise UsageError(f"--map {item!r} is not of the form field=column")
        if mapping.setdefault(name.strip(), column.strip()) != column.strip():
            raise UsageError(f"--map names two columns for {name.strip()}: give one")
    return mapping
