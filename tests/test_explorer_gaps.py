"""The explorer where something is missing: dates, outlets, the files beside a large page."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from storygraph.export.explorer import write_explorer
from storygraph.graph import StoryGraph
from tests.explorer_graph import news_graph
from tests.explorer_pages import (
    address,
    counts,
    files_beside,
    heading,
    open_page,
    page_file,
    until,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser
__all__ = ["open_page", "page_file"]


def without(stories: list[int] | None = None, *, outlets: bool = True) -> StoryGraph:
    """The made-up graph without the dates of some stories, or of all; or without outlets."""
    graph = news_graph()
    dateless = pl.lit(True) if stories is None else pl.col("story").is_in(stories)
    articles = graph.articles.with_columns(
        pl.when(dateless).then(None).otherwise(pl.col("published")).alias("published")
    )
    if not outlets:
        articles = articles.with_columns(pl.lit("").alias("source"), pl.lit("").alias("domain"))
    return StoryGraph(articles, graph.edges, graph.stories, vocabulary=graph.vocabulary)


def test_a_page_without_dates_offers_nothing_in_time(open_page: Any, tmp_path: Path) -> None:
    file = write_explorer(without(outlets=False), tmp_path / "index.html", title="Coast news")
    page = open_page(file, anchor="#view=time")
    assert "1970" not in page.locator("#app").inner_text()
    assert not page.locator(".histogram").is_visible()
    assert not page.get_by_role("button", name="Timeline").is_visible()
    assert "view=time" not in page.evaluate("location.href.split('#')[1] || ''")
    assert page.locator(".order option").all_inner_texts() == [
        "Most covered",
        "Most outlets",
        "Loosest",
    ]
    assert "Colour by date" not in page.locator(".bar select").inner_text()
    page.locator(".rows button").first.click()
    until(lambda: "Ferry strike" in heading(page))
    panel = page.locator(".panel").inner_text()
    assert "Broke it" not in panel
    assert "0 outlets" not in panel
    page.keyboard.press("t")
    until(lambda: page.locator(".toast").inner_text() == "No article has a date.")
    page.keyboard.press("f")
    assert page.locator(".filters input[type=date]").count() == 0


def test_an_outlet_that_runs_its_own_text_again_copies_nobody(
    open_page: Any, tmp_path: Path
) -> None:
    graph = news_graph()
    # The first story's copies: one of the outlet itself, one of another
    own = pl.col("node") == graph.articles.filter(pl.col("copy_of").is_not_null())["node"][0]
    again = graph.articles.with_columns(
        pl.when(own).then(pl.lit("Harbour Post")).otherwise("source").alias("source")
    )
    file = write_explorer(StoryGraph(again, graph.edges, graph.stories), tmp_path / "index.html")
    page = open_page(file)
    until(lambda: "copied by The Kite" in page.locator(".panel").inner_text())
    page.locator(".rows button").first.click()
    until(lambda: "Ferry strike" in heading(page))
    assert "Copied by\nThe Kite from Harbour Post" in page.locator(".broke").inner_text()
    alone = again.with_columns(pl.lit("Harbour Post").alias("source"))
    file = write_explorer(StoryGraph(alone, graph.edges, graph.stories), tmp_path / "index.html")
    page = open_page(file, anchor="#story=1")
    until(lambda: "Ferry strike" in heading(page))
    assert "Copied by" not in page.locator(".panel").inner_text()


def test_the_timeline_says_which_stories_it_cannot_show(open_page: Any, tmp_path: Path) -> None:
    file = write_explorer(without([3, 4]), tmp_path / "index.html", title="Coast news")
    page = open_page(file, anchor="#view=time")
    note = page.locator(".note")
    until(lambda: note.inner_text() == "2 stories have no date: see the list")
    page.keyboard.press("m")
    until(lambda: not note.is_visible())


def test_files_missing_beside_a_page_are_named_and_the_rest_stays(
    chromium: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_beside(monkeypatch, 50)
    file = write_explorer(news_graph(), tmp_path / "index.html", title="Coast news")
    shutil.rmtree(tmp_path / "explorer-data")
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(file.as_uri())
    banner = page.locator(".banner")
    until(lambda: "Keep the folder explorer-data beside this page." in banner.inner_text())
    assert page.locator(".fatal").count() == 0
    assert page.locator(".row-title").first.inner_text().startswith("Ferry strike")
    page.locator(".search input").fill("flood")
    until(lambda: counts(page) == "The headlines cannot be searched")
    page.close()


@pytest.mark.parametrize(("width", "height", "least"), [(844, 390, 280), (320, 568, 240)])
def test_small_phones_have_room_for_the_map(
    open_page: Any, width: int, height: int, least: int
) -> None:
    page = open_page(viewport={"width": width, "height": height})
    assert page.locator(".views-box").bounding_box()["height"] >= least
    heading = page.locator(".counts").bounding_box()
    field = page.locator(".search").bounding_box()
    apart = heading["x"] + heading["width"] <= field["x"]
    assert apart or heading["y"] + heading["height"] <= field["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dates_can_be_typed_and_spans_turned_round(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("f")
    field = page.locator(".filters [data-key=from]")
    field.focus()
    page.keyboard.type("04042024", delay=60)  # in whichever order a browser has the parts
    until(lambda: field.input_value() == "2024-04-04")
    until(lambda: "from=2024-04-04" in address(page))
    page.locator(".filters [data-key=to]").fill("2024-03-04")
    until(lambda: field.input_value() == "2024-03-04")
    assert page.locator(".filters [data-key=to]").input_value() == "2024-04-04"
    assert not counts(page).startswith("0 of")
    page.locator("summary[aria-label='Share and save']").click()
    page.get_by_role("button", name="Copy link to this view").click(timeout=5_000)


def test_a_link_to_what_is_not_there_says_so(open_page: Any) -> None:
    page = open_page(anchor="#story=9999")
    until(lambda: "not in this build" in page.locator(".toast").inner_text())


def test_the_keyboard_reaches_filters_list_and_details(open_page: Any) -> None:
    page = open_page()
    page.locator(".with-badge").focus()
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("document.activeElement.closest('.filters') !== null"))
    page.keyboard.press("Escape")
    until(lambda: not page.locator(".filters").is_visible())
    page.keyboard.press("l")
    until(lambda: page.evaluate("document.activeElement.closest('.rows') !== null"))
    page.keyboard.press("Enter")
    until(lambda: "Ferry strike" in heading(page))
    page.keyboard.press("g")
    until(lambda: page.evaluate("document.activeElement.matches('.panel')"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.panel') !== null")


def test_tabs_answer_to_arrows_and_a_list_of_choices_leaves_other_keys(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("tab", name="Stories").focus()
    page.keyboard.press("ArrowRight")
    until(lambda: page.evaluate("document.activeElement.id") == "tab-articles")
    assert page.get_by_role("tab", name="Articles").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowLeft")
    until(lambda: page.evaluate("document.activeElement.id") == "tab-stories")
    page.locator(".bar select").focus()
    page.keyboard.press("/")
    until(lambda: page.evaluate("document.activeElement.type") == "search")


def test_nobody_was_first_where_dates_do_not_tell(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    days = graph.articles.with_columns(pl.col("published").dt.truncate("30d"))
    file = write_explorer(StoryGraph(days, graph.edges, graph.stories), tmp_path / "index.html")
    page = open_page(file)
    page.locator(".rows button").first.click()
    until(lambda: page.locator(".broke").count() > 0)
    facts = page.locator(".story-page").inner_text()
    assert "Broke it" not in facts
    assert re.search(r"First\n\d outlets \d+ \w+ 20\d\d\n", facts)
    # Nor is a time of day told where no date has one
    assert not re.search(r"\d\d:\d\d", facts)


def test_the_key_explains_the_dots_that_there_are(open_page: Any, tmp_path: Path) -> None:
    page = open_page()
    assert page.locator(".key .legend").inner_text().split("\n")[3:] == [
        "Copy",
        "Page known from a link",
    ]
    graph = news_graph()
    plain = graph.articles.with_columns(
        copy_of=pl.lit(None, pl.UInt32), kind=pl.lit("article", graph.articles["kind"].dtype)
    )
    file = write_explorer(StoryGraph(plain, graph.edges, graph.stories), tmp_path / "index.html")
    assert open_page(file).locator(".key .legend li").count() == 3
    alike = graph.edges.filter(pl.col("provenance") == "similar")
    file = write_explorer(StoryGraph(plain, alike, graph.stories), tmp_path / "alike.html")
    assert open_page(file).locator(".key .legend").inner_text() == "Similar text"


def test_titles_from_the_right_stand_clear_of_their_marks_and_long_ones_are_cut(
    open_page: Any, tmp_path: Path
) -> None:
    graph = news_graph()
    arabic, long = "إعادة فتح الجسر القديم أمام السيارات " * 3, "Ferries and bridges " * 40
    titles = pl.col("story").replace_strict({1: arabic, 2: long}, default=pl.col("title"))
    named = graph.articles.with_columns(source=pl.lit("Gazette of the Northern Islands " * 9))
    stories = graph.stories.with_columns(title=titles)
    page = open_page(write_explorer(StoryGraph(named, graph.edges, stories), tmp_path / "i.html"))
    # The page draws itself anew as it gets its size: what is looked at is of one moment
    fits = """() => {
        const [card, next] = document.querySelectorAll(".card"), span = new Range()
        if (!next) return false
        span.selectNodeContents(card.querySelector(".card-title"))
        const mark = card.querySelector(".mark").getBoundingClientRect()
        const height = node => node.getBoundingClientRect().height
        return mark.width > 0 && span.getBoundingClientRect().left >= mark.right
            && height(next) < 140
            && height(document.querySelector(".bar-name")) < 50
    }"""
    until(lambda: page.evaluate(fits))
    page.locator(".rows button").first.click()
    broke = "() => document.querySelector('.broke')?.getBoundingClientRect().height"
    assert 0 < until(lambda: page.evaluate(broke)) < 260


def test_a_day_without_a_time_beats_nobody(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    story = graph.articles.filter(pl.col("story") == 1).sort("published")
    one, two = story["node"][:2]
    day = story["published"][0].replace(hour=0, minute=0, second=0, microsecond=0)
    when = pl.when(node=one).then(day).when(node=two).then(day.replace(hour=7))
    articles = graph.articles.with_columns(published=pl.coalesce(when, "published")).with_columns(
        copy_of=pl.when(node=two).then(pl.lit(one, pl.UInt32))
    )
    stories = graph.stories.with_columns(
        first=pl.when(story=1).then(day).otherwise("first").cast(graph.stories["first"].dtype)
    )
    file = write_explorer(StoryGraph(articles, graph.edges, stories), tmp_path / "index.html")
    page = open_page(file, anchor="#story=1")
    told = page.locator(".broke")
    until(told.count)
    assert "Broke it" not in told.inner_text()
    assert "2 outlets" in told.inner_text()
    assert "00:00" not in page.locator(".panel").inner_text()
    assert "Copied by" not in told.inner_text()  # nor that an outlet copied itself
    later = articles.with_columns(
        copy_of=pl.when(node=story["node"][2]).then(pl.lit(one, pl.UInt32)).otherwise("copy_of")
    )
    file = write_explorer(StoryGraph(later, graph.edges, stories), tmp_path / "later.html")
    told = open_page(file, anchor="#story=1").locator(".broke")
    until(told.count)
    assert "Copied by" in told.inner_text()
    assert "same outlet" not in told.inner_text()


def test_a_story_of_which_nothing_is_known_has_no_empty_box(open_page: Any, tmp_path: Path) -> None:
    page = open_page(
        write_explorer(without([2]), tmp_path / "index.html", title="News"), anchor="#story=2"
    )
    until(lambda: page.locator(".story-page h2").count())
    boxes = page.locator(".broke").all()
    assert all(box.inner_text().strip() for box in boxes)


def test_in_a_narrow_list_counts_outlets_and_tabs_are_whole(open_page: Any) -> None:
    page = open_page(viewport={"width": 1000, "height": 700})
    row = page.locator(".row-meta").first
    assert row.evaluate("line => line.scrollWidth <= line.clientWidth")
    assert "12 articles, 1 linked · 6 outlets" in row.inner_text()
    assert page.locator(".tabs").bounding_box()["height"] < 40
