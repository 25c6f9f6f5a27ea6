"""stories.json, singletons.json, articles.csv, problems.csv: what a script may rely on."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from storygraph.export import tables
from storygraph.export.tables import (
    write_articles_csv,
    write_problems_csv,
    write_singletons_json,
    write_stories_json,
)
from storygraph.graph import StoryGraph
from tests.strategies import HOSTILE, graphs, make_graph

ARTICLE_KEYS = ["id", "title", "url", "source", "published", "kind", "copy_of"]
REAL = ["sample_graph", "diablo4_graph", "seeds_graph"]


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV as Python's own reader sees it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def loaded(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("name", REAL)
def test_stories_json_keeps_its_contract(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    graph = request.getfixturevalue(name)
    stories = loaded(write_stories_json(graph, tmp_path / "stories.json"))
    assert [story["id"] for story in stories] == list(range(1, len(stories) + 1))
    assert all(a["size"] >= b["size"] for a, b in pairwise(stories))
    for story in stories:
        assert list(story) == [
            "id", "title", "keywords", "size", "first", "last", "sources", "topics", "cohesion",
            "loose", "lead", "articles",
        ]  # fmt: skip
        assert story["size"] == len(story["articles"]) >= 2
        dates = [a["published"] for a in story["articles"] if a["published"]]
        assert dates == sorted(dates)
        assert (story["first"], story["last"]) == ((dates[0], dates[-1]) if dates else (None,) * 2)
        counts = [source["count"] for source in story["sources"]]
        assert counts == sorted(counts, reverse=True)
        assert sum(counts) == sum(a["source"] is not None for a in story["articles"])
        assert all(list(a) == [*ARTICLE_KEYS, "fit"] for a in story["articles"])
        fits = [a["fit"] for a in story["articles"] if a["fit"] is not None]
        assert story["cohesion"] == min(fits, default=None)
        assert story["loose"] == sum(fit < 0.3 for fit in fits)
        # In the four digits that are known, not as a single has them
        assert all(fit == round(fit, 4) for fit in fits)


def test_stories_written_in_blocks_are_those_written_at_once(
    seeds_graph: StoryGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write_stories_json(seeds_graph, tmp_path / "whole.json").read_bytes()
    monkeypatch.setattr(tables, "ROWS", 4)
    told: list[tuple[int, int | None]] = []
    parts = write_stories_json(seeds_graph, tmp_path / "parts.json", lambda *far: told.append(far))
    assert parts.read_bytes() == whole
    count = seeds_graph.stories.height
    assert told == [(done, count) for done in range(0, count, 4)]


@pytest.mark.parametrize("name", REAL)
def test_every_article_is_in_one_story_or_among_the_singletons(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    graph = request.getfixturevalue(name)
    stories = loaded(write_stories_json(graph, tmp_path / "stories.json"))
    singletons = loaded(write_singletons_json(graph, tmp_path / "singletons.json"))
    table = rows(write_articles_csv(graph, tmp_path / "articles.csv"))
    told = [article["id"] for story in stories for article in story["articles"]]
    told += [article["id"] for article in singletons]
    assert sorted(told) == sorted(graph.articles["id"])
    assert [row["id"] for row in table] == graph.articles["id"].to_list()
    by_story = {row["id"]: row["story"] for row in table}
    for story in stories:
        assert {by_story[article["id"]] for article in story["articles"]} == {str(story["id"])}
    assert {by_story[article["id"]] for article in singletons} <= {""}


@given(graph=graphs())
@settings(deadline=None)
def test_nothing_is_lost_whatever_the_strings(
    graph: StoryGraph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    stories = loaded(write_stories_json(graph, folder / "stories.json"))
    singletons = loaded(write_singletons_json(graph, folder / "singletons.json"))
    found = {a["id"]: a for story in stories for a in story["articles"]}
    found |= {a["id"]: a for a in singletons}
    assert len(found) == graph.articles.height
    names = graph.articles["id"]
    for article in graph.articles.iter_rows(named=True):
        told = found[article["id"]]
        assert all(told[key] == article[key] for key in ("title", "url", "source", "kind"))
        copied = article["copy_of"]
        assert told["copy_of"] == (None if copied is None else names[copied])
    ids = [row["id"] for row in rows(write_articles_csv(graph, folder / "a.csv"))]
    assert all(told in {name, f"'{name}"} for told, name in zip(ids, names, strict=True))
    problems = rows(write_problems_csv(graph, folder / "problems.csv"))
    assert [row["line"] for row in problems] == [
        "" if line is None else str(line) for line in graph.problems["line"]
    ]


@given(graph=graphs())
@settings(deadline=None)
def test_no_cell_of_text_runs_as_a_formula(
    graph: StoryGraph, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cells")
    cells = [
        cell
        for row in rows(write_articles_csv(graph, folder / "articles.csv"))
        for cell in (row["title"], row["source"])
    ]
    cells += [row["id"] for row in rows(folder / "articles.csv") if set(row["id"]) & set("(|!")]
    for row in rows(write_problems_csv(graph, folder / "problems.csv")):
        cells += [row["input"], row["reason"]]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]


def test_cells_are_those_of_the_table_that_the_page_keeps_to(tmp_path: Path) -> None:
    cases = json.loads(Path(__file__).with_name("cells.json").read_text("utf-8"))
    graph = make_graph([], problems=[("a.jsonl", None, case["text"]) for case in cases])
    written = [row["reason"] for row in rows(write_problems_csv(graph, tmp_path / "problems.csv"))]
    assert written == [case["cell"] for case in cases]


def test_the_columns_of_articles_csv(tmp_path: Path) -> None:
    articles = [
        {"id": "=1+1", "title": "=cmd()", "source": "@x", "url": "https://a.example/?a=1,2"},
        {"id": 'say "hi", all', "title": "-5 degrees", "story": 1},
        {"id": "-dQw4w9", "title": ""},
        {"id": "=cmd|' /C calc'!A0", "title": ""},
        {"id": "plain", "title": "two\nlines", "story": 1, "kind": "external", "published": None},
    ]
    table = rows(write_articles_csv(make_graph(articles), tmp_path / "articles.csv"))
    assert list(table[0]) == ["id", "story", "title", "url", "source", "published", "kind"]
    assert [list(row.values()) for row in table] == [
        ["=1+1", "", "'=cmd()", "https://a.example/?a=1,2", "'@x", "2024-05-06T07:08:09Z",
         "article"],
        ['say "hi", all', "1", "'-5 degrees", "", "", "2024-05-07T07:08:09Z", "article"],
        ["-dQw4w9", "", "", "", "", "2024-05-08T07:08:09Z", "article"],
        ["'=cmd|' /C calc'!A0", "", "", "", "", "2024-05-09T07:08:09Z", "article"],
        ["plain", "1", "two\nlines", "", "", "", "external"],
    ]  # fmt: skip


def test_problems_csv_names_file_line_and_reason(tmp_path: Path) -> None:
    problems = [("a.jsonl", 3, "no JSON: 'x'"), ("b,c.md", None, "=evil"), ("-", 2, "-x")]
    table = rows(write_problems_csv(make_graph([], problems=problems), tmp_path / "problems.csv"))
    assert table == [
        {"input": "a.jsonl", "line": "3", "reason": "no JSON: 'x'"},
        {"input": "b,c.md", "line": "", "reason": "'=evil"},
        {"input": "-", "line": "2", "reason": "'-x"},
    ]


def test_without_articles_the_files_are_empty_but_valid(tmp_path: Path) -> None:
    graph = make_graph([])
    assert loaded(write_stories_json(graph, tmp_path / "stories.json")) == []
    assert loaded(write_singletons_json(graph, tmp_path / "singletons.json")) == []
    assert rows(write_articles_csv(graph, tmp_path / "articles.csv")) == []


def test_json_holds_hostile_strings_as_they_are(tmp_path: Path) -> None:
    graph = make_graph([{"title": text} for text in HOSTILE])
    told = loaded(write_singletons_json(graph, tmp_path / "singletons.json"))
    assert [article["title"] for article in told] == list(HOSTILE)
