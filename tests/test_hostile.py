"""Hostile input through the whole build: nothing runs, no bad link, no request."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from storygraph.pipeline import build
from storygraph.publish import publish
from tests.browser import watched

pytestmark = pytest.mark.browser

TITLES = [
    "</script><script>document.body.dataset.ran = 1</script> storm in Skarrow",
    '<img src=x onerror="document.body.dataset.ran = 2"> storm in Skarrow tonight',
    "href storm in Skarrow: <a href='javascript:alert(1)'>roofs</a> gone",
    "Storm in Skarrow \u2028 line \u2029 paragraph",
    "Storm in Skarrow \u202egnp.exe\u202c reversed",
    '=HYPERLINK("http://evil.example") storm in Skarrow',
    "${alert(1)} {{7*7}} {% raw %} storm in Skarrow",
    "\x1b[31mstorm in Skarrow\x1b[0m\x07",
]
URLS = [
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "https://ok.example@evil.example/",
    "https://ok.example\\@evil.example/",
    "data:text/html,<script>alert(1)</script>",
    "http://[",
    'https://fine.example/a"onmouseover="alert(1)',
    "https://fine.example/last",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a build of hostile records."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {
            "id": f"../../{number}<b>",
            "title": title,
            "text": f"Roofs fell in Skarrow as the storm passed. {title}",
            "url": url,
            "source": f"Tide <i>{number}</i>",
            "published": f"2026-03-04T0{number}:00:00Z",
            "related": [{"title": TITLES[0], "url": URLS[number - 1]}],
        }
        for number, (title, url) in enumerate(zip(TITLES, URLS, strict=True))
    ]
    source = folder / "rows.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    graph = build(source)
    assert graph.stories.height >= 1
    publish(graph, folder / "output", title=TITLES[0])
    return folder / "output"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", ["index.html", "stories/story-0001.html"])
def test_pages_run_nothing_and_link_nowhere_bad(
    hostile: Path, chromium: Any, name: str, width: int, scheme: str
) -> None:
    seen = watched(
        chromium, hostile / name, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    seen.until("document.querySelectorAll('a, li, canvas').length > 3")
    page = seen.page
    assert page.evaluate("document.body.dataset.ran") is None
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.protocol)")
    assert set(links) <= {"http:", "https:", "file:"}
    hosts = page.evaluate("[...document.querySelectorAll('a[href^=http]')].map(a => a.hostname)")
    assert "evil.example" not in hosts
    seen.assert_quiet()
    seen.context.close()


def test_nothing_leaves_the_output_folder(hostile: Path) -> None:
    outside = [path.name for path in hostile.parent.iterdir()]
    assert sorted(outside) == ["output", "rows.jsonl"]
    pages = [path.name for path in (hostile / "stories").glob("*.html")]
    assert pages
    assert all(name.startswith("story-") for name in pages)


def test_tables_keep_ids_and_defuse_formulas(hostile: Path) -> None:
    with (hostile / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {f"../../{number}<b>" for number in range(8)} <= {row["id"] for row in rows}
    assert not [row for row in rows if row["title"].startswith("=")]
    assert not [row for row in rows if "\x1b" in row["title"] or "\u202e" in row["title"]]
