"""What `import storygraph` gives a program or a notebook."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

import storygraph as sg
from storygraph.options import Choices
from tests.command_line import run
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS: dict[str, Callable[[sg.StoryGraph, Path], Path]] = {
    "graphml": sg.StoryGraph.write_graphml,
    "gexf": sg.StoryGraph.write_gexf,
    "json": sg.StoryGraph.write_json,
    "csv": sg.StoryGraph.write_csv,
    "network": lambda graph, path: graph.write_network(path, 2),
}


@pytest.fixture(scope="module")
def saved(seeds_graph: sg.StoryGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the saved graph of the seeds."""
    return seeds_graph.save(tmp_path_factory.mktemp("saved") / "graph")


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


def test_a_story_is_found_by_number_and_by_article(seeds_graph: sg.StoryGraph) -> None:
    third = seeds_graph.story(3)
    assert third == seeds_graph.stories.row(2, named=True)
    articles = seeds_graph.articles_of(3)
    assert articles.height == third["size"]
    assert articles["published"].is_sorted()
    assert articles.columns == seeds_graph.articles.columns
    for name in (np.int64(3), "3", articles["id"][1]):
        assert seeds_graph.story(name) == third
        assert seeds_graph.articles_of(name).equals(articles)


def test_a_story_that_is_not_there_is_refused(seeds_graph: sg.StoryGraph) -> None:
    for asked in (seeds_graph.story, seeds_graph.articles_of):
        for number in (0, -1, seeds_graph.stories.height + 1, "no such article"):
            with pytest.raises(sg.errors.UnknownNodeError):
                asked(number)
        for wrong in (True, 1.0, None):
            with pytest.raises(sg.errors.UsageError, match="a story is named by"):
                asked(wrong)  # type: ignore[arg-type] # which is what is refused
        with pytest.raises(sg.errors.UnknownNodeError, match="is in no story"):
            asked(seeds_graph.singletons["id"][0])
    alone = sg.build([{"title": "Lynx seen"}])
    with pytest.raises(sg.errors.UnknownNodeError, match="no story 1: the graph has none"):
        alone.story(1)


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_written_as_the_command_writes_it(
    form: str, seeds_graph: sg.StoryGraph, saved: Path, tmp_path: Path
) -> None:
    path, told = tmp_path / "here" / "file", tmp_path / "told" / "file"
    write = FORMATS[form]
    assert write(seeds_graph, path) == path
    story = ("--story", "2") if form == "network" else ()
    run("export", form, *story, "-g", saved, "-t", told)
    assert path.read_bytes() == told.read_bytes()
    path.write_bytes(path.read_bytes()[:-1])
    write(seeds_graph, path)  # over its own
    assert path.read_bytes() == told.read_bytes()


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_is_written_over_the_file_of_another_program(
    form: str, seeds_graph: sg.StoryGraph, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(sg.errors.OutputError, match="not made by storygraph"):
        FORMATS[form](seeds_graph, path)
    assert path.read_text() == "a,b\n1,2\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_page_of_a_story_may_be_one_file(seeds_graph: sg.StoryGraph, tmp_path: Path) -> None:
    article = seeds_graph.articles_of(1)["id"][0]
    page = seeds_graph.write_network(tmp_path / "a.html", article, single_file=True)
    assert list(tmp_path.iterdir()) == [page]
    with pytest.raises(sg.errors.UnknownNodeError):
        seeds_graph.write_network(tmp_path / "b.html", 0)


def test_what_is_asked_of_graphs_and_labels_is_checked(
    seeds_graph: sg.StoryGraph, tmp_path: Path
) -> None:
    labels = seeds_graph.articles.select("id", story="node")
    with pytest.raises(sg.errors.UsageError, match=r"needs a graph, .* not a str"):
        sg.evaluate("output", labels)  # type: ignore[arg-type] # which is what is refused
    for worst in (-1, 2.5, True):
        with pytest.raises(sg.errors.UsageError, match="worst must be a whole number"):
            sg.evaluate(seeds_graph, labels, worst=worst)  # type: ignore[arg-type] # the same
    with pytest.raises(sg.errors.UsageError, match="title must be a text"):
        seeds_graph.publish(tmp_path / "out", title=5)  # type: ignore[arg-type] # the same
    assert not list(tmp_path.iterdir())


def test_labels_name_articles_as_the_reader_does() -> None:
    ids = [1.0, 2.0, None, 4.5]  # what pandas makes of whole numbers beside one that is missing
    titles = [f"{name} shut for a day" for name in ("Bridge", "Bridge", "Museum", "Ferry")]
    table = pl.DataFrame({"id": ids, "title": titles, "story": [7.0, 7.0, 8.0, float("nan")]})
    graph = sg.build(table)
    assert graph.articles["id"].to_list() == ["1", "2", "4.5", "row:3"]
    told = sg.evaluate(graph, table)
    assert told.stories.select("story", "size").rows() == [("7", 2)]
    assert (told.overall.articles, told.unlabelled, told.unknown) == (2, 2, 0)


def test_labels_that_name_nothing_are_told_with_what_they_name() -> None:
    graph = sg.build([{"id": "a1", "title": "Lynx seen near Tarn"}])
    for labels, words in (
        ({"id": ["A1"], "story": ["x"]}, "an article is 'a1', a label is of 'A1'"),
        ({"id": ["a1", "a1"], "story": ["x", "y"]}, "have one label each"),
        ({"id": ["a1"], "story": [None]}, "no row has both an id and a story"),
        ({"id": ["a1"], "label": ["x"]}, "need the columns id and story"),
    ):
        with pytest.raises(sg.errors.InputError, match=words):
            sg.evaluate(graph, pl.DataFrame(labels))
    with pytest.raises(sg.errors.InputError, match=r"not a LazyFrame: collect\(\) it"):
        sg.evaluate(graph, pl.LazyFrame({"id": ["a1"], "story": ["x"]}))


def test_each_gold_story_has_its_scores(seeds_graph: sg.StoryGraph) -> None:
    labels = seeds_graph.articles.select("id", story=pl.col("node") // 3)
    told = sg.evaluate(seeds_graph, labels)
    stories = told.stories
    assert stories.columns == ["story", "size", "precision", "recall", "f1"]
    assert stories["story"].is_sorted()
    assert stories["size"].sum() == told.overall.articles
    weighed = (stories["precision"] * stories["size"]).sum() / told.overall.articles
    assert weighed == pytest.approx(told.overall.precision)
    worst = told.worst[0]
    (row,) = stories.filter(story=worst["story"]).to_dicts()
    assert row["f1"] == pytest.approx(worst["f1"], abs=1e-4)


def test_results_say_in_words_what_their_commands_print(
    seeds_graph: sg.StoryGraph, saved: Path
) -> None:
    one, other = seeds_graph.articles_of(1)["id"].to_list()[:2]
    for told, words in (
        (seeds_graph.why(one), ("why", one)),
        (seeds_graph.why(one, other), ("why", one, other)),
    ):
        printed = run(*words, "--graph", saved).stdout  # in lines of 100 letters, too
        assert str(told) == "\n".join(line.rstrip() for line in printed.splitlines())
        shown = io.StringIO()
        told._repr_pretty_(SimpleNamespace(text=shown.write), cycle=False)
        assert shown.getvalue() == str(told)
        assert repr(told).startswith(type(told).__name__)
    labels = seeds_graph.articles.select("id", story="node")
    assert "B-cubed F1" in str(sg.evaluate(seeds_graph, labels))


def test_results_are_of_the_types_that_are_exported(seeds_graph: sg.StoryGraph) -> None:
    membership = seeds_graph.why(0)
    assert isinstance(membership, sg.Membership)
    assert all(isinstance(tie, sg.Tie) for tie in membership.ties)
    labels = seeds_graph.articles.select("id", story=pl.coalesce("story", 1000 + pl.col("node")))
    evaluation = sg.evaluate(seeds_graph, labels)
    assert isinstance(evaluation, sg.Evaluation)
    assert isinstance(evaluation.overall, sg.Scores)
    assert evaluation.overall.f1 == 1.0


def test_a_graph_says_what_it_holds() -> None:
    one = sg.build([{"title": "Lynx seen near Tarn"}])
    assert repr(one) == "StoryGraph(1 node, 0 edges, 0 stories, 1 singleton)"


def test_the_program_of_the_readme_runs(
    seeds_graph: sg.StoryGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    program = readme.partition("```python\n")[2].partition("```")[0]
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    given: dict[str, Any] = {"labels": seeds_graph.articles.select("id", story="node")}
    exec(compile(program, "README.md", "exec"), given)  # noqa: S102 (it is our own)
    assert isinstance(given["graph"], sg.StoryGraph)
    assert (tmp_path / "output" / "index.html").is_file()
