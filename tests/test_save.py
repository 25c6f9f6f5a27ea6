"""A saved graph: whole or not at all, equal when read back, refused when it is not ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from polars.testing import assert_frame_equal

from storygraph.errors import GraphError, OutputError
from storygraph.files import swap
from storygraph.files.ours import head_of, is_graph
from storygraph.files.save import FORMAT, TABLES, load, save
from storygraph.graph import StoryGraph
from tests.strategies import graphs, make_graph

TESTS = Path(__file__).parent
WRITER = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from tests.strategies import make_graph
from storygraph.files.save import save
name = sys.argv[1]
graph = make_graph([{{"title": f"{{name}} {{n}}"}} for n in range(300)], run={{"name": name}})
print("ready", flush=True)
for _ in range(int(sys.argv[3])):
    save(graph, Path(sys.argv[2]))
"""


def writer(name: str, folder: Path, times: int) -> subprocess.Popen[str]:
    """A process that saves a graph of 300 articles, all of `name`, `times` times over."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER.format(tests=str(TESTS)), name, str(folder), str(times)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def one_name(graph: StoryGraph) -> str:
    """The writer's name, after checking that every row is its own."""
    name = graph.run["name"]
    assert graph.articles["title"].to_list() == [f"{name} {n}" for n in range(300)]
    return str(name)


def assert_equal(found: StoryGraph, wanted: StoryGraph) -> None:
    for name in TABLES:
        assert_frame_equal(getattr(found, name), getattr(wanted, name))
    assert found.run == wanted.run


@given(graph=graphs())
@settings(deadline=None)
def test_what_is_saved_is_what_is_loaded(
    graph: StoryGraph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("save") / "graph"
    assert save(graph, folder) == folder
    assert_equal(load(folder), graph)
    assert_equal(load(folder.parent), graph)  # the output folder will do as well


@pytest.mark.parametrize("name", ["sample_graph", "diablo4_graph", "seeds_graph"])
def test_real_graphs_come_back_equal(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    graph = request.getfixturevalue(name)
    assert_equal(load(save(graph, tmp_path / "graph")), graph)


def test_equal_graphs_give_equal_files(seeds_graph: StoryGraph, tmp_path: Path) -> None:
    first, second = save(seeds_graph, tmp_path / "a"), save(seeds_graph, tmp_path / "b")
    assert sorted(path.name for path in first.iterdir()) == sorted(
        ["run.json", *(f"{name}.parquet" for name in TABLES)]
    )
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes()


def test_a_second_save_replaces_the_first_and_leaves_nothing_behind(tmp_path: Path) -> None:
    save(make_graph([{}, {}]), tmp_path / "graph")
    save(make_graph([{}]), tmp_path / "graph")
    assert load(tmp_path / "graph").articles.height == 1
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def one_line(error: pytest.ExceptionInfo[Exception]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "missing", "folder"])
def test_a_damaged_table_is_one_error_that_names_it(
    table: str, damage: str, tmp_path: Path
) -> None:
    path = save(make_graph([{}, {}], [(0, 1)]), tmp_path / "graph") / f"{table}.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "missing":
        path.write_bytes({"flipped": data, "cut": data[:-9], "empty": b""}[damage])
    with pytest.raises(GraphError, match="build again") as error:
        load(tmp_path / "graph")
    assert str(path) in one_line(error)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"made_by": "someone else", "format": 1, "digests": {}}', "[" * 5000],
)
def test_a_run_json_that_is_not_ours_is_one_error(text: str, tmp_path: Path) -> None:
    folder = save(make_graph([{}]), tmp_path / "graph")
    (folder / "run.json").write_text(text)
    assert not is_graph(folder)
    with pytest.raises(GraphError, match="build again") as error:
        load(folder)
    one_line(error)


@pytest.mark.parametrize("chosen", [None, [], {"languages": None}, {"languages": [1]}])
def test_a_description_that_was_changed_is_one_error(chosen: Any, tmp_path: Path) -> None:
    save(make_graph([{"title": "Bridge shut"}]), tmp_path)
    head = json.loads((tmp_path / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps({**head, "chosen": chosen}))
    with pytest.raises(GraphError, match=r"run\.json is not as it was written: build again"):
        load(tmp_path)


def test_a_newer_graph_is_refused_and_says_so(tmp_path: Path) -> None:
    folder = save(make_graph([{}], run={"storygraph": "9.8.7"}), tmp_path / "graph")
    head = json.loads((folder / "run.json").read_bytes())
    (folder / "run.json").write_text(json.dumps({**head, "format": FORMAT + 1}))
    with pytest.raises(GraphError, match=r"9\.8\.7, which is newer") as error:
        load(folder)
    one_line(error)


@pytest.mark.parametrize("name", ["missing", "missing/graph", "file", "."])
def test_no_graph_is_one_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GraphError, match="no saved graph") as error:
        load(tmp_path / name)
    one_line(error)


def test_a_folder_or_file_of_someone_else_stays_untouched(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("folder", "file"):
        with pytest.raises(OutputError, match="not made by storygraph"):
            save(make_graph([{}]), tmp_path / name)
    assert (tmp_path / "folder" / "notes.txt").read_text() == (tmp_path / "file").read_text()


def test_files_that_someone_put_beside_the_tables_are_not_thrown_away(tmp_path: Path) -> None:
    folder = save(make_graph([{}]), tmp_path / "graph")
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        save(make_graph([{}, {}]), folder)
    assert (folder / "notes.txt").read_text() == "mine"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    save(make_graph([{}]), tmp_path / "graph")
    assert load(tmp_path / "graph").articles.height == 1


@pytest.mark.parametrize("name", ["gr[a]ph*?", "-graph", "ein Graph ü"])
def test_any_name_of_a_folder_will_do(name: str, tmp_path: Path) -> None:
    for _ in range(2):
        save(make_graph([{}]), tmp_path / name)
    assert load(tmp_path / name).articles.height == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write") as error:
        save(make_graph([{}]), tmp_path / "file" / "graph")
    one_line(error)


def test_the_graph_that_a_killed_build_moved_aside_is_still_found(tmp_path: Path) -> None:
    output = tmp_path / "output"
    aside = save(make_graph([{}]), output / "graph").rename(output / ".graph.abc.0.old")
    assert load(output / "graph").articles.height == 1
    assert load(output).articles.height == 1
    save(make_graph([{}, {}]), output / "graph")
    assert load(output).articles.height == 2
    assert not aside.exists()


def test_of_two_that_were_moved_aside_the_later_is_found(tmp_path: Path) -> None:
    for age, name, count in ((9, "a", 1), (1, "b", 2), (5, "c", 3)):
        saved = save(make_graph([{}] * count), tmp_path / "graph")
        aside = saved.rename(tmp_path / f".graph.{name}.old")
        (tmp_path / "kept").mkdir(exist_ok=True)
        aside.rename(tmp_path / "kept" / aside.name)
        os.utime(tmp_path / "kept" / aside.name, (time.time() - age, time.time() - age))
    assert load(tmp_path / "kept" / "graph").articles.height == 2


def test_what_killed_builds_left_goes_after_a_day(tmp_path: Path) -> None:
    for name, age in ((".graph.ab.part", 90_000), (".graph.cd.part", 80_000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "half.parquet").touch()
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    save(make_graph([{}]), tmp_path / "graph")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".graph.cd.part", "graph"]


@pytest.mark.parametrize("wait", [0.0, 0.003, 0.01, 0.03, 0.1, 0.15])
def test_kill_in_the_middle_leaves_a_whole_graph(wait: float, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    save(make_graph([{"title": f"old {n}"} for n in range(300)], run={"name": "old"}), folder)
    process = writer("new", folder, 10**6)
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert one_name(load(folder)) in {"old", "new"}
    save(make_graph([{}]), folder)
    assert load(folder).articles.height == 1


def test_two_builds_at_once_both_end_well_and_leave_one_whole_graph(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    processes = [writer(name, folder, 40) for name in ("one", "two")]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
    assert one_name(load(folder)) in {"one", "two"}
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_a_reader_sees_a_whole_graph_while_another_build_saves(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    save(make_graph([{"title": f"old {n}"} for n in range(300)], run={"name": "old"}), folder)
    process = writer("new", folder, 80)
    seen = [one_name(load(folder))]
    while process.poll() is None:
        seen.append(one_name(load(folder)))
    _, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    assert set(seen) <= {"old", "new"}
    assert one_name(load(folder)) == "new"


def test_where_folders_cannot_be_exchanged_the_old_one_steps_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    for count in (1, 2, 3):
        save(make_graph([{}] * count), tmp_path / "graph")
    assert load(tmp_path / "graph").articles.height == 3
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "graph").symlink_to(tmp_path / "disk")
    for count in (1, 2):
        save(make_graph([{}] * count), tmp_path / "graph")
    assert (tmp_path / "graph").is_symlink()
    assert load(tmp_path / "disk").articles.height == 2


def test_a_graph_that_is_replaced_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "graph"
    save(make_graph([{"title": "old"}], run={"name": "old"}), folder)
    turns = iter(["new"])

    def head(of: Path) -> dict[str, Any] | None:
        found = head_of(of)
        if name := next(turns, None):
            save(make_graph([{"title": name}], run={"name": name}), folder)
        return found

    monkeypatch.setattr("storygraph.files.save.head_of", head)
    graph = load(folder)
    assert (graph.run["name"], graph.articles["title"].to_list()) == ("new", ["new"])
