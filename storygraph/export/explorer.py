"""The explorer: `index.html`, a page that holds the whole graph and asks nobody for anything.

Up to `ONE_FILE` articles everything is inside the page. Beyond that the page holds what the
first view needs, and the rest lies beside it as scripts in `explorer-data/`, loaded when
somebody looks: pages opened from `file://` may load scripts but may not fetch.

The script and the style are built from `explorer/` and ship in `assets/`. Titles, names and
links of articles are only ever data to the page: it sets them as text.
"""

from __future__ import annotations

import hashlib
import html
from typing import TYPE_CHECKING

from storygraph.export.explorer_data import blocks
from storygraph.export.explorer_texts import ONE_FILE
from storygraph.export.page import asset, by_hash, policy
from storygraph.files.atomic import write_text
from storygraph.files.ours import DATA
from storygraph.runtime.progress import Advance, unwatched

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from storygraph.tables import Tables

FIRST = "core"
"""The block that stands before the script, so that the map shows while the rest is read."""


def write_explorer(
    graph: Tables,
    path: Path,
    *,
    title: str | None = None,
    pages: Collection[int] = (),
    advance: Advance = unwatched,
) -> Path:
    """Write the explorer page of `graph` to `path` and give `path` back.

    `title` heads the page. `pages` are the stories that have a page of their own at
    `stories/story-0001.html` beside it, and so get a link. Above `ONE_FILE` articles also
    writes `explorer-data/*.js`; the page is written last, so that it never names a file
    that is not there yet. The same graph gives the same bytes. `advance` counts articles.
    Raises OutputError.
    """
    name = title or "Stories"
    name = name.encode("utf-8", "replace").decode()  # a command line may hold other bytes
    data = blocks(graph, title=name, pages=frozenset(pages), advance=advance)
    beside: dict[str, str] = {}
    if graph.articles.height > ONE_FILE:
        beside = {key: text for key, text in data.items() if key != FIRST}
    files = {key: _write_beside(path, key, text) for key, text in beside.items()}
    inside = {key: text for key, text in data.items() if key not in beside}
    write_text(path, _page(name, inside, files))
    return path


def _write_beside(path: Path, key: str, text: str) -> str:
    """Write one block as a script; its name holds its digest, so no page reads another's data."""
    digest = hashlib.sha256(text.encode("ascii")).hexdigest()[:12]
    name = f"{key}.{digest}.js"
    write_text(path.parent / DATA / name, f'storygraphBlock("{key}","{text}");\n')
    return name


def _page(name: str, inside: dict[str, str], files: dict[str, str]) -> str:
    """The page's HTML: frame, style, first block, script, other blocks."""
    script, style, frame = asset("explorer.js"), asset("explorer.css"), asset("explorer.html")
    # Scripts that our script loads are trusted through it: file:// has no origin to name
    dynamic = "'strict-dynamic'" if files else ""
    rest = {key: text for key, text in inside.items() if key != FIRST}
    listing = "".join(
        f'<meta name="storygraph-file" data-block="{key}" content="{DATA}/{file}">\n'
        for key, file in files.items()
    )
    parts = {
        "POLICY": policy([script], more=dynamic, styles=by_hash(style), images="data: blob:"),
        "TITLE": html.escape(name, quote=True),
        "STYLE": f"<style>{style}</style>",
        "FILES": listing,
        "FIRST": _block(FIRST, inside[FIRST]),
        "SCRIPT": f"<script>{script}</script>",
        "REST": "\n".join(_block(key, text) for key, text in rest.items()),
    }
    pieces = frame.split("{{")
    page = [pieces[0]]
    for piece in pieces[1:]:
        key, _, after = piece.partition("}}")
        page += [parts[key], after]
    return "".join(page)


def _block(key: str, text: str) -> str:
    return f'<script type="application/octet-stream" id="block-{key}">{text}</script>'
