"""What several commands share: names to choose from, options, and how they become values."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storygraph.errors import UsageError

if TYPE_CHECKING:
    from storygraph.tables import StoryGraph


class Algorithm(StrEnum):
    """Community algorithms by name."""

    linkage = "linkage"
    leiden = "leiden"
    louvain = "louvain"
    components = "components"


GraphFolder = Annotated[
    Path, typer.Option("--graph", "-g", help="The output folder of a build.", metavar="FOLDER")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
By = Annotated[Algorithm, typer.Option(help="How communities are found.")]
Resolution = Annotated[
    float | None, typer.Option(help="Higher: more and smaller stories (default: the algorithm's).")
]
Threshold = Annotated[
    float | None,
    typer.Option(help="Similarity that makes an edge, 0 to 1 (default: the corpus's own)."),
]
Window = Annotated[
    float | None,
    typer.Option(help="Largest gap in days between similar articles (default: the corpus's own)."),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="Column that holds a field, as field=column.", metavar="F=C"),
]
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


def within_memory(gigabytes: float | None) -> AbstractContextManager[None]:
    """A block that may take so much memory. Raises MemoryLimitError in it."""
    from storygraph.memory import at_most, default_limit

    def give_up(words: str) -> None:
        typer.echo(f"storygraph: {words}", err=True)
        os._exit(1)  # the main thread is inside a library and cannot be reached

    return at_most(default_limit() if gigabytes is None else int(gigabytes * 1e9), give_up)


def cache_folder(no_cache: bool) -> Path | None:  # noqa: FBT001 (the flag as it was given)
    """Where parsed files are remembered; None for not at all."""
    from storygraph.read.cache import default_folder

    return None if no_cache else default_folder()


def load_graph(folder: Path) -> StoryGraph:
    """The saved graph of a build's output folder, or that folder itself. Raises GraphError."""
    from storygraph.files.ours import is_graph
    from storygraph.files.save import load

    return load(folder if is_graph(folder) else folder / "graph")


def column_mapping(columns: list[str] | None) -> dict[str, str]:
    """`field=column` arguments as a mapping. Raises UsageError."""
    mapping = {}
    for item in columns or []:
        name, equals, column = item.partition("=")
        if not (name and equals and column):
            raise UsageError(f"--map {item!r} is not of the form field=column")
        mapping[name.strip()] = column.strip()
    return mapping
