"""JSON lines, CSV, TSV and Parquet: one row, one article; one bad row, one problem."""

from __future__ import annotations

import codecs
import csv
import gzip
import json
import os
import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storygraph.articles import normalise
from storygraph.errors import InputError, UsageError
from storygraph.read import read, streams
from storygraph.read.aliases import ALIASES
from storygraph.read.entries import Entries
from storygraph.read.fields import Fields
from storygraph.read.in_memory import Rows
from storygraph.read.records import parse
from storygraph.read.streams import MAX_PROBLEMS, Problems
from storygraph.tables import PROBLEMS, RECORDS, RELATED


def lines(*objects: Any) -> bytes:
    return b"".join(json.dumps(thing, ensure_ascii=False).encode() + b"\n" for thing in objects)


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def rows(table: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return table.select(columns).rows()


def reasons(problems: pl.DataFrame) -> list[tuple[int | None, str]]:
    return problems.select("line", "reason").rows()


ARTICLE = {
    "id": "n1",
    "title": "Title",
    "text": "Body",
    "url": "https://example.com/a",
    "source": "Example",
    "published": "2024-03-01T10:00:00Z",
    "lang": "en",
}


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


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("_id", "id"), ("guid", "id"), ("Headline", "title"), ("heading", "title"),
        ("description", "excerpt"), ("SUMMARY", "excerpt"), ("lead", "excerpt"),
        ("text", "body"), ("content", "body"), ("full_text", "body"), ("article", "body"),
        ("link", "url"), ("web_url", "url"), ("webUrl", "url"), ("Canonical URL", "url"),
        ("outlet", "source"), ("publisher", "source"), ("provider", "source"), ("site", "source"),
        ("domain", "domain"), ("date", "published"), ("publishedDateTime", "published"),
        ("published_at", "published"), ("pubDate", "published"), ("timestamp", "published"),
        ("datetime", "published"), ("time", "published"), ("created_at", "published"),
        ("published", "published"), ("language", "lang"), ("original_url", "original_url"),
    ],
)  # fmt: skip
def test_common_names_are_known_in_every_type(tmp_path: Path, name: str, field: str) -> None:
    base = {"x": "1", "title": "T", "body": "B"}
    base.pop(field, None)
    row = base | {name: "value"}
    paths = [put(tmp_path, "a.jsonl", lines(row)), tmp_path / "a.csv", tmp_path / "a.parquet"]
    with paths[1].open("w", newline="") as file:
        csv.writer(file).writerows([list(row), list(row.values())])
    pl.DataFrame([row]).write_parquet(paths[2])
    for path in paths:
        table, problems, *_ = read([path])
        assert table[field].to_list() == ["value"], path.name
        assert problems.height == 0


def test_of_several_names_the_first_that_is_not_empty_wins(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "a.jsonl",
        lines(
            {"title": "", "headline": "H", "excerpt": None, "summary": "S", "date": "D"},
            {"title": "T", "headline": "H", "published_at": "P", "date": "D"},
        ),
    )
    table, _, *_ = read([path])
    assert rows(table, "title", "excerpt", "published") == [("H", "S", "D"), ("T", None, "P")]


def test_values_of_any_type_become_strings(tmp_path: Path) -> None:
    given_ = {
        "_id": {"$oid": "abc"},
        "title": ["Two", "parts"],
        "body": 42,
        "source": {"name": "N", "domain": "n.com"},
        "published": 1709287200.0,
        "lang": True,
        "tags": [{"name": "a"}, None, "b", 3, []],
        "quality": 7,
        "heat": -1.5,
        "related": [{"title": "R", "url": "https://x.com"}, "https://y.com", 5, None],
    }
    table, problems, *_ = read([put(tmp_path, "a.jsonl", lines(given_))])
    assert problems.height == 0
    (row,) = table.rows(named=True)
    expected = {
        "id": "abc", "title": "Two, parts", "body": "42", "source": "N", "domain": "n.com",
        "published": "1709287200", "lang": "true", "topics": ["a", "b", "3"], "quality": "7",
        "heat": "-1.5",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert [(entry["title"], entry["url"]) for entry in row["related"]] == [
        ("R", "https://x.com"),
        (None, "https://y.com"),
        ("5", None),
    ]


def test_published_may_be_a_flag(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "a.jsonl",
        lines(
            {"title": "a", "published": False, "date": "2024-03-01"},
            {"title": "b", "published": "true"},
            {"title": "c", "published": "2024-03-02"},
        ),
    )
    table, _, *_ = read([path])
    assert rows(table, "published", "is_published") == [
        ("2024-03-01", "false"),
        (None, "true"),
        ("2024-03-02", None),
    ]


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("length", [999, 1_000, 1_001, 5_000])
def test_a_row_too_long_is_skipped_whole(
    end: str, length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MAX_LINE", 1_000)
    data = f"id,title{end}1,a{end}2,{'x' * (length - 2 - len(end))}{end}3,b{end}"
    table, problems, *_ = read([put(tmp_path, "a.csv", data)])
    known = [("1", 2), ("3", 4)] if length > 1_000 else [("1", 2), ("2", 3), ("3", 4)]
    assert rows(table, "id", "line") == known
    assert [line for line, _ in reasons(problems)] == ([3] if length > 1_000 else [])


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


CSV = 'Title,Text,Extra\n"A ""quoted"" one","two\nlines, and a comma",x\nB,,\n'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_tables_of_every_kind(tmp_path: Path, delimiter: str, encoding: str, ends: str) -> None:
    text = "Titre;ignoré,Title|Text\tExtra"
    out = tmp_path / "a.csv"
    with out.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=ends)
        writer.writerow(["Title", "Text", "Extra"])
        writer.writerow([text, "two\nlines, é; | and\ttab", "x"])
        writer.writerow(["B", "", ""])
    table, problems, *_ = read([out])
    assert problems.height == 0
    assert rows(table, "title", "body") == [(text, "two\nlines, é; | and\ttab"), ("B", None)]


@pytest.mark.parametrize(("name", "known"), [("a.tsv", True), ("a.TSV.gz", True), ("a.csv", False)])
def test_commas_in_a_header_divide_no_tsv(name: str, tmp_path: Path, *, known: bool) -> None:
    data = b"title\tplace, time, weather\nA\tx\n"
    put(tmp_path, name, gzip.compress(data) if name.endswith(".gz") else data)
    table, problems, *_ = read([tmp_path])
    assert table["title"].to_list() == (["A"] if known else [])
    assert problems.is_empty() == known


def test_a_tsv_without_a_tab_may_have_commas(tmp_path: Path) -> None:
    table, problems, *_ = read([put(tmp_path, "a.tsv", b"title,text\nA,b\n")])
    assert rows(table, "title", "body") == [("A", "b")]
    assert problems.is_empty()


def test_table_rows_have_line_numbers(tmp_path: Path) -> None:
    table, problems, *_ = read([put(tmp_path, "a.csv", "\n" + CSV + "C,1,2,3\nD\n")])
    assert rows(table, "line", "title") == [(3, 'A "quoted" one'), (5, "B"), (6, "C"), (7, "D")]
    assert [line for line, _ in reasons(problems)] == [6, 7]


def test_a_quote_that_never_closes_is_told(tmp_path: Path) -> None:
    data = 'title,text\nA,"open\n' + "B,b\n" * 50
    table, problems, *_ = read([put(tmp_path, "a.csv", data)])
    assert table.height + problems.height >= 1
    assert (
        any("quote" in reason for _, reason in reasons(problems))
        or table["body"][0].count("B,b") == 50
    )


def test_huge_fields(tmp_path: Path) -> None:
    table, problems, *_ = read([put(tmp_path, "a.csv", f'title,text\nA,"{"x y " * 500_000}"\n')])
    assert problems.height == 0
    assert table["body"].str.len_bytes().to_list() == [2_000_000]


def test_guessed_bytes_in_tables_are_told(tmp_path: Path) -> None:
    table, problems, *_ = read(
        [put(tmp_path, "a.csv", b"title,text\ncaf\xe9,b\n\x00na\xc3\xafve,c\n")]
    )
    assert table["title"].to_list() == ["café", "naïve"]
    assert [line for line, _ in reasons(problems)] == [2]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_quotes_after_a_backslash_as_spark_and_mysql_write_them(mark: str, tmp_path: Path) -> None:
    titles = [
        f'"Storm{mark} or not" asks mayor',
        f'Mayor: "I go"{mark} then "stays"',
        "No quote at all",
        'The last word is "no"',
        "Two\nlines",
    ]
    written = ['"' + title.replace('"', r"\"") + '"' for title in titles]
    data = "".join(f"{title}{mark}text {n}\n" for n, title in enumerate(written))
    found = read([put(tmp_path, "in.csv", f"title{mark}text\n{data}".encode())])
    assert found.records["title"].to_list() == titles
    assert found.records["body"].to_list() == [f"text {n}" for n in range(5)]
    assert not found.problems.height


def test_the_first_quote_after_a_backslash_may_come_late(tmp_path: Path) -> None:
    plain = [f"Storm {n} {'nears the coast ' * 9}".strip() for n in range(1_000)]
    data = "".join(f'"{title}",x\n' for title in plain) + r'"Mayor: \"I go\", she says",y' + "\n"
    found = read([put(tmp_path, "in.csv", f"title,text\n{data}".encode())])
    assert found.records["title"].to_list() == [*plain, 'Mayor: "I go", she says']
    assert not found.problems.height


@pytest.mark.parametrize(
    ("row", "title", "text"),
    [
        (r'"C:\",x', "C:\\", "x"),
        (r'"Says ""no\""",x', r'Says "no\"', "x"),
        (r'"He said ""C:\"" twice",x', r'He said "C:\" twice', "x"),
        (r"Plain 5\" disk,x", r"Plain 5\" disk", "x"),
    ],
)
def test_a_backslash_is_itself_in_any_other_table(
    row: str, title: str, text: str, tmp_path: Path
) -> None:
    found = read([put(tmp_path, "in.csv", f"title,text\n{row}\n".encode())])
    assert rows(found.records, "title", "body") == [(title, text)]
    assert not found.problems.height


def test_the_limit_of_fields_is_the_programs_own_again(tmp_path: Path) -> None:
    before = csv.field_size_limit(1_000)
    try:
        long = f"title,text\nA,{'storm ' * 1_000}\nB,{'storm ' * 1_000}\n".encode()
        paths = [put(tmp_path, name, long) for name in ("a.csv", "b.csv")]
        one, two = (parse(path, Fields(None), Problems()) for path in paths)
        next(one)
        next(two)
        one.close()  # type: ignore[attr-defined]
        assert csv.field_size_limit() > 1_000  # the other one reads on
        two.close()  # type: ignore[attr-defined]
        assert csv.field_size_limit() == 1_000
        assert read(paths).records["body"].str.len_chars().min() == 6_000
        assert csv.field_size_limit() == 1_000
    finally:
        csv.field_size_limit(before)


def test_a_table_without_text_columns_says_what_to_map(tmp_path: Path) -> None:
    for name, data in (("a.csv", b"foo,bar\n1,2\n"), ("b.tsv", b"foo\tbar\n1\t2\n")):
        table, problems, *_ = read([put(tmp_path, name, data)])
        assert table.height == 0
        assert problems["reason"].to_list() == [
            "no column is known as title, excerpt or body; map one of: 'foo', 'bar'"
        ]


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


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.md"])
def test_empty_files_are_problems(tmp_path: Path, name: str) -> None:
    table, problems, *_ = read([put(tmp_path, name, b"")])
    assert table.height == 0
    assert problems["reason"].to_list() == ["the file is empty"]


def test_labels_are_never_read(tmp_path: Path) -> None:
    assert not any("story" in names for names in ALIASES.values())
    one = put(tmp_path, "one.jsonl", lines(ARTICLE | {"story": "gold-1", "Story": "gold-2"}))
    table, _, *_ = read([one])
    assert "gold" not in str(table.rows())
    with pytest.raises(UsageError, match="labels"):
        read([one], {"topics": "Story"})


def test_mapping(tmp_path: Path) -> None:
    path = put(
        tmp_path, "a.jsonl", lines({"kop": "K", "title": "T", "n": 5, "wanneer": "2024-03-01"})
    )
    table, _, *_ = read([path], {"title": "kop", "id": "N", "published": "wanneer"})
    assert rows(table, "id", "title", "published") == [("5", "K", "2024-03-01")]
    with pytest.raises(UsageError, match=r"unknown field 'headline'.*title"):
        read([path], {"headline": "kop"})
    with pytest.raises(UsageError, match=r"'kopje' mapped to 'title'.*kop, n, title, wanneer"):
        read([path], {"title": "kopje"})
    spelled, _, *_ = read([path], {"Title": "KOP", "ID": "n", "is published": "wanneer"})
    assert rows(spelled, "id", "title") == [("5", "K")]
    with pytest.raises(UsageError, match="two columns are mapped to 'title'"):
        read([path], {"title": "kop", "Title": "n"})


def test_a_column_that_is_not_there_is_told_of_tables_of_unknown_columns(tmp_path: Path) -> None:
    table = pl.DataFrame({"HEAD": ["Ferries cancelled"], "wanneer": ["2024-03-01"]})
    table.write_parquet(tmp_path / "a.parquet")
    table.write_csv(tmp_path / "a.csv")
    wrong = {"title": "nope"}
    told = r"no input has the column 'nope' mapped to 'title'; there are: HEAD, wanneer"
    for source in ([tmp_path / "a.csv"], [tmp_path / "a.parquet"], Rows(table)):
        with pytest.raises(UsageError, match=told):
            read(source, wrong)
    assert read([tmp_path / "a.csv"], {"title": "head"}).records["title"].item() == (
        "Ferries cancelled"
    )


@pytest.mark.parametrize(
    "header",
    [
        "Nummer;Überschrift;Datum;Inhalt;Quelle",
        "Nummer;U\u0308berschrift;Datum;Inhalt;Quelle",
        "n;Titre;date;Texte;Journal",
        "n;Título;Fecha;Texto;Fuente",
        "n;标题;日期;正文;来源",
        "n;見出し;日付;本文;出典",
        "n;Заголовок;Дата;Текст;Источник",
    ],
)
def test_columns_of_other_languages_are_known(header: str, tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", f"{header}\n1;T;2026-03-02;B;S\n")
    table, problems, *_ = read([path])
    assert rows(table, "title", "published", "body", "source") == [("T", "2026-03-02", "B", "S")]
    assert problems.is_empty()


def test_mapping_of_columns_in_any_script(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", "番号,題,記事,---\n1,地震,強い揺れ,x\n")
    table, _, *_ = read([path], {"title": "題", "body": "記事", "id": "番号"})
    assert rows(table, "id", "title", "body") == [("1", "地震", "強い揺れ")]
    for absent in ("題名", "- - -"):
        with pytest.raises(UsageError, match="'title'; there are: ---, 番号, 記事, 題"):
            read([path], {"title": absent, "body": "記事"})


# Ids


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


def test_a_folder_of_everything(tmp_path: Path) -> None:
    put(tmp_path, "a/one.md", "---\ntitle: One\n---\n")
    put(tmp_path, "b.jsonl", lines(ARTICLE))
    put(tmp_path, "c.TXT", "Three\n\nText")
    for ignored in (
        ".git/x.md",
        ".hidden.md",
        "a/.x/y.md",
        "page.html",
        "README.md",
        "data.xlsx",
        "md",
    ):
        put(tmp_path, ignored, "# Not an article\n")
    table, problems, *_ = read([tmp_path])
    assert rows(table, "id", "title") == [("a/one.md", "One"), ("c.TXT", "Three"), ("n1", "Title")]
    assert problems.height == 0
    assert table["input"][0] == str(tmp_path / "a" / "one.md")
    named, _, *_ = read([tmp_path / "README.md"])
    assert rows(named, "id", "title") == [("README.md", "Not an article")]


def test_the_page_of_a_section_is_no_article(tmp_path: Path) -> None:
    for name in ("posts/_index.md", "_index.de.md", "posts/index.md"):
        put(tmp_path, name, f"---\ntitle: {name}\n---\n")
    table, _, _, others = read([tmp_path])
    assert rows(table, "title") == [("posts/index.md",)]
    assert others == {".md": 2}
    named, *_ = read([tmp_path / "_index.de.md"])
    assert rows(named, "title") == [("_index.de.md",)]


def test_the_order_of_inputs_plays_no_part(tmp_path: Path) -> None:
    for folder in ("x/2024", "y/2024", "z"):
        put(tmp_path, f"{folder}/same.md", f"---\ntitle: {folder}\n---\n")
    inputs = [tmp_path / "x/2024", tmp_path / "y/2024", tmp_path / "z", tmp_path / "z/same.md"]
    first, _, *_ = read(inputs)
    second, _, *_ = read(inputs[::-1])
    assert first.equals(second)
    assert first["id"].n_unique() == 3
    assert sorted(name.rpartition("/")[0].rpartition("/")[2] for name in first["id"]) == [
        "2024",
        "2024",
        "z",
    ]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path, "sub/a.md", "---\ntitle: A\n---\n")
    table, _, *_ = read([path, tmp_path, tmp_path / "sub", tmp_path])
    assert table["id"].to_list() == ["sub/a.md"]


def test_links_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path, "in/real/a.md", "---\ntitle: A\n---\n")
    put(tmp_path, "out/b.md", "---\ntitle: B\n---\n")
    (tmp_path / "in/aaa").symlink_to(tmp_path / "in/real")
    (tmp_path / "in/real/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/out").symlink_to(tmp_path / "out")
    (tmp_path / "in/gone.md").symlink_to(tmp_path / "nowhere")
    table, problems, *_ = read([tmp_path / "in"])
    assert table["id"].to_list() == ["out/b.md", "real/a.md"]
    assert ["gone.md" in name for name in problems["input"]] == [True]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes only on Linux")
def test_odd_file_names_give_valid_ids(tmp_path: Path) -> None:
    for name in (b"caf\xe9.md", b"new\nline.md", "r\u202etl.md".encode(), "é.md".encode()):
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:  # noqa: PTH123 (a path of bytes)
            file.write(b"---\ntitle: T\n---\n")
    table, problems, *_ = read([tmp_path])
    assert problems.height == 0
    assert set(table["id"]) == {"caf\\xe9.md", "new\\x0aline.md", "r\\x202etl.md", "é.md"}


def test_missing_and_empty_inputs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file or folder: .*gone"):
        read([tmp_path / "gone"])
    with pytest.raises(InputError, match=r"nothing to read in .*\.md.*\.parquet"):
        read([tmp_path])
    with pytest.raises(InputError, match=r"page\.html: the types read are \.md"):
        read([put(tmp_path, "page.html", "x")])
    with pytest.raises(InputError, match="nothing to read"):
        read([])


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_files_without_permission_are_problems(tmp_path: Path) -> None:
    put(tmp_path, "good.md", "---\ntitle: A\n---\n")
    put(tmp_path, "bad.md", "---\ntitle: A\n---\n").chmod(0)
    table, problems, *_ = read([tmp_path])
    assert table.height == problems.height == 1


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


# Laws

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=9)
    | st.sampled_from(["true", "2024-03-01", "https://x.com/a", ""]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["name", "title", "url", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = st.sampled_from(
    [name for names in ALIASES.values() for name in names[:3]] + ["_id", "x", "story"]
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=6), min_size=1, max_size=5))
def test_a_table_of_records_is_its_records(givens: list[dict[str, Any]]) -> None:
    fields = Fields()
    columns = fields.table(givens)
    one_by_one = [fields.record(given_) for given_ in givens]
    for field in RECORDS:
        column = columns.get(field, [None] * len(givens))
        expected = [record.get(field) for record in one_by_one]
        if isinstance(column, Entries):
            entries = zip(*column.columns.values(), strict=True)
            for count, own in zip(column.counts, expected, strict=True):
                for entry in own or []:
                    found = dict(zip(column.columns, next(entries), strict=True))
                    assert {name: found.get(name) for name in RELATED} == entry
                assert count == len(own or [])
            continue
        assert column == expected, field


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


@pytest.mark.parametrize("suffix", [".md", ".jsonl", ".csv", ".json", ".parquet"])
def test_pipes_and_links_to_themselves_are_told_and_end_nothing(
    suffix: str, tmp_path: Path
) -> None:
    put(tmp_path, "one.md", "---\ntitle: One\n---\n")
    os.mkfifo(tmp_path / f"pipe{suffix}")
    (tmp_path / f"self{suffix}").symlink_to(tmp_path / f"self{suffix}")
    table, problems, *_ = read([tmp_path])
    assert table["title"].to_list() == ["One"]
    assert sorted(Path(name).stem for name in problems["input"]) == ["pipe", "self"]
    assert all("cannot be read" in reason for reason in problems["reason"])


def test_a_pipe_in_the_place_of_a_graph_s_head_is_no_graph(tmp_path: Path) -> None:
    put(tmp_path, "one.md", "---\ntitle: One\n---\n")
    os.mkfifo(tmp_path / "run.json")
    table, problems, *_ = read([tmp_path])
    assert table["title"].to_list() == ["One"]
    assert [Path(name).name for name in problems["input"]] == ["run.json"]


def test_an_empty_list_does_not_hide_the_next_name(tmp_path: Path) -> None:
    row = {"title": "T", "tags": [], "categories": ["News"], "related": []}
    path = put(tmp_path, "a.jsonl", lines({**row, "relatedArticles": [{"title": "Other"}]}))
    table, _, *_ = read([path])
    assert table["topics"].to_list() == [["News"]]
    assert [entry["title"] for entry in table["related"][0]] == ["Other"]


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


@pytest.mark.parametrize(
    "written",
    [
        ["https://a.example/x", "https://b.example/y"],
        ["", "https://a.example/x"],
        "https://a.example/x, https://b.example/y",
        "https://a.example/x https://b.example/y",
        "https://a.example/x;https://b.example/y",
    ],
)
def test_of_several_addresses_the_first_counts(written: Any, tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", lines({"title": "A", "url": written}))
    assert read([tmp_path]).records["url"].to_list() == ["https://a.example/x"]


def test_an_address_in_an_archive_stays_whole(tmp_path: Path) -> None:
    page = "https://archive.example/web/2020/https://a.example/x"
    put(tmp_path, "a.jsonl", lines({"title": "A", "url": page}))
    assert read([tmp_path]).records["url"].to_list() == [page]


def test_a_set_of_python_in_a_cell_is_a_list_in_order(tmp_path: Path) -> None:
    cell = "{'storm', 'ferry', 'harbour'}"
    put(tmp_path, "a.csv", f'title,topics\nA,"{cell}"\n'.encode())
    assert read([tmp_path]).records["topics"].to_list() == [["ferry", "harbour", "storm"]]


def test_a_given_id_may_look_like_one_of_ours(tmp_path: Path) -> None:
    row = "big.csv:3,Storm shuts the harbour,one two\n"
    put(tmp_path, "b.csv", f"id,title,text\nx:2,Ferry,late\n{row}{row}")
    found = read([tmp_path])
    assert found.records["id"].to_list() == ["x:2", "big.csv:3"]
    assert (found.repeated, found.problems.height) == (1, 0)


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ({"date": {"raw": "4 March 2026"}}, "4 March 2026"),
        ({"issued": {"literal": "sometime"}}, "sometime"),
        ({"issued": {"date-parts": [[2026, 3, 4]], "season": 1}}, "2026-03-04"),
        ({"date": {"year": 2026}}, '{"year": 2026}'),
        ({"date": [[2026, 3]]}, "[[2026, 3]]"),
        ({"date": True}, "true"),
        ({"published": True}, None),  # a flag
        ({"published": {"year": 2026}, "date": "2026-03-04"}, "2026-03-04"),
        ({"date": {}}, None),
        ({"date": {"raw": ""}}, None),
    ],
)
def test_a_date_in_a_mapping_is_read_or_told(given: dict[str, Any], published: str | None) -> None:
    assert Fields().record({"title": "T", **given}).get("published") == published
    (entry,) = Fields().record({"related": [{"title": "T", **given}]})["related"]
    assert entry["published"] == published
    table = Fields().table([{"title": "T", **given}])
    assert table.get("published", [None]) == [published]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_span_of_time_is_no_date(unit: Literal["ms", "us", "ns"], tmp_path: Path) -> None:
    spans = pl.Series([timedelta(days=12), timedelta(days=20_000), None], dtype=pl.Duration(unit))
    path = tmp_path / "in.parquet"
    pl.DataFrame({"title": ["A", "B", "C"], "date": spans}).write_parquet(path)
    articles, _, problems = normalise(read([path])[0])
    assert articles["published"].null_count() == 3
    assert problems["reason"].str.contains("cannot be read").sum() == 2


@pytest.mark.parametrize(
    ("day", "clock", "published"),
    [
        ("2026-03-04", "08:10", "2026-03-04 08:10"),
        ("03/04/2026", "8:10 AM", "03/04/2026 8:10 AM"),
        ("2026-03-04", "08:10:00", "2026-03-04 08:10:00"),
        ("2026-03-04T10:00:00Z", "08:10", "2026-03-04T10:00:00Z"),
        ("1772000000", "08:10", "1772000000"),
        ("2026-03-04", "08:10:00-05:00", "2026-03-04 08:10:00-05:00"),
        ("2026-03-04", "8.10 Uhr", "2026-03-04 8.10 Uhr"),
        ("2026-03-04", "3 min", "2026-03-04"),
        ("2026-03-04", "2026-03-05 08:10", "2026-03-04"),
        ("", "2026-03-05 08:10", "2026-03-05 08:10"),
    ],
)
def test_a_day_has_the_time_of_the_column_beside_it(
    day: str, clock: str, published: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"title,date,time\nA,{day},{clock}\n")
    assert read([path])[0]["published"].to_list() == [published]
