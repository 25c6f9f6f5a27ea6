"""The output folder: nothing of a user's is overwritten, nothing of an older build stays."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storygraph.articles.coverage import check
from storygraph.errors import InputError, OutputError, UsageError
from storygraph.export.tables import write_stories_json
from storygraph.files import staging
from storygraph.files.atomic import write_text
from storygraph.files.ours import DATA, MARK, PROMISED
from storygraph.files.output import claimed, refuse_foreign, refuse_foreign_file, sweep_older
from storygraph.files.save import save
from storygraph.graph import StoryGraph, load
from storygraph.pipeline import build
from storygraph.publish import publish
from storygraph.runtime import signals
from storygraph.stories.news import News
from tests.command_line import SEEDS, error, run
from tests.strategies import make_graph

OTHER_DISK = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (made by tempfile)


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def published(folder: Path, stories: int = 2) -> StoryGraph:
    """Publish a graph of so many stories of two articles each."""
    articles = [{"story": n + 1, "title": f"Story {n}"} for n in range(stories) for _ in "ab"]
    edges = [(n, n + 1) for n in range(0, 2 * stories, 2)]
    places = {n + 1: {"x": float(n), "y": 0.0, "radius": 1.0} for n in range(stories)}
    placed = [{**row, "x": float(n), "y": 0.0} for n, row in enumerate(articles)]
    counts = {"articles": 2 * stories}
    graph = make_graph(placed, edges, stories=places, run={"counts": counts})
    publish(graph, folder)
    return graph


def test_a_new_or_empty_folder_is_taken(tmp_path: Path) -> None:
    with claimed(tmp_path / "new" / "deep"):
        pass
    (tmp_path / "empty").mkdir()
    with claimed(tmp_path / "empty"):
        pass
    with claimed(tmp_path / "empty"):
        pass


def test_a_folder_with_other_files_is_taken_and_they_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    published(tmp_path)
    published(tmp_path, stories=1)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_a_name_that_a_build_writes_is_in_the_way_when_it_is_not_ours(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if "." in name:
        path.write_text("mine")
    else:
        path.mkdir()
        (path / "mine.txt").write_text("mine")
    before = contents(tmp_path)
    with pytest.raises(OutputError, match="not made by storygraph") as error:
        published(tmp_path)
    assert name in str(error.value)
    assert "\n" not in str(error.value)
    assert contents(tmp_path) == before


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="is a file"), claimed(tmp_path / "file"):
        pass
    assert (tmp_path / "file").read_text() == "mine"


def test_every_promised_name_is_written_and_readable_by_all(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        published(tmp_path)
    finally:
        os.umask(mask)
    assert {path.name for path in tmp_path.iterdir() if path.name[0] != "."} == set(PROMISED)
    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o044 == 0o044, path
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_pages_of_an_older_build_go_and_other_files_stay(tmp_path: Path) -> None:
    published(tmp_path, stories=3)
    (tmp_path / "stories" / "mine.html").write_text("mine")
    (tmp_path / "stories" / "story-notes.html").write_text("mine")
    published(tmp_path, stories=1)
    pages = {path.name for path in (tmp_path / "stories").glob("*.html")}
    assert pages == {"story-0001.html", "mine.html", "story-notes.html"}


def test_without_pages_nothing_of_theirs_stays(tmp_path: Path) -> None:
    titles = ["Bridge shut", "Bridge is shut"]
    graph = make_graph([{"title": title, "story": 1} for title in titles], [(0, 1)])
    publish(graph, tmp_path)
    assert (tmp_path / "stories" / "assets").is_dir()
    publish(graph, tmp_path, pages=0)
    assert not (tmp_path / "stories").exists()
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "mine.txt").touch()
    publish(graph, tmp_path, pages=0)
    assert (tmp_path / "stories" / "mine.txt").is_file()


def test_two_builds_into_one_folder_take_turns(tmp_path: Path) -> None:
    with claimed(tmp_path):
        other = threading.Thread(target=published, args=(tmp_path,))
        other.start()
        other.join(0.5)
        assert other.is_alive()
        assert set(contents(tmp_path)) == {MARK}
    other.join(60)
    assert {path.name for path in tmp_path.iterdir()} == {*PROMISED, MARK}


def test_sweeping_where_there_is_nothing_does_nothing(tmp_path: Path) -> None:
    sweep_older(tmp_path, set())
    assert list(tmp_path.iterdir()) == []


def everything(folder: Path) -> dict[str, bytes]:
    """Every file, hidden ones too, but for the seconds that a run took."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}


@pytest.mark.parametrize(
    "late", ["export.tables.write_problems_csv", "export.explorer.write_text", "files.save.save"]
)
@pytest.mark.parametrize("end", [KeyboardInterrupt, OutputError("the disk is full")])
def test_a_build_that_does_not_end_changes_nothing(
    late: str, end: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_: object) -> None:
        raise end

    new, old = tmp_path / "new", tmp_path / "old"
    published(old)
    before = everything(old)
    with monkeypatch.context() as patch:
        patch.setattr(f"storygraph.{late}", ends)
        for folder in (new, old):
            with pytest.raises(type(end) if isinstance(end, Exception) else KeyboardInterrupt):
                published(folder, stories=1)
    assert everything(old) == before
    assert [path.name for path in new.iterdir()] == [MARK]
    for folder in (new, old):
        published(folder, stories=1)
        assert load(folder).stories.height == 1
        assert len(json.loads((folder / "stories.json").read_text())) == 1


def interrupt_each_file(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals = signal.SIGINT
) -> None:
    """Let Ctrl-C, or another signal, come whenever a file takes its place."""
    put = staging._put

    def interrupted(path: Path, target: Path) -> None:
        signal.raise_signal(number)
        put(path, target)

    monkeypatch.setattr(staging, "_put", interrupted)


@pytest.mark.parametrize("number", [signal.SIGINT, *signals.ASKED], ids=lambda number: number.name)
def test_a_signal_waits_while_files_take_their_places(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path)
    interrupt_each_file(monkeypatch, number)
    # A shell lets what it starts in the background ignore it
    before = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            published(tmp_path, stories=1)
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)
    assert load(tmp_path).stories.height == 1
    assert len(json.loads((tmp_path / "stories.json").read_text())) == 1
    assert not list(tmp_path.glob(".storygraph.*"))


def test_files_that_are_links_to_another_disk_are_written_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unless_beside(move: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
        def moved(path: Path, target: Path) -> None:
            if path.parent != target.parent:
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            move(path, target)

        return moved

    published(tmp_path)
    old = (tmp_path / "index.html").read_bytes()
    for name in ("replace", "take_over"):
        monkeypatch.setattr(staging, name, unless_beside(getattr(staging, name)))
    published(tmp_path, stories=1)
    assert (tmp_path / "index.html").read_bytes() != old
    assert load(tmp_path).stories.height == 1
    assert not list(tmp_path.rglob("*.part"))


def test_links_to_another_disk_and_to_folders_to_come_are_followed(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=OTHER_DISK) as disk:
        out, far, near = tmp_path / "out", Path(disk), tmp_path / "to" / "come"
        out.mkdir()
        for name, home in (("graph", far), ("index.html", far), ("stories.json", near)):
            (out / name).symlink_to(home / "deep" / name)
        for stories in (2, 1):
            published(out, stories=stories)
            assert (
                load(out).stories.height == load(far / "deep" / "graph").stories.height == stories
            )
            assert len(json.loads((near / "deep" / "stories.json").read_text())) == stories
        assert sorted(path.name for path in (far / "deep").iterdir()) == ["graph", "index.html"]
        assert all((out / name).is_symlink() for name in ("graph", "index.html", "stories.json"))


def test_where_one_place_cannot_be_written_no_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path)
    before = everything(tmp_path)

    def refused(path: Path) -> None:
        if path.name == "stories":
            raise OutputError(f"cannot write {path}: Permission denied")

    monkeypatch.setattr(staging, "require_writable", refused)
    with pytest.raises(OutputError, match=f"cannot write {tmp_path}/stories: "):
        published(tmp_path, stories=1)
    assert everything(tmp_path) == before


def test_a_disk_that_is_full_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, copy: Path) -> None:
        raise shutil.Error([(str(path), str(copy), "[Errno 28] No space left on device")])

    published(tmp_path)
    with tempfile.TemporaryDirectory(dir=OTHER_DISK) as disk:
        shutil.move(tmp_path / "articles.csv", disk)
        (tmp_path / "articles.csv").symlink_to(Path(disk) / "articles.csv")
        before = everything(tmp_path)
        monkeypatch.setattr(staging, "_copy", full)
        with pytest.raises(OutputError, match=r"No space left on device$"):
            published(tmp_path, stories=1)
        assert everything(tmp_path) == before


def test_an_interrupt_that_nobody_listens_for_stays_unheard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    interrupt_each_file(monkeypatch)
    before = signal.getsignal(signal.SIGINT)
    try:
        for handler in (signal.SIG_IGN, lambda *_: heard.append(1)):
            signal.signal(signal.SIGINT, handler)
            published(tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [1]


@pytest.mark.skipif(os.name == "nt", reason="permissions are of POSIX")
def test_a_file_that_cannot_be_put_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / MARK).touch()
    (tmp_path / "articles.csv").mkdir()
    (tmp_path / "articles.csv" / "mine").touch()
    with pytest.raises(OutputError, match=f"cannot write {tmp_path}/articles.csv: "):
        published(tmp_path)
    assert not list(tmp_path.glob(".storygraph.*"))


def test_asking_whether_a_folder_is_free_changes_nothing(tmp_path: Path) -> None:
    refuse_foreign(tmp_path / "new")
    refuse_foreign(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_build_reads_nothing_that_a_build_wrote(tmp_path: Path) -> None:
    for number in range(3):
        page = f"---\ntitle: Ferry {number} cancelled\ndate: 2026-03-04\n---\nStorm.\n"
        (tmp_path / f"{number}.md").write_text(page)
    first = build(tmp_path)
    publish(first, tmp_path / "output")
    first.save(tmp_path / "saved")
    (tmp_path / "output" / "late.md").write_text("---\ntitle: Ferries sail again\n---\n")
    second = build(tmp_path)
    publish(second, tmp_path)  # into the folder of the articles
    for graph in (second, build(tmp_path)):
        assert graph.articles["id"].to_list() == ["0.md", "1.md", "2.md", "output/late.md"]
    for made in ("saved", "output/graph"):
        with pytest.raises(InputError, match="what storygraph wrote is passed over"):
            build(tmp_path / made)


def test_files_of_such_names_are_read_where_no_build_made_them(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("title,date\nFerries cancelled,2026-03-04\n")
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "one.md").write_text("---\ntitle: Harbour shut\n---\n")
    assert build(tmp_path).articles["title"].to_list() == ["Ferries cancelled", "Harbour shut"]


def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    inside = tmp_path / "file" / "out"
    plot = inside.with_suffix(".svg")
    for place, *words in (
        (inside, "build", "--output", inside),
        (plot, "evaluate", "--sweep", "resolution", "--plot", plot),
    ):
        said = error(*words, tmp_path / "not there.csv")
        assert said == f"storygraph: cannot write {place}: Not a directory"


def test_an_output_that_links_to_nothing_yet_is_made_there(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "to" / "come")
    refuse_foreign(link)
    for stories in (2, 1):
        published(link, stories=stories)
        assert load(tmp_path / "to" / "come").stories.height == stories
        assert link.is_symlink()
    run("export", "csv", "-g", link, "-t", link / "more" / "mine.csv")
    assert (tmp_path / "to" / "come" / "more" / "mine.csv").is_file()


def test_an_output_whose_links_lead_round_is_refused_at_once(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    for write in (refuse_foreign, lambda path: refuse_foreign_file(path, "csv"), published):
        for path in (link, link / "inside"):
            with pytest.raises(OutputError, match=f"cannot write {path}: its links lead round"):
                write(path)  # type: ignore[operator] # mypy joins their types to object
    with pytest.raises(OutputError, match="its links lead round"):
        save(make_graph([{"title": "Bridge shut"}]), link)


@pytest.mark.parametrize("pages", [-1, 1.5, "5", True])
def test_pages_that_are_no_number_of_stories_are_refused(pages: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="pages must be a whole number, 0 or more"):
        publish(make_graph([{"title": "Bridge shut"}]), tmp_path, pages=pages)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="permissions are of POSIX")
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    path = write_text(tmp_path / "graph.csv", "old")
    for mode in (0o600, 0o664):
        path.chmod(mode)
        write_text(path, "new")
        assert path.stat().st_mode & 0o777 == mode
    assert path.read_text() == "new"


def test_a_folder_by_the_name_of_a_page_of_ours_stays(tmp_path: Path) -> None:
    published(tmp_path, stories=1)
    mine = tmp_path / "stories" / "story-0099.html"
    mine.mkdir()
    published(tmp_path, stories=1)
    assert mine.is_dir()


def test_what_was_there_is_looked_at_when_it_is_the_turn_of_the_build(tmp_path: Path) -> None:
    first, second = (make_graph([{"title": title}]) for title in ("Bridge shut", "Ferry strike"))
    publish(first, tmp_path)
    seen: list[str] = []

    def look(_: News | None) -> None:
        seen.extend(load(tmp_path).articles["title"])

    with claimed(tmp_path):
        waiting = threading.Thread(target=lambda: publish(second, tmp_path, tell=look))
        waiting.start()
        waiting.join(0.3)
        assert not seen
        save(make_graph([{"title": "Came between"}]), tmp_path / "graph")
    waiting.join()
    assert seen == ["Came between"]


def test_an_export_with_a_long_headline_is_known_as_ours(tmp_path: Path) -> None:
    graph = make_graph([{"title": "Bridge shut " * 900, "story": 1}] * 2, [(0, 1)])
    path = write_stories_json(graph, tmp_path / "mine.json")
    refuse_foreign_file(path, "json")
    with pytest.raises(InputError, match="nothing to read"):
        build(tmp_path)


def test_half_an_export_of_a_killed_run_goes_after_a_day(tmp_path: Path) -> None:
    for name, age in (
        (".x.csv.ab.part", 90_000),
        (".x.csv.cd.part", 80_000),
        (".y.csv.ef.part", 90_000),
    ):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    refuse_foreign_file(tmp_path / "x.csv", "csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".x.csv.cd.part", ".y.csv.ef.part"]


def test_a_run_that_ends_itself_leaves_nothing(tmp_path: Path) -> None:
    script = """
import io, os, sys
from pathlib import Path
from storygraph.files import leftovers
from storygraph.files.staging import staged
from storygraph.read.piped import kept
folder = Path(sys.argv[1])
with staged(folder, whole="graph", after=lambda made: None) as part:
    (part / "index.html").write_text("x")
    print(kept(io.BytesIO(b"{}")), len(list(folder.iterdir())), flush=True)
    leftovers.remove()
    os._exit(1)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False
    )
    piped, there = done.stdout.split()
    assert (there, done.stderr) == ("1", "")
    assert not Path(piped).exists()
    assert list(tmp_path.iterdir()) == []


def test_data_beside_a_page_is_not_read_and_that_of_others_is_in_the_way(tmp_path: Path) -> None:
    published(tmp_path / "out")
    (tmp_path / "out" / DATA).mkdir()
    (tmp_path / "out" / DATA / "texts-0.0123456789ab.js").touch()
    (tmp_path / "one.md").write_text("---\ntitle: Bridge shut\n---\nShut.\n")
    assert check([tmp_path]).report.others == {}
    (tmp_path / "mine" / DATA).mkdir(parents=True)
    with pytest.raises(OutputError, match=f"holds {DATA}, not made by storygraph"):
        published(tmp_path / "mine")


def test_exports_among_the_coverage_are_passed_over(tmp_path: Path) -> None:
    coverage, out = tmp_path / "in", tmp_path / "out"
    coverage.mkdir()
    for n in range(3):
        (coverage / f"{n}.md").write_text(f"---\ntitle: Bridge shut, day {n}\n---\nShut.\n")
    mine = {"id": 1, "title": "Ferry strike", "keywords": [], "text": "No boats."}
    (coverage / "mine.json").write_text(json.dumps([mine]))
    run("build", coverage, "-o", out)
    ids = load(out).articles["id"]
    assert ids.len() == 4
    for form in ("csv", "json", "gexf", "graphml"):
        run("export", form, "-g", out, "-t", coverage / f"export.{form}")
    (coverage / "listed.json").write_text(run("stories", "--json", "-g", out).stdout)
    (coverage / "moved.csv").write_bytes((out / "articles.csv").read_bytes())
    graph = build(coverage)
    assert graph.articles["id"].equals(ids)
    assert graph.run["passed_over"] == {".csv": 2, ".gexf": 1, ".graphml": 1, ".json": 2}
    assert graph.problems.is_empty()


def test_a_damaged_graph_is_mended_by_the_next_build(tmp_path: Path) -> None:
    run("build", SEEDS, "-o", tmp_path / "out")
    (tmp_path / "out" / "graph" / "run.json").write_text("")
    assert "build again" in error("stories", "-g", tmp_path / "out")
    run("build", SEEDS, "-o", tmp_path / "out")
    run("stories", "-g", tmp_path / "out")
