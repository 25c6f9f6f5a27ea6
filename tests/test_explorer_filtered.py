"""The explorer while something is filtered: what it says and draws is of what passes."""

from __future__ import annotations

import re
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


def test_one_week_after_the_other_is_a_click_away_and_all_dates_are_one_more(
    open_page: Any,
) -> None:
    page = open_page()
    latest = page.locator(".weeks .week").nth(1)
    name = latest.inner_text().partition("\n")[0]
    latest.click()
    pressed = page.locator(".weeks .week[aria-pressed=true]")
    until(lambda: pressed.count() == 1)
    assert pressed.inner_text().startswith(name)
    week = shown(page)
    page.locator(".weeks .week").nth(2).click()
    until(lambda: pressed.count() == 1 and not pressed.inner_text().startswith(name))
    until(lambda: 0 < shown(page) != week)
    pressed.click()
    until(lambda: shown(page) == 92)


def test_on_a_phone_the_details_of_a_part_lead_back_to_all(open_page: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator(".pane-tabs button", has_text="Details").tap()
    assert page.get_by_role("button", name="Show everything").count() == 0
    page.locator(".bars button", has_text="Nordlicht").tap()
    until(lambda: shown(page) < 92)
    page.get_by_role("button", name="Show everything").tap()
    until(lambda: shown(page) == 92)


def test_the_filters_are_named_and_taken_off_one_by_one(open_page: Any) -> None:
    anchor = "#outlet=Nordlicht&topic=weather&q=report&from=2024-03-04&to=2024-03-18&min=4"
    page = open_page(anchor=anchor)
    chips = page.locator(".panel .chip")
    names = ["report", "4 – 17 Mar 2024", "Nordlicht", "weather", "stories of 4 and more"]
    until(lambda: [name.strip(" ×") for name in chips.all_inner_texts()] == names)
    for n in range(len(names)):
        before = shown(page)
        page.get_by_role("button", name=f"Without the filter {names[n]}").click()
        until(lambda n=n: chips.count() == len(names) - n - 1)
        assert shown(page) >= before
    assert shown(page) == 92
    assert "min=" not in address(page)


def axis(page: Any) -> list[str]:
    """The dates over the timeline, as its drawing has them."""
    page.locator(".menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    texts = re.findall(r">([^<]+)</text>", download.value.path().read_text("utf-8"))
    return [text for text in texts if re.fullmatch(r"(\d+ )?[A-Z]\w\w( \d{4})?( \d\d:\d\d)?", text)]


def test_the_timeline_spans_what_passes_until_it_is_moved(open_page: Any) -> None:
    page = open_page(anchor="#view=time")
    field = page.locator(".search input")
    whole = axis(page)
    field.fill('"orchard blight"')
    until(lambda: shown(page) == 4)
    settled(page)
    assert axis(page) != whole
    field.fill("")
    until(lambda: shown(page) == 92)
    settled(page)
    assert axis(page) == whole
    page.locator(".zoom button").first.click()
    moved = axis(page)
    assert moved != whole
    field.fill('"orchard blight"')
    until(lambda: shown(page) == 4)
    settled(page)
    assert axis(page) == moved
