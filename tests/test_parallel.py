"""Work side by side ends together, and says how far it is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from storygraph.publish import publish
from storygraph.runtime.parallel import side_by_side
from tests.strategies import make_graph

if TYPE_CHECKING:
    from pathlib import Path

    from storygraph.runtime.progress import Advance


def test_works_give_what_they_give_and_tell_their_sum() -> None:
    heard: list[tuple[int, int | None]] = []

    def work(advance: Advance) -> int:
        advance(1, 2)
        advance(2, 2)
        return 7

    given = side_by_side({"a": work, "b": work}, lambda *units: heard.append(units))
    assert given == {"a": 7, "b": 7}
    assert [done for done, _ in heard] == [1, 2, 3, 4]
    assert heard[-1] == (4, 4)


def test_an_error_stops_the_others_and_is_raised() -> None:
    failed = threading.Event()

    def fails(_: Advance) -> None:
        failed.set()
        raise OSError("disk full")

    def endless(advance: Advance) -> None:
        failed.wait()
        while True:
            advance(0, None)

    with pytest.raises(OSError, match="disk full"):
        side_by_side({"endless": endless, "fails": fails, "third": endless}, lambda *_: None)


def test_a_failed_export_leaves_the_rest_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = make_graph([{"title": "T", "story": 1}] * 3, [(0, 1), (1, 2)])
    publish(graph, tmp_path, pages=1)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("storygraph.export.graphml.write_graphml", broken)
    with pytest.raises(OSError, match="disk full"):
        publish(graph, tmp_path, pages=1, title="Another")
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(before)
    graph_files = [path for path in before if path.parent.name == "graph"]
    assert all(path.read_bytes() == before[path] for path in graph_files)
