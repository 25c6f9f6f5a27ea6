"""Where the keyboard is after a button is gone, and what paper shows, in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from storygraph.export.explorer import write_explorer
from storygraph.graph import StoryGraph
from tests.explorer_graph import news_graph
from tests.explorer_pages import counts, open_page, page_file, settled, until

__all__ = ["open_page", "page_file"]

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser


def focus(page: Any) -> str:
    """The element that has the focus: its class, or its name."""
    return str(page.evaluate("document.activeElement.className || document.activeElement.tagName"))


def test_the_focus_stays_near_a_button_that_is_gone(open_page: Any) -> None:
    page = open_page(anchor="#q=nowhere&from=2024-03-05&to=2024-03-07")
    until(lambda: counts(page).startswith("0 of"))
    page.get_by_role("button", name="All dates").focus()
    page.keyboard.press("d")
    settled(page)
    assert focus(page) == "small"
    page.keyboard.press("Enter")
    settled(page)
    assert focus(page) == "brush"
    page.get_by_role("button", name="Reset search and filters").focus()
    page.keyboard.press("Enter")
    until(lambda: not counts(page).startswith("0 of"))
    assert focus(page) == "scroller"
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Copy link to this view").focus()
    page.keyboard.press("Enter")
    settled(page)
    assert page.evaluate("document.activeElement.matches('.menu summary')")


@pytest.fixture
def long_story(tmp_path: Path) -> Path:
    """A page whose largest story has 350 articles."""
    graph = news_graph()
    first = graph.articles.filter(pl.col("story") == 1).head(1)
    added = [
        first.with_columns(
            id=pl.lit(f"late-{n}.md"),
            url=pl.lit(f"https://post.example/late-{n}"),
            node=pl.lit(graph.articles.height + n, pl.UInt32),
        )
        for n in range(337)
    ]
    whole = StoryGraph(pl.concat([graph.articles, *added]), graph.edges, graph.stories)
    return write_explorer(whole, tmp_path / "index.html")


def test_the_rest_of_a_long_story_goes_on_where_its_button_was(
    open_page: Any, long_story: Path
) -> None:
    page = open_page(long_story, anchor="#story=1")
    more = page.locator(".articles button.more:not(.copy-links)")
    until(lambda: more.count() == 1)
    shown = page.locator(".panel .item").count()
    more.focus()
    page.keyboard.press("Enter")
    until(lambda: more.count() == 0)
    links = page.locator(".panel .item h4 a")
    assert links.nth(shown).evaluate("link => link === document.activeElement")


def test_paper_has_all_of_a_story_in_dark_on_light(open_page: Any, long_story: Path) -> None:
    page = open_page(long_story, anchor="#story=1", color_scheme="dark")
    until(lambda: page.locator(".articles button.more:not(.copy-links)").count() == 1)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".articles button.more:not(.copy-links)").count() == 0
    page.emulate_media(media="print", color_scheme="dark")
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()"
    assert page.evaluate(ink) == "#000"
