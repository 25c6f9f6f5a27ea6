"""What is new since the build before."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from storygraph.graph import load
from storygraph.pipeline import build
from storygraph.printing.news import print_news
from storygraph.stories.news import News, news
from tests.command_line import error, from_json, run
from tests.strategies import make_graph

PAIRS = [(chr(0x4E00 + n), chr(0x5E00 + n)) for n in range(200)]
BRIDGE = "Bridge at Skarrow closed after crack in northern pier"
FLOOD = "Flood wall at Marlbeck overtopped as the river Ilm rises"


def write(folder: Path, name: str, title: str, related: str = "") -> None:
    link = f'related:\n  - title: "{title} again"\n    webUrl: "{related}"\n' if related else ""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(
        f'---\ntitle: "{title}: {name}"\ndate: 2026-03-02\nwebUrl: "https://x.example/{name}"\n'
        f"{link}---\n{title}.\n"
    )


def flowing(text: str) -> str:
    return " ".join(text.split())


def test_a_second_build_tells_what_came_in(tmp_path: Path) -> None:
    coverage, output = tmp_path / "in", tmp_path / "out"
    for name in ("first", "second"):
        write(coverage, name, BRIDGE, "https://x.example/third")
    words = ("build", coverage, "-o", output)
    assert from_json(*words)["news"] is None
    # A page known from a link becomes an article, a story begins, one article goes
    write(coverage, "third", BRIDGE)
    for name in ("fourth", "fifth"):
        write(coverage, name, FLOOD)
    (coverage / "first.md").unlink()
    found = news(load(output), build(coverage))
    assert (found.new, found.gone, found.alone) == (3, 1, 0)
    assert set(found.stories.select("new", "begun").iter_rows()) == {(1, False), (2, True)}
    said = flowing(run(*words).stdout)
    assert re.search(
        r"Since the build of [\d-]{10} \d\d:\d\d UTC: 3 new articles, 1 new story, "
        "1 story has grown, 0 told once, 1 article gone",
        said,
    )
    assert f"2 2 began {FLOOD}" in said
    assert f"1 1 2 grew {BRIDGE}" in said
    assert "Nothing has changed since the build of " in run(*words).stdout
    told = from_json(*words)["news"]
    assert datetime.fromisoformat(told.pop("since")).tzinfo is not None
    assert told == {
        "new": 0, "gone": 0, "alone": 0, "copies": 0, "problems": 0,
        "stories": [], "regrouped": [], "articles": [],
    }  # fmt: skip


def test_what_is_written_does_not_depend_on_the_build_before(tmp_path: Path) -> None:
    write(tmp_path / "in", "first", BRIDGE)
    run("build", tmp_path / "in", "-o", tmp_path / "again")
    write(tmp_path / "in", "second", BRIDGE)
    for name in ("again", "anew"):
        run("build", tmp_path / "in", "-o", tmp_path / name)
    again, anew = (
        {path.relative_to(home): path for path in home.rglob("*") if path.is_file()}
        for home in (tmp_path / "again", tmp_path / "anew")
    )
    assert set(again) - set(anew) == {Path("graph/news.json")}
    for name in set(anew) - {Path("graph/run.json")}:  # it has seconds
        assert again[name].read_bytes() == anew[name].read_bytes()


def test_an_article_that_moved_or_was_edited_is_not_new(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write(tmp_path, name, BRIDGE)
    before = build(tmp_path)
    (tmp_path / "first.md").rename(tmp_path / "moved.md")
    write(tmp_path, "second", "Edited: " + BRIDGE)
    found = news(before, build(tmp_path))
    assert (found.new, found.gone, found.stories.height) == (0, 0, 0)


def test_rows_that_come_in_on_top_are_the_new_ones(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    rows = [f"{BRIDGE} {day},2026-03-0{day}" for day in (3, 2, 2, 1)]
    table.write_text("\n".join(["title,date", *rows[1:]]))
    before = build(table)
    table.write_text("\n".join(["title,date", *rows]))
    found = news(before, build(table))
    assert (found.new, found.gone) == (1, 0)
    assert found.stories["new"].to_list() == [1]


def test_of_rows_that_move_down_the_new_ones_are_told_and_the_story_with_most_comes_first(
    tmp_path: Path,
) -> None:
    table = tmp_path / "in.csv"
    bridge = [f"{BRIDGE} {day},2026-03-0{day}" for day in (1, 1, 2, 2, 3)]
    table.write_text("\n".join(["title,date", *bridge[:4]]))
    before = build(table)
    flood = [f"{FLOOD} {day},2026-03-0{day}" for day in (1, 2)]
    table.write_text("\n".join(["title,date", *flood, *bridge]))
    found = news(before, build(table))
    assert (found.new, found.gone, found.alone) == (3, 0, 0)
    assert found.stories.select("size", "new", "begun").rows() == [(2, 2, True), (5, 1, False)]


def test_articles_to_which_others_brought_an_outlet_are_not_new(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    rows = [f"{BRIDGE} {day},2026-03-0{day},https://a.example/{day}," for day in (1, 2)]
    table.write_text("\n".join(["title,date,url,source", *rows]))
    before = build(table)
    named = [f"{FLOOD} {n},2026-03-03,https://a.example/flood{n},Northern Post" for n in range(5)]
    table.write_text("\n".join(["title,date,url,source", *named, *rows]))
    after = build(table)
    assert set(after.articles["source"]) == {"Northern Post"}
    found = news(before, after)
    assert (found.new, found.gone) == (5, 0)
    assert found.stories.select("size", "new", "begun").rows() == [(5, 5, True)]


def test_a_story_known_from_links_alone_has_grown_and_not_begun(tmp_path: Path) -> None:
    write(tmp_path, "first", BRIDGE, "https://x.example/third")
    before = build(tmp_path)
    assert before.articles["kind"].to_list().count("external") == 1
    (tmp_path / "first.md").unlink()
    write(tmp_path, "second", BRIDGE, "https://x.example/third")
    found = news(before, build(tmp_path))
    assert (found.new, found.gone) == (1, 1)
    assert found.stories.select("new", "begun").row(0) == (1, False)


def test_a_page_known_from_links_is_new_as_an_article_though_its_id_stays() -> None:
    before = make_graph([{"id": "page", "kind": "external"}, {"id": "other"}])
    after = make_graph([{"id": "page", "title": "Told in full"}, {"id": "other"}])
    found = news(before, after)
    assert (found.new, found.gone, found.alone) == (1, 0, 1)


def test_a_story_of_articles_that_were_told_once_has_begun(tmp_path: Path) -> None:
    write(tmp_path, "first", BRIDGE)
    before = build(tmp_path)
    assert before.articles["story"].is_null().all()
    write(tmp_path, "second", BRIDGE)
    found = news(before, build(tmp_path))
    assert found.stories.select("new", "begun").row(0) == (1, True)


def grouped(*stories: str) -> Any:
    """A graph of articles named by letters, one story a word; a letter alone was told once."""
    numbered = sorted((word for word in stories if len(word) > 1), key=len, reverse=True)
    rows = [
        {
            "id": letter,
            "title": letter,
            "story": place or None,
            "url": f"https://x.example/{letter}",
        }
        for place, word in [*enumerate(numbered, 1), *((0, word) for word in stories)]
        for letter in word
        if place or len(word) == 1
    ]
    titles = {place: {"title": f"Story {word}"} for place, word in enumerate(numbered, 1)}
    return make_graph(rows, stories=titles)


def regrouped(found: News) -> set[tuple[Any, ...]]:
    return set(found.regrouped.select("how", "title", "other", "shared").iter_rows())


def moves(found: News) -> dict[str, set[str]]:
    told = found.articles.group_by("how").agg("id")
    return {how: set(ids) for how, ids in told.iter_rows()}


def test_stories_that_became_one_are_told() -> None:
    found = news(grouped("abcd", "efg"), grouped("abcdefgh"))
    assert regrouped(found) == {("joined", "Story efg", "Story abcdefgh", 3)}
    assert found.stories.select("was", "story", "new", "begun").rows() == [(1, 1, 1, False)]
    assert moves(found) == {"new": {"h"}}  # those of a story that joined have not moved each


def test_a_story_that_came_apart_is_told_by_what_split_off() -> None:
    found = news(grouped("abcdefg"), grouped("abcd", "efgh"))
    assert regrouped(found) == {("split", "Story efgh", "Story abcdefg", 3)}
    assert not found.stories["begun"].any()


def test_a_story_ends_when_its_articles_are_gone_told_once_or_scattered() -> None:
    before = grouped("abcdxy", "efghzw", "ij", "kl", "mno", "pqr")
    after = grouped("abcdxyi", "efghzwj", "k", "l", "p", "q", "r")
    found = news(before, after)
    assert regrouped(found) == {
        ("scattered", "Story ij", None, None),
        ("scattered", "Story kl", None, None),
        ("scattered", "Story pqr", None, None),
        ("ended", "Story mno", None, None),
    }
    assert moves(found) == {
        "moved": {"i", "j"}, "left": {"k", "l", "p", "q", "r"}, "gone": {"m", "n", "o"},
    }  # fmt: skip


def test_a_story_of_articles_that_were_there_is_told_as_a_new_one() -> None:
    found = news(grouped("ab", "c", "d", "e"), grouped("abe", "cd"))
    assert found.stories.select("story", "was", "new", "begun").rows() == [(2, None, 0, True)]
    assert moves(found) == {"entered": {"c", "d", "e"}}


def test_an_article_whose_headline_date_and_file_changed_is_known_by_its_address() -> None:
    page = {"id": "2026-03-05-old", "title": "Old", "url": "https://x.example/1", "published": 0}
    edited = {"id": "2026-03-06-new", "title": "New", "url": "https://x.example/1", "published": 1}
    other = {"id": "2026-03-05-old", "title": "Another", "url": "https://x.example/2"}
    found = news(make_graph([page]), make_graph([other, edited]))
    assert moves(found) == {"new": {"2026-03-05-old"}}


def test_old_problems_are_told_from_new_ones(tmp_path: Path) -> None:
    coverage = tmp_path / "in"
    write(coverage, "first", BRIDGE)
    (coverage / "bad.jsonl").write_text("{broken\n")
    words = ("build", coverage, "-o", tmp_path / "out")
    assert "1 problem in the input: see " in run(*words, code=1).stdout
    (coverage / "bad.jsonl").write_text('{"title": "Rhubarb"}\n{broken\n')  # a line further down
    assert "1 problem in the input, none new: see " in run(*words, code=1).stdout
    (coverage / "bad.jsonl").write_text("{broken\n{broken\n")
    assert "2 problems in the input, 1 new: see " in run(*words, "-q", code=1).stderr


def test_new_articles_that_are_copies_are_counted(tmp_path: Path) -> None:
    write(tmp_path, "first", BRIDGE)
    before = build(tmp_path)
    text = (tmp_path / "first.md").read_text().replace("x.example", "y.example")
    (tmp_path / "second.md").write_text(text)
    found = news(before, build(tmp_path))
    assert (found.new, found.copies) == (1, 1)


def test_of_two_equal_articles_the_one_whose_file_went_is_gone() -> None:
    same = {"title": "Bridge shut", "published": None, "url": None, "source": None}
    twins = [{"id": name, **same} for name in ("a", "b", "c")]
    assert moves(news(make_graph(twins), make_graph(twins[1:]))) == {"gone": {"a"}}


def test_a_headline_that_comes_again_without_an_address_is_a_new_article() -> None:
    days = [{"id": f"{day}", "title": "The day in pictures", "published": day} for day in (1, 2)]
    found = news(make_graph(days[:1]), make_graph(days[1:]))
    assert (found.new, found.gone) == (1, 1)


def test_the_news_can_be_read_until_something_changes(tmp_path: Path) -> None:
    coverage, output = tmp_path / "in", tmp_path / "out"
    write(coverage, "first", BRIDGE)
    run("build", coverage, "-o", output)
    for _ in range(2):
        assert "nothing has changed since the first build" in run("news", "-g", output).stdout
    assert from_json("news", "-g", output) is None
    write(coverage, "second", BRIDGE)
    write(coverage, "third", "Herring with rhubarb, a supper for the end of winter")
    told = from_json("build", coverage, "-o", output)["news"]
    run("build", coverage, "-o", output, "--title", "Another heading")
    assert from_json("news", "-g", output) == told
    said = flowing(run("news", "-g", output).stdout)
    assert "2 new articles, 1 new story, 0 stories have grown, 1 told once" in said
    assert "1 article found a story" in said
    assert "told once Herring with rhubarb" in said
    links = run("news", "-g", output, "--markdown").stdout
    assert "/second)" in links
    assert "## Told once" in links
    assert "/first)" not in links
    (coverage / "first.md").unlink()
    run("build", coverage, "-o", output)
    assert from_json("news", "-g", output)["gone"] == 1


def test_any_two_builds_can_be_compared(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write(tmp_path / "in", name, BRIDGE)
        run("build", tmp_path / "in", "-o", tmp_path / name)
    told = from_json("news", "-g", tmp_path / "second", "--before", tmp_path / "first" / "graph")
    assert (told["new"], told["gone"]) == (1, 0)
    back = from_json("news", "-g", tmp_path / "first", "--before", tmp_path / "second")
    assert (back["new"], back["gone"]) == (0, 1)
    assert [each["how"] for each in back["regrouped"]] == ["scattered"]


def test_the_lead_shows_its_story_when_its_number_is_another(tmp_path: Path) -> None:
    coverage, output = tmp_path / "in", tmp_path / "out"
    for name in ("first", "second"):
        write(coverage, name, BRIDGE)
    run("build", coverage, "-o", output)
    (story,) = from_json("stories", "-g", output)
    assert f"Lead: {story['lead']} (stays" in flowing(run("show", "1", "-g", output).stdout)
    for name in ("third", "fourth", "fifth"):
        write(coverage, name, FLOOD)
    run("build", coverage, "-o", output)
    assert from_json("show", "1", "-g", output)["title"].startswith(FLOOD)
    for name in (story["lead"], "skarrow"):
        assert from_json("show", name, "-g", output)["id"] == 2


def test_damaged_news_are_told_and_stop_no_build(tmp_path: Path) -> None:
    write(tmp_path / "in", "first", BRIDGE)
    words = ("build", tmp_path / "in", "-o", tmp_path / "out")
    run(*words)
    for damage in (b"{", b"[]", b'{"since": 5}', b"\xff"):
        (tmp_path / "out" / "graph" / "news.json").write_bytes(damage)
        assert "is damaged: build again" in error("news", "-g", tmp_path / "out")
    write(tmp_path / "in", "second", BRIDGE)
    run(*words)
    assert from_json("news", "-g", tmp_path / "out")["new"] == 1


@pytest.mark.parametrize("command", [("build",), ("news", "-n", "0")])
def test_what_headlines_hold_drives_no_terminal(command: tuple[str, ...], tmp_path: Path) -> None:
    coverage = tmp_path / "in.csv"
    evil = "\x1b]0;owned\x07\u202eBridge at Skarrow closed [bold]after crack"
    rows = [f"{n},{evil} {n},{evil} in northern pier" for n in range(4)]
    (tmp_path / "in.csv").write_text("\n".join(["id,title,text", "9,Rhubarb,Herring"]))
    run("build", coverage, "-o", tmp_path / "out")
    coverage.write_text("\n".join(["id,title,text", *rows]))
    built = run("build", coverage, "-o", tmp_path / "out").stdout
    said = built if command[0] == "build" else run(*command, "-g", tmp_path / "out").stdout
    assert "[bold]after crack" in said
    assert not re.search("[\x1b\x07\u202e]", said)


def test_much_news_is_told_in_few_lines() -> None:
    none, much = grouped("."), grouped(*(f"{one}{two}" for one, two in PAIRS))
    for found in (news(none, much), news(much, none)):
        console = Console(width=100, record=True, file=io.StringIO())
        print_news(found, console)
        said = console.export_text()
        assert len(said.splitlines()) <= 10
        assert re.search(r"and 195 (regrouped )?stories more; `storygraph news`", said)
