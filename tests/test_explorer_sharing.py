"""The explorer in Chromium: links, saved files, hostile strings, large and empty graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from tests.explorer_pages import (
    address,
    counts,
    files_beside,
    heading,
    open_page,
    page_file,
    settled,
    shown,
    until,
)

__all__ = ["open_page", "page_file"]

from storygraph.export import explorer_data, explorer_texts
from storygraph.export.explorer import write_explorer
from storygraph.graph import StoryGraph
from storygraph.tables import ARTICLES, EDGES, STORIES, conform, empty
from tests.explorer_graph import news_graph

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser


def test_a_link_opens_the_same_view(open_page: Any) -> None:
    first = open_page(anchor="#story=3&q=museum&colour=date&sort=heat&at=3.0_4.0_21.00")
    until(lambda: "Museum theft" in heading(first))
    assert first.locator(".search input").input_value() == "museum"
    assert first.locator(".order select").input_value() == "heat"
    settled(first)
    assert "at=3.0_4.0_21.00" in address(first)
    second = open_page(anchor="#" + address(first).split("#")[1])
    assert heading(second) == heading(first)
    assert counts(second) == counts(first)
    astray = open_page(anchor="#story=5&article=0")
    until(lambda: "story=1" in address(astray))
    broken = open_page(anchor="#story=999&article=-3&from=x&o=<script>")
    assert heading(broken) == "Coast news"


def test_saving_gives_png_svg_and_csv(open_page: Any, tmp_path: Path) -> None:
    page = open_page(anchor="#story=1")
    settled(page)
    kept = {}
    for label in ("PNG", "SVG", "CSV"):
        page.locator(".menu summary").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        kept[label] = file.read_bytes()
    assert kept["PNG"].startswith(b"\x89PNG")
    assert b"<script" not in kept["SVG"]
    assert "Ferry" in kept["SVG"].decode()
    lines = kept["CSV"].decode("utf-8-sig").splitlines()
    assert len(lines) == 14
    assert lines[0].startswith("story,story_title,title,source,published,url,kind")


COPIED = """() => new Promise((resolve) => {
  const field = document.body.appendChild(document.createElement("div"));
  field.contentEditable = "true";
  field.focus();
  field.addEventListener("paste", (event) => {
    const { clipboardData: data } = event;
    event.preventDefault();
    field.remove();
    resolve([data.getData("text/plain"), data.getData("text/html")]);
  });
})"""
"""What a paste brings, as text and as HTML."""


def pasted(page: Any) -> tuple[str, str]:
    """What is on the clipboard."""
    page.evaluate(f"() => {{ window.paste = ({COPIED})(); return null; }}")
    page.keyboard.press("Control+v")
    text, rich = page.evaluate("() => window.paste")
    return text, rich


def test_a_story_is_copied_as_links(open_page: Any) -> None:
    page = open_page(anchor="#story=1")
    settled(page)
    page.get_by_role("button", name="Copy these links").click()
    until(lambda: "copied" in page.locator(".toast").inner_text())
    text, rich = pasted(page)
    assert text.startswith(f"## {heading(page)}\n\n- [")
    assert "](https://" in text
    assert rich.count("<li>") == text.count("\n- ") > 3
    assert '<a href="https://' in rich


def test_a_page_whose_address_is_written_in_two_ways_is_copied_once(
    open_page: Any, tmp_path: Path
) -> None:
    graph = news_graph()
    living = {5: "https://post.example/guide", 6: "http://www.post.example/guide/?utm_source=x"}
    nth = pl.int_range(pl.len()).over("story")
    ways = nth.replace_strict(living, default=None, return_dtype=pl.String)
    ours = pl.when(pl.col("story") == 1).then(ways)
    articles = graph.articles.with_columns(url=pl.coalesce(ours, "url"))
    file = write_explorer(StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html")
    page = open_page(file, anchor="#story=1")
    settled(page)
    page.get_by_role("button", name="Copy these links").click()
    until(lambda: "copied" in page.locator(".toast").inner_text())
    text, _ = pasted(page)
    assert living[6] in text
    assert f"({living[5]})" not in text


def test_what_passes_is_copied_by_story_and_nothing_where_nothing_does(open_page: Any) -> None:
    page = open_page()
    settled(page)
    page.keyboard.press("y")
    until(lambda: "copied" in page.locator(".toast").inner_text())
    text, _ = pasted(page)
    assert text.count("## ") > 1
    assert text.rindex("## ") == text.index("## Told once")
    empty = open_page(anchor="#q=nothinghasthisword")
    settled(empty)
    empty.keyboard.press("y")
    until(lambda: "nothing to copy" in empty.locator(".toast").inner_text())


def test_a_drawing_of_the_timeline_has_the_shapes_and_dates_of_the_screen(
    open_page: Any, tmp_path: Path
) -> None:
    page = open_page(anchor="#view=time")
    settled(page)
    page.locator(".menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    download.value.save_as(tmp_path / "timeline.svg")
    drawing = ET.parse(tmp_path / "timeline.svg")  # noqa: S314 (the page just wrote it)
    space = "{http://www.w3.org/2000/svg}"
    words = " ".join(text.text or "" for text in drawing.iter(f"{space}text"))
    assert "2024" in words
    assert "Ferry strike" in words
    shapes = len(list(drawing.iter(f"{space}circle"))) + len(list(drawing.iter(f"{space}path")))
    assert shapes == 10
    assert not list(drawing.iter(f"{space}ellipse"))


def test_hostile_strings_run_nothing_and_make_no_link(open_page: Any, tmp_path: Path) -> None:
    file = write_explorer(news_graph(hostile=True), tmp_path / "index.html", title="<b>x</b>")
    page = open_page(file)
    for anchor in ("#story=1", "#story=2&article=20", "#view=time", "#colour=topic"):
        page.evaluate("(to) => { location.hash = to }", anchor)
        settled(page)
        for fold in page.locator(".panel summary").all()[:4]:
            fold.click()
    page.keyboard.press("f")
    settled(page)
    assert page.evaluate("window.owned === undefined")
    assert page.locator("#app img, #app script, #app iframe").count() == 0
    links = page.locator("#app a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert all(link.startswith(("#", "stories/", "https://", "http://")) for link in links)
    assert not [link for link in links if "owned" in link or "@" in link]


def test_large_page_loads_its_files_when_they_are_needed(
    open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_beside(monkeypatch, 20)
    file = write_explorer(news_graph(), tmp_path / "index.html", title="Coast news")
    page = open_page(file, anchor="#story=1")
    until(lambda: "Ferry strike" in heading(page))
    until(lambda: page.locator(".item h4 a").count() == 11)
    page.locator(".search input").fill("flood warning")
    until(lambda: shown(page) == 10)


def test_a_link_finds_its_story_after_the_next_build(open_page: Any, tmp_path: Path) -> None:
    first = open_page(anchor="#story=3")
    until(lambda: "Museum theft" in heading(first))
    for _ in range(3):
        first.keyboard.press("n")
    # The third of the third story; 13 and 12 articles come before
    until(lambda: "article=27" in address(first) and "report 3" in heading(first))
    title, link = heading(first), address(first).split("#")[1]
    graph = news_graph()
    # The largest story is gone, so that every number has changed
    rest = graph.articles.filter(pl.col("story").ne_missing(1)).drop("node").with_row_index("node")
    rest = rest.with_columns(pl.col("story") - 1, pl.lit(None, pl.UInt32).alias("copy_of"))
    place = dict(rest.select("id", "node").iter_rows())
    stories = graph.stories.filter(pl.col("story") > 1).with_columns(
        pl.col("story") - 1,
        pl.col("lead").map_elements(
            lambda node: place[graph.articles["id"][node]], return_dtype=pl.UInt32
        ),
    )
    later = StoryGraph(conform(rest, ARTICLES), empty(EDGES), conform(stories, STORIES))
    page = open_page(write_explorer(later, tmp_path / "index.html"), anchor=f"#{link}")
    until(lambda: heading(page) == title)
    until(lambda: "story=2" in address(page))
    gone = open_page(
        write_explorer(later, tmp_path / "index.html"),
        anchor=f"#{address(open_page(anchor='#story=1&at=0_0_4')).split('#')[1]}",
    )
    assert "not in this build any more" in gone.locator(".toast").inner_text()


def test_a_link_finds_its_story_although_an_earlier_article_arrived(
    open_page: Any, tmp_path: Path
) -> None:
    first = open_page(anchor="#story=3")
    until(lambda: "Museum theft" in heading(first))
    link = address(first).split("#")[1]
    graph = news_graph()
    newcomer = graph.articles.filter(pl.col("story") == 3).head(1)
    newcomer = newcomer.with_columns(
        pl.col("published").dt.offset_by("-1d"),
        id=pl.lit("earlier.md"),
        url=pl.lit("https://post.example/earlier"),
        node=pl.lit(graph.articles.height, pl.UInt32),
    )
    grown = StoryGraph(pl.concat([graph.articles, newcomer]), graph.edges, graph.stories)
    page = open_page(write_explorer(grown, tmp_path / "index.html"), anchor=f"#{link}")
    until(lambda: "Museum theft" in heading(page))
    assert page.locator(".articles h3").inner_text().startswith("11 articles, 1 linked")
    assert not page.locator(".toast").is_visible()


def test_the_largest_pages_read_nothing_beside_them_until_somebody_looks(
    open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_beside(monkeypatch, 20)
    monkeypatch.setattr(explorer_data, "EAGER", 50)
    for module in (explorer_data, explorer_texts):
        monkeypatch.setattr(module, "TITLES", 40)
    file = write_explorer(news_graph(), tmp_path / "index.html", title="Coast news")
    page = open_page(file, anchor="#at=0_0_4")
    read: list[str] = []
    page.on("request", lambda made: read.append(made.url.rsplit("/", 1)[-1].split(".")[0]))
    page.reload()
    until(lambda: page.evaluate("document.documentElement.dataset.complete") == "map")
    assert page.locator(".row-title").first.inner_text().startswith("Ferry strike")
    assert not [name for name in read if name.startswith(("titles", "texts", "edges"))]
    page.locator(".rows button").first.click()
    until(lambda: page.locator(".item h4 a").count() == 11)
    until(lambda: page.evaluate("document.documentElement.dataset.edges"))
    assert "titles-0" in read
    assert "titles-2" not in read
    page.locator(".search input").fill("orchard blight report")
    until(lambda: shown(page) == 4)
    assert {"titles-2", "texts-0", "edges"} <= set(read)


def test_empty_graph_says_so(open_page: Any, tmp_path: Path) -> None:
    nothing = StoryGraph(empty(ARTICLES), empty(EDGES), empty(STORIES))
    page = open_page(write_explorer(nothing, tmp_path / "index.html"))
    assert counts(page) == "0 articles · 0 stories"
    assert page.locator(".empty").count() == 1
