"""Chromium for tests: import the fixtures, or name this module in `pytest_plugins`.

A page opened with `watched` records what it must not do: requests beyond `file:` and `data:`,
errors on the console, script errors, dialogs.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HOW = "Debian: apt-get install chromium; macOS: install Google Chrome; or set CHROMIUM to its path"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium; tests that need it skip, saying how to get one, when there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    names = [os.environ.get("CHROMIUM", ""), *NAMES]
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no Chromium. {HOW}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Watched:
    """An open page and what it did that it should not have."""

    page: Any
    context: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def until(self, script: str, seconds: float = 8.0) -> Any:
        """The first truthy value of `script`. The pages forbid eval, so wait_for_function fails."""
        end = time.monotonic() + seconds
        while True:
            value = self.page.evaluate(script)
            if value or time.monotonic() > end:
                assert value, f"not within {seconds} s: {script}"
                return value
            time.sleep(0.03)

    def assert_quiet(self) -> None:
        """No network, no error, no dialog so far."""
        assert (self.requests, self.errors, self.dialogs) == ([], [], [])


def watched(browser: Any, path: Path, **context_options: Any) -> Watched:
    """Open the file `path`; options are those of a browser context (viewport, color_scheme...)."""
    context = browser.new_context(**context_options)
    page = context.new_page()
    seen = Watched(page, context)

    def request(made: Any) -> None:
        if not made.url.startswith(("file:", "data:")):
            seen.requests.append(made.url)

    def failed(made: Any) -> None:
        # What the page's own policy stops is announced, and never sent.
        if made.failure == "csp" and made.url in seen.requests:
            seen.requests.remove(made.url)

    def dialog(shown: Any) -> None:
        seen.dialogs.append(shown.message)
        shown.dismiss()

    # At the context: pages that a click opens count as well.
    context.on("request", request)
    context.on("requestfailed", failed)
    page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", dialog)
    page.goto(path.as_uri())
    return seen
