"""The command line as a user meets it: every command, its exit codes, one line for an error."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import networkx as nx
import pytest
import typer

from storygraph import __version__
from storygraph.__main__ import main
from storygraph.cli import app
from tests.command_line import COMMAND, SEEDS, error, from_json, run
from tests.conftest import ROOT

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a build of the seeds."""
    folder = tmp_path_factory.mktemp("cli") / "output"
    done = run("build", SEEDS, "-o", folder, code=None)
    assert done.returncode == (1 if len(folder.joinpath("problems.csv").read_bytes()) > 20 else 0)
    assert f"Open {folder / 'index.html'}" in done.stdout.replace("\n", "")
    return folder


def ids(built: Path) -> list[str]:
    """Ids of the articles of the largest story."""
    stories = json.loads((built / "stories.json").read_text("utf-8"))
    return [article["id"] for article in stories[0]["articles"]]


def test_the_version() -> None:
    assert run("--version").stdout == f"storygraph {__version__}\n"


def test_help_names_every_command_and_each_explains_itself() -> None:
    listed = run("--help").stdout
    for name in COMMANDS:
        assert re.search(rf"^\W*{name}\s", listed, re.MULTILINE)
        told = run(name, "-h").stdout
        assert "Usage: storygraph " + name in told
        assert not re.search(r"<\w+", told)


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    program = "import sys, storygraph.cli; print(*sys.modules)"
    found = subprocess.check_output([sys.executable, "-c", program], text=True).split()
    heavy = {
        "sklearn",
        "scipy",
        "polars",
        "pyvis",
        "numpy",
        "networkx",
        "lxml",
        "sknetwork",
        "jinja2",
    }
    assert not heavy & set(found)


def test_the_readme_shows_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"storygraph {name}" not in readme] == []


def test_build_writes_what_it_promises(built: Path) -> None:
    names = {path.name for path in built.iterdir() if not path.name.startswith(".")}
    assert names == {
        "index.html", "stories", "storygraph.graphml", "stories.json", "singletons.json",
        "articles.csv", "problems.csv", "graph",
    }  # fmt: skip


def test_build_prints_its_run_as_json(tmp_path: Path) -> None:
    told = from_json("build", SEEDS, "-o", tmp_path / "out", "--title", "News", "--pages", "2")
    assert told["counts"]["articles"] > 100
    assert Path(told["page"]) == tmp_path / "out" / "index.html"
    assert len(list((tmp_path / "out" / "stories").glob("*.html"))) == 2
    assert "<title>News" in (tmp_path / "out" / "index.html").read_text("utf-8")
    told = run("build", SEEDS, "-o", tmp_path / "out", "--quiet")
    assert told.stdout + told.stderr == ""


def test_a_build_names_columns_that_may_hold_what_no_article_has(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("Nimeke,text,author\nSilta kiinni,Silta on kiinni.,Sanomat\n")
    told = run("build", path, "-o", tmp_path / "out").stdout
    assert re.search(r"not read +1 +Nimeke \(titles, dates\s+may be there", told)
    path.write_text("title,date,author,n\nSilta kiinni,2026-03-02,Sanomat,5\n")
    told = run("build", path, "-o", tmp_path / "out").stdout
    assert re.search(r"not read +1 +n \(--map field=column reads one\)", told)


def test_the_graphml_may_be_left_out_and_written_later(tmp_path: Path) -> None:
    run("build", SEEDS, "-o", tmp_path / "out", "--quiet")
    whole = (tmp_path / "out" / "storygraph.graphml").read_bytes()
    run("build", SEEDS, "-o", tmp_path / "out", "--quiet", "--no-graphml")
    assert not (tmp_path / "out" / "storygraph.graphml").exists()
    run("export", "graphml", "-g", tmp_path / "out")
    assert (tmp_path / "out" / "storygraph.graphml").read_bytes() == whole


def test_a_build_that_reads_nothing_leaves_the_one_before(tmp_path: Path) -> None:
    good = tmp_path / "in.jsonl"
    good.write_text('{"title": "Bridge closed"}\n')
    run("build", good, "-o", tmp_path / "out", "--quiet")
    before = (tmp_path / "out" / "stories.json").read_bytes()
    good.write_text("{broken\n")
    assert "no article could be read: " in error("build", good, "-o", tmp_path / "out")
    assert (tmp_path / "out" / "stories.json").read_bytes() == before


def test_bytes_that_are_no_utf_8_on_the_command_line_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"title": "Bridge closed"}')
    out = os.fsdecode(os.fsencode(tmp_path) + b"/out\xe9")
    title = os.fsdecode(b"caf\xe9 news")
    try:
        Path(out).mkdir()
    except OSError:
        pytest.skip("this file system has names of UTF-8 alone")
    told = from_json("build", tmp_path / "in.jsonl", "-o", out, "--title", title, "--window", "inf")
    assert os.fsencode(told["page"]) == os.fsencode(out) + b"/index.html"
    assert "<title>caf? news" in (Path(out) / "index.html").read_text("utf-8")
    head = (Path(out) / "graph" / "run.json").read_text("utf-8")
    assert "Infinity" not in head
    assert json.loads(head)["options"]["window"] == told["options"]["window"] == "inf"


def test_build_and_check_report_problems_and_go_on(tmp_path: Path) -> None:
    records = [
        json.dumps({"id": "a", "title": "Bridge closed", "published": "2024-05-06"}),
        '{"id": "b", "title": ',
        json.dumps({"id": "c", "title": "Bridge opened", "published": "no date"}),
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(records))
    told = run("check", path, code=1).stdout.splitlines()
    assert told[0].startswith(f"{path}:2: ")
    assert told[1].startswith(f"{path}:3: date no date cannot be read")
    assert len(told) == 3
    assert told[-1] == "2 articles, 0 related entries, 2 problems"
    found = json.loads(run("check", path, "--json", code=1).stdout)
    assert (found["articles"], [row["line"] for row in found["problems"]]) == (2, [2, 3])
    run("build", path, "-o", tmp_path / "out", code=1)
    assert len((tmp_path / "out" / "problems.csv").read_text().splitlines()) == 3
    assert len((tmp_path / "out" / "articles.csv").read_text().splitlines()) == 3


def test_check_of_sound_input_ends_well() -> None:
    assert run("check", SEEDS).stdout.endswith(", 0 problems\n")


def test_columns_of_other_names_are_mapped(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("Schlagzeile,wann\nBridge closed,2024-05-06\n", encoding="utf-8")
    words = ("--map", "title=Schlagzeile", "--map", "published=wann")
    run("build", path, "-o", tmp_path / "out", *words)
    assert "Bridge closed,,,2024-05-06" in (tmp_path / "out" / "articles.csv").read_text()


def test_what_was_read_is_remembered_unless_told_not_to(tmp_path: Path) -> None:
    for number, words in enumerate((["--no-cache"], [])):
        cache = tmp_path / f"cache-{number}"
        run("check", SEEDS, *words, code=None, XDG_CACHE_HOME=str(cache))
        assert bool(list(cache.rglob("*.parquet"))) == (not words)


def test_a_build_ends_with_a_line_before_memory_does(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    assert "0.05 GB of memory needed" in error("build", SEEDS, "-o", folder, "--max-memory", "0.05")
    assert not (folder / "graph").exists()


def test_a_build_says_which_texts_it_did_not_weigh_whole(tmp_path: Path) -> None:
    texts = ["long " * 4_001, "word " * 3_999 + "four", "short"]
    lines = [json.dumps({"title": f"T{n}", "text": text}) for n, text in enumerate(texts)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    done = run("build", tmp_path / "in.jsonl", "-o", tmp_path / "output")
    assert re.search(r"long texts +1 +weighed by their first 20,000 characters", done.stdout)


def test_stories_lists_and_sorts(built: Path) -> None:
    stories = from_json("stories", "-g", built, "-n", "0")
    assert [story["id"] for story in stories] == list(range(1, len(stories) + 1))
    for order, key in (("recent", "last"), ("sources", "sources")):
        found = from_json("stories", "-g", built, "-n", "5", "--sort", order)
        values = [len(s[key]) if key == "sources" else s[key] for s in found]
        assert len(values) == 5
        assert values == sorted(values, reverse=True)
    text = run("stories", "-g", built, "-n", "3").stdout
    assert stories[0]["title"][:30] in text
    assert f"3 of {len(stories)}" in text
    # Nor does a program take three for all, which reads nothing but JSON
    few, all_ = (run("stories", "-g", built, "-n", n, "--json") for n in ("3", "0"))
    assert len(json.loads(few.stdout)) == 3
    assert few.stderr.strip() == f"3 of {len(stories)}; -n 0 shows all"
    assert not all_.stderr


def test_show_prints_a_story_and_writes_its_page(built: Path, tmp_path: Path) -> None:
    story = from_json("show", "1", "-g", built)
    assert [member["id"] for member in story["articles"]] == ids(built)
    known = next(each for each in from_json("stories", "-g", built) if each["id"] == story["id"])
    assert known == {name: value for name, value in story.items() if name != "articles"}
    written = json.loads((built / "stories.json").read_text("utf-8"))[0]
    assert all(member.pop("excerpt") is not None for member in story["articles"])
    assert story == written
    page = tmp_path / "story.html"
    told = run("show", "1", "-g", built, "--html", page)
    assert str(page) in told.stderr
    assert "<html" in page.read_text("utf-8")
    for member in story["articles"]:
        assert member["published"][:10] in told.stdout


def test_show_finds_a_story_by_an_article_in_it(built: Path) -> None:
    first, *_ = ids(built)
    assert from_json("show", first, "-g", built)["id"] == 1
    alone = json.loads((built / "singletons.json").read_text("utf-8"))[0]["id"]
    assert (
        error("show", alone, "-g", built) == f"storygraph: {alone} is in no story: it was told once"
    )
    assert "no article has 'nowhere'" in error("show", "nowhere", "-g", built)
    assert "no story 999: they are numbered" in error("show", "999", "-g", built)


def test_why_explains_one_article_and_two(built: Path) -> None:
    first, second = ids(built)[:2]
    alone = from_json("why", first, "-g", built)
    assert (alone["node"]["id"], alone["story"]["id"]) == (first, 1)
    assert alone["inside"] > alone["outside"] >= 0
    pair = from_json("why", first, second, "-g", built)
    assert (pair["a"]["id"], pair["b"]["id"]) == (first, second)
    assert sum(part for _, part in pair["terms"]) <= pair["cosine"] + 1e-6
    text = run("why", first, second, "-g", built).stdout
    assert "In one story." in text
    assert "shared terms (cosine" in text
    assert "Story 1: " in run("why", first, "-g", built).stdout


def test_why_explains_every_singleton(built: Path) -> None:
    singles = json.loads((built / "singletons.json").read_text("utf-8"))
    assert singles
    for single in singles:
        assert "A singleton" in run("why", single["id"], "-g", built).stdout
        told = from_json("why", single["id"], "-g", built)
        assert (told["node"]["id"], told["story"], told["inside"]) == (single["id"], None, 0)
        assert bool(told["ties"]) == (told["outside"] > 0)


def test_why_understands_part_of_a_title_and_lists_what_it_could_mean(built: Path) -> None:
    story = from_json("show", "1", "-g", built)
    titled = next(m for m in story["articles"] if len(m["title"]) > 30 and m["kind"] == "article")
    found = from_json("why", titled["title"].upper(), "-g", built)
    assert found["node"]["id"] == titled["id"]
    assert re.search(
        r"'e' means [\d,]+ articles: .+, and [\d,]+ more", error("why", "e", "-g", built)
    )
    assert "no article has 'no such thing'" in error("why", "no such thing", "-g", built)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("graphml", "storygraph.graphml"),
        ("gexf", "storygraph.gexf"),
        ("json", "stories.json"),
        ("csv", "articles.csv"),
    ],
)
def test_export_writes_each_format_as_build_does(
    form: str, name: str, built: Path, tmp_path: Path
) -> None:
    path = tmp_path / "deep" / f"graph.{form}"
    assert (
        run("export", form, "-g", built, "--to", path).stdout.replace("\n", "") == f"Wrote {path}"
    )
    if (built / name).exists():
        assert path.read_bytes() == (built / name).read_bytes()
    else:
        assert path.stat().st_size > 1000


@pytest.mark.parametrize("form", ["graphml", "gexf", "json", "csv", "network"])
def test_exports_replace_what_storygraph_wrote_and_nothing_else(
    form: str, built: Path, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    words = ("export", form, "-g", built, "--to", path)
    words = (*words, "--story", "1", "--single-file") if form == "network" else words
    path.touch()
    run(*words)
    written = path.read_bytes()
    run(*words)
    assert path.read_bytes() == written
    path.write_text("mine\n")
    with path.open("ab") as file:  # as `>> file` in a shell
        subprocess.run(
            [*COMMAND, *map(str, words[:4]), "--to", "-", *words[6:]],
            stdout=file,
            check=True,
        )
    assert path.read_bytes() == b"mine\n" + written
    path.write_text("id,story,mine\n")
    assert "was not made by storygraph" in error(*words)
    assert path.read_text() == "id,story,mine\n"
    assert "not made by" in error("show", "1", "-g", built, "--html", path)


FOREIGN = {
    "csv": "id,story,title,url,source,published,kind,mine\n",
    "json": '[\n{"id":1,"title":"mine","keywords":[]}]\n',
    "network": '<meta name="author" content="storygraph">\n',
    "gexf": '<!-- storygraph sweep -->\n<key id="n_label" ',
    "graphml": "<creator>storygraph<",
}
"""What looks like an export of ours, or is one of another format."""


@pytest.mark.parametrize("form", FOREIGN)
def test_an_export_replaces_no_file_of_another_kind(form: str, built: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    path.write_text(FOREIGN[form])
    story = ("--story", "1") if form == "network" else ()
    assert "was not made by storygraph" in error("export", form, "-g", built, "-t", path, *story)
    assert path.read_text() == FOREIGN[form]


def test_exports_without_a_place_go_where_a_build_puts_them(tmp_path: Path) -> None:
    coverage = tmp_path / "in.csv"
    coverage.write_text("title\nBridge shut\nBridge is shut today\n")
    out = tmp_path / "out"
    run("build", coverage, "-o", out)
    for folder in (out, out / "graph"):
        for form, name in (("csv", "articles.csv"), ("gexf", "storygraph.gexf")):
            said = run("export", form, "-g", folder, COLUMNS="999").stdout
            assert said == f"Wrote {out / name}\n"
        run("export", "network", "--story", "1", "-g", folder)
        assert "index.html" in run("view", "-g", folder, BROWSER="echo %s").stdout
    run("build", coverage, "-o", out)
    (out / "storygraph.gexf").write_text("mine")
    assert "was not made by storygraph" in error("export", "gexf", "-g", out)


def test_the_library_of_another_site_stays(built: Path, tmp_path: Path) -> None:
    library = tmp_path / "assets" / "vis-network.min.js"
    library.parent.mkdir()
    library.write_text("mine")
    words = ("export", "network", "--story", "1", "-g", built, "--to", tmp_path / "story.html")
    assert "choose another folder, or --single-file" in error(*words)
    assert library.read_text() == "mine"
    run(*words, "--single-file")


@pytest.mark.parametrize(
    "words", [("build", ""), ("build", SEEDS, "-o", ""), ("stories", "-g", ""), ("check", "")]
)
def test_an_empty_path_is_not_the_current_folder(words: tuple[str | Path, ...]) -> None:
    assert "the path is empty" in run(*words, code=2).stderr


def test_export_network_writes_the_page_of_a_story(built: Path, tmp_path: Path) -> None:
    path = tmp_path / "story.html"
    run("export", "network", "--story", "2", "--single-file", "-g", built, "-t", path)
    assert "<html" in path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]
    assert "--story" in error("export", "network", "-g", built, code=2)
    assert error("stories", "-g", "../nope\udcff3").endswith(
        r"no saved graph in ../nope\xff3: run `storygraph build` first, or name the folder that "
        "it wrote (--graph)"
    )
    assert "no story 9999" in error("export", "network", "--story", "9999", "-g", built)


def test_exported_graphml_is_a_graph(built: Path) -> None:
    assert nx.read_graphml(built / "storygraph.graphml").number_of_nodes() > 100


def test_check_names_the_columns_that_it_does_not_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("Nimeke;Text;Aika;story\nEins;Zwei;2026-03-04;gold\n")
    (tmp_path / "in.json").write_text('{"status": "ok", "articles": [{"title": "A", "likes": 3}]}')
    said = run("check", tmp_path).stdout.splitlines()
    assert said[0].startswith("Not read, for no field has such a name: Aika, Nimeke, likes (--map")
    assert said[1:] == ["2 articles, 0 related entries, 0 problems"]
    mapped = ("--map", "title=Nimeke", "--map", "published=aika")
    assert from_json("check", tmp_path / "in.csv", *mapped)["unread"] == []
    many = [f"column{n}" for n in range(35)]
    (tmp_path / "wide.csv").write_text(",".join(["title", *many]) + "\nBridge shut" + ",x" * 35)
    said = " ".join(run("build", tmp_path / "wide.csv", "-o", tmp_path / "out").stdout.split())
    assert "not read 35" in said
    assert ", ... (" in said
    assert "Not read" not in run("check", SEEDS).stdout


def test_a_quiet_build_tells_what_its_exit_code_means(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"title": "A", "date": "junk"}\n{"title": "B"}\n')
    done = run("build", tmp_path / "in.jsonl", "-o", tmp_path / "out", "-q", code=1)
    assert done.stdout == ""
    assert done.stderr == f"1 problem in the input: see {tmp_path / 'out' / 'problems.csv'}\n"


def test_evaluate_compares_with_labels(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    words = ("bridge crack closed ferry", "mine spill river fish", "storm wind power cut")
    rows = [
        {"id": f"{story}{n}", "title": f"{text} {n}", "published": "2024-05-06", "story": story}
        for story, text in enumerate(words)
        for n in range(4)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    told = from_json("evaluate", path)["overall"]
    assert (told["articles"], told["true"], told["f1"]) == (12, 3, 1.0)
    assert re.search(r"B-cubed F1\s+1\.000", run("evaluate", path).stdout)
    some = tmp_path / "labels.csv"
    some.write_text("id,story\n00,a\n01,a\nelsewhere,b\n")
    assert from_json("evaluate", path, "--labels", some)["unlabelled"] == 10
    said = run("evaluate", path, "--labels", some).stdout
    assert "10 articles without a label" in said
    assert "1 label of no article" in said
    some.write_text("id,story\n00,a\n01,a\n00,b\n")
    twice = from_json("evaluate", path, "--labels", some)
    assert (twice["contradicted"], twice["overall"]["articles"]) == (2, 1)
    said = run("evaluate", path, "--labels", some).stdout
    assert "Left out: 2 labels of ids that have several" in said


def test_a_file_that_is_written_may_be_a_link_or_a_pipe(built: Path, tmp_path: Path) -> None:
    whole = (built / "articles.csv").read_text("utf-8")
    assert run("export", "csv", "-g", built, "-t", "-").stdout == whole
    assert run("export", "csv", "-g", built / "graph", "-t", "/dev/stdout").stdout.startswith(whole)
    link, real = tmp_path / "link.csv", tmp_path / "real.csv"
    link.symlink_to(real)
    for _ in "ab":
        run("export", "csv", "-g", built, "-t", link)
        assert link.is_symlink()
        assert real.read_text("utf-8") == whole
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    run("export", "csv", "-g", built, "-t", pipe)
    assert reader.communicate()[0].decode("utf-8") == whole
    assert pipe.is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "pipe", "real.csv"]


def test_options_that_would_do_nothing_are_refused(built: Path, tmp_path: Path) -> None:
    assert "network" in error("export", "csv", "--story", "1", "-g", built, code=2)
    assert "network" in error("export", "json", "--single-file", "-g", built, code=2)
    assert "--sweep" in error("evaluate", SEEDS, "--plot", tmp_path / "x.svg", code=2)
    png = tmp_path / "x.png"
    assert ".svg" in error("evaluate", SEEDS, "--sweep", "window", "--plot", png, code=2)


def test_view_opens_the_page(built: Path) -> None:
    assert run("view", "-g", built, BROWSER="echo %s").stdout.strip().endswith("/output/index.html")


def test_errors_are_one_line_that_says_what_to_do(built: Path, tmp_path: Path) -> None:
    assert "no such file" in error("build", tmp_path / "missing", "-o", tmp_path / "out")
    assert "no such file" in error("check", tmp_path / "missing")
    (tmp_path / "empty").mkdir()
    assert "nothing to read" in error("check", tmp_path / "empty")
    assert "storygraph build" in error("stories", "-g", tmp_path)
    assert "storygraph build" in error("view", "-g", tmp_path)
    assert "no story 9999" in error("show", "9999", "-g", built)
    assert not (tmp_path / "out").exists()  # what was not built claims no folder
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "index.html").write_text("mine")
    assert "not made by storygraph" in error("build", SEEDS, "-o", tmp_path / "out")
    assert (tmp_path / "out" / "index.html").read_text() == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ["build", SEEDS, "--threshold", "7"],
        ["build", SEEDS, "--threshold", ".04"],
        ["build", SEEDS, "--map", "title=a", "--map", "title=b"],
        ["build", SEEDS, "--map", "title=a", "--map", "Title=b"],
        ["show", "1", "--html", "-"],
        ["build", SEEDS, "--resolution", "-1"],
        ["build", SEEDS, "--window", "nan"],
        ["build", SEEDS, "--neighbours", "0"],
        ["build", SEEDS, "--map", "nonsense"],
        ["build", SEEDS, "--algorithm", "magic"],
        ["export", "pdf"],
        ["show"],
        ["nonsense"],
        ["check"],
    ],
)
def test_wrong_usage_ends_with_2(words: list[str | Path], tmp_path: Path) -> None:
    out = ["-o", tmp_path / "out"] if words[0] == "build" else []
    assert error(*words, *out, code=2)
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_names_the_command_that_was_meant() -> None:
    assert "`storygraph build --help`" in error("build", SEEDS, "--window", code=2)
    assert "`storygraph build --help`" in error("build", SEEDS, "--pages", "x", code=2)
    assert "`storygraph --help`" in error("nonsense", code=2)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["stories", "{built}"], "`--graph {built}`"),
        (["view", "{built}/index.html"], "`--graph {built}`"),
        (["show", "1", "{built}"], "`--graph {built}`"),
        (["export", "csv", "{built}"], "`--graph {built}`"),
        (["news", "gone"], "`--graph gone`"),
        (["stories", "3"], "`storygraph show 3`"),
        (["export", "network", "3"], "`storygraph export network --story 3`"),
        (["export", "csv", "mine.csv"], "`--to mine.csv`"),
        (["show", "mayor", "rules", "out"], "need quotes"),
        (["why", "mayor", "rules", "out"], "need quotes"),
        (["stories", "--graf", "{built}"], "Did you mean --graph?"),
        (["stories", "-n", "all"], "it should be a valid integer. See"),
    ],
)
def test_wrong_usage_says_what_was_meant(words: list[str], meant: str, built: Path) -> None:
    given = (word.format(built=built) for word in words)
    assert meant.format(built=built) in error(*given, code=2)


def test_an_input_that_is_not_there_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my articles").mkdir()
    assert 'needs quotes: "my articles"' in error("build", "my", "articles")
    assert "Did you mean my articles?" in error("check", "my article")
    assert error("check", "https://tide.example/feed").startswith(
        "storygraph: https://tide.example/feed is an address, and only files are read"
    )
    assert error("check", "unlike").endswith("no such file or folder: unlike")


def test_the_number_of_a_story_is_no_article(built: Path) -> None:
    assert "for `storygraph show`" in error("why", "1", "-g", built)


def test_formats_may_be_written_in_capitals(built: Path, tmp_path: Path) -> None:
    run("export", "GraphML", "-g", built, "--to", tmp_path / "a.graphml")


HOSTILE = "\x1b[31mred\x1b]0;owned\x07 \u202egnp.exe [bold]Bridge[/bold] Brücke 橋 \U0001f309"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a build whose every string is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {"id": f"{HOSTILE}{n}", "title": HOSTILE, "source": HOSTILE, "published": "2024-05-06"}
        for n in range(3)
    ]
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    run("build", folder / "in.jsonl", "-o", folder / "output", code=None)
    return folder / "output"


@pytest.mark.parametrize(
    "words", [["stories"], ["show", "1"], ["why", "🌉0"], ["why", "🌉0", "🌉1"], ["why", "🌉"]]
)
def test_a_headline_cannot_drive_the_terminal(words: list[str], hostile: Path) -> None:
    done = run(*words, "-g", hostile, code=None)
    told = done.stdout + done.stderr
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told)
    assert "Bridge" in told
    if words[0] != "why" or len(words) > 2:
        assert "[bold]Bridge[/bold]" in told


@pytest.mark.parametrize("words", [["stories"], ["show", "1"], ["why", "Brücke"]])
def test_a_terminal_that_knows_ascii_only_is_no_reason_to_fail(
    words: list[str], hostile: Path
) -> None:
    done = run(*words, "-g", hostile, code=None, PYTHONIOENCODING="ascii")
    assert "Bridge" in done.stdout + done.stderr


def on_terminal(*words: str | Path, **env: str) -> str:
    """What a run writes when its output is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **env},
    ) as process:
        os.close(theirs)
        told = b""
        try:
            while piece := os.read(ours, 65536):
                told += piece
        except OSError:  # Linux: the other end was closed
            pass
        assert process.wait(timeout=60) == 0
    os.close(ours)
    return told.decode("utf-8")


@pytest.mark.parametrize("width", [30, 40, 60, 72, 100])
def test_titles_stand_in_no_strip_however_narrow_the_terminal(built: Path, width: int) -> None:
    (heading, first, *_) = run("stories", "-g", built, COLUMNS=str(width)).stdout.splitlines()
    assert max(len(heading), len(first)) <= width
    assert heading.split()[-1] == "title"
    assert width - heading.index("title") >= 15


def test_no_color_is_obeyed_on_a_terminal(built: Path) -> None:
    colour = r"\x1b\[(?:\d+;)*(?:3[0-8]|9[0-7]|4[0-8])[;m]"
    told = on_terminal("stories", "-g", built, NO_COLOR="1")
    assert not re.search(colour, told)
    assert "title" in told
    assert "\x1b" in on_terminal("stories", "-g", built)
    assert "\x1b" not in run("stories", "-g", built).stdout


def test_ctrl_c_is_no_traceback_from_the_first_import_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("storygraph.cli.main", interrupted)
    monkeypatch.setattr("storygraph.__main__.listen", lambda: None)  # this process is pytest's
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130


def test_the_package_runs_as_a_command() -> None:
    command = [sys.executable, "-m", "storygraph", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"storygraph {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["stories", "-n", "0", "--json"],
        *(["export", form, "--to", "-"] for form in ("csv", "json", "graphml", "gexf")),
    ],
)
def test_a_pipe_closed_early_is_no_error_to_read(words: list[str], built: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, *words, "-g", str(built)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize(
    "words",
    [["stories"], ["stories", "-n", "1"], ["show", "1", "--json"], ["stories", "--json"]],
    ids=" ".join,
)
def test_a_full_disk_under_standard_output_is_told_in_one_line(
    words: list[str], built: Path
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *words, "-g", str(built)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "storygraph: cannot write: No space left on device\n"


def test_ctrl_c_ends_with_130_and_leaves_whole_files(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with subprocess.Popen(
        [*COMMAND, "build", str(SEEDS), "-o", str(out)], stderr=subprocess.PIPE, text=True
    ) as process:
        # As soon as it writes, apart from what is there: on a busy machine it may soon be done
        while not list(out.glob(".*.part/stories.json")) and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not list(out.rglob("*.part"))
    for path in out.rglob("*.json"):
        if path.parent == out:
            assert path.read_bytes() == (built / path.name).read_bytes()
    run("build", SEEDS, "-o", out, "--quiet", code=None)
    assert (out / "index.html").exists()


def test_one_more_problem_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("x\n" * 2)
    assert "and 1 more problem (" in error("build", tmp_path / "a.jsonl", "-o", tmp_path / "out")


@pytest.mark.parametrize(
    "command", [["stories", "-n", "0"], ["show", "1"], ["why", "tressel-recalls"]]
)
@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_a_standard_output_that_is_closed_hears_nothing(
    command: list[str], as_json: list[str], built: Path
) -> None:
    words = " ".join([*COMMAND, *command, *as_json, "-g", str(built), ">&-"])
    done = subprocess.run(["sh", "-c", words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_folder_whose_links_lead_round_is_told_in_words(built: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "l1", tmp_path / "l2"
    one.symlink_to(other)
    other.symlink_to(one)
    for words in (["stories"], ["show", "1"], ["why", "x"], ["view"]):
        assert "no saved graph in" in error(*words, "-g", one)
    round_ = "its links lead round in a circle"
    assert error("build", tmp_path / "absent", "-o", one) == (
        f"storygraph: cannot write {one}: {round_}"
    )
    assert error("export", "csv", "-g", built, "-t", one / "x.csv").endswith(round_)


def test_a_folder_drives_no_terminal(tmp_path: Path) -> None:
    coverage = tmp_path / "in.csv"
    coverage.write_text("id,story,title\na,1,Bridge shut\nb,1,Bridge is shut today\n")
    out = tmp_path / "out\x1b]0;owned\x07"
    page, plot = tmp_path / "page\x1b[31m.html", tmp_path / "plot\x1b[31m.svg"
    told = [
        run("build", coverage, "-o", out, COLUMNS="999"),
        run("export", "csv", "-g", out),
        run("show", "1", "-g", out, "--html", page),
        run("view", "-g", out, BROWSER="false"),
        run("evaluate", coverage, "--sweep", "threshold", "--plot", plot),
    ]
    assert page.is_file()
    assert plot.is_file()
    for done in told:
        said = done.stdout + done.stderr
        assert "\x1b" not in said
        assert "\x07" not in said
        assert "\\x1b" in said
