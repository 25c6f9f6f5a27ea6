"""The explorer in Chromium: what the back button leads to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.explorer_pages import address, heading, open_page, page_file, shown, until

__all__ = ["open_page", "page_file"]

pytestmark = pytest.mark.browser


def test_back_leads_through_what_was_looked_at(open_page: Any) -> None:
    page = open_page()
    page.locator(".rows button").nth(1).click()
    until(lambda: "story=2" in address(page))
    page.get_by_label("Order of stories").select_option("Latest")  # no step of its own
    until(lambda: "sort=recent" in address(page))
    page.get_by_role("button", name="Timeline").click()
    until(lambda: "view=time" in address(page))
    page.go_back()
    until(lambda: "view=time" not in address(page))
    assert "Bridge closure" in heading(page)
    page.go_back()
    until(lambda: "story=" not in address(page))
    until(lambda: heading(page) == "Coast news")
    page.go_forward()
    until(lambda: "story=2" in address(page))
    until(lambda: "Bridge closure" in heading(page))


def test_back_on_a_phone_leads_from_a_story_to_the_list(open_page: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator(".pane-tabs [data-pane=list]").tap()
    page.locator(".rows button").nth(1).tap()
    until(lambda: page.locator(".panel h2").is_visible())
    until(lambda: "story=2" in address(page))
    page.go_back()
    until(page.locator(".rows button").first.is_visible)
    assert "story=" not in address(page)


def test_back_undoes_one_filter_after_the_other_and_words_whole(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("f")
    for name in ("Nordlicht", "Le Phare"):
        before = shown(page)
        page.locator(".filters label", has_text=name).click()
        until(lambda before=before: shown(page) != before)
        until(lambda name=name: f"outlet={name.replace(' ', '+')}" in address(page))
    both = shown(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("bridge", delay=120)
    until(lambda: "q=bridge" in address(page))
    page.keyboard.press("Escape")
    until(lambda: "q=" not in address(page))
    page.go_back()
    until(lambda: page.locator(".search input").input_value() == "bridge")
    page.go_back()
    until(lambda: shown(page) == both)
    assert page.locator(".search input").input_value() == ""
    page.go_back()
    until(lambda: "Phare" not in address(page))
    assert 0 < shown(page) < both
    page.go_back()
    until(lambda: shown(page) == 92)
    page.go_forward()
    until(lambda: 0 < shown(page) < both)


def test_back_from_filters_leaves_the_map_where_it_is(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("+")
    until(lambda: "at=" in address(page))
    before = address(page).partition("at=")[2]
    page.locator(".bars button", has_text="Nordlicht").click()
    until(lambda: "outlet=" in address(page))
    page.go_back()
    until(lambda: shown(page) == 92)
    assert address(page).partition("at=")[2] == before
