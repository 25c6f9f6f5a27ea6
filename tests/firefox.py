"""Firefox for tests, driven by its own Marionette protocol: no driver and no library needed.

Each message is `length:[type, id, name or error, content]` in JSON over a local socket. What the
page says on its console and the errors of its scripts come out of the browser's standard output.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from base64 import b64decode
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pytest

HOW = "Debian: apt-get install firefox-esr; elsewhere: install Firefox, or set FIREFOX to its path"
NAMES = ("firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox")

PREFERENCES = {
    "marionette.port": 0,
    "devtools.console.stdout.content": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "",
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "javascript.options.showInConsole": True,
}


class Firefox:
    """A headless Firefox with one window. Use it as a context manager."""

    def __init__(self, program: str, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        lines = [f'user_pref("{name}", {json.dumps(v)});' for name, v in PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), "utf-8")
        self._output = profile / "output.txt"
        self._profile = profile
        self._said = self._output.open("wb")
        self._process = subprocess.Popen(
            [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
            stdout=self._said, stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(profile), "MOZ_HEADLESS_WIDTH": "1440"},
        )  # fmt: skip
        self._number = 0
        self._rest = b""

    def __enter__(self) -> Self:
        self._socket = self._connect()
        self._read()
        self.ask("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, RuntimeError):
            self.ask("Marionette:Quit", {"flags": ["eForceQuit"]})
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._socket.close()
        self._said.close()

    def _connect(self, seconds: float = 60) -> socket.socket:
        """The browser writes the port that it chose into its profile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with suppress(OSError, ValueError):
                port = int((self._profile / "MarionetteActivePort").read_text())
                return socket.create_connection(("127.0.0.1", port), timeout=60)
            time.sleep(0.1)
        self._process.kill()
        raise TimeoutError(f"Firefox did not start in {seconds} s: {self.said()[-500:]}")

    def _read(self) -> Any:
        while b":" not in self._rest:
            self._rest += self._more()
        size, _, body = self._rest.partition(b":")
        while len(body) < int(size):
            body += self._more()
        self._rest = body[int(size) :]
        return json.loads(body[: int(size)])

    def _more(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise OSError("Firefox hung up")
        return data

    def ask(self, command: str, content: dict[str, Any]) -> Any:
        """The answer to a WebDriver command. Raises RuntimeError with what Firefox objects to."""
        self._number += 1
        text = json.dumps([0, self._number, command, content]).encode()
        self._socket.sendall(str(len(text)).encode() + b":" + text)
        _, _, error, result = self._read()
        if error:
            raise RuntimeError(f"{command}: {error['message']}")
        return result.get("value") if isinstance(result, dict) and "value" in result else result

    def open(self, page: Path, anchor: str = "") -> None:
        """Open a file."""
        self.ask("WebDriver:Navigate", {"url": page.as_uri() + anchor})

    def run(self, script: str) -> Any:
        """What a script in the page returns."""
        return self.ask("WebDriver:ExecuteScript", {"script": script, "args": []})

    def picture(self) -> bytes:
        """The window as PNG."""
        return b64decode(self.ask("WebDriver:TakeScreenshot", {"full": False}))

    def said(self) -> str:
        """Everything that the browser and its pages have said so far."""
        return self._output.read_text("utf-8", "replace")


def firefox(profile: Path) -> Firefox:
    """A Firefox with a fresh profile; skips the test, saying how to get one, when there is none."""
    names = [os.environ.get("FIREFOX", ""), *NAMES]
    program = next((found for name in names if name and (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no Firefox. {HOW}")
    return Firefox(program, profile)
