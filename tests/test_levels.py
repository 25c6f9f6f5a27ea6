"""Themes, stories, parts: they nest, the middle is the default, and every output tells of them."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import networkx as nx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storygraph.errors import UsageError
from storygraph.files.save import load
from storygraph.graph import StoryGraph
from storygraph.options import Options
from storygraph.pipeline import build
from storygraph.printing.levels import nested
from storygraph.publish import publish
from storygraph.tables import LEVELS
from tests.command_line import SEEDS, error, from_json, run


@pytest.fixture(scope="module")
def plain() -> StoryGraph:
    return build(SEEDS)


@pytest.fixture(scope="module")
def graph() -> StoryGraph:
    return build(SEEDS, Options(levels=True))


@pytest.fixture(scope="module")
def output(graph: StoryGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("levels") / "output"
    publish(graph, folder, pages=0)
    return folder


def nests(nodes: pl.DataFrame) -> bool:
    """Whether no story lies in two themes, no theme is of one story, and parts are of stories."""
    inside = nodes.filter(pl.col("story").is_not_null())
    themes = inside.group_by("story").agg(pl.col("theme").n_unique())["theme"]
    held = nodes.drop_nulls("theme").group_by("theme").agg(pl.col("story").drop_nulls().n_unique())
    parted = nodes.filter(pl.col("part").is_not_null())
    return (
        bool((themes == 1).all())
        and bool((held["story"] > 1).all())
        and parted["story"].null_count() == 0
    )


def test_the_middle_is_the_default(plain: StoryGraph, graph: StoryGraph) -> None:
    added = ["theme", "part"]
    assert graph.articles.drop(added).equals(plain.articles.drop(added))
    assert graph.stories.drop("theme").equals(plain.stories.drop("theme"))
    assert graph.edges.equals(plain.edges)
    assert plain.levels.is_empty()
    assert plain.articles["theme"].null_count() == plain.articles.height


def test_levels_nest_and_are_told_in_one_row_each(graph: StoryGraph) -> None:
    assert nests(graph.articles)
    assert graph.levels.schema == pl.Schema(LEVELS)
    themes = graph.levels.filter(pl.col("level") == "theme")
    parts = graph.levels.filter(pl.col("level") == "part")
    assert themes["number"].to_list() == list(range(1, themes.height + 1))
    for level, keys in ((themes, ["theme"]), (parts, ["story", "part"])):
        sizes = graph.articles.drop_nulls(keys).group_by(keys).len("size").sort(keys)
        ordered = level.sort(["story", "number"])
        assert sizes["size"].to_list() == ordered["size"].to_list()
        assert level["size"].min() >= 2  # type: ignore[operator] # an integer
        assert level["title"].str.len_chars().min() > 0  # type: ignore[operator] # an integer
    assert (parts.filter(parts["number"] == 1)["story"].n_unique()) == parts["story"].n_unique()


def test_a_running_theme_and_the_parts_of_a_story_are_found(graph: StoryGraph) -> None:
    titles = graph.articles.filter(pl.col("title").str.contains("(?i)tressel"))
    assert titles["story"].n_unique() > titles["theme"].n_unique()  # the recall, the takeover
    assert (
        graph.articles.drop_nulls("part")
        .group_by("story")
        .agg(pl.col("part").n_unique())["part"]
        .max()
        > 1
    )  # type: ignore[operator] # an integer


@given(st.lists(st.sampled_from(["flood", "vote", "trial", "storm", "mine", "ferry"]), max_size=40))
@settings(deadline=None, max_examples=15)
def test_levels_of_any_corpus_nest(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    told = ["flood", *words]
    rows = [
        {
            "id": str(n),
            "title": f"{word} {told[n // 2]} {n % 3}",
            "published": f"2026-03-{n % 9 + 1:02}",
        }
        for n, word in enumerate(told)
    ]
    file = tmp_path_factory.mktemp("any") / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    assert nests(build(file, Options(levels=True)).articles)


def test_every_output_tells_of_levels(graph: StoryGraph, output: Path) -> None:
    stories = json.loads((output / "stories.json").read_text("utf-8"))
    home = dict(graph.stories.select("story", "theme").iter_rows())
    for story in stories:
        assert (story["theme"] or {"id": None})["id"] == home[story["id"]]
        assert story["theme"] is None or story["theme"]["title"]
        told = {article["id"]: article["part"] for article in story["articles"]}
        held = {one: part["id"] for part in story["parts"] for one in part["articles"]}
        assert held == {one: part for one, part in told.items() if part}
        assert [part["size"] for part in story["parts"]] == [
            len(part["articles"]) for part in story["parts"]
        ]
    with (output / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    nodes = nx.read_graphml(output / "storygraph.graphml").nodes
    for row in graph.articles.iter_rows(named=True):
        assert rows[row["id"]]["part"] == ("" if row["part"] is None else str(row["part"]))
        drawn = nodes[row["id"]]
        assert drawn.get("theme") == row["theme"]
        assert drawn.get("part") == (f"{row['story']}.{row['part']}" if row["part"] else None)
        assert ("theme_title" in drawn, "part_title" in drawn) == (
            row["theme"] is not None,
            row["part"] is not None,
        )
    gexf = graph.write_gexf(output.parent / "graph.gexf").read_text("utf-8")
    assert 'title="theme"' in gexf
    assert 'title="part"' in gexf


def test_levels_are_saved_and_a_graph_without_them_loads(
    graph: StoryGraph, plain: StoryGraph, output: Path, tmp_path: Path
) -> None:
    assert load(output).levels.equals(graph.levels)
    assert load(plain.save(tmp_path / "graph")).levels.is_empty()


def test_a_graph_saved_before_there_were_levels_loads(plain: StoryGraph, tmp_path: Path) -> None:
    folder = plain.save(tmp_path / "graph")
    head = json.loads((folder / "run.json").read_bytes())
    for name, columns in (("articles", ["theme", "part"]), ("stories", ["theme"])):
        path = folder / f"{name}.parquet"
        pl.read_parquet(path).drop(columns).write_parquet(path)
        head["digests"][name] = hashlib.blake2b(path.read_bytes()).hexdigest()[:32]
    del head["digests"]["levels"]
    (folder / "levels.parquet").unlink()
    (folder / "run.json").write_text(json.dumps(head))
    older = load(folder)
    assert older.articles.equals(plain.articles)
    assert older.stories.equals(plain.stories)
    assert older.levels.is_empty()


def test_commands_show_levels(output: Path, built_plain: Path) -> None:
    themes = from_json("stories", "-g", output, "--levels", "-n", "0")
    assert sum(len(theme["stories"]) for theme in themes) == len(
        json.loads((output / "stories.json").read_text("utf-8"))
    )
    assert [theme["size"] for theme in themes] == sorted(
        (theme["size"] for theme in themes), reverse=True
    )
    text = run("stories", "-g", output, "--levels").stdout
    assert "theme 1" in text
    counts = from_json("build", SEEDS, "-o", output.parent / "again", "--levels")["counts"]
    told = [theme for theme in themes if theme["id"] is not None]
    assert counts["themes"] == len(told) == text.count("theme ")
    assert all(len(theme["stories"]) > 1 for theme in told)
    assert all(len(theme["stories"]) == 1 for theme in themes if theme["id"] is None)
    assert themes[0]["stories"][0]["title"][:20] in text
    parted = next(s for t in themes for s in t["stories"] if len(s["parts"]) > 1)
    shown = run("show", str(parted["id"]), "-g", output).stdout
    assert f"Part {parted['id']}.1" in shown
    assert from_json("show", str(parted["id"]), "-g", output)["parts"][0]["id"] == 1
    for order in ("recent", "sources"):
        assert from_json("stories", "-g", output, "--levels", "--sort", order)
    plain = {story["id"]: story for story in from_json("stories", "-g", output, "-n", "0")}
    for story in (story for theme in themes for story in theme["stories"]):
        assert story["cohesion"] == plain[story["id"]]["cohesion"]
        assert story["loose"] == plain[story["id"]]["loose"]
    loosest = run("stories", "-g", output, "--levels", "--sort", "cohesion", COLUMNS="70").stdout
    assert " loose " in loosest
    assert "build --levels" in error("stories", "-g", built_plain, "--levels")
    assert "theme" not in from_json("stories", "-g", built_plain)[0]


def test_themes_go_by_their_loosest_story(graph: StoryGraph) -> None:
    cohesion = dict(graph.stories.select("story", "cohesion").iter_rows())
    held = [
        [cohesion[story["id"]] for story in theme["stories"]] for theme in nested(graph, "cohesion")
    ]
    assert any(len(each) > 1 for each in held)
    assert all(each == sorted(each) for each in held)
    assert [each[0] for each in held] == sorted(each[0] for each in held)


@pytest.fixture(scope="module")
def built_plain(plain: StoryGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    plain.save(folder / "graph")
    return folder


def test_themes_of_one_story_or_none_that_older_graphs_have_are_listed_as_such(
    graph: StoryGraph,
) -> None:
    lone = graph.stories.filter(pl.col("theme").is_null())["story"][0]
    spare = graph.levels.filter(level="theme").head(1)
    more = [spare.with_columns(number=pl.lit(n, pl.UInt32)) for n in (900, 901)]
    older = StoryGraph(
        articles=graph.articles,
        edges=graph.edges,
        stories=graph.stories.with_columns(
            theme=pl.when(story=lone).then(pl.lit(900, pl.UInt32)).otherwise("theme")
        ),
        levels=pl.concat([graph.levels, *more]),
    )
    listed = nested(older)
    assert sum(len(theme["stories"]) for theme in listed) == graph.stories.height
    assert 901 not in [theme["id"] for theme in listed]


def test_levels_need_linkage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="levels need"):
        Options(levels=True, algorithm="leiden")
    assert "levels need" in error(
        "build", SEEDS, "-o", tmp_path / "out", "--levels", "--algorithm", "leiden", code=2
    )


def test_what_is_left_out_of_a_list_of_levels_is_told_truly(output: Path) -> None:
    told = from_json("stories", "-g", output, "--levels", "-n", "0", "--sort", "recent")
    for limit in (3, 6):
        words = run("stories", "-g", output, "--levels", "-n", str(limit), "--sort", "recent")
        themes = [len(theme["stories"]) > 1 for theme in told]
        shown, alone = sum(themes[:limit]), limit - sum(themes[:limit])
        assert words.stdout.splitlines()[-1] == (
            f"{shown} of {sum(themes)} themes, {alone} of {len(themes) - sum(themes)} "
            "stories by themselves; -n 0 shows all"
        )
        assert words.stdout.count("theme ") == shown
    assert "shows all" not in run("stories", "-g", output, "--levels", "-n", "0").stdout
    few = run("stories", "-g", output, "--levels", "-n", "1", "--json")
    assert len(json.loads(few.stdout)) == 1
    assert few.stderr.strip().endswith("; -n 0 shows all")


@pytest.mark.parametrize("titles", [["Ferry late"], ["Ferry late", "Ferry is late again"]])
def test_levels_that_hold_nothing_have_their_columns(titles: list[str], tmp_path: Path) -> None:
    graph = build([{"title": title} for title in titles], Options(levels=True))
    graph.publish(tmp_path)
    loaded = load(tmp_path)
    assert loaded.has_levels
    assert [len(told["stories"]) for told in nested(loaded)] == [1] * loaded.stories.height
    head = (tmp_path / "articles.csv").read_text("utf-8").splitlines()[0]
    assert head.endswith(",theme,part")
    told = json.loads((tmp_path / "singletons.json").read_text())
    told += [a for s in json.loads((tmp_path / "stories.json").read_text()) for a in s["articles"]]
    assert all({"theme", "part"} & set(article) for article in told)
    assert from_json("stories", "-g", tmp_path, "--levels") is not None
    if not loaded.stories.height:
        assert run("stories", "-g", tmp_path, "--levels").stdout == "No story.\n"
