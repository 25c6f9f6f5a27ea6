"""A built graph to the folder of outputs that a run promises.

    index.html  stories/  storygraph.graphml  stories.json  singletons.json
    articles.csv  problems.csv  graph/

Files are written side by side, apart from those of an earlier build, whose places they take
together once all are there, `graph/` last. Two builds into one folder take turns.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from storygraph.counting import is_whole
from storygraph.errors import UsageError
from storygraph.files.ours import (
    FILES,
    GRAPH,
    INDEX,
    PROBLEMS,
    SINGLETONS,
    STORIES,
    Format,
    page_name,
)
from storygraph.runtime.parallel import side_by_side
from storygraph.runtime.progress import Advance, Progress, Silent, StageLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from storygraph.stories.news import News
    from storygraph.tables import Tables

PAGES = 500
"""Stories that get a page of their own, the largest first, unless a user says how many."""


def publish(
    graph: Tables,
    folder: Path,
    *,
    pages: int | None = None,
    title: str | None = None,
    graphml: bool = True,
    progress: Progress | None = None,
    tell: Callable[[News | None], None] | None = None,
) -> Path:
    """Write every output of `graph` into `folder` and give the page to open.

    `pages` is how many stories, largest first, get a page of their own (None: PAGES); `title`
    heads the explorer; without `graphml`, by far the largest file, that of an earlier build goes.
    Seconds and memory are added to `graph.run`. What is new since the build before is saved with
    the graph, and `tell` is called with it, None where there was no such build, before anything
    changes, once no other build writes into the folder.
    Raises OutputError when the folder holds something that we did not make, and UsageError for
    `pages` that are no number of stories, or a `title` that is no text.
    """
    count = PAGES if pages is None else pages
    if not is_whole(count) or count < 0:
        raise UsageError(f"pages must be a whole number, 0 or more, not {count!r}")
    head: object = title
    if not isinstance(head, str | None):
        raise UsageError(f"title must be a text, not {head!r}")
    from storygraph.files.output import claimed, sweep_older
    from storygraph.files.save import save
    from storygraph.files.staging import staged

    shown = min(int(count), graph.stories.height)
    # What takes longest begins first
    writers: dict[str, Callable[[Path, Advance], None]] = {
        **({"graphml": partial(_graphml, graph)} if graphml else {}),
        "explorer": partial(_pages, graph, shown, title),
        "tables": partial(_tables, graph),
    }
    seconds, peaks = (graph.run.setdefault(name, {}) for name in ("seconds", "peak_mb"))
    log = StageLog(progress or Silent(), seconds, peaks)
    with ExitStack() as ours:
        log.progress.start("turn")  # its seconds are those of another build
        ours.enter_context(claimed(folder))
        log.progress.finish("turn", "")
        found, kept = _news(graph, folder / GRAPH)
        if tell:
            tell(found)
        with staged(folder, whole=GRAPH, after=partial(sweep_older, folder)) as part:
            with log.stage("exports") as stage:
                jobs = {name: partial(write, part) for name, write in writers.items()}
                side_by_side(jobs, log.progress.advance)
                stage.gave = f"{shown:,} pages"
            log.progress.start("save")
            save(graph, part / GRAPH, kept)  # its seconds are in no table: it writes the table
            log.progress.finish("save", "")
    return folder / INDEX


def _news(graph: Tables, folder: Path) -> tuple[News | None, bytes | None]:
    """What `graph` has that the one saved as `folder` had not, and as it is saved."""
    from storygraph.files.earlier import look_back, to_keep
    from storygraph.stories.news import news

    before = look_back(folder)
    if before is None:
        return None, None
    found = news(before, graph, before.saved)
    return found, to_keep(found, before, graph, folder)


def _graphml(graph: Tables, part: Path, advance: Advance) -> None:
    from storygraph.export.graphml import write_graphml

    write_graphml(graph, part / FILES[Format.graphml], advance)


def _pages(graph: Tables, shown: int, title: str | None, part: Path, advance: Advance) -> None:
    """The explorer, and so many stories on pages of their own."""
    from storygraph.export.explorer import write_explorer
    from storygraph.export.story_pages import write_story_pages

    total = shown + graph.articles.height
    write_story_pages(
        graph, part / STORIES, limit=shown, advance=lambda done, _: advance(done, total)
    )
    write_explorer(
        graph,
        part / INDEX,
        title=title,
        pages=range(1, shown + 1),
        advance=lambda done, _: advance(shown + done, total),
    )


def _tables(graph: Tables, part: Path, advance: Advance) -> None:
    from storygraph.export.tables import (
        write_articles_csv,
        write_problems_csv,
        write_singletons_json,
        write_stories_json,
    )

    write_stories_json(graph, part / FILES[Format.json], advance)
    write_singletons_json(graph, part / SINGLETONS)
    write_articles_csv(graph, part / FILES[Format.csv])
    write_problems_csv(graph, part / PROBLEMS)


def export(
    graph: Tables,
    form: Format,
    to: Path,
    *,
    story: int | None = None,
    single_file: bool = False,
) -> Path:
    """Write one format of a graph and give the file.

    `story` and `single_file` are for the network format: the story whose page it is (None: the
    largest), and whether all that the page needs is inside. Raises UnknownNodeError, and
    OutputError, also where another program's file is in the place.
    """
    from storygraph.export.gexf import write_gexf
    from storygraph.export.graphml import write_graphml
    from storygraph.export.story_pages import write_story_page
    from storygraph.export.tables import write_articles_csv, write_stories_json
    from storygraph.files.atomic import takes_bytes
    from storygraph.files.output import refuse_foreign_file

    refuse_foreign_file(to, form)
    if form is Format.network:
        # A stream has no place beside it for the library
        whole = single_file or takes_bytes(to)
        return write_story_page(graph, story or 1, to, single_file=whole)
    if form is Format.graphml:
        return write_graphml(graph, to)
    if form is Format.gexf:
        return write_gexf(graph, to)
    if form is Format.json:
        return write_stories_json(graph, to)
    return write_articles_csv(graph, to)


def usual_place(folder: Path, form: Format, story: int | None = None) -> Path:
    """Where a build puts a format: beside the graph that is loaded from `folder`.

    Raises GraphError where none would be.
    """
    from storygraph.files.save import output_of

    name = Path(STORIES) / page_name(story or 1) if form is Format.network else FILES[form]
    return output_of(folder) / name
