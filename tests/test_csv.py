"""CSV and TSV: delimiters, quotes, encodings, and rows that are too long."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from storygraph.read import read, streams
from storygraph.read.fields import Fields
from storygraph.read.records import parse
from storygraph.read.streams import Problems
from tests.record_files import put, reasons, rows


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
