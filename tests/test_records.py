"""Files of records: one object or line, one article; one bad line, one problem."""

from __future__ import annotations

import codecs
import gzip
import json
import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storygraph.articles import normalise
from storygraph.read import read, streams
from storygraph.read.streams import MAX_PROBLEMS
from storygraph.tables import PROBLEMS, RECORDS
from tests.record_files import ARTICLE, lines, put, reasons, rows


def test_json_lines(tmp_path: Path) -> None:
    path = put(tmp_path, "news.jsonl", lines(ARTICLE, {"headline": "Second", "description": "D"}))
    table, problems, *_ = read([path])
    assert table.schema == pl.Schema(RECORDS)
    assert problems.schema == pl.Schema(PROBLEMS)
    assert problems.height == 0
    assert rows(table, "id", "line", "title", "excerpt", "body", "published", "lang") == [
        ("n1", 1, "Title", None, "Body", "2024-03-01T10:00:00Z", "en"),
        ("news.jsonl:2", 2, "Second", "D", None, None, None),
    ]
    assert table["input"].to_list() == [str(path)] * 2


BAD_LINES: list[tuple[bytes, str]] = [
    (b"not json", "broken JSON"),
    (b'{"title": "cut', "broken JSON"),
    (b"[1, 2]", "not a JSON object"),
    (b'"text"', "not a JSON object"),
    (b'{"a":' * 5000, "broken JSON"),
    (b"\x00\xff\xfe", "broken JSON"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_LINES)
def test_one_bad_line_never_ends_the_run(tmp_path: Path, bad: bytes, reason: str) -> None:
    good = lines({"title": "Good"})
    table, problems, *_ = read([put(tmp_path, "a.jsonl", good + bad + b"\n\n  \n" + good)])
    assert table["line"].to_list() == [1, 5]
    ((line, said),) = reasons(problems)
    assert line == 2
    assert reason in said


def test_lines_that_can_be_repaired(tmp_path: Path) -> None:
    data = codecs.BOM_UTF8 + b'{"title": "a"}\r\n{"title": "caf\xe9"}\n{"title": "c"}\x00\n'
    table, problems, *_ = read([put(tmp_path, "a.ndjson", data)])
    assert table["title"].to_list() == ["a", "café", "c"]
    assert [line for line, _ in reasons(problems)] == [2]


def test_json_lines_in_utf_16(tmp_path: Path) -> None:
    data = lines({"title": "é"}, {"title": "b"}).decode().encode("utf-16")
    table, problems, *_ = read([put(tmp_path, "a.jsonl", data)])
    assert rows(table, "line", "title") == [(1, "é"), (2, "b")]
    assert problems.height == 0


def test_problems_of_one_file_are_counted_when_there_are_too_many(tmp_path: Path) -> None:
    table, problems, *_ = read([put(tmp_path, "a.jsonl", b"x\n" * 3_000 + lines({"title": "T"}))])
    assert table["line"].to_list() == [3_001]
    assert problems.height == MAX_PROBLEMS + 1
    assert problems["reason"][-1] == "and 2,000 more problems in this file"
    broken = put(tmp_path, "b.jsonl", b"x\n" * (MAX_PROBLEMS + 1) + lines({"title": "T"}))
    assert read([broken]).problems["reason"][-1] == "and 1 more problem in this file"


def test_a_line_too_long_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_LINE", 1_000)
    data = lines({"title": "a"}, {"title": "x" * 5_000}, {"title": "b"})
    table, problems, *_ = read([put(tmp_path, "a.jsonl", data)])
    assert rows(table, "line", "title") == [(1, "a"), (3, "b")]
    assert [line for line, _ in reasons(problems)] == [2]


def test_gzip(tmp_path: Path) -> None:
    whole = gzip.compress(lines(*({"title": f"T{n}"} for n in range(500))))
    put(tmp_path, "a.jsonl.gz", whole)
    put(tmp_path, "b.csv.gz", gzip.compress(b"title\nX\n"))
    table, problems, *_ = read([tmp_path])
    assert (table.height, problems.height) == (501, 0)
    for damaged in (whole[:-9], whole[: len(whole) // 2], b"no gzip", b""):
        path = put(tmp_path, "c.jsonl.gz", damaged)
        table, problems, *_ = read([path])
        assert problems.height >= 1
        assert table.height <= 500


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.md"])
def test_empty_files_are_problems(tmp_path: Path, name: str) -> None:
    table, problems, *_ = read([put(tmp_path, name, b"")])
    assert table.height == 0
    assert problems["reason"].to_list() == ["the file is empty"]


def test_equal_ids_are_told_apart_by_content_not_by_place(tmp_path: Path) -> None:
    rows_ = [{"id": "x", "title": title} for title in ("b", "a", "c")] + [
        {"id": "x~2", "title": "d"}
    ]
    found = set()
    for seed in range(6):
        random.Random(seed).shuffle(rows_)  # noqa: S311 (no secret)
        table, problems, *_ = read([put(tmp_path, "a.jsonl", lines(*rows_))])
        found.add(tuple(sorted(rows(table, "title", "id"))))
        assert problems.height == 2
        assert all("the id 'x' is taken" in reason for _, reason in reasons(problems))
    assert found == {(("a", "x"), ("b", "x~3"), ("c", "x~4"), ("d", "x~2"))}


def test_progress_is_told(tmp_path: Path) -> None:
    for number in range(3):
        put(tmp_path, f"{number}.md", f"---\ntitle: {number}\n---\n")
    told: list[tuple[int, int | None]] = []
    read([tmp_path], advance=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)
    put(tmp_path, "x.jsonl", lines(*[ARTICLE] * 4))
    put(tmp_path, "y.jsonl", lines(*[ARTICLE] * 4))
    told.clear()
    read([tmp_path], advance=lambda done, total: told.append((done, total)))
    assert told[-2:] == [(7, 11), (11, 11)]  # of two files as long, one is half of the records


LINES = st.lists(
    st.binary(max_size=30)
    | st.sampled_from([b'{"title": "T"}', b'"a","b', b"a,b", b"\n", b"\r", b"\xff\xfe"])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.sampled_from(["a.jsonl", "a.csv", "a.tsv", "a.jsonl.gz", "a.parquet"]))
def test_any_bytes_give_records_or_problems(tmp_path: Path, pieces: list[bytes], name: str) -> None:
    for head in (b"", b"title,text\n", b'{"title": "T"}\n'):
        data = head + b"\n".join(pieces)
        table, problems, *_ = read([put(tmp_path, name, data)])
        assert table.schema == pl.Schema(RECORDS)
        assert table["id"].is_unique().all()
        assert table.height + problems.height > 0 or not data.strip(b"\0 \t\r\n")


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("name", "height", "undated"),
    [
        ("allsides_roundups_2021", 1_479, 0),
        ("fnc1_test_headlines", 894, 894),
        ("galaxy_wikinews", 577, 577),
        ("giveme5w1h_clusters", 415, 0),
        ("uci_news_slice", 6_366, 0),
    ],
)
def test_real_sets(labelled: Path, name: str, height: int, undated: int) -> None:
    table, problems, *_ = read([labelled / f"{name}.jsonl"])
    assert (table.height, problems.height) == (height, 0)
    assert table["id"].null_count() == table["title"].null_count() == 0
    assert table["published"].null_count() == undated
    assert table["line"].to_list() == list(range(1, height + 1))


def test_repaired_ids_and_unreadable_dates_of_several_files_are_all_told(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "id,title,published\n1,x,2026-03-04\n1,y,2026-03-05\n2,z,2026-03-06\n")
    put(tmp_path, "b.jsonl", lines({"title": "A", "date": "junk"}, {"title": "B", "date": "bad"}))
    told = normalise(read([tmp_path])[0])[2]
    assert [reason.split()[1] for reason in told["reason"]] == ["junk", "bad"]


def test_a_file_that_was_unpacked_under_its_old_name_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl.gz", lines({"title": "Fähre"}))
    found = read([tmp_path])
    assert (found.records["title"].to_list(), found.problems.height) == (["Fähre"], 0)


@pytest.mark.parametrize("blank", [b"", b"\n", b" \r\n\n \n"])
def test_lines_that_hold_nothing_are_told(blank: bytes, tmp_path: Path) -> None:
    _, problems, *_ = read([put(tmp_path, "a.jsonl", blank)])
    assert problems["reason"].to_list() == ["the file is empty"]


def test_whole_numbers_of_any_length_keep_their_digits(tmp_path: Path) -> None:
    ids = [2**63, 2**64, 123456789012345678901, 123456789012345678902, 10**40, -(10**25)]
    rows = [{"id": id_, "title": "One", "score": 0.1234567890123456789} for id_ in ids]
    put(tmp_path, "a.jsonl", lines(*rows, {"_source": rows[2] | {"title": "Two"}}))
    put(tmp_path, "b.json", json.dumps({"articles": rows}).encode())
    found = read([tmp_path / "a.jsonl"])
    names = list(map(str, ids))
    assert found.records["id"].to_list()[:-1] == names
    assert found.records["id"].to_list()[-1].startswith(names[2])
    assert read([tmp_path / "b.json"]).records["id"].to_list() == names


def test_a_line_that_had_to_be_repaired_keeps_its_digits_too(tmp_path: Path) -> None:
    row = {"id": 123456789012345678901, "title": "Grüße", "score": 1.5}
    put(tmp_path, "a.jsonl", json.dumps(row, ensure_ascii=False).encode("cp1252"))
    found = read([tmp_path / "a.jsonl"])
    assert found.records.select("id", "title").row(0) == ("123456789012345678901", "Grüße")


def test_a_given_id_may_look_like_one_of_ours(tmp_path: Path) -> None:
    row = "big.csv:3,Storm shuts the harbour,one two\n"
    put(tmp_path, "b.csv", f"id,title,text\nx:2,Ferry,late\n{row}{row}")
    found = read([tmp_path])
    assert found.records["id"].to_list() == ["x:2", "big.csv:3"]
    assert (found.repeated, found.problems.height) == (1, 0)
