"""Which names and values are which field, in records of any type."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storygraph.errors import UsageError
from storygraph.read import read
from storygraph.read.aliases import ALIASES
from storygraph.read.entries import Entries
from storygraph.read.fields import Fields
from storygraph.read.in_memory import Rows
from storygraph.read.values import MAX_STRUCTURED
from storygraph.tables import RECORDS, RELATED
from tests.record_files import ARTICLE, lines, put, rows


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


def test_an_empty_list_does_not_hide_the_next_name(tmp_path: Path) -> None:
    row = {"title": "T", "tags": [], "categories": ["News"], "related": []}
    path = put(tmp_path, "a.jsonl", lines({**row, "relatedArticles": [{"title": "Other"}]}))
    table, _, *_ = read([path])
    assert table["topics"].to_list() == [["News"]]
    assert [entry["title"] for entry in table["related"][0]] == ["Other"]


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
        ({"date": {(1, 2): 3}}, "in a dict"),  # JSON has no such key
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


@pytest.mark.parametrize(
    ("field", "cell", "found"),
    [
        ("title", '{"raw": "Ferries cancelled"}', {"title": "Ferries cancelled"}),
        ("title", "['Ferries', 'cancelled']", {"title": "Ferries, cancelled"}),
        ("title", "[Ferries] cancelled", {"title": "[Ferries] cancelled"}),
        ("source", "WWW.tide.example", {"domain": "WWW.tide.example"}),
        ("source", "//tide.example/news", {"domain": "tide.example"}),
        ("source", '{"name": "Tide"}', {"source": "Tide"}),
        ("guid", "https://a.example/1, https://b.example/2", {"id": "https://a.example/1"}),
        ("published", " True ", {"is_published": " True "}),
        ("published", "2026-03-04", {"published": "2026-03-04"}),
    ],
)
def test_a_cell_says_the_same_in_a_table_as_alone(
    field: str, cell: str, found: dict[str, str]
) -> None:
    alone = Fields().record({field: cell})
    assert alone == found
    table = Fields().table([{field: cell}, {field: None}])
    assert {name: column[0] for name, column in table.items() if column[0]} == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"topics": [" ", ["Sea"], "Wind"]}, {"topics": ["Wind"]}),
        ({"title": float("nan"), "headline": "T"}, {"title": "T"}),
        ({"title": float("-inf")}, {}),
        ({"domain": "a.example", "source": "https://b.example/x"}, {"domain": "a.example"}),
    ],
)
def test_values_say_what_their_field_holds(given: dict[str, Any], found: dict[str, Any]) -> None:
    assert Fields().record(given) == found


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ([[["a note"]]], {"title": "a note"}),
        ({"title": "T", "provider": "A", "source": "B"}, {"title": "T", "source": "A"}),
    ],
)
def test_entries_say_what_their_fields_hold(entry: Any, found: dict[str, str]) -> None:
    (told,) = Fields().record({"related": [entry]})["related"]
    assert {name: value for name, value in told.items() if value} == found


def test_of_a_date_that_is_no_text_no_more_is_told_than_of_a_text() -> None:
    told = Fields().record({"title": "T", "date": [["x" * 2 * MAX_STRUCTURED]]})["published"]
    assert len(told) == MAX_STRUCTURED


@pytest.mark.parametrize(
    ("day", "clock", "published"),
    [
        ("2026-03-04", "08:10", "2026-03-04 08:10"),
        ("03/04/2026", "8:10 AM", "03/04/2026 8:10 AM"),
        ("2026-03-04", "08:10:00", "2026-03-04 08:10:00"),
        ("2026-03-04T10:00:00Z", "08:10", "2026-03-04T10:00:00Z"),
        ("1772000000", "08:10", "1772000000"),
        ("2026-03-04", "08:10:00-05:00", "2026-03-04 08:10:00-05:00"),
        ("20260304", "08:10", "20260304 08:10"),
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
