"""Long stages tell how far they are, and `run.json` what each took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from storygraph.errors import UsageError
from storygraph.export import gexf, graphml
from storygraph.pipeline import build
from storygraph.publish import publish
from storygraph.terms import tokens
from tests.conftest import ROOT
from tests.strategies import make_graph

if TYPE_CHECKING:
    from pathlib import Path


class Witness:
    """Progress that remembers what it was told, by stage."""

    def __init__(self) -> None:
        self.told: dict[str, list[tuple[int, int | None]]] = {}
        self.ended: list[str] = []

    def start(self, stage: str) -> None:
        self.told[stage] = []

    def advance(self, done: int, total: int | None) -> None:
        self.told[list(self.told)[-1]].append((done, total))

    def finish(self, stage: str, count: str) -> None:
        assert isinstance(count, str)
        self.ended.append(stage)


def test_a_function_is_told_a_line_a_stage() -> None:
    lines: list[str] = []
    graph = build(ROOT / "seeds", progress=lines.append)
    assert [line.split()[0] for line in lines] == list(graph.run["seconds"])
    (told,) = (line for line in lines if line.startswith("stories "))
    assert told.endswith(f" s  {graph.stories.height} stories")
    with pytest.raises(UsageError, match="a function that takes a line"):
        build("not there", progress=True)  # type: ignore[arg-type] # which is refused


def test_long_stages_tell_how_far_they_are(tmp_path: Path) -> None:
    witness = Witness()
    graph = build(ROOT / "seeds", progress=witness)
    publish(graph, tmp_path / "output", pages=3, progress=witness)
    stages = list(graph.run["seconds"])
    assert witness.ended == list(witness.told) == [*stages[:-1], "turn", stages[-1], "save"]
    assert stages[-1] == "exports"
    assert list(graph.run["peak_mb"]) == list(graph.run["seconds"])
    for stage in ("read", "vectors", "similarity", "communities", "stories", "layout", "exports"):
        told = [done for done, _ in witness.told[stage]]
        assert told, stage
        assert told == sorted(told), stage
    done, total = witness.told["exports"][-1]
    assert total is not None
    assert done <= total
    assert witness.told["vectors"][-1] == (graph.articles.height,) * 2


def test_texts_are_told_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "BLOCK", 2)
    heard: list[int] = []
    tokens.number_terms(pl.Series(["a"] * 5), heard.append)
    assert heard == [2, 4, 5]


@pytest.mark.parametrize("form", [graphml, gexf])
def test_exports_tell_of_nodes_and_edges(
    form: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form, "ROWS", 2)
    graph = make_graph([{"title": "T"}] * 3, [(0, 1), (1, 2)])
    heard: list[tuple[int, int | None]] = []
    write = form.write_graphml if form is graphml else form.write_gexf  # type: ignore[attr-defined]
    write(graph, tmp_path / "graph", lambda *told: heard.append(told))
    assert heard == [(0, 5), (2, 5), (3, 5)]
