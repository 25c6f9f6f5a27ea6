"""Parquet: types of columns, bytes, damage."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import polars as pl
import pytest

from storygraph.articles import normalise
from storygraph.read import read
from storygraph.read.in_memory import Rows
from tests.record_files import ARTICLE, lines, put, rows


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(
        {
            "Title": ["A", None],
            "text": ["a", "b"],
            "published": [datetime(2024, 3, 1, 10, tzinfo=UTC), None],
            "date": [date(2024, 3, 1)] * 2,
            "topics": [["x", None], []],
            "source": [{"name": "N", "domain": "n.com"}, None],
            "related": [[{"title": "R", "url": "https://x.com"}], None],
            "count": [1, 2],
            "raw": [b"\xff", b""],
        }
    ).write_parquet(path)
    table, problems, *_ = read([path])
    assert problems.height == 0
    assert rows(table, "line", "title", "published", "topics", "source", "domain") == [
        (1, "A", "2024-03-01", ["x"], "N", "n.com"),
        (2, None, "2024-03-01", [], None, None),
    ]
    assert table["related"][0][0]["url"] == "https://x.com"


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1", b"junk" * 99])
def test_damaged_parquet_is_a_problem(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "good.jsonl", lines(ARTICLE))
    put(tmp_path, "bad.parquet", data)
    table, problems, *_ = read([tmp_path])
    assert table["id"].to_list() == ["n1"]
    assert "not a readable Parquet file" in problems["reason"][0]


def test_bytes_of_a_table_are_read_as_those_of_a_file(tmp_path: Path) -> None:
    titles = [None, "Schöne Grüße".encode("cp1252"), "Fähre fällt aus".encode()]
    columns = {"id": [b"a", b"b", b"c"], "title": titles, "body": ["x", "y", "z"]}
    table = pl.DataFrame(columns, {"id": pl.Binary, "title": pl.Binary, "body": pl.String})
    table.write_parquet(tmp_path / "a.parquet")
    for source in ([tmp_path / "a.parquet"], Rows(table)):
        found, problems, *_ = read(source)
        assert found["id"].to_list() == ["a", "b", "c"]
        assert found["title"].to_list() == [None, "Schöne Grüße", "Fähre fällt aus"]
        assert problems.select("line", "reason").rows() == [
            (2, "repaired: not all bytes are UTF-8; those were read as Windows-1252")
        ]


def test_one_damaged_text_makes_no_digits_of_the_others(tmp_path: Path) -> None:
    titles = [*(f"Größe {n} ist alles".encode("cp1252") for n in range(9)), b"Mayor\x00 resigns"]
    pl.DataFrame({"title": titles}).write_parquet(tmp_path / "a.parquet")
    found = read([tmp_path / "a.parquet"])
    assert found.records["title"][0] == "Größe 0 ist alles"
    assert found.problems.height == 1


@pytest.mark.parametrize("length", [12, 16, 20])
def test_ids_that_are_bytes_stay_apart(length: int, tmp_path: Path) -> None:
    ids = [bytes([0xF0 + n, *range(0xE0, 0xE0 + length - 1)]) for n in range(6)]
    pl.DataFrame({"id": ids, "title": ["One"] * 6}).write_parquet(tmp_path / "a.parquet")
    found = read([tmp_path / "a.parquet"])
    assert (found.repeated, found.problems.height) == (0, 0)
    names = found.records["id"].to_list()
    assert [bytes.fromhex(name.replace("-", "")) for name in names] == ids
    assert {name.count("-") for name in names} == {4 if length == 16 else 0}


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_span_of_time_is_no_date(unit: Literal["ms", "us", "ns"], tmp_path: Path) -> None:
    spans = pl.Series([timedelta(days=12), timedelta(days=20_000), None], dtype=pl.Duration(unit))
    path = tmp_path / "in.parquet"
    pl.DataFrame({"title": ["A", "B", "C"], "date": spans}).write_parquet(path)
    articles, _, problems = normalise(read([path])[0])
    assert articles["published"].null_count() == 3
    assert problems["reason"].str.contains("cannot be read").sum() == 2
