"""The explorer and a story's page in Firefox: they open, draw, answer, and log no error."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from storygraph.export.explorer import write_explorer
from storygraph.export.story_pages import write_story_page
from tests.explorer_graph import news_graph
from tests.firefox import firefox

if TYPE_CHECKING:
    from pathlib import Path

    from tests.firefox import Firefox

pytestmark = pytest.mark.browser

DRAWN = """
const canvas = document.querySelector('canvas');
const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
const seen = new Set();
for (let i = 0; i < data.length; i += 404) seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
return seen.size;
"""


def until(browser: Firefox, script: str, seconds: float = 20) -> Any:
    end = time.monotonic() + seconds
    while not (value := browser.run(script)):
        assert time.monotonic() < end, f"not within {seconds} s: {script}"
        time.sleep(0.05)
    return value


def test_explorer_opens_draws_and_answers_in_firefox(tmp_path: Path) -> None:
    graph = news_graph()
    page = write_explorer(graph, tmp_path / "index.html", title="Coast news", pages=[1])
    story = write_story_page(graph, 1, tmp_path / "stories" / "story-0001.html")
    with firefox(tmp_path / "profile") as browser:
        browser.open(page)
        until(browser, "return document.documentElement.dataset.complete")
        assert browser.run("return document.querySelector('.counts').textContent").startswith("81")
        assert browser.run(DRAWN) > 20
        browser.run("document.querySelector('.rows button').click()")
        until(browser, "return document.querySelector('.panel h2').textContent.includes('Ferry')")
        assert browser.run("return document.querySelectorAll('.item h4 a').length") == 11
        browser.run(
            "const field = document.querySelector('.search input'); field.value = 'flood warning';"
            "field.dispatchEvent(new Event('input'))"
        )
        until(
            browser,
            "return document.querySelector('.counts').textContent.startsWith('9 of 81')",
        )
        assert browser.picture().startswith(b"\x89PNG")
        browser.open(story)
        until(browser, "return document.querySelector('#graph canvas')")
        assert browser.run("return document.querySelectorAll('ol li').length") == 13
        assert browser.run("return document.getElementById('failed').hidden")
        said = [line for line in browser.said().splitlines() if "file://" in line]
    assert [line for line in said if "error" in line.lower()] == []


def test_an_error_of_a_page_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "broken.html"
    page.write_text("<!doctype html><script>nothing.here()</script>", "utf-8")
    with firefox(tmp_path / "profile") as browser:
        browser.open(page)
        browser.run("return 1")
        end = time.monotonic() + 10
        while "nothing is not defined" not in browser.said() and time.monotonic() < end:
            time.sleep(0.05)
        said = browser.said()
    assert any("file://" in line and "error" in line.lower() for line in said.splitlines())
