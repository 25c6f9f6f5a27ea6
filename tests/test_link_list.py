"""What an editor asks on a Monday: what is new since a day, as a list to paste; and re-prints."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from storygraph.graph import load
from storygraph.printing.link_list import ALONE, escaped, link_list
from storygraph.printing.terminal import safe
from storygraph.urls import compared
from tests.command_line import error, from_json, run
from tests.strategies import HOSTILE

BRIDGE = "Bridge at Skarrow closed after inspectors find a crack in the northern pier of it"
FLOOD = "Flood wall at Marlbeck overtopped as the river Ilm rises by two metres overnight"
CRUMB = "Baker in Wenlow sells one loaf of two tonnes to the highest bidder of the fair"
ROWS = (
    ("2026-03-02T08:00:00Z", "Bridge at Skarrow closed", BRIDGE, "Post", "/closed"),
    ("2026-03-09T08:00:00Z", "Skarrow (bridge) shut: *why*", f"{BRIDGE}.", "Wire", "/a_(b)"),
    ("2026-03-10T08:00:00Z", "Crack in Skarrow bridge", f"{BRIDGE}. Cars turn.", "Post", "/crack"),
    ("2026-03-10T09:00:00Z", "Crack in Skarrow bridge!", f"{BRIDGE}. Cars turn.", "Echo", "/echo"),
    ("2026-03-01T08:00:00Z", "Marlbeck flooded", FLOOD, "Post", "/flood"),
    ("2026-03-02T08:00:00Z", "Marlbeck under water", f"{FLOOD}, again.", "Wire", "/water"),
    ("2026-03-11T08:00:00Z", "A loaf of two tonnes", CRUMB, "Post", "/loaf"),
    ("2026-03-01T09:00:00Z", "A day in spring", "Larks rose over the moor early.", "Post", "/day"),
)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of ROWS."""
    folder = tmp_path_factory.mktemp("monday")
    with (folder / "in.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(("date", "title", "text", "source", "url"))
        table.writerows((*row[:4], f"https://{row[3].lower()}.example{row[4]}") for row in ROWS)
    run("build", folder / "in.csv", "-o", folder / "out")
    return folder / "out"


def test_stories_since_a_day_are_those_that_began_or_grew(output: Path) -> None:
    (story,) = from_json("stories", "-g", output, "--since", "2026-03-09")
    assert (story["size"], story["new"]) == (4, 3)
    assert "new" not in from_json("stories", "-g", output)[0]
    said = " ".join(run("stories", "-g", output, "--since", "2026-03-09").stdout.split())
    assert said.startswith("story new size")
    assert "1 article since then told once" in said
    later = ("stories", "-g", output, "--since", "2026-04-01")
    assert from_json(*later) == []
    assert run(*later).stdout == "No story.\n"
    assert run(*later, "--markdown").stdout == ""


def test_articles_without_a_date_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    rows = [f"2026-03-02,{BRIDGE}", f",{BRIDGE} again", ",Another matter altogether"]
    (tmp_path / "in.csv").write_text("\n".join(["date,title", *rows]))
    run("build", tmp_path / "in.csv", "-o", tmp_path / "out")
    since = ("stories", "-g", tmp_path / "out", "--since", "2026-03-02")
    assert "2 articles have no date, and may be new, too" in run(*since).stdout
    assert "may be new" in run(*since, "--markdown").stderr


def test_pages_known_from_links_alone_are_no_articles_without_a_date(tmp_path: Path) -> None:
    related = [{"url": f"https://other.example/{n}", "title": f"Page {n}"} for n in range(3)]
    row = {"date": "2026-03-02", "title": BRIDGE, "url": "https://a.example/1", "related": related}
    (tmp_path / "in.json").write_text(json.dumps([row]))
    run("build", tmp_path / "in.json", "-o", tmp_path / "out")
    assert "no date" not in run("stories", "-g", tmp_path / "out", "--since", "2026-03-02").stdout


def test_stories_with_most_that_is_new_come_first(output: Path) -> None:
    found = from_json("stories", "-g", output, "--since", "2026-03-01")
    assert [story["new"] for story in found] == [4, 2]
    found = from_json("stories", "-g", output, "--since", "2026-03-02")
    assert [story["new"] for story in found] == [4, 1]


def test_a_story_is_a_list_of_links_with_copies_behind_their_original(output: Path) -> None:
    found = run("stories", "-g", output, "--since", "2026-03-09", "--markdown").stdout
    assert found.count("\n- ") == 3
    assert ", Wire, 2026-03-09\n" in found
    links = [
        (token.attrGet("href"), inline.children[at + 1].content)
        for inline in MarkdownIt().parse(found)
        for at, token in enumerate(inline.children or [])
        if token.type == "link_open"
    ]
    assert links == [
        ("https://wire.example/a_(b)", "Skarrow (bridge) shut: *why*"),
        ("https://post.example/crack", "Crack in Skarrow bridge"),
        ("https://echo.example/echo", "Echo"),
        ("https://post.example/loaf", "A loaf of two tonnes"),
    ]
    assert f"## {ALONE}\n" in found
    assert f"## {ALONE}\n" not in run("stories", "-g", output, "--markdown").stdout
    shown = run("show", "skarrow closed", "-g", output, "--markdown").stdout
    assert shown.startswith("## ")
    assert shown.count("](https://") == 4


def test_a_page_is_linked_once_however_often_it_was_listed(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    page = "https://post.example/flood"
    rows = [f"2026-03-0{n},{FLOOD} {n},{page}?utm_source={n}" for n in (1, 2, 3)]
    table.write_text("\n".join(["date,title,url", *rows]))
    run("build", table, "-o", tmp_path / "out")
    found = run("show", "1", "-g", tmp_path / "out", "--markdown").stdout
    assert found.count(page) == 1
    assert "2026-03-03" in found


def test_a_build_says_how_many_articles_are_copies(tmp_path: Path) -> None:
    rows = [f"2026-03-0{day},{BRIDGE}" for day in (1, 2, 3)]
    (tmp_path / "in.csv").write_text("\n".join(["date,title", *rows, f"2026-03-04,{FLOOD}"]))
    said = " ".join(run("build", tmp_path / "in.csv", "-o", tmp_path / "out").stdout.split())
    assert "copies 2 repeat another's text" in said


def test_show_says_whose_text_is_a_copy(output: Path, tmp_path: Path) -> None:
    assert "(copy of Post)" in run("show", "skarrow closed", "-g", output, COLUMNS="200").stdout
    # Where one of two dates has no time nobody knows who was first
    rows = [f"2026-03-02,{BRIDGE},Wire", f"2026-03-02T08:00:00Z,{BRIDGE},Post"]
    (tmp_path / "in.csv").write_text("\n".join(["date,title,source", *rows]))
    run("build", tmp_path / "in.csv", "-o", tmp_path / "out")
    said = run("show", "1", "-g", tmp_path / "out", COLUMNS="200").stdout
    assert "(same text as Post)" in said
    assert "copy of" not in said


def test_wrong_days_and_options_that_exclude_each_other_are_told(output: Path) -> None:
    for day in ("9.3.2026", "", "2026-02-30"):
        assert "is no day: write it as 2026-12-31" in error(
            "stories", "-g", output, "--since", day, code=2
        )
    assert "--levels" in error("stories", "-g", output, "--levels", "--markdown", code=2)
    for words in (("stories",), ("show", "1")):
        assert "one of" in error(*words, "-g", output, "--markdown", "--json", code=2)


def test_addresses_are_compared_for_all_stories_at_once(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(urls: pl.Series) -> pl.Series:
        asked.append(len(urls))
        return compared(urls)

    monkeypatch.setattr("storygraph.printing.link_list.compared", counted)
    graph = load(output)
    text = link_list(graph.stories, graph.articles)
    assert text.count("## ") == graph.stories.height + 1 == 3
    assert asked == [graph.articles.height - graph.singletons.height, graph.singletons.height]


def test_texts_are_escaped_as_the_page_does() -> None:
    for text, shown in json.loads(Path(__file__).with_name("markdown.json").read_text("utf-8")):
        assert escaped(text) == shown


@given(st.text(max_size=40) | st.sampled_from(HOSTILE))
def test_an_escaped_text_shows_itself_and_nothing_else(text: str) -> None:
    inner = escaped(text)
    (_, inline, _) = MarkdownIt().parse(f"## a{inner}")
    shown = "".join(child.content for child in inline.children or [])
    assert {child.type for child in inline.children or []} <= {"text", "text_special"}
    assert shown == f"a{safe(text)}"
    items = MarkdownIt().parse(f"- {inner}\n")
    assert [token.type for token in items if token.block and token.nesting == 1] in (
        ["bullet_list_open", "list_item_open", "paragraph_open"],
        ["bullet_list_open", "list_item_open"],
    )
