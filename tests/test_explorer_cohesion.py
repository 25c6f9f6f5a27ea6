"""The explorer in Chromium: which stories to look at before they are trusted, and where in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from storygraph.export.explorer import write_explorer
from storygraph.graph import StoryGraph
from tests.explorer_graph import news_graph
from tests.explorer_pages import address, heading, open_page, page_file, until

__all__ = ["open_page", "page_file"]

pytestmark = pytest.mark.browser


def titles(page: Any) -> list[str]:
    found = page.locator(".rows .row-title").all_inner_texts()
    return [title.partition(":")[0] for title in found]


def words(page: Any, title: str) -> str:
    row = page.locator(".rows .row", has_text=title)
    return str(row.locator(".row-words").inner_text())


def told(page: Any) -> str:
    """What stands beside Cohesion in the panel."""
    label = page.locator(".broke-label", has_text="Cohesion")
    return str(label.locator("xpath=following-sibling::*[1]").inner_text())


def test_the_loosest_come_first_where_asked_and_a_link_keeps_that(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("Order of stories").select_option("Loosest")
    until(lambda: titles(page)[:4] == ["Bridge closure", "Museum theft", *titles(page)[2:4]])
    assert titles(page)[2:4] == ["Ferry strike", "Flood warning"]
    assert words(page, "Bridge closure") == "2 articles with a loose fit"
    assert words(page, "Museum theft") == "All fit fairly well"
    assert words(page, "Ferry strike") == "Firm: all fit well"
    assert words(page, "Flood warning") == "Firm: all that can be compared fit well"
    until(lambda: "sort=cohesion" in address(page))
    page.reload()
    until(lambda: page.evaluate("document.documentElement.dataset.complete"))
    assert page.get_by_label("Order of stories").input_value() == "cohesion"
    assert titles(page)[0] == "Bridge closure"


def test_of_one_hundredth_the_looser_comes_first_as_the_terminal_has_it(
    open_page: Any, tmp_path: Path
) -> None:
    graph = news_graph()
    # The library vote by less than a hundredth looser than the dam inspection before it
    finer = {6: 0.4567, 9: 0.4561}
    of_story = pl.col("story").replace_strict(finer, default=None, return_dtype=pl.Float32)
    articles = graph.articles.with_columns(fit=pl.coalesce(of_story, "fit"))
    stories = graph.stories.with_columns(cohesion=pl.coalesce(of_story, "cohesion"))
    file = write_explorer(StoryGraph(articles, graph.edges, stories), tmp_path / "index.html")
    page = open_page(file, anchor="#sort=cohesion")
    assert titles(page)[1:3] == ["Library vote", "Dam inspection"]


def test_of_what_is_hidden_the_list_says_nothing_and_the_panel_all(open_page: Any) -> None:
    # The loose ones are the sixth and the seventh report
    page = open_page(anchor="#sort=cohesion&story=2&q=%22report+6%22")
    until(lambda: "1 of 11 articles" in page.locator(".rows").inner_text())
    assert words(page, "Bridge closure") == "1 article with a loose fit"
    assert told(page) == "2 articles with a loose fit"
    page.evaluate("location.hash = '#sort=cohesion&story=2&q=%22report+2%22'")
    until(lambda: words(page, "Bridge closure") == "All shown fit well")
    assert titles(page)[0] == "Museum theft"
    assert words(page, "Ferry strike") == "All shown fit well"


def test_by_keyboard_to_the_first_loose_article_and_what_it_says(open_page: Any) -> None:
    page = open_page(anchor="#story=2")
    assert page.locator(".timeline .tag.loose").all_inner_texts() == ["loose fit"] * 2
    button = page.get_by_role("button", name="2 articles with a loose fit")
    button.focus()
    page.keyboard.press("Enter")
    first = page.locator(".timeline .item:has(> .byline > .loose)").first
    until(lambda: first.evaluate("item => item === document.activeElement"))
    box, view = first.bounding_box(), page.viewport_size
    assert 0 < box["y"] < view["height"] - 40
    assert "report 6" in first.locator("h4").inner_text()
    article = int(first.get_attribute("data-article"))
    page.evaluate(f"location.hash = '#story=2&article={article}'")
    loose = "Fit with the rest of it 0.12 of 1, loose: it has little in common with most of the"
    until(lambda: loose in page.locator(".panel").inner_text())
    page.evaluate(f"location.hash = '#story=2&article={article - 1}'")
    until(lambda: "Fit with the rest of it 0.90 of 1" in page.locator(".panel").inner_text())
    assert "loose" not in page.locator(".panel").inner_text()


def test_a_loose_article_that_is_not_listed_yet_is_found(open_page: Any, tmp_path: Path) -> None:
    page = open_page(
        write_explorer(news_graph(largest=310), tmp_path / "index.html"), anchor="#story=1"
    )
    until(lambda: "Ferry strike" in heading(page))
    assert page.locator(".timeline .loose").count() == 0
    page.get_by_role("button", name="5 articles with a loose fit").click()
    until(lambda: page.locator(".timeline .byline > .loose").count() == 5)
    in_sight = "item => item.getBoundingClientRect().top < innerHeight && item.matches(':focus')"
    first = page.locator(".timeline .item:has(> .byline > .loose)").first
    until(lambda: first.evaluate(in_sight))


def test_copies_under_a_loose_original_are_marked_as_it_is(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    copied = graph.articles["copy_of"].drop_nulls()[0]
    ours = (pl.col("node") == copied) | (pl.col("copy_of") == copied)
    articles = graph.articles.with_columns(fit=pl.when(ours).then(0.1).otherwise("fit"))
    file = write_explorer(StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html")
    page = open_page(file, anchor="#story=1")
    until(lambda: told(page) == "3 articles with a loose fit")
    assert page.locator(".timeline .loose").count() == 3
    page.locator(".copies summary").click()
    assert page.locator(".copies li .loose").all_inner_texts() == ["loose fit"] * 2


def test_where_no_fit_is_known_none_is_told(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    none = graph.articles.with_columns(fit=pl.lit(None, pl.Float32))
    file = write_explorer(StoryGraph(none, graph.edges, graph.stories), tmp_path / "index.html")
    page = open_page(file, anchor="#sort=cohesion&story=2")
    until(lambda: "Bridge closure" in heading(page))
    assert titles(page)[:2] == ["Ferry strike", "Bridge closure"]
    order = page.get_by_label("Order of stories")
    assert order.input_value() == "size"
    assert "Loosest" not in order.inner_text()
    until(lambda: "sort=" not in address(page))
    assert page.locator(".row-words").first.inner_text() == "ferry, strike, talks"
    assert page.locator(".broke-label", has_text="Cohesion").count() == 0
    assert page.locator(".loose").count() == 0
