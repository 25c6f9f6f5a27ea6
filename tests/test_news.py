"""What is new since the build before."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from storygraph.pipeline import build
from storygraph.stories.news import COLUMNS, news
from tests.command_line import from_json, run
from tests.strategies import make_graph

BRIDGE = "Bridge at Skarrow closed after crack in northern pier"
FLOOD = "Flood wall at Marlbeck overtopped as the river Ilm rises"


def write(folder: Path, name: str, title: str, related: str = "") -> None:
    link = f'related:\n  - title: "{title} again"\n    webUrl: "{related}"\n' if related else ""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(
        f'---\ntitle: "{title}: {name}"\ndate: 2026-03-02\nwebUrl: "https://x.example/{name}"\n'
        f"{link}---\n{title}.\n"
    )


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
    before = pl.read_parquet(output / "graph" / "articles.parquet", columns=COLUMNS)
    found = news(before, build(coverage))
    assert (found.new, found.gone, found.alone) == (3, 1, 0)
    assert set(found.stories.select("new", "begun").iter_rows()) == {(1, False), (2, True)}
    said = " ".join(run(*words).stdout.split())
    assert (
        "Since the build before: 3 new articles, 1 new story, 1 story has grown, 0 told once, "
        "1 article gone" in said
    )
    assert f"2 2 began {FLOOD}" in said
    assert f"1 2 grew {BRIDGE}" in said
    assert "No article is new since the build before." in run(*words).stdout
    assert json.loads(run(*words, "--json").stdout)["news"] == {
        "new": 0, "gone": 0, "alone": 0, "stories": [],
    }  # fmt: skip


def test_what_is_written_does_not_depend_on_the_build_before(tmp_path: Path) -> None:
    write(tmp_path / "in", "first", BRIDGE)
    run("build", tmp_path / "in", "-o", tmp_path / "again")
    write(tmp_path / "in", "second", BRIDGE)
    for name in ("again", "anew"):
        run("build", tmp_path / "in", "-o", tmp_path / name)
    for file in ("index.html", "stories.json", "storygraph.graphml", "articles.csv"):
        assert (tmp_path / "again" / file).read_bytes() == (tmp_path / "anew" / file).read_bytes()


def test_an_article_that_moved_or_was_edited_is_not_new(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write(tmp_path, name, BRIDGE)
    before = build(tmp_path).articles
    (tmp_path / "first.md").rename(tmp_path / "moved.md")
    write(tmp_path, "second", "Edited: " + BRIDGE)
    found = news(before, build(tmp_path))
    assert (found.new, found.gone, found.stories.height) == (0, 0, 0)


def test_rows_that_come_in_on_top_are_the_new_ones(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    rows = [f"{BRIDGE} {day},2026-03-0{day}" for day in (3, 2, 2, 1)]
    table.write_text("\n".join(["title,date", *rows[1:]]))
    before = build(table).articles
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
    before = build(table).articles
    flood = [f"{FLOOD} {day},2026-03-0{day}" for day in (1, 2)]
    table.write_text("\n".join(["title,date", *flood, *bridge]))
    found = news(before, build(table))
    assert (found.new, found.gone, found.alone) == (3, 0, 0)
    assert found.stories.select("size", "new", "begun").rows() == [(2, 2, True), (5, 1, False)]


def test_articles_to_which_others_brought_an_outlet_are_not_new(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    rows = [f"{BRIDGE} {day},2026-03-0{day},https://a.example/{day}," for day in (1, 2)]
    table.write_text("\n".join(["title,date,url,source", *rows]))
    before = build(table).articles
    named = [f"{FLOOD} {n},2026-03-03,https://a.example/flood{n},Northern Post" for n in range(5)]
    table.write_text("\n".join(["title,date,url,source", *named, *rows]))
    after = build(table)
    assert set(after.articles["source"]) == {"Northern Post"}
    found = news(before, after)
    assert (found.new, found.gone) == (5, 0)
    assert found.stories.select("size", "new", "begun").rows() == [(5, 5, True)]


def test_a_story_known_from_links_alone_has_grown_and_not_begun(tmp_path: Path) -> None:
    write(tmp_path, "first", BRIDGE, "https://x.example/third")
    before = build(tmp_path).articles
    assert before["kind"].to_list().count("external") == 1
    (tmp_path / "first.md").unlink()
    write(tmp_path, "second", BRIDGE, "https://x.example/third")
    found = news(before, build(tmp_path))
    assert (found.new, found.gone) == (1, 1)
    assert found.stories.select("new", "begun").row(0) == (1, False)


def test_a_page_known_from_links_is_new_as_an_article_though_its_id_stays() -> None:
    before = make_graph([{"id": "page", "kind": "external"}, {"id": "other"}])
    after = make_graph([{"id": "page", "title": "Told in full"}, {"id": "other"}])
    found = news(before.articles, after)
    assert (found.new, found.gone, found.alone) == (1, 0, 1)


def test_a_story_of_articles_that_were_told_once_has_begun(tmp_path: Path) -> None:
    write(tmp_path, "first", BRIDGE)
    before = build(tmp_path).articles
    assert before["story"].is_null().all()
    write(tmp_path, "second", BRIDGE)
    found = news(before, build(tmp_path))
    assert found.stories.select("new", "begun").row(0) == (1, True)
