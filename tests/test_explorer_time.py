"""The explorer's timeline and its bars of dates: what they begin with, and that all can be seen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from storygraph.export.explorer import write_explorer
from storygraph.graph import StoryGraph
from tests.explorer_graph import news_graph
from tests.explorer_pages import counts, open_page, page_file, settled, until

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser
__all__ = ["open_page", "page_file"]


def test_the_timeline_begins_with_the_bulk_and_shows_all_when_asked(
    open_page: Any, tmp_path: Path
) -> None:
    graph = news_graph()
    old = pl.col("story") == 10
    one = pl.col("node") == graph.articles.filter(old)["node"][0]
    articles = graph.articles.with_columns(
        pl.when(one)
        .then(pl.col("published").dt.offset_by("-20y"))
        .otherwise(pl.when(old).then(None).otherwise("published"))
        .alias("published")
    )
    page = open_page(
        write_explorer(StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html"),
        anchor="#view=time",
    )
    note = page.locator(".note")
    until(lambda: "1 earlier story lies before this span" in note.inner_text())
    note.get_by_role("button", name="Show all").click()
    until(lambda: "earlier" not in note.inner_text())
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"
    page.reload()
    until(lambda: "earlier" in note.inner_text())
    page.keyboard.press("0")
    until(lambda: "earlier" not in note.inner_text())


def test_the_first_and_last_marks_of_the_timeline_are_whole(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    when = pl.col("published")
    large = {1: when.min() - pl.duration(days=700), 2: when.max()}  # all at once, at either end
    articles = graph.articles.with_columns(
        published=pl.coalesce(*(pl.when(story=s).then(at) for s, at in large.items()), when)
    )
    page = open_page(
        write_explorer(StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html"),
        anchor="#view=time",
        viewport={"width": 390, "height": 844},
    )
    settled(page)
    page.locator(".menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    download.value.save_as(tmp_path / "timeline.svg")
    drawing = ET.parse(tmp_path / "timeline.svg").getroot()  # noqa: S314 (the page just wrote it)
    marks = list(drawing.iter("{http://www.w3.org/2000/svg}circle"))
    edges = [(float(m.attrib["cx"]), float(m.attrib["r"])) for m in marks]
    assert len(edges) == 10
    assert min(x - r for x, r in edges) >= 0
    assert max(x + r for x, r in edges) <= float(drawing.attrib["width"])


def test_an_article_of_another_century_moves_no_other(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    old = pl.col("node") == graph.articles.filter(pl.col("story").is_null())["node"][0]
    articles = graph.articles.with_columns(
        pl.when(old)
        .then(pl.lit(datetime(1903, 5, 1, tzinfo=UTC)).cast(pl.Datetime("us", "UTC")))
        .otherwise("published")
        .alias("published")
    )
    file = write_explorer(
        StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html", title="Old news"
    )
    page = open_page(file, anchor="#story=1")
    until(lambda: "4 Mar 2024, 08:00 UTC" in page.locator(".broke").inner_text())


@pytest.mark.parametrize("locale", ["de-DE", "ar-EG", "tr-TR"])
def test_dates_and_numbers_are_of_the_english_of_the_page(
    open_page: Any, tmp_path: Path, locale: str
) -> None:
    file = write_explorer(news_graph(largest=1310), tmp_path / "index.html")
    page = open_page(file, anchor="#story=1", locale=locale)
    assert counts(page) == "1,378 articles, 11 linked · 10 stories"
    told = page.locator(".story-page .lede").inner_text()
    assert told.startswith("4 Mar 2024 – 14 May 2338 · ")
    assert "1,309 articles, 1 linked · 6 outlets" in told
    assert page.locator(".day").first.inner_text() == "Monday, 4 March 2024"
    assert page.locator(".item time").first.inner_text() == "08:00"


AXIS = """() => {
  const told = [];
  const plain = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
    told.push(text);
    return plain.call(this, text, ...at);
  };
  window.told = told;
}"""


def test_a_day_without_times_is_drawn_as_a_day(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    day = pl.lit(datetime(2026, 3, 4, tzinfo=UTC)).cast(graph.articles.schema["published"])
    dated = graph.articles.with_columns(day.alias("published"))
    file = write_explorer(StoryGraph(dated, graph.edges, graph.stories), tmp_path / "index.html")
    page = open_page(file)
    until(lambda: page.locator(".histogram-caption").inner_text() == "Coverage a day, UTC.")
    page.evaluate(AXIS)
    page.keyboard.press("t")
    page.set_viewport_size({"width": 1300, "height": 800})
    until(lambda: page.evaluate("told.filter((text) => text === '4 Mar 2026').length") >= 2)
    assert page.evaluate("told.filter((text) => /\\d:\\d/.test(text))") == []


@pytest.mark.parametrize(("width", "colour"), [(1440, "source"), (390, "date")])
def test_nothing_stands_over_the_rows_of_the_timeline(
    open_page: Any, width: int, colour: str
) -> None:
    page = open_page(anchor=f"#colour={colour}&view=time", viewport={"width": width, "height": 844})
    rows = page.locator(".views-box canvas >> visible=true")
    whole = page.locator(".views-box").bounding_box()
    end = rows.bounding_box()["y"] + rows.bounding_box()["height"]
    for part in page.locator(".zoom, .key, .note").all():
        assert not part.is_visible() or part.bounding_box()["y"] >= end
    assert page.locator(".zoom").bounding_box()["y"] < whole["y"] + whole["height"]
    page.keyboard.press("m")
    until(lambda: rows.bounding_box() == whole)
    page.keyboard.press("t")
    until(lambda: rows.bounding_box()["height"] < whole["height"])
