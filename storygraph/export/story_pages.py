"""One interactive page a story: its graph, drawn with pyvis's vis-network, beside its articles.

The pages are offline and treat every string as text: our own template with autoescape, data as
JSON that cannot end its script element, tooltips built from text nodes, and a content policy
that allows this page's scripts (by hash) and the library beside it, and no connection at all.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl

from storygraph.counting import counted
from storygraph.errors import OutputError
from storygraph.export.page import asset, policy
from storygraph.export.story_picture import picture
from storygraph.export.story_tints import DATES, tints
from storygraph.files.atomic import write_text, writing
from storygraph.files.ours import LIBRARY, is_output, page_name
from storygraph.runtime.progress import Advance, unwatched
from storygraph.stories.cohesion import is_loose
from storygraph.tables import Tables

EXCERPT = 280
"""Characters of an excerpt or body that the list shows."""

WAITING = 16
"""Finished pages held at most for the disk to take."""

_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def write_story_pages(
    graph: Tables,
    folder: Path,
    *,
    limit: int | None = None,
    advance: Advance = unwatched,
) -> list[Path]:
    """Write pages for the `limit` largest stories (None: all) and the library they share.

    `advance` counts pages. Gives the pages, story 1 first. Raises OutputError.
    """
    count = graph.stories.height if limit is None else min(limit, graph.stories.height)
    if count:
        _write_library(folder)
    wanted = _dated(graph.articles.filter(pl.col("story") <= count))
    members = wanted.partition_by("story", as_dict=True, maintain_order=True)
    inside = _inside(graph).filter(pl.col("story") <= count)
    edges = inside.partition_by("story", as_dict=True, maintain_order=True, include_key=False)
    none = inside.clear().drop("story")
    written: list[Path] = []
    # One thread beside this one: a page waits for the disk while the next is drawn
    with ThreadPoolExecutor(max_workers=1) as disk:
        waiting: deque[Future[Path]] = deque()
        for story in range(1, count + 1):
            found, back = edges.get((story,), none), f"../index.html#story={story}"
            html = _render(graph, story, members[(story,)], found, back=back)
            waiting.append(disk.submit(write_text, folder / page_name(story), html))
            while len(waiting) > WAITING or (waiting and story == count):
                written.append(waiting.popleft().result())
                advance(len(written), count)
    return written


def write_story_page(graph: Tables, story: int, path: Path, *, single_file: bool = False) -> Path:
    """Write the page of one story.

    With `single_file` the library is inside, for mailing; otherwise it lies in `assets/` beside
    the page. In the `stories/` of an output folder the page leads back to all stories.
    Raises UnknownNodeError, OutputError.
    """
    graph.require_story(story)
    members = _dated(graph.articles.filter(pl.col("story") == story))
    edges = _inside(graph).filter(pl.col("story") == story)
    # A browser reads CRLF as LF before it hashes a script; the hash must be of what it reads.
    library = _library("vis-network.min.js").decode().replace("\r\n", "\n") if single_file else None
    if not single_file:
        _write_library(path.parent)
    among = not single_file and is_output(Path(os.path.realpath(path)).parent.parent)
    back = f"../index.html#story={story}" if among else None
    return write_text(path, _render(graph, story, members, edges, back=back, library=library))


def _dated(articles: pl.DataFrame) -> pl.DataFrame:
    """`articles` with `date`, the words that the page shows; at midnight it is a day alone."""
    published = pl.col("published")
    timed = published.dt.time() != time()
    moment = published.dt.strftime("%-d %b %Y, %H:%M UTC")
    date = pl.when(timed).then(moment).otherwise(published.dt.strftime("%-d %b %Y"))
    return articles.with_columns(date=date.fill_null("undated"))


def _inside(graph: Tables) -> pl.DataFrame:
    """Edges whose ends are of one story, with that `story`."""
    stories = graph.articles["story"]
    return graph.edges.with_columns(
        story=stories.gather(graph.edges["a"]), other=stories.gather(graph.edges["b"])
    ).filter(pl.col("story") == pl.col("other"))


def _render(
    graph: Tables,
    story: int,
    members: pl.DataFrame,
    edges: pl.DataFrame,
    *,
    back: str | None,
    library: str | None = None,
) -> str:
    row = graph.stories.row(story - 1, named=True)
    tinted = tints(members, row["sources"])
    drawn = picture(members, edges, dict(zip(members["node"], tinted.colours, strict=True)))
    style, script = asset("story.css"), asset("story.js")
    scripts = [script] if library is None else [library, script]
    return str(
        _template().render(
            lang=_language(members),
            # The shared library is opened as a file
            policy=policy(
                scripts,
                more="'self' file:" if library is None else "",
                styles="'unsafe-inline'",
                images="data:",
            ),
            story={
                "title": row["title"],
                "keywords": row["keywords"],
                "dated": row["first"] is not None,
                "facts": [fact for fact in (_span(row), _extent(row)) if fact],
            },
            back=back,
            outlets=tinted.outlets,
            ramp=tinted.ramp,
            dates=", ".join(DATES),
            articles=[_item(member) for member in members.iter_rows(named=True)],
            drawn=len(drawn.nodes),
            hidden=members.height - len(drawn.nodes),
            # Our own, or escaped as JSON: they go into the template as they are
            style=style,
            script=script,
            library=library,
            data=_json({"nodes": drawn.nodes, **_compact(drawn.edges), "options": drawn.options}),
        )
    )


def _item(member: dict[str, Any]) -> dict[str, Any]:
    text = member["excerpt"] or member["body"]
    if text == member["title"]:
        text = ""
    return {
        "node": member["node"],
        "title": member["title"] or member["id"],
        "source": member["source"] or "",
        "date": member["date"],
        "url": member["url"],
        "excerpt": text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …",
        "external": member["kind"] == "external",
        "is_copy": member["copy_of"] is not None,
        "is_loose": is_loose(member["fit"]),
    }


def _span(row: dict[str, Any]) -> str:
    if row["first"] is None:
        return ""
    first, last = (f"{moment.day} {moment:%B %Y}" for moment in (row["first"], row["last"]))
    return first if first == last else f"{first} to {last}"


def _extent(row: dict[str, Any]) -> str:
    counts = [counted(row["size"], "article"), counted(len(row["sources"]), "outlet")]
    if row["externals"]:
        counts[0] += f" ({row['externals']:,} of them from links)"
    return ", ".join(counts if row["sources"] else counts[:1])


def _compact(edges: list[dict[str, Any]]) -> dict[str, Any]:
    """`styles`: the few different looks of edges; `edges`: [from, to, style, words] each.

    A story of 40 articles may have 600 edges; said in full they are three quarters of its page.
    """
    styles: list[dict[str, Any]] = []
    rows = []
    for edge in edges:
        style = {key: edge[key] for key in edge if key not in {"from", "to", "words"}}
        if style not in styles:
            styles.append(style)
        rows.append([edge["from"], edge["to"], styles.index(style), edge["words"]])
    return {"styles": styles, "edges": rows}


def _language(members: pl.DataFrame) -> str:
    """The most frequent language given, for hyphens and screen readers; English if none is."""
    codes = (code for code in members["lang"].to_list() if code and _CODE.fullmatch(code))
    found = Counter(codes)
    return min(found, key=lambda code: (-found[code], code)) if found else "en"


def _json(value: Any) -> str:
    """JSON that neither ends a script element nor a line of script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("storygraph.export", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("story.html")


@cache
def _library(name: str) -> bytes:
    """A file of the vis-network that pyvis ships (version 9.1.2, Apache-2.0 or MIT)."""
    home = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2"
    return (home / name).read_bytes()


def _write_library(pages: Path) -> None:
    """Write the library beside `pages`; over another one only in an output folder of ours."""
    target, content = pages / LIBRARY, _library(LIBRARY.name)
    if target.is_file() and target.read_bytes() == content:
        return
    if target.is_file() and not is_output(Path(os.path.realpath(pages)).parent):
        raise OutputError(f"{target} is another one: choose another folder, or --single-file")
    with writing(target) as file:
        file.write(content)
