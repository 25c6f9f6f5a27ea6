"""Opens explorer pages for tests, and asks them things."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from storygraph.export import explorer, explorer_texts
from storygraph.export.explorer import write_explorer
from tests.explorer_graph import news_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = [
    "address",
    "counts",
    "files_beside",
    "heading",
    "open_page",
    "page_file",
    "settled",
    "shown",
    "until",
]


def files_beside(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Let pages of more articles than `most` keep their texts in files beside them."""
    for module in (explorer, explorer_texts):
        monkeypatch.setattr(module, "ONE_FILE", most)


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
            "locale": "en-GB",
            **options,
        }
        context = chromium.new_context(accept_downloads=True, **options)
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


def shown(page: Any) -> int:
    """How many articles and linked pages pass; -1 while headlines are still searched."""
    told = counts(page).partition(" · ")[0].split(", ")
    if not told[0][0].isdigit():
        return -1
    return sum(int(part.split()[0].replace(",", "")) for part in told)


def heading(page: Any) -> str:
    return str(page.locator(".panel h2").inner_text())


def settled(page: Any) -> None:
    page.wait_for_timeout(250)
