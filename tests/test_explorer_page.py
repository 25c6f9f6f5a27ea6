"""The explorer page in Chromium: every control by mouse, keyboard and touch, and its safety."""

from __future__ import annotations

import os
import re
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from storygraph.export import explorer, explorer_data
from storygraph.export.explorer import write_explorer
from tests.explorer_graph import news_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

sync_api = pytest.importorskip("playwright.sync_api")
ROOT = __import__("pathlib").Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.browser

Open = "Callable[..., Any]"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium; tests skip where none is installed."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium: install one, or set CHROMIUM to its path")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explorer")
    return write_explorer(news_graph(), folder / "index.html", title="Coast news", pages=[1, 2])


@pytest.fixture
def open_page(chromium: Any, page_file: Path) -> Iterator[Callable[..., Any]]:
    """Opens a page and waits for it; at the end no console error and no request may have been."""
    contexts, faults, requests = [], [], []

    def opened(file: Path = page_file, anchor: str = "", **options: Any) -> Any:
        options = {
            "viewport": {"width": 1440, "height": 900},
            "reduced_motion": "reduce",
            **options,
        }
        context = chromium.new_context(locale="en-GB", accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri() + anchor)
        until(lambda: page.evaluate("document.documentElement.dataset.complete"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []


def until(holds: Callable[[], Any], seconds: float = 10) -> Any:
    """Polls: a strict policy refuses the page's own waiting functions."""
    end = time.monotonic() + seconds
    while True:
        value = holds()
        if value:
            return value
        assert time.monotonic() < end, "the page did not get there"
        time.sleep(0.02)


def address(page: Any) -> str:
    return str(page.evaluate("location.href"))


def counts(page: Any) -> str:
    return str(page.locator(".counts").inner_text())


def heading(page: Any) -> str:
    return str(page.locator(".panel h2").inner_text())


def settled(page: Any) -> None:
    page.wait_for_timeout(250)


def test_first_sight_answers_what_happened_and_who_covered_it(open_page: Any) -> None:
    page = open_page()
    assert counts(page) == "92 articles · 10 stories"
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


def test_why_names_ties_gap_and_shared_words(open_page: Any) -> None:
    page = open_page(anchor="#story=1")
    page.locator(".why summary").nth(1).click()
    tie = page.locator(".tie").first
    until(tie.is_visible)
    text = tie.inner_text()
    assert "apart" in text
    assert "similarity 0.55" in text
    assert "ferry" in text
    page.locator(".tie button").first.click()
    until(lambda: page.locator(".why-body .tie").count() > 0)
    assert "article=" in address(page)


def test_search_narrows_everywhere_and_reset_brings_all_back(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("flood warning")
    until(lambda: counts(page) == "10 of 92 articles · 1 of 10 stories")
    assert page.locator(".rows li").count() == 1
    until(lambda: "What passes the filters" in page.locator(".panel").inner_text().capitalize()
          or "passes" in page.locator(".panel").inner_text().lower())  # fmt: skip
    assert "q=flood+warning" in address(page)
    page.keyboard.press("Escape")
    until(lambda: counts(page) == "92 articles · 10 stories")
    page.locator(".search input").fill("zzzz nothing")
    until(lambda: page.locator(".empty").count() > 0)
    page.locator(".empty button").click()
    until(lambda: counts(page) == "92 articles · 10 stories")


def test_search_finds_other_scripts_and_accents(open_page: Any) -> None:
    page = open_page()
    page.locator(".search input").fill("العبارات")
    until(lambda: counts(page).startswith("1 of 92"))
    page.locator(".search input").fill("harboür post")
    until(lambda: "1 of 92" not in counts(page) and " of 92" in counts(page))


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
    expected = row.locator(".count").inner_text()
    row.locator("input").check()
    until(lambda: counts(page).startswith(f"{expected} of 92"))
    assert page.locator(".badge").inner_text() == "1"
    page.locator(".filters header button").first.click()
    until(lambda: counts(page).startswith("92 articles"))


def test_dates_and_sizes_filter_by_keyboard(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("f")
    page.locator("input[data-key=from]").fill("2024-03-04")
    page.locator("input[data-key=to]").fill("2024-03-10")
    page.locator("input[data-key=to]").press("Tab")
    until(lambda: " of 92" in counts(page))
    week = int(counts(page).split()[0])
    assert 5 < week < 30
    page.locator("input[data-key=smallest]").fill("13")
    page.locator("input[data-key=smallest]").press("Tab")
    until(lambda: "1 of 10" in counts(page))
    page.keyboard.press("Escape")
    assert page.locator(".filters").is_hidden()
    page.keyboard.press("r")
    until(lambda: counts(page).startswith("92 articles"))


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
    until(lambda: " of 92" in counts(page))
    brushed = int(counts(page).split()[0])
    page.locator(".histogram-caption button").click()
    until(lambda: counts(page).startswith("92 articles"))
    page.mouse.click(box["x"] + 12, y)
    until(lambda: " of 92" in counts(page))
    assert int(counts(page).split()[0]) < brushed


def test_map_by_mouse_zoom_hover_click_and_double_click(open_page: Any) -> None:
    page = open_page()
    settled(page)
    canvas = page.locator(".views-box canvas").first
    box = canvas.bounding_box()
    page.locator(".rows button").first.click()
    settled(page)
    before = address(page)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    x, y, k = (float(part) for part in address(page).split("at=")[1].split("_"))
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
    zoomed = address(page).split("at=")[1]
    page.mouse.down()
    page.mouse.move(middle[0] - 120, middle[1] - 60, steps=5)
    page.mouse.up()
    until(lambda: address(page).split("at=")[1] != zoomed)
    for name in ("Zoom in (+)", "Zoom out (-)", "Show all (0)"):
        place = address(page)
        page.get_by_role("button", name=name).click()
        until(lambda place=place: address(page) != place)


def test_keyboard_reaches_stories_articles_views_and_the_sheet(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("j")
    until(lambda: "Ferry strike" in heading(page))
    page.keyboard.press("j")
    until(lambda: "Bridge closure" in heading(page))
    page.keyboard.press("k")
    until(lambda: "Ferry strike" in heading(page))
    page.keyboard.press("n")
    until(lambda: "article=0" in address(page))
    page.keyboard.press("n")
    until(lambda: "article=1" in address(page))
    page.keyboard.press("p")
    until(lambda: "article=0" in address(page))
    page.keyboard.press("t")
    assert page.locator(".views [aria-pressed=true]").inner_text() == "Timeline"
    assert "story=1" in address(page)
    for key in ("ArrowRight", "ArrowDown", "+", "-", "0", "m", "ArrowLeft", "+", "0"):
        page.keyboard.press(key)
    assert page.locator(".views [aria-pressed=true]").inner_text() == "Map"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    until(lambda: heading(page) == "Coast news")
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog").is_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("d")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_tab_alone_reaches_search_list_and_a_story(open_page: Any) -> None:
    page = open_page()
    reached = set()
    for _ in range(24):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.className + '|' + document.activeElement.tagName")
        )
    assert {"skip|A", "row|BUTTON"} <= reached
    page.locator(".rows button").nth(1).focus()
    page.keyboard.press("Enter")
    until(lambda: "Bridge closure" in heading(page))


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


@pytest.mark.parametrize("order", ["heat", "recent", "first", "outlets", "size"])
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


def test_print_shows_the_story_and_nothing_else(open_page: Any) -> None:
    page = open_page(anchor="#story=1")
    page.emulate_media(media="print")
    assert page.locator(".panel h2").is_visible()
    for part in (".bar", ".list", ".stage", ".why >> nth=0"):
        assert page.locator(part).is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_by_touch(open_page: Any, scheme: str) -> None:
    page = open_page(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme=scheme
    )
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".pane-tabs button", has_text="Stories").tap()
    page.locator(".rows button").first.tap()
    until(lambda: "Ferry strike" in heading(page))
    assert page.locator(".panel").is_visible()
    page.locator(".pane-tabs button", has_text="Explore").tap()
    assert page.locator(".peek").is_visible()
    page.touchscreen.tap(195, 420)
    page.locator(".views button", has_text="Timeline").tap()
    assert page.locator(".views [aria-pressed=true]").inner_text() == "Timeline"
    page.locator(".with-badge").tap()
    assert page.locator(".filters").is_visible()
    page.locator(".filters label", has_text="Nordlicht").tap()
    until(lambda: " of 92" in counts(page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440, 3840])
@pytest.mark.parametrize(
    "anchor", ["", "#story=1", "#story=1&article=0", "#view=time&tab=articles"]
)
def test_axe_finds_nothing(open_page: Any, scheme: str, width: int, anchor: str) -> None:
    axe = ROOT / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("no axe-core: run npm ci in explorer/")
    height = 2160 if width == 3840 else 844
    page = open_page(
        anchor=anchor, viewport={"width": width, "height": height}, color_scheme=scheme,
        bypass_csp=True,
    )  # fmt: skip
    settled(page)
    page.add_script_tag(path=str(axe))
    panes = ["map", "list", "panel"] if width == 390 else ["map"]
    for pane in panes:
        if width == 390:
            page.locator(f".pane-tabs [data-pane={pane}]").click()
        found = page.evaluate(
            "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
        )
        assert found == []
    page.keyboard.press("f")
    found = page.evaluate(
        "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
    )
    assert found == []


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
    for module in (explorer, explorer_data):
        monkeypatch.setattr(module, "ONE_FILE", 20)
    file = write_explorer(news_graph(), tmp_path / "index.html", title="Coast news")
    page = open_page(file, anchor="#story=1")
    until(lambda: "Ferry strike" in heading(page))
    until(lambda: page.locator(".item h4 a").count() == 11)
    page.locator(".search input").fill("flood warning")
    until(lambda: counts(page).startswith("10 of 92"))


def test_empty_graph_says_so(open_page: Any, tmp_path: Path) -> None:
    from storygraph.tables import ARTICLES, EDGES, STORIES, StoryGraph, empty

    nothing = StoryGraph(empty(ARTICLES), empty(EDGES), empty(STORIES))
    page = open_page(write_explorer(nothing, tmp_path / "index.html"))
    assert counts(page) == "0 articles · 0 stories"
    assert page.locator(".empty").count() == 1
