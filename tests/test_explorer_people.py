"""The explorer in Chromium: by keyboard, by touch, in print, and for assistive technology."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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

__all__ = ["open_page", "page_file"]

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.browser


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
    until(lambda: "story=1" in address(page))
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


def test_dates_are_brushed_by_keyboard_on_the_histogram_itself(open_page: Any) -> None:
    page = open_page()
    first, last = page.get_by_role("slider").all()
    assert first.get_attribute("aria-label") == "First day of the span"
    start = first.get_attribute("aria-valuetext")
    fewest = 92
    for slider, key in ((last, "PageDown"), (last, "PageDown"), (first, "ArrowRight")):
        slider.focus()
        page.keyboard.press(key)
        # A key shows a frame later
        until(lambda before=fewest: shown(page) < before)
        fewest = shown(page)
    until(lambda: first.get_attribute("aria-valuetext") != start)
    assert int(first.get_attribute("aria-valuenow")) == 1
    until(lambda: "from=" in address(page))
    page.keyboard.press("Delete")
    until(lambda: shown(page) == 92)
    page.keyboard.press("ArrowLeft")
    assert shown(page) == 92


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
    until(lambda: " of 81" in counts(page))


VIEWS = (
    "#", "#story=1", "#story=1&article=0", "#view=time&tab=articles", "#sort=cohesion&story=2",
    "#outlet=Nordlicht&q=report&from=2024-03-04&to=2024-03-11",
)  # fmt: skip
AXE = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440, 3840])
def test_axe_finds_nothing(open_page: Any, scheme: str, width: int) -> None:
    axe = ROOT / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("no axe-core: run npm ci in explorer/")
    page = open_page(
        viewport={"width": width, "height": 2160 if width == 3840 else 844},
        color_scheme=scheme, bypass_csp=True,
    )  # fmt: skip
    page.add_script_tag(path=str(axe))
    for view in VIEWS:
        page.evaluate("(to) => { location.hash = to }", view)
        settled(page)
        for pane in ["map", "list", "panel"] if width == 390 else ["map"]:
            if width == 390:
                page.locator(f".pane-tabs [data-pane={pane}]").click()
            assert page.evaluate(AXE) == []
    page.keyboard.press("f")
    assert page.evaluate(AXE) == []


CONTROLS = (
    "#app button, #app select, #app summary, #app input, #app [role=slider], #app .views-box canvas"
)


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1440, "dark"), (3840, "light")]
)
def test_every_control_answers_by_touch_mouse_and_keyboard(
    open_page: Any, scheme: str, width: int
) -> None:
    """Uses each control once in the way of its width; `open_page` finds errors and requests."""
    phone = width == 390
    page = open_page(
        viewport={"width": width, "height": 2160 if width == 3840 else 844},
        color_scheme=scheme, has_touch=phone, is_mobile=phone,
    )  # fmt: skip
    page.evaluate("window.print = () => {}")
    used: set[str] = set()
    for anchor in ("#", "#story=1", "#story=1&article=0&view=time"):
        page.evaluate("(to) => { location.hash = to }", anchor)
        settled(page)
        for pane in ("map", "list", "panel", "filters"):
            if pane == "filters":
                page.locator(".with-badge").click() if not phone else page.evaluate(
                    "document.querySelector('.with-badge').click()"
                )
            elif phone:
                page.locator(f".pane-tabs [data-pane={pane}]").tap()
            _use_all(page, used, phone=phone)
    assert page.locator(".fatal").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    names = " ".join(used)
    for wanted in ("Map", "Timeline", "Zoom in (+)", "Show all (0)", "CANVAS Map", "brush", "row",
                   "card", "chip", "bars", "why", "copies", "inline", "order", "pair from",
                   "filters reset", "Share and save", "quiet close"):  # fmt: skip
        assert wanted in names


FIND = """([selector, used]) => {
  for (const e of document.querySelectorAll(selector)) {
    // A row, a card, a chip is tried once: others of its class are the same control
    const name = [e.closest('[class]:not([class^=icon])')?.className, e.dataset.key, e.tagName,
      e.className ? '' : e.getAttribute('aria-label') || e.textContent].join(' ').slice(0, 80);
    if (used.includes(name) || e.disabled || e.offsetWidth === 0) continue;
    if (!e.checkVisibility({visibilityProperty: true})) continue;
    e.scrollIntoView({block: 'nearest'});
    const box = e.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const top = document.elementFromPoint(x, y);
    if (e.getAttribute('role') !== 'slider' && !e.contains(top) && !top?.contains(e)) continue;
    return {name, x, y, kind: e.type || e.getAttribute('role') || e.tagName};
  }
  return null;
}"""


def _use_all(page: Any, used: set[str], *, phone: bool) -> None:
    """Use every control in sight that was not used yet; new ones that appear count too."""
    for _ in range(60):
        found = page.evaluate(FIND, [CONTROLS, sorted(used)])
        if found is None:
            return
        used.add(found["name"])
        if found["kind"] == "slider":
            page.get_by_role("slider").first.focus()
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Delete")
            continue
        if phone:
            page.touchscreen.tap(found["x"], found["y"])
        else:
            page.mouse.click(found["x"], found["y"])
        if found["kind"] in {"search", "number", "date", "select-one"}:
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Escape")
        if page.locator("dialog[open]").count():
            page.keyboard.press("Escape")


def test_filters_keep_the_focus_and_their_order(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("f")
    page.locator("[data-key=smallest]").click()
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    until(lambda: "min=4&max=10" in address(page))
    assert page.evaluate("document.activeElement.dataset.key") == "largest"
    box = page.locator("[data-key=kinds-1]")
    rows = page.locator(".filters fieldset", has=box).locator("li .choice")
    order = rows.all_inner_texts()
    place = box.bounding_box()
    box.click()
    until(lambda: "kind=1" in address(page))
    assert (box.bounding_box(), rows.all_inner_texts()) == (place, order)
    box.click()
    until(lambda: "kind=" not in address(page))
    # A click that ends the typing reaches what it was meant for
    page.locator("[data-key=smallest]").fill("5")
    page.locator("[data-key=kinds-0]").click()
    until(lambda: "kind=0" in address(page))
    assert "min=5" in address(page)
    page.locator("[data-key=reset]").click()
    until(lambda: "min=" not in address(page))
    assert page.locator("[data-key=smallest]").input_value() == ""
    # A choice from elsewhere has a box, too
    page.locator(".panel .bars button").last.evaluate("button => button.click()")
    until(lambda: page.locator(".filters input:checked").count() == 1)


def test_paper_has_all_outlets_and_copies(open_page: Any, tmp_path: Path) -> None:
    graph = news_graph()
    named = pl.format("Outlet {}", pl.col("node") % 9).alias("source")
    articles = graph.articles.with_columns(named)
    file = write_explorer(StoryGraph(articles, graph.edges, graph.stories), tmp_path / "index.html")
    page = open_page(file, anchor="#story=1", color_scheme="dark")
    outlets = articles.filter(story=1)["source"].n_unique()
    until(lambda: page.get_by_role("button", name=f"Show all {outlets} outlets").count() == 1)
    assert page.locator(".story-page .bars li").count() < outlets
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".story-page .bars li").count() == outlets
    assert page.locator(".copies li").first.is_visible()
    ground = "getComputedStyle(document.documentElement).getPropertyValue('--ground').trim()"
    assert page.evaluate(ground) == "#fff"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) == "#fff"
