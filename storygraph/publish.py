"""A built graph to the folder of outputs that a run promises.

    index.html  stories/  storygraph.graphml  stories.json  singletons.json
    articles.csv  problems.csv  graph/

Files are written side by side, each the whole old or the whole new one; `graph/` comes last, so
that it never describes files that are not there yet. Two builds into one folder take turns.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storygraph.beside import side_by_side
from storygraph.progress import Progress, Silent, StageLog, Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from storygraph.tables import Tables

PAGES = 500
"""Pages of their own that are written for the largest stories, unless asked otherwise."""

SUFFIX = {
    "graphml": "storygraph.graphml",
    "gexf": "storygraph.gexf",
    "json": "stories.json",
    "csv": "articles.csv",
}
"""File names of the formats of a whole graph."""


def publish(
    graph: Tables,
    folder: Path,
    *,
    pages: int = PAGES,
    title: str | None = None,
    graphml: bool = True,
    progress: Progress | None = None,
    first: Callable[[], None] | None = None,
) -> Path:
    """Write every output of `graph` into `folder` and give the page to open.

    `pages` is how many stories, largest first, get a page of their own; `title` heads the
    explorer; without `graphml`, by far the largest file, that of an earlier build goes. Seconds and
    memory are added to `graph.run`. `first` is called when the folder is ours and as it was: two
    builds take turns.
    Raises OutputError when the folder holds something that we did not make.
    """
    from storygraph.export.explorer import write_explorer
    from storygraph.export.graphml import write_graphml
    from storygraph.export.network import write_story_pages
    from storygraph.export.tables import (
        write_articles_csv,
        write_problems_csv,
        write_singletons_json,
        write_stories_json,
    )
    from storygraph.files.atomic import remove
    from storygraph.files.output import claimed, sweep_stories
    from storygraph.files.save import save

    def tables(told: Told) -> None:
        write_stories_json(graph, folder / "stories.json", told)
        write_singletons_json(graph, folder / "singletons.json")
        write_articles_csv(graph, folder / "articles.csv")
        write_problems_csv(graph, folder / "problems.csv")

    def explorer(told: Told) -> Path:
        # Story pages first: the explorer links to them
        count = min(pages, graph.stories.height)
        total = count + graph.articles.height
        written = write_story_pages(
            graph, folder / "stories", limit=pages, progress=lambda done, _: told(done, total)
        )
        sweep_stories(folder, {path.name for path in written})
        return write_explorer(
            graph,
            folder / "index.html",
            title=title,
            pages=set(range(1, count + 1)),
            told=lambda done, _: told(count + done, total),
        )

    log = StageLog(
        progress or Silent(),
        graph.run.setdefault("seconds", {}),
        graph.run.setdefault("peak_mb", {}),
    )
    with ExitStack() as ours:
        log.progress.start("turn")  # its seconds are those of another build
        ours.enter_context(claimed(folder))
        log.progress.finish("turn", "")
        if first:
            first()
        with log.stage("exports") as said:
            jobs: dict[str, Callable[[Told], Any]] = {"explorer": explorer, "tables": tables}
            large = folder / SUFFIX["graphml"]
            if graphml:
                jobs = {"graphml": lambda told: write_graphml(graph, large, told), **jobs}
            else:
                remove(large)
            given = side_by_side(jobs, log.progress.advance)
            said.append(f"{min(pages, graph.stories.height):,} pages")
        log.progress.start("save")
        save(graph, folder / "graph")  # its seconds are in no table: it writes the table
        log.progress.finish("save", "")
    index: Path = given["explorer"]
    return index


def export(
    graph: Tables,
    form: str,
    to: Path | None,
    folder: Path,
    *,
    story: int | None = None,
    single_file: bool = False,
) -> Path:
    """Write one format of a saved graph and give the file.

    `form` is graphml, gexf, json, csv, or network (the page of `story`). Without `to`, the
    file goes where a build puts it, beside the graph that was loaded from `folder`. Raises
    UnknownNodeError, and OutputError, also where another program's file is in the place.
    """
    from storygraph.export.gexf import write_gexf
    from storygraph.export.graphml import write_graphml
    from storygraph.export.network import page_name, write_story_page
    from storygraph.export.tables import write_articles_csv, write_stories_json
    from storygraph.files.atomic import takes_bytes
    from storygraph.files.output import refuse_foreign_file
    from storygraph.files.save import beside

    number = story or 1
    usual = Path("stories") / page_name(number) if form == "network" else SUFFIX[form]
    target = to or beside(folder) / usual
    refuse_foreign_file(target, form)
    if form == "network":
        # A stream has no place beside it for the library
        whole = single_file or takes_bytes(target)
        return write_story_page(graph, number, target, single_file=whole)
    if form == "graphml":
        return write_graphml(graph, target)
    if form == "gexf":
        return write_gexf(graph, target)
    if form == "json":
        return write_stories_json(graph, target)
    return write_articles_csv(graph, target)
