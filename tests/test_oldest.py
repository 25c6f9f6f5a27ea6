"""What the project says of the versions that it runs with."""

from __future__ import annotations

from importlib.metadata import version

from tests.oldest import oldest


def test_every_dependency_has_a_lowest_version_no_newer_than_the_tested_one() -> None:
    pinned = dict(entry.split("==") for entry in oldest())
    assert {"polars", "numpy", "scipy", "typer", "pyvis"} <= set(pinned)
    for name, low in pinned.items():
        numbers = [tuple(map(int, text.split(".")[:2])) for text in (low, version(name))]
        assert numbers[0] <= numbers[1], name
