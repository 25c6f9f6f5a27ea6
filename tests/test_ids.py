"""What comes twice: which rows are one article, and which of them stays."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from storygraph.read import read
from storygraph.read.reading import Read

ROW = {"id": "x", "title": "Ferries cancelled", "text": "Nobody sails."}


def of_lines(folder: Path, *rows: dict[str, Any]) -> Read:
    """What is read of JSON lines."""
    path = folder / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return read([path])


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("topics", ["Sea", "Harbour"], ["Sea", "Weather"]),
        ("topics", ["Sea", "Harbour"], ["Harbour", "Sea"]),
        ("related", [{"url": "https://tide.example/1"}], [{"url": "https://tide.example/2"}]),
        ("related", [{"title": "One"}], [{"source": "One"}]),
    ],
)
def test_rows_that_differ_in_a_list_alone_are_two_articles(
    name: str, first: list[Any], second: list[Any], tmp_path: Path
) -> None:
    rows = [{**ROW, name: first}, {**ROW, name: second}, {**ROW, name: first}]
    found = set()
    for order in permutations(rows):
        table, problems, repeated, _ = of_lines(tmp_path, *order)
        assert (repeated, problems.height) == (1, 1)
        assert "the id 'x' is taken" in problems["reason"][0]
        found.add(str(sorted(table.select("id", name).rows())))
    assert len(found) == 1  # whatever the order of the lines


def test_rows_with_the_same_lists_are_one_article(tmp_path: Path) -> None:
    row = {**ROW, "topics": ["Sea"], "related": [{"title": "One"}, {"title": "Two"}]}
    table, problems, repeated, _ = of_lines(tmp_path, row, row, ROW, ROW)
    assert (table.height, repeated, problems.height) == (2, 2, 1)


def test_the_same_words_under_two_ids_are_two_articles(tmp_path: Path) -> None:
    rows = [{**ROW, "id": name} for name in "xxyy"]
    table, problems, repeated, _ = of_lines(tmp_path, *rows)
    assert (table["id"].to_list(), repeated, problems.height) == (["x", "y"], 2, 0)


def test_a_file_stays_though_a_row_says_the_same_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: {ROW['title']}\n---\n")
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a.md", "title": ROW["title"]}))
    table, problems, repeated, _ = read([tmp_path])
    assert (table["id"].sort().to_list(), repeated) == (["a.md", "a.md~2"], 0)
    assert problems.height == 1
