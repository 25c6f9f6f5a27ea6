"""What the explorer makes of keys and clicks that are not meant for it, in Chromium."""

from __future__ import annotations

from typing import Any

import pytest

from tests.explorer_pages import address, counts, heading, open_page, page_file, settled, until

__all__ = ["open_page", "page_file"]

pytestmark = pytest.mark.browser

COMPOSING = """(field, key) => field.dispatchEvent(
  new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true }))"""


def test_keys_that_choose_letters_leave_the_search_alone(open_page: Any) -> None:
    page = open_page()
    field = page.locator(".search input")
    field.fill("museum")
    until(lambda: " of " in counts(page))
    for key in ("Enter", "ArrowDown", "Escape"):
        assert field.evaluate(COMPOSING, key), key
        assert field.evaluate("field => document.activeElement === field"), key
        assert field.input_value() == "museum", key


def test_caps_lock_and_other_layouts_keep_the_keys(open_page: Any) -> None:
    page = open_page()
    page.locator("body").evaluate(
        "body => body.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'о', code: 'KeyJ', bubbles: true }))"
    )
    until(lambda: "Ferry strike" in heading(page))


def test_a_right_click_on_the_histogram_chooses_no_dates(open_page: Any) -> None:
    page = open_page()
    plot = page.locator(".histogram canvas")
    plot.click(button="right", position={"x": 200, "y": 30})
    plot.hover(position={"x": 320, "y": 30})
    settled(page)
    assert "from=" not in address(page)
    plot.click(position={"x": 200, "y": 30})
    until(lambda: "from=" in address(page))


def test_nothing_is_found_behind_the_dates_of_the_timeline(open_page: Any) -> None:
    page = open_page(anchor="#view=time", viewport={"width": 390, "height": 500})
    settled(page)
    box = page.locator(".views-box canvas:not([hidden])").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 110, steps=4)
    page.mouse.up()
    settled(page)

    def found(y: float) -> bool:
        places = range(8, 380, 8)
        return any(_hovered(page, box["x"] + x, box["y"] + y) for x in places)

    assert found(45)
    assert not found(12)


def _hovered(page: Any, x: float, y: float) -> bool:
    page.mouse.move(x, y)
    return bool(page.locator(".hover-tip").is_visible())
