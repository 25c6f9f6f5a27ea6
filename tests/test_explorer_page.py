"""The explorer in Chromium: views, lists, search and filters, by mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from storygraph.export.explorer import write_explorer
from storygraph.graph import StoryGraph
from tests.explorer_graph import news_graph
from tests.explorer_pages import (
    address,
    counts,
    heading,
    open_page,
    page_file,
    settled,
    shown,
    until,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["open_page", "page_file"]

pytestmark = pytest.mark.browser


def test_first_sight_answers_what_happened_and_who_covered_it(open_page: Any) -> None:
    page = open_page()
    assert counts(page) == "81 articles, 11 linked · 10 stories"
    panel = page.locator(".panel").inner_text()
    assert "Biggest stories" in panel
    assert "first: Harbour Post" in panel
    page.get_by_role("button", name="earlier week").click()
    week = page.locator(".weeks li", has_text=re.compile(r"\b4\W+10 Mar 2024"))
    assert "Ferry strike" in week.inner_text()
    assert "copied by Nordlicht, The Kite" in panel
    assert page.title() == "Coast news"


def test_a_story_by_mouse_shows_its_articles_in_time_order_with_copies_folded(
    open_page: Any,
) -> None:
    page = open_page()
    page.locator(".rows button").first.click()
    until(lambda: "Ferry strike" in heading(page))
    broke = page.locator(".broke").inner_text()
    assert "Harbour Post" in broke
    assert "4 Mar 2024, 08:00 UTC" in broke
    stamps = page.locator(".timeline time").evaluate_all("all => all.map((x) => x.dateTime)")
    assert stamps == sorted(stamps)
    assert len(stamps) == 11
    assert page.locator(".copies summary").inner_text() == "2 copies: Nordlicht, The Kite"
    link = page.locator(".item h4 a").first
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert str(link.get_attribute("href")).startswith("https://")
    own = page.locator(".picture a").get_attribute("href")
    assert own == "stories/story-0001.html"
    assert "Related stories" in page.locator(".panel").inner_text()


def test_the_list_shows_the_selected_story_wherever_it_was_selected(open_page: Any) -> None:
    inside = """row => {
        const [inner, outer] = [row, row.closest(".scroller")].map((x) => x.getClientRects()[0]);
        return outer.top <= inner.top && inner.bottom <= outer.bottom + 1;
    }"""

    def in_sight(story: int) -> bool:
        row = page.locator(f".rows [data-item='{story}'] [aria-current]")
        return row.count() == 1 and bool(row.evaluate(inside))

    page = open_page(anchor="#story=10", viewport={"width": 1440, "height": 600})
    until(lambda: in_sight(10))
    page.keyboard.press("Escape")
    until(lambda: "story=" not in address(page))
    page.locator(".panel").get_by_role("button", name="Ferry strike").first.click()
    until(lambda: in_sight(1))
    page.go_back()
    page.go_back()
    until(lambda: in_sight(10))
    page.get_by_role("searchbox").fill("ferry")
    until(lambda: page.locator(".scroller").evaluate("box => box.scrollTop") == 0)


@pytest.mark.parametrize("nearer", [False, True])
def test_the_map_is_whole_in_a_window_that_changes_unless_a_part_was_chosen(
    open_page: Any, nearer: bool
) -> None:
    def scale(page: Any) -> float:
        settled(page)
        page.locator("canvas").first.press("ArrowLeft")
        settled(page)  # the address tells where the map stands
        return float(address(page).partition("at=")[2].partition("&")[0].split("_")[2])

    wide = scale(open_page())
    page = open_page(viewport={"width": 390, "height": 844})
    if nearer:
        page.get_by_role("button", name="Zoom in (+)").click()
        settled(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    assert (scale(page) == pytest.approx(wide, rel=0.02)) is not nearer


def test_why_names_ties_gap_and_shared_words(open_page: Any) -> None:
    page = open_page(anchor="#story=1")
    page.locator(".why summary").nth(1).click()
    tie = page.locator(".tie").first
    until(tie.is_visible)
    text = tie.inner_text()
    assert "apart" in text
    assert "cosine 0.55" in text
    assert "ferry" in text
    page.locator(".tie button").first.click()
    until(lambda: page.locator(".why-body .tie").count() > 0)
    until(lambda: "article=" in address(page))  # the address follows within a moment


def test_the_biggest_story_of_a_week_who_broke_it_and_who_copied_it(open_page: Any) -> None:
    page = open_page()
    page.locator(".to-week input").fill("2024-03-06")
    caption = page.locator(".histogram-caption")
    until(lambda: re.search(r"\b4\W+10 Mar 2024", caption.inner_text()))
    until(lambda: page.locator(".panel .card-title").first.inner_text().startswith("Ferry strike"))
    page.locator(".panel .card").first.click()
    until(lambda: "Ferry strike" in heading(page))
    facts = page.locator(".broke").inner_text()
    assert "Broke it\nHarbour Post" in facts
    assert "Copied by\nNordlicht, The Kite from Harbour Post" in facts
    page.locator(".broke button").click()
    assert page.locator(".copies li").first.is_visible()


def test_a_week_without_a_story_is_one_of_the_weeks(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    alone = pl.col("story").is_null() & pl.col("published").is_not_null()
    later = pl.when(alone).then(pl.col("published").dt.offset_by("52w")).otherwise("published")
    articles = graph.articles.with_columns(later.alias("published"))
    file = write_explorer(StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html")
    weeks = open_page(file).locator(".weeks li")
    assert weeks.first.inner_text().split("\n") == [
        "24 – 30 Mar 2025",
        "2 articles",
        "Each told once",
    ]


def test_search_narrows_everywhere_and_reset_brings_all_back(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("flood warning")
    until(lambda: counts(page) == "9 of 81 articles, 1 of 11 linked · 1 of 10 stories")
    assert page.locator(".rows li").count() == 1
    until(lambda: "passes the filters" in page.locator(".panel").inner_text().lower())
    until(lambda: "q=flood+warning" in address(page))
    page.keyboard.press("Escape")
    until(lambda: counts(page) == "81 articles, 11 linked · 10 stories")
    page.locator(".search input").fill("zzzz nothing")
    until(lambda: page.locator(".empty").count() > 0)
    page.locator(".empty button").click()
    until(lambda: counts(page) == "81 articles, 11 linked · 10 stories")


def test_search_finds_other_scripts_and_accents(open_page: Any) -> None:
    page = open_page()
    page.locator(".search input").fill("العبارات")
    until(lambda: shown(page) == 1)
    page.locator(".search input").fill("harboür post")
    until(lambda: 1 < shown(page) < 92)


@pytest.mark.parametrize(
    ("legend", "choice"),
    [("Kind", "Known from a link"), ("Tie", "Related link"), ("Outlet", "Nordlicht"),
     ("Topic", "weather"), ("Language", "ar")],
)  # fmt: skip
def test_each_filter_leaves_as_many_articles_as_it_says(
    open_page: Any, legend: str, choice: str
) -> None:
    page = open_page()
    page.keyboard.press("f")
    group = page.locator("fieldset", has=page.locator("legend", has_text=legend)).last
    row = group.locator("label", has_text=choice)
    expected = int(row.locator(".count").inner_text())
    row.locator("input").check()
    until(lambda: shown(page) == expected)
    assert page.locator(".badge").inner_text() == "1"
    page.locator(".filters header button").first.click()
    until(lambda: shown(page) == 92)


def test_dates_and_sizes_filter_by_keyboard(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("f")
    page.locator("input[data-key=from]").fill("2024-03-04")
    page.locator("input[data-key=to]").fill("2024-03-10")
    page.locator("input[data-key=to]").press("Tab")
    until(lambda: " of 81" in counts(page))
    week = shown(page)
    assert 5 < week < 30
    page.locator("input[data-key=smallest]").fill("13")
    page.locator("input[data-key=smallest]").press("Tab")
    until(lambda: "1 of 10" in counts(page))
    page.keyboard.press("Escape")
    assert page.locator(".filters").is_hidden()
    page.keyboard.press("r")
    until(lambda: shown(page) == 92)


def test_brush_and_bar_of_the_histogram_choose_dates(open_page: Any) -> None:
    page = open_page()
    box = page.locator(".histogram canvas").bounding_box()
    y = box["y"] + 30
    page.mouse.move(box["x"] + 60, y)
    until(page.locator(".histogram .tip").is_visible)
    assert "Biggest:" in page.locator(".histogram .tip").inner_text()
    page.mouse.down()
    page.mouse.move(box["x"] + 300, y, steps=6)
    page.mouse.up()
    until(lambda: " of 81" in counts(page))
    brushed = shown(page)
    page.locator(".histogram-caption button").click()
    until(lambda: shown(page) == 92)
    page.mouse.click(box["x"] + 12, y)
    until(lambda: " of 81" in counts(page))
    assert shown(page) < brushed


def test_map_by_mouse_zoom_hover_click_and_double_click(open_page: Any) -> None:
    page = open_page()
    settled(page)
    canvas = page.locator(".views-box canvas").first
    box = canvas.bounding_box()
    page.locator(".rows button").first.click()
    settled(page)
    before = address(page)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    x, y, k = (float(part) for part in address(page).split("at=")[1].split("&")[0].split("_"))
    article = news_graph().articles.row(0, named=True)
    dot = (middle[0] + (article["x"] - x) * k, middle[1] + (article["y"] - y) * k)
    page.mouse.move(*dot)
    until(page.locator(".hover-tip").is_visible)
    assert article["title"] in page.locator(".hover-tip").inner_text()
    page.mouse.click(*dot)
    until(lambda: "article=0" in address(page))
    assert heading(page) == article["title"]
    page.mouse.wheel(0, -400)
    until(lambda: address(page) != before)
    settled(page)
    zoomed = address(page).split("at=")[1].split("&")[0]
    page.mouse.down()
    page.mouse.move(middle[0] - 120, middle[1] - 60, steps=5)
    page.mouse.up()
    until(lambda: address(page).split("at=")[1].split("&")[0] != zoomed)
    for name in ("Zoom in (+)", "Zoom out (-)", "Show all (0)"):
        place = address(page)
        page.get_by_role("button", name=name).click()
        until(lambda place=place: address(page) != place)


def test_timeline_keeps_the_selection_and_answers_clicks(open_page: Any) -> None:
    page = open_page(anchor="#story=2&view=time")
    settled(page)
    assert "Bridge closure" in heading(page)
    box = page.locator(".views-box canvas").nth(1).bounding_box()
    hits = 0
    for step in range(8):
        page.mouse.click(box["x"] + 30 + step * 40, box["y"] + 50)
        page.wait_for_timeout(330)
        hits += "Ferry strike" in heading(page)
    assert hits > 0


@pytest.mark.parametrize("order", ["heat", "growth", "recent", "first", "outlets", "size"])
def test_each_order_lists_every_story(open_page: Any, order: str) -> None:
    page = open_page()
    page.locator(".order select").select_option(order)
    titles = page.locator(".row-title").all_inner_texts()
    assert len(titles) == 10
    if order == "recent":
        assert titles[0].startswith("Orchard blight")
    if order in {"first", "size"}:
        assert titles[0].startswith("Ferry strike")
    page.get_by_role("tab", name="Articles").click()
    until(lambda: page.locator(".rows li").first.get_attribute("aria-setsize") == "92")


@pytest.mark.parametrize("colour", ["source", "date", "topic", "story"])
def test_each_colouring_has_its_key(open_page: Any, colour: str) -> None:
    page = open_page()
    page.locator(".bar select").select_option(colour)
    key = page.locator(".key").inner_text()
    wanted = {"source": "Nordlicht", "date": "4 Mar 2024", "topic": "weather", "story": "Related"}
    assert wanted[colour] in key
