"""The SVG of the explorer against its screen, in Chromium."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from tests.explorer_pages import address, open_page, page_file, settled, until

__all__ = ["open_page", "page_file"]

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

SPACE = "{http://www.w3.org/2000/svg}"

APART = """async ([drawing, screen]) => {
  const pixels = async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  };
  const [a, b] = [await pixels(drawing), await pixels(screen)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  // Letters may stand a pixel off: what counts is a colour that is nowhere near
  const unlike = (one, two, x, y) => {
    for (let row = y - 1; row <= y + 1; row++) {
      for (let column = x - 1; column <= x + 1; column++) {
        const [p, q] = [(y * a.width + x) * 4, (row * a.width + column) * 4];
        if ([0, 1, 2].every((c) => Math.abs(one.data[p + c] - two.data[q + c]) <= 24)) return 0;
      }
    }
    return 1;
  };
  let apart = 0;
  for (let y = 1; y < a.height - 1; y++) {
    for (let x = 1; x < a.width - 1; x++) apart += unlike(a, b, x, y) || unlike(b, a, x, y);
  }
  return apart / (a.width * a.height);
}"""


def close_to(page: Any, pixels: int) -> str:
    """The address of what `page` shows, at that many pixels an article."""
    place, _, _ = address(page).split("#")[1].rpartition("_")
    return f"#{place}_{pixels}"


def drawing_of(page: Any, folder: Path) -> Path:
    page.mouse.move(0, 0)
    settled(page)
    page.locator(".menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    file = folder / "drawing.svg"
    download.value.save_as(file)
    return file


def share_apart(page: Any, drawing: Path, chromium: Any) -> float:
    """The share of the screen's pixels that the drawing shows otherwise."""
    screen = page.evaluate("document.querySelector('.views-box canvas:not([hidden])').toDataURL()")
    source = "data:image/svg+xml;base64," + base64.b64encode(drawing.read_bytes()).decode()
    blank = chromium.new_page()
    try:
        return float(blank.evaluate(APART, [source, screen]))
    finally:
        blank.close()


@pytest.mark.parametrize(
    ("anchor", "pixels", "scheme"),
    [
        ("", 0, "light"),
        ("#story=1", 0, "light"),
        ("#story=1&article=3", 0, "dark"),
        ("#story=1&q=report", 0, "light"),
        ("#story=1", 34, "light"),
        ("#story=1", 105, "dark"),
        ("#story=2&colour=source", 20, "light"),
        ("#view=time&story=2", 0, "dark"),
    ],
)
def test_a_drawing_shows_what_the_screen_shows(
    open_page: Any, chromium: Any, tmp_path: Path, anchor: str, pixels: int, scheme: str
) -> None:
    page = open_page(anchor=anchor, color_scheme=scheme)
    until(lambda: page.evaluate("document.documentElement.dataset.edges"))
    settled(page)
    if pixels:
        page = open_page(anchor=close_to(page, pixels), color_scheme=scheme)
        until(lambda: page.evaluate("document.documentElement.dataset.edges"))
        settled(page)
    assert share_apart(page, drawing_of(page, tmp_path), chromium) < 0.01


def test_text_that_runs_leftwards_does_so_in_a_drawing(open_page: Any, tmp_path: Path) -> None:
    first = open_page(anchor="#story=1")
    settled(first)
    page = open_page(anchor=close_to(first, 105))
    settled(page)
    drawing = ET.parse(drawing_of(page, tmp_path))  # noqa: S314 (the page just wrote it)
    leftwards = [text for text in drawing.iter(f"{SPACE}text") if text.get("direction") == "rtl"]
    assert any("إضراب" in (text.text or "") for text in leftwards)


def test_marks_have_the_colours_of_the_map_in_list_panel_and_key(open_page: Any) -> None:
    page = open_page(color_scheme="dark")
    colour = "(mark) => getComputedStyle(mark).backgroundColor"

    def marks() -> tuple[str, str]:
        return tuple(
            page.locator(f"{part} .mark").first.evaluate(colour) for part in (".rows", ".cards")
        )

    # A mark has no colour in the moment in which the panel is drawn anew
    until(lambda: marks()[0] == marks()[1] != "")
    before = marks()
    page.locator(".bar select").select_option("source")
    until(lambda: marks()[0] == marks()[1] != before[1])
    assert marks()[0] in page.locator(".key .mark").evaluate_all(f"marks => marks.map({colour})")
    dark = marks()
    page.keyboard.press("Tab")
    page.keyboard.press("d")
    until(lambda: marks()[0] == marks()[1] != dark[1])
