"""What `import storygraph` gives a program or a notebook."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from typing import Any

import polars as pl
import pytest

import storygraph as sg
from storygraph.options import Choices
from tests.conftest import ROOT


def test_every_public_name_is_there_and_is_listed() -> None:
    assert set(dir(sg)) == set(sg.__all__)
    for name in sg.__all__:
        assert getattr(sg, name) is not None
    assert issubclass(sg.errors.UsageError, sg.StorygraphError)
    with pytest.raises(AttributeError, match="biuld"):
        _ = sg.biuld  # type: ignore[attr-defined] # it is not there


def test_importing_loads_nothing_heavy() -> None:
    program = "import sys, storygraph; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in told.stdout.split()}
    assert "storygraph" in loaded
    assert not loaded & {"numpy", "polars", "scipy", "sklearn", "networkx", "typer", "jinja2"}


def test_options_by_name_build_what_options_do() -> None:
    seeds = ROOT / "seeds"
    told = sg.build(seeds, window=3, levels=True)
    assert told.run["options"]["window"] == 3.0
    for same in (
        sg.build(seeds, sg.Options(window=3, levels=True)),
        sg.build(seeds, sg.Options(window=5, levels=True), window=3),
    ):
        assert same.articles.equals(told.articles)
        assert same.levels.equals(told.levels)
        assert same.run["options"] == told.run["options"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"windw": 7}, "^no option 'windw': did you mean window[?]$"),
        ({"Neighbors": 7}, "^no option 'Neighbors': did you mean neighbours[?]$"),
        ({"gamma": 0.1}, "^no option 'gamma': choose of algorithm, resolution, threshold, "),
        ({"window": "7"}, "^window must be a number, not '7'$"),
        ({"levels": True, "algorithm": "leiden"}, "^levels need the algorithm linkage"),
        ({"options": {"window": 7}}, "^options must be Options.* not a dict"),
        ({"options": "tests"}, "not a str: several inputs are one list$"),
    ],
)
def test_options_that_are_none_are_refused_before_anything_is_read(
    given: dict[str, Any], reason: str
) -> None:
    with pytest.raises(sg.errors.UsageError, match=reason):
        sg.build("no such folder", **given)


def test_every_option_may_be_given_by_name() -> None:
    assert list(Choices.__annotations__) == [option.name for option in fields(sg.Options)]


def test_results_are_of_the_types_that_are_exported(seeds_graph: sg.StoryGraph) -> None:
    membership = seeds_graph.why(0)
    assert isinstance(membership, sg.Membership)
    assert all(isinstance(tie, sg.Tie) for tie in membership.ties)
    labels = seeds_graph.articles.select("id", story=pl.coalesce("story", 1000 + pl.col("node")))
    evaluation = sg.evaluate(seeds_graph, labels)
    assert isinstance(evaluation, sg.Evaluation)
    assert isinstance(evaluation.overall, sg.Scores)
    assert evaluation.overall.f1 == 1.0
