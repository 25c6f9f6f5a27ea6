"""The explorer's assets are those that were built of its sources."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "explorer"
BUILT = ROOT / "storygraph" / "export" / "assets"


def digest_of(sources: Path, built: Path) -> str:
    """As explorer/digest.mjs has it."""
    beside = ("build.mjs", "digest.mjs", "package-lock.json", "package.json", "tsconfig.json")
    names = [path for path in (sources / "src").rglob("*") if path.is_file()]
    kept = [path.relative_to(sources) for path in names if not path.name.startswith(".")]
    digest = hashlib.sha256()
    for folder, files in (
        (sources, sorted([*beside, *(path.as_posix() for path in kept)])),
        (built, ["explorer.css", "explorer.html", "explorer.js"]),
    ):
        for name in files:
            text = (folder / name).read_bytes().replace(b"\r\n", b"\n")
            digest.update(name.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()


@pytest.mark.skipif(not SOURCES.is_dir(), reason="no sources of the explorer")
def test_the_assets_were_built_of_these_sources() -> None:
    told = (BUILT / "explorer.sha256").read_text("ascii").strip()
    assert digest_of(SOURCES, BUILT) == told, "explorer/ and its assets differ: run make explorer"
