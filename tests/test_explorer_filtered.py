"""The explorer while something is filtered: what it says and draws is of what passes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.explorer_pages import address, open_page, page_file, settled, shown, until

pytestmark = pytest.mark.browser
__all__ = ["open_page", "page_file"]


def test_list_and_panel_say_the_same_of_what_passes(open_page: Any) -> None:
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type('"report 5 on"')
    until(lambda: shown(page) == 9)
    told = page.locator(".card-meta").first
    until(lambda: told.inner_text().startswith("1 of 11 articles"))
    assert told.inner_text() == "1 of 11 articles · صحيفة النهر, 16 Mar 2024"
    assert page.locator(".row-meta").first.inner_text().startswith("1 of 11 articles · 1 outlet")
    page.locator(".search input").fill('"bridge closure" -"report 1 on"')
    until(
        lambda: told.inner_text().startswith("10 of 11 articles, 1 of 1 linked · first of these: ")
    )
    page.locator(".search input").fill("")
    until(lambda: told.inner_text() == "12 articles, 1 linked · first: Harbour Post, 4 Mar 2024")


def test_outlets_stand_in_the_order_of_the_counts_beside_them(open_page: Any) -> None:
    page = open_page(anchor="#outlet=Le Phare")
    page.keyboard.press("f")
    group = page.locator("fieldset", has=page.locator("legend", has_text="Outlet"))

    def rows() -> list[tuple[int, str]]:
        names = group.locator(".choice").all_inner_texts()
        told = [int(count) for count in group.locator("li .count").all_inner_texts()]
        assert len(names) == len(told) == 6
        return list(zip(told, names, strict=True))

    before = rows()
    page.locator("[data-key=to]").fill("2024-03-19")
    page.locator("[data-key=to]").dispatch_event("change")
    until(lambda: rows() != before)
    after = rows()
    # What was chosen stays first; of equal counts those that are named more often in all
    assert after[0][1] == "Le Phare"
    assert [count for count, _ in after[1:]] == sorted((n for n, _ in after[1:]), reverse=True)
    assert [name for _, name in after] != [name for _, name in before]
    box = group.locator("li input").nth(3)
    box.focus()
    page.keyboard.press("Space")
    until(lambda: address(page).count("outlet=") == 2)
    assert rows() == after
    name = after[3][1]
    page.locator("[data-key=to]").evaluate("field => { field.value = '' }")
    page.locator("[data-key=to]").dispatch_event("change")
    until(lambda: name in [found for _, found in rows()][:2])
    assert page.evaluate("document.activeElement.closest('label').textContent").startswith(name)


EDGES = """() => {
  const plain = CanvasRenderingContext2D.prototype.lineTo;
  CanvasRenderingContext2D.prototype.lineTo = function (...at) {
    if (this.canvas.className === 'story-graph') window.edges++;
    return plain.apply(this, at);
  };
}"""


def test_the_picture_of_a_story_has_the_edges_between_articles_that_pass(open_page: Any) -> None:
    page = open_page(anchor="#story=1")
    page.evaluate(EDGES)

    def edges(anchor: str) -> int:
        page.evaluate("(to) => { window.edges = 0; location.hash = to }", anchor)
        settled(page)
        settled(page)
        return int(page.evaluate("edges"))

    # Thirteen articles, each tied to the three that follow
    assert edges("#story=1&q=strike") == 33
    assert edges("#story=1&outlet=Nordlicht") == 0
    assert edges("#story=1&outlet=Nordlicht&outlet=Harbour Post&outlet=The Kite") == 6
    assert edges("#story=1&tie=1") == 11
