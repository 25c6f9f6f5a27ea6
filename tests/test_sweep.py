"""Sweeps: every row is what a build with that option gives, and the plot is a sound, quiet page."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

import storygraph as sg
from storygraph.errors import OutputError, UsageError
from storygraph.evaluation.evaluate import evaluate
from storygraph.evaluation.plot import write_sweep_plot
from storygraph.evaluation.sweep import Sweep, sweep
from storygraph.options import AXES, Options
from storygraph.pipeline import build
from storygraph.read.labels import read_labels
from tests.command_line import SEEDS, error, run
from tests.conftest import ROOT

LABELS = ROOT / "tests" / "labels" / "seeds.csv"


@pytest.fixture(scope="module")
def sweeps() -> list[Sweep]:
    return sweep([SEEDS], read_labels([], LABELS), AXES, Options())


def test_each_axis_rises_and_marks_what_a_build_uses(sweeps: list[Sweep]) -> None:
    gold = read_labels([], LABELS)
    usual = evaluate(build(SEEDS), gold).overall
    assert [swept.axis for swept in sweeps] == list(AXES)
    for swept in sweeps:
        values = [float("inf") if p.value is None else p.value for p in swept.points]
        assert values == sorted(set(values))
        (marked,) = (point for point in swept.points if point.usual)
        assert astuple(marked.overall) == pytest.approx(astuple(usual))
        assert marked.own == (swept.axis == "window")  # no window by hand is this kernel
        assert not any(point.own for point in swept.points if not point.usual)


def test_a_row_is_what_a_build_with_that_option_gives(sweeps: list[Sweep]) -> None:
    gold = read_labels([], LABELS)
    for swept in sweeps:
        point = swept.points[1]
        assert point.value is not None
        given = {swept.axis: point.value}
        alone = evaluate(build(SEEDS, Options(**given)), gold).overall  # type: ignore[arg-type] # one option
        assert astuple(point.overall) == pytest.approx(astuple(alone))


def test_a_table_in_memory_is_swept_as_its_file_and_gives_a_table(
    sweeps: list[Sweep], tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    events = ("Bridge shut", "Ferry strike", "Museum theft")
    rows = [
        {"id": f"{event}{n}", "title": f"{event} in Tarn {n}", "story": event}
        for event in events
        for n in range(3)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    (swept,) = sg.sweep(pl.DataFrame(rows), pl.DataFrame(rows), "threshold", neighbours=5)
    assert [swept] == sweep([path], read_labels([path]), ["threshold"], Options(neighbours=5))
    for each in (swept, *sweeps):
        table = each.table
        assert table["axis"].unique().to_list() == [each.axis]
        assert table["value"].is_sorted()
        assert table.filter("usual").height == 1
        for point, row in zip(each.points, table.iter_rows(named=True), strict=True):
            assert point.grouped is not None
            assert row["f1"] == point.overall.f1
            assert row["grouped_pure"] == point.grouped.pure
    assert pl.concat(each.table for each in sweeps).height == sum(len(s.points) for s in sweeps)
    alone = [{"id": "a", "title": "Bridge shut", "story": 1}, {"id": "b", "title": "Ferry strike"}]
    (single,) = sg.sweep(alone, pl.DataFrame(alone), "threshold")
    assert single.table.schema == swept.table.schema  # where scores are unknown, too


@pytest.mark.parametrize("along", ["gamma", ["window", "neighbours"], []])
def test_what_cannot_be_swept_along_is_refused(along: str | list[str]) -> None:
    with pytest.raises(UsageError, match="choose of resolution, window, threshold"):
        sg.sweep("not there", pl.DataFrame(), along)


def test_options_given_hold_along_the_other_axes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, few in (("FACTORS", (0.4, 1.0)), ("DAYS", (1.0,)), ("SIMILARITIES", (0.05,))):
        monkeypatch.setattr(f"storygraph.evaluation.sweep.{name}", few)
    gold = read_labels([], LABELS)
    for axis, given in (
        ("threshold", {"window": 2.0}),
        ("window", {"threshold": 0.4}),
        ("resolution", {"window": 2.0, "threshold": 0.4}),
    ):
        (swept,) = sweep([SEEDS], gold, [axis], Options(**given))  # type: ignore[arg-type] # floats
        (usual,) = (point for point in swept.points if point.usual)
        alone = evaluate(build(SEEDS, Options(**given)), gold)  # type: ignore[arg-type] # floats
        assert astuple(usual.overall) == pytest.approx(astuple(alone.overall))
        other = swept.points[0]
        assert other.value is not None
        both = Options(**{**given, axis: other.value})  # type: ignore[arg-type] # floats
        assert astuple(other.overall) == pytest.approx(
            astuple(evaluate(build(SEEDS, both), gold).overall)
        )


def test_a_higher_resolution_costs_recall(sweeps: list[Sweep]) -> None:
    recalls = [point.overall.recall for point in sweeps[0].points]
    assert recalls[0] > recalls[-1]
    assert sweeps[0].points[0].overall.found < sweeps[0].points[-1].overall.found


def test_the_plot_is_sound_xml_and_asks_for_nothing(sweeps: list[Sweep], tmp_path: Path) -> None:
    path = write_sweep_plot(sweeps, tmp_path / "plot.svg")
    text = path.read_text("utf-8")
    tree = ET.fromstring(text)  # noqa: S314 (our own file)
    names = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert not names & {"script", "image", "use", "foreignObject", "a"}
    assert text.count("http") == 1  # the namespace
    lines = [e for e in tree.iter() if e.tag.endswith("polyline")]
    assert len(lines) == 3 + 3 * len(sweeps)
    again = write_sweep_plot(sweeps, path)  # our own file may be replaced
    assert again.read_text("utf-8") == text
    (tmp_path / "mine.svg").write_text("<svg/>")
    with pytest.raises(OutputError, match="not made by storygraph"):
        write_sweep_plot(sweeps, tmp_path / "mine.svg")
    assert (tmp_path / "mine.svg").read_text() == "<svg/>"


def test_labels_do_not_move_what_is_found(sweeps: list[Sweep]) -> None:
    gold = read_labels([], LABELS)
    other = gold.with_columns(pl.col("story").reverse())
    for swept, again in zip(sweeps, sweep([SEEDS], other, AXES, Options()), strict=True):
        assert [p.value for p in again.points] == [p.value for p in swept.points]
        assert [p.overall.found for p in again.points] == [p.overall.found for p in swept.points]
        assert [p.overall.f1 for p in again.points] != [p.overall.f1 for p in swept.points]


def test_components_have_no_resolution() -> None:
    gold = read_labels([], LABELS)
    with pytest.raises(UsageError, match="components has no resolution"):
        sweep([SEEDS], gold, ["resolution"], Options(algorithm="components"))


def test_the_command_prints_a_table_or_json_and_draws(tmp_path: Path) -> None:
    words = ("evaluate", SEEDS, "--labels", LABELS, "--sweep")
    plot = tmp_path / "plot.svg"
    done = run(*words, "resolution", "--plot", plot)
    assert "what a build uses" in done.stdout
    (swept,) = sg.sweep(SEEDS, pl.read_csv(LABELS), "resolution")
    assert str(swept).splitlines() == [line.rstrip() for line in done.stdout.splitlines()][:-1]
    assert str(plot) in done.stderr.replace("\n", "")
    (swept,) = json.loads(run(*words, "window", "--plot", plot, "--json").stdout)
    assert swept["axis"] == "window"
    assert sum(point["usual"] for point in swept["points"]) == 1
    assert "magic" in run(*words, "magic", "--plot", plot, code=2).stderr
    assert "Wrote" not in run(*words, "window", "--json").stderr  # into a script's folder
    (tmp_path / "mine.svg").write_text("<svg/>")
    assert "not made by" in error(*words, "window", "--plot", tmp_path / "mine.svg", "--json")


def test_what_could_not_be_read_is_told_beside_the_scores(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = [{"title": f"Bridge {n} shut", "date": f"2026-03-0{n + 1}", "story": n} for n in (1, 2)]
    path.write_text("\n".join([*map(json.dumps, rows), "{broken", "[]"]))
    for words in ([], ["--sweep", "resolution", "--plot", tmp_path / "x.svg"]):
        told = run("evaluate", path, *words, code=1)
        assert "2 problems in the input: `storygraph check` lists them" in told.stderr
        found = json.loads(run("evaluate", path, *words, "--json", code=1).stdout)
        assert (found[0] if words else found)["problems"] == 2


def test_undated_coverage_has_no_window_to_sweep_over(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("title,story\nBridge shut,a\nBridge is shut,a\nFerry strike,b\n")
    gold = read_labels([path])
    with pytest.raises(UsageError, match="no article has a date"):
        sweep([path], gold, ["window", "window"], Options())
    swept = sweep([path], gold, AXES, Options())
    assert [each.axis for each in swept] == ["resolution", "threshold"]
