"""JSON documents: every shape in which news interfaces and exports hand out articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storygraph.articles.coverage import check
from storygraph.options import Options
from storygraph.read import json_files, read
from storygraph.read.fields import Fields

ONE = {"title": "Ferries cancelled", "url": "https://tide.example/1", "date": "2026-03-04"}
TWO = {"title": "Harbour shut", "text": "Nobody sails", "date": "2026-03-05"}


def titles(folder: Path, value: Any, name: str = "in.json") -> list[str]:
    """Of the articles in a file of this value that a folder holds."""
    path = folder / name
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return read([folder])[0]["title"].to_list()


def reasons(folder: Path, data: bytes, *, named: bool) -> list[tuple[int | None, str]]:
    """What is wrong with a file of this content."""
    path = folder / "in.json"
    path.write_bytes(data)
    (folder / "other.md").write_text("---\ntitle: Other\n---\n")
    return read([path if named else folder])[1].select("line", "reason").rows()


@pytest.mark.parametrize(
    "value",
    [
        [ONE, TWO],
        {"status": "ok", "totalResults": 2, "articles": [ONE, TWO]},
        {"response": {"status": "ok", "results": [ONE, TWO]}},
        {"status": "OK", "response": {"docs": [ONE, TWO], "meta": {"hits": 2}}},
        {"data": {"result": {"feed": [ONE, TWO]}}},
        {"version": "https://jsonfeed.org/version/1.1", "title": "The feed", "items": [ONE, TWO]},
        {"title": "Export", "date": "2026-03-06", "articles": [ONE, TWO]},
        {"a": ONE, "b": TWO},
    ],
)
def test_articles_are_found_in_any_usual_shape(value: Any, tmp_path: Path) -> None:
    assert titles(tmp_path, value) == ["Ferries cancelled", "Harbour shut"]
    pretty = json.dumps(value, indent=2).encode()
    assert titles(tmp_path, pretty) == ["Ferries cancelled", "Harbour shut"]


def test_of_several_lists_the_best_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    value = {"results": [TWO], "articles": [ONE], "data": {"Items": [TWO, ONE], "news": []}}
    assert titles(tmp_path, value) == ["Ferries cancelled"]
    assert read([tmp_path])[1].select("line", "reason").rows() == [
        (None, "not read: the articles under results; those under articles are"),
        (None, "not read: the articles under data.Items; those under articles are"),
    ]


def test_an_empty_list_hides_no_other(tmp_path: Path) -> None:
    assert titles(tmp_path, {"articles": [], "results": [TWO]}) == ["Harbour shut"]
    assert read([tmp_path])[1].is_empty()


def test_an_article_by_itself_is_one_whatever_lists_it_has(tmp_path: Path) -> None:
    alone = {**ONE, "related": [TWO], "authors": [{"name": "A. Writer"}], "comments": [TWO]}
    assert titles(tmp_path, alone) == ["Ferries cancelled"]


def test_json_lines_under_a_name_of_json_are_read_as_such(tmp_path: Path) -> None:
    two = b'{"title": "Ferries cancelled"}\n{"title": "Harbour shut"}\n'
    assert titles(tmp_path, two) == ["Ferries cancelled", "Harbour shut"]
    broken = two + b"{\n"
    assert titles(tmp_path, broken) == ["Ferries cancelled", "Harbour shut"]
    assert read([tmp_path])[1]["line"].to_list() == [3]


def test_records_have_ids_and_numbers(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps([{**ONE, "id": "x"}, TWO]))
    (tmp_path / "keyed.json").write_text(json.dumps({"k": ONE, "l": {**TWO, "id": "own"}}))
    table, problems, *_ = read([tmp_path])
    assert table.select("id", "line").rows() == [("x", 1), ("in.json:2", 2), ("k", 1), ("own", 2)]
    assert problems.is_empty()


def test_what_news_interfaces_call_their_fields_is_known(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(
        json.dumps(
            [
                {"webTitle": "A", "webPublicationDate": "2026-03-04T08:10:00Z", "webUrl": "//a"},
                {"headline": {"main": "B", "kicker": None}, "pub_date": "2026-03-04"},
                {"title": "C", "seendate": "20260304T081000Z", "domain": "c.example"},
                {"title": "D", "content_html": "<p>Text</p>", "date_published": "2026-03-04"},
                {"title": "E", "maintext": "Text", "date_publish": "2026-03-04", "media_name": "M"},
            ]
        )
    )
    table, _, *_ = read([tmp_path])
    assert table["title"].to_list() == ["A", "B", "C", "D", "E"]
    assert table["published"].null_count() == 0
    assert table["body"].to_list() == [None, None, None, "<p>Text</p>", "Text"]
    assert table["source"].to_list()[4] == "M"


def test_bibliographies_are_read(tmp_path: Path) -> None:
    paper = {"type": "article-newspaper", "container-title": "Tide", "abstract": "Two wait"}
    dates: list[Any] = [[[2026, 3, 4]], [["2026", "3", 4], [2026, 3, 9]], [[2026]], [], "x", [[{}]]]
    (tmp_path / "in.json").write_text(
        json.dumps([{**paper, "title": "A", "issued": {"date-parts": date}} for date in dates])
    )
    table, _, *_ = read([tmp_path])
    assert table["source"].to_list() == ["Tide"] * 6
    assert table["excerpt"].to_list() == ["Two wait"] * 6
    said = ['{"date-parts": "x"}', '{"date-parts": [[{}]]}']  # for the problem that it is
    assert table["published"].to_list() == ["2026-03-04", "2026-03-04", "2026", None, *said]


@pytest.mark.parametrize(
    "settings_",
    [{"name": "theme", "version": "1", "description": "d"}, {"dark": True}, {"a": {"b": 1}}, 7],
)
def test_settings_in_a_folder_are_passed_over(settings_: Any, tmp_path: Path) -> None:
    assert reasons(tmp_path, json.dumps(settings_).encode(), named=False) == []
    assert titles(tmp_path, settings_) == ["Other"]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", None, "the file is empty"),
        (b" \n", None, "the file is empty"),
        (b"[]", None, "the list of articles is empty"),
        (b'{"articles": []}', None, "the list of articles is empty"),
        (b'[{"title": "A"},\n{"title": "B"', 2, "broken JSON: unexpected end of data"),
        (b'[{"title": "A"}, 7]', 2, "not a JSON object: each article must be one {...}"),
        (b'[{"a": 1}]', None, "no list of articles: none of its objects has a title or a text"),
    ],
)
def test_what_is_wrong_is_told(data: bytes, line: int | None, reason: str, tmp_path: Path) -> None:
    for named in (False, True):
        assert reasons(tmp_path, data, named=named) == [(line, reason)]


def test_a_file_that_the_user_named_is_no_settings(tmp_path: Path) -> None:
    assert "no list of articles" in reasons(tmp_path, b'{"dark": true}', named=True)[0][1]
    (tmp_path / "in.json").write_text('{"name": "A headline"}')
    assert read([tmp_path / "in.json"])[0]["title"].to_list() == ["A headline"]


def test_nan_is_nothing(tmp_path: Path) -> None:
    assert titles(tmp_path, b'[{"title": "A", "text": NaN}, {"title": "B", "x": -Infinity}]') == [
        "A",
        "B",
    ]
    (tmp_path / "in.jsonl").write_text('{"title": "C", "text": NaN}\n')
    table, problems, *_ = read([tmp_path / "in.jsonl"])
    assert table.select("title", "body").rows() == [("C", None)]
    assert problems.is_empty()


def test_encodings_and_gzip(tmp_path: Path) -> None:
    import gzip

    value = json.dumps([{"title": "Fähre"}], ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16"):
        assert titles(tmp_path, value.encode(encoding)) == ["Fähre"]
    (tmp_path / "in.json").unlink()
    assert titles(tmp_path, gzip.compress(value.encode()), "in.json.gz") == ["Fähre"]
    (tmp_path / "in.json.gz").unlink()
    assert titles(tmp_path, value.encode("cp1252")) == ["Fähre"]
    assert "Windows-1252" in read([tmp_path])[1]["reason"][0]


def test_a_document_too_large_to_hold_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_files, "MAX_DOCUMENT", 1_000)
    assert ".jsonl" in reasons(tmp_path, b"[" + b" " * 1_000 + b"]", named=True)[0][1]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["", "a", "2026-03-04"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "text", "url", "articles", "data", "items", "x", "related"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(value=JSON, named=st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_gives_articles_or_problems(tmp_path: Path, value: Any, *, named: bool) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(value))
    (tmp_path / "other.md").write_text("---\ntitle: Other\n---\n")
    table, problems, *_ = read([path if named else tmp_path])
    assert table["id"].n_unique() == table.height
    if named:
        assert table.height or problems.height


def test_deep_nesting_is_no_crash(tmp_path: Path) -> None:
    for deep in (b"[" * 100_000, b'{"data":' * 100_000 + b"NaN" + b"}" * 100_000):
        assert "broken JSON" in reasons(tmp_path, deep, named=True)[0][1]


@pytest.mark.parametrize("name", ["in.json", "in.jsonl"])
def test_half_a_character_costs_no_article(name: str, tmp_path: Path) -> None:
    titles = ["Ferry \ud83d cancelled", "Both \ud83d\udea2 halves", "No \\ud83d escape"]
    rows = [json.dumps({"title": title}) for title in titles]
    text = f"[{','.join(rows)}]" if name == "in.json" else "\n".join(rows)
    path = tmp_path / name
    path.write_text(text)
    found = read([path]).records["title"].to_list()
    assert found == ["Ferry ? cancelled", "Both \U0001f6a2 halves", "No \\ud83d escape"]


def test_names_in_settings_are_none_that_an_article_might_have(tmp_path: Path) -> None:
    package = {"name": "site", "description": "A site", "scripts": {}, "devDependencies": {}}
    (tmp_path / "package.json").write_text(json.dumps(package))
    (tmp_path / "a.jsonl").write_text('{"title": "A", "mood": 1}\n')
    fields = Fields()
    assert read([tmp_path], fields).records.height == 1
    assert fields.unread() == ["mood"]


def test_answers_of_wordpress_have_their_texts(tmp_path: Path) -> None:
    post = {
        "id": 7,
        "date": "2026-03-04T08:10:00",
        "link": "https://tide.example/ferries",
        "title": {"rendered": "Ferries &#8216;cancelled&#8217;"},
        "excerpt": {"rendered": "<p>Two thousand wait.</p>", "protected": False},
        "content": {"rendered": "<p>The harbour is <b>shut</b>.</p>", "protected": False},
    }
    (tmp_path / "posts.json").write_text(json.dumps([post]))
    (row,) = check([tmp_path / "posts.json"]).articles.to_dicts()
    assert row["title"] == "Ferries ‘cancelled’"
    assert row["excerpt"] == "Two thousand wait."
    assert row["body"] == "The harbour is shut."


@pytest.mark.parametrize("value", [{"head": "H", "sub": ""}, [{"head": "H"}]])
@pytest.mark.parametrize("name", ["in.jsonl", "in.md"])
def test_what_a_value_holds_under_unknown_names_is_told(
    name: str, value: Any, tmp_path: Path
) -> None:
    row = {"title": value, "text": "Two thousand travellers wait.", "source": value}
    (tmp_path / name).write_text(json.dumps(row))
    for _ in range(2):  # the second time from the cache
        report = check([tmp_path / name], Options(cache=tmp_path / "cache")).report
        assert report.unread == ["source.head", "title.head"]
