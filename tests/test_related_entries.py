"""Related entries of which nothing is known are told, and so are the names that they have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import storygraph as sg
from storygraph.articles.coverage import check
from storygraph.options import Options
from storygraph.read.fields import Fields

SILENT = [{"slug": "x", "naam": "y"}, {"slug": "z"}]
KNOWN = {"title": "Road shut", "slug": "r"}


@pytest.mark.parametrize(
    ("related", "names", "told"),
    [
        (SILENT, ["naam", "slug"], "2 related entries say nothing that is known"),
        ([KNOWN, SILENT[1]], ["slug"], "1 related entry says nothing that is known"),
        ({"items": [KNOWN]}, ["items"], "1 related entry says nothing that is known"),
        ([KNOWN, None, "", {}, {"title": None}, {"slug": ""}], [], None),
    ],
)
@pytest.mark.parametrize("name", ["in.jsonl", "in.md", "rows"])
def test_entries_that_say_nothing_known_are_told(
    name: str, related: Any, names: list[str], told: str | None, tmp_path: Path
) -> None:
    row = {"title": "Ferries cancelled", "related": related}
    other = {"title": "Harbour shut", "related": [KNOWN]}
    if name == "rows":
        report = sg.build([other, row])
        problems, unread = report.problems, report.run["unread"]
        line: int | None = 2
    else:
        text = "\n".join(map(json.dumps, [other, row]))
        line = 2 if name == "in.jsonl" else None
        (tmp_path / name).write_text(text if line else json.dumps(row))
        for _ in range(2):  # the second time from the cache
            found = check([tmp_path / name], Options(cache=tmp_path / "cache")).report
        problems, unread = found.problems, found.unread
    assert unread == [f"related.{each}" for each in names]
    assert problems["line"].to_list() == [line] * bool(told)
    assert [told in reason for reason in problems["reason"]] == [True] * bool(told)
    assert all(reason.startswith("repaired: ") for reason in problems["reason"])


def test_of_each_table_its_own_entries_are_told() -> None:
    fields, told = Fields(), []
    rows = [{"title": "A"}, {"title": "B", "related": SILENT}, {"title": "C", "related": [KNOWN]}]
    for _ in range(2):
        fields.table(rows)
        fields.tell_silent([7, 8, 9], lambda line, reason: told.append((line, reason[:12])))
    fields.table(rows[::2])
    fields.tell_silent([7, 9], lambda line, reason: told.append((line, reason)))
    assert told == [(8, "repaired: 2 ")] * 2


@pytest.mark.parametrize(
    "cell",
    [
        "['https://a.example/1', 'https://c.example/3']",
        '[{"url": "https://a.example/1"}, {"url": "https://c.example/3"}]',
        "[{'url': 'https://a.example/1', 'title': None}, 'https://c.example/3']",
        "https://a.example/1, https://c.example/3",
        "https://a.example/1,https://c.example/3",
        "https://a.example/1 | https://c.example/3",
        "https://a.example/1\nhttps://c.example/3",
        "//a.example/1 //c.example/3",
    ],
)
def test_entries_in_one_cell_are_told_apart(cell: str) -> None:
    found = Fields().record({"title": "T", "related": cell})["related"]
    assert [entry["url"].removeprefix("https:") for entry in found] == [
        "//a.example/1",
        "//c.example/3",
    ]
    assert {entry["title"] for entry in found} == {None}


def test_a_long_list_in_a_cell_is_a_list() -> None:
    entries = [
        {"title": f"Wind over the harbour, day {n}", "url": f"//a.example/{n}"} for n in range(400)
    ]
    found = Fields().record({"title": "T", "related": " " + json.dumps(entries)})["related"]
    assert [entry["url"] for entry in found] == [entry["url"] for entry in entries]


@pytest.mark.parametrize("cell", ["[[2026]]", "[sea, wind", "Storm, wind and rain", "a,b //c"])
def test_what_holds_no_list_is_a_title(cell: str) -> None:
    (entry, *_) = Fields().record({"title": "T", "related": cell})["related"]
    assert entry["title"] in {"2026", cell, "a,b"}


def test_an_entry_of_an_id_alone_is_read() -> None:
    fields = Fields()
    columns = fields.table([{"title": "A", "related": [{"guid": "b"}, {"_id": 7}]}])
    assert [entry["id"] for entry in columns["related"][0]] == ["b", "7"]
    assert not fields.silent_names


def test_a_day_of_an_entry_has_the_time_beside_it() -> None:
    entry = {"title": "A", "date": "2026-03-04", "time": "08:10"}
    (found,) = Fields().record({"related": [entry]})["related"]
    assert found["published"] == "2026-03-04 08:10"


def test_numbers_in_a_list_are_ids() -> None:
    rows = [
        {"id": 17, "title": "Storm in Skarrow", "related": [23, 24]},
        {"id": 23, "title": "Roofs gone", "related": "[17]"},
        {"id": 24, "title": "Minister resigns"},
    ]
    graph = sg.build(rows)
    assert graph.run["counts"]["links"]["id"] == 3
    assert graph.articles["kind"].unique().to_list() == ["article"]


@pytest.mark.parametrize("flag", ["true", "false", "True", " yes ", "no"])
@pytest.mark.parametrize("form", ["---\ntitle: {}\nrelated: {}\n---\nText.", "id,related\n{},{}\n"])
def test_a_flag_is_no_related_entry(flag: str, form: str, tmp_path: Path) -> None:
    """Jekyll's themes have one in every post, which would tie all of them."""
    name = "in.md" if form.startswith("---") else "in.csv"
    (tmp_path / name).write_text(form.replace("id,", "title,").format("Bees return", flag))
    found = check([tmp_path])
    assert found.articles["title"].to_list() == ["Bees return"]
    assert found.related.is_empty()
    assert found.report.problems.is_empty()
