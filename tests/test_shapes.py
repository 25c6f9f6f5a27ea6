"""What interfaces, exports, spreadsheets and note-takers write, each as its own readers know it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import storygraph as sg
from storygraph.articles.coverage import check
from storygraph.errors import InputError
from storygraph.options import Options
from storygraph.read import read


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def only(path: Path) -> dict[str, Any]:
    """The one record that is read, without its empty fields."""
    (record,) = read([path]).records.to_dicts()
    return {name: value for name, value in record.items() if value}


def published(path: Path) -> list[datetime | None]:
    found: list[datetime | None] = sg.build([path]).articles["published"].to_list()
    return found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (
            {
                "webTitle": "Storm hits coast",
                "webUrl": "https://a.example/1",
                "fields": {"trailText": "Roofs lost", "bodyText": "The storm came at noon."},
            },
            {
                "title": "Storm hits coast",
                "url": "https://a.example/1",
                "excerpt": "Roofs lost",
                "body": "The storm came at noon.",
            },
        ),
        (
            {
                "headline": {"main": "Bridge falls"},
                "abstract": "It fell.",
                "lead_paragraph": "A bridge fell at dawn.",
                "keywords": [{"name": "persons", "value": "Jo Ash"}],
            },
            {
                "title": "Bridge falls",
                "excerpt": "It fell.",
                "body": "A bridge fell at dawn.",
                "topics": ["Jo Ash"],
            },
        ),
        (
            {"_id": "x1", "_source": {"title": "Ferry strike", "source": "Kite"}},
            {"id": "x1", "title": "Ferry strike", "source": "Kite"},
        ),
        (
            {
                "title": "Vote counted",
                "date": "2024-03-01",
                "dateTime": "2024-03-01T12:30:00Z",
                "source": {"uri": "e.example", "title": "E News"},
            },
            {"published": "2024-03-01T12:30:00Z", "source": "E News"},
        ),
    ],
    ids=["fields", "lists", "search", "events"],
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_answers_of_interfaces(
    given: dict[str, Any], found: dict[str, Any], tmp_path: Path, *, wrapped: bool
) -> None:
    if wrapped:
        path = put(tmp_path, "in.json", json.dumps({"response": {"docs": [given]}}))
    else:
        path = put(tmp_path, "in.jsonl", json.dumps(given))
    record = only(path)
    assert {name: record.get(name) for name in found} == found


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Article text", "body"),
        ("short_description", "excerpt"),
        ("Hlead", "excerpt"),
        ("fields.bodyText", "body"),
        ("fields.trailText", "excerpt"),
        ("Document link", "url"),
        ("Lien", "url"),
        ("Date de publication", "published"),
        ("headline_text", "title"),
    ],
)
def test_columns_of_exports(column: str, field: str, tmp_path: Path) -> None:
    path = put(tmp_path, "in.csv", f"text,title,{column}\n,,https://a.example/1\n")
    assert only(path)[field] == "https://a.example/1"


def test_mappings_that_pandas_wrote_as_text(tmp_path: Path) -> None:
    row = (
        "\"{'id': None, 'name': 'Kite'}\",\"{'main': 'Storm'}\",\"[{'name': 'x', 'value': 'sea'}]\""
    )
    record = only(put(tmp_path, "in.csv", f"source,title,keywords\n{row}\n"))
    assert (record["source"], record["title"], record["topics"]) == ("Kite", "Storm", ["sea"])
    deep = "[" * 9_000
    path = put(tmp_path, "in.csv", f"source,title,keywords\n\"{{'name': 'Kite \\d'}}\",A,{deep}\n")
    assert only(path)["source"] == "Kite \\d"
    odd = '"{\'id\': None","{Storm}","[sea, wind]"'
    record = only(put(tmp_path, "in.csv", f"source,title,keywords\n{odd}\n"))
    assert (record["source"], record["title"]) == ("{'id': None", "{Storm}")
    assert record["topics"] == ["sea", "wind"]


def test_spreadsheets(tmp_path: Path) -> None:
    path = put(tmp_path, "in.csv", "sep=;\nTitre;Date\nA;45352\nB;45353,5\n")
    assert published(path) == [
        datetime(2024, 3, 1, tzinfo=UTC),
        datetime(2024, 3, 2, 12, tzinfo=UTC),
    ]


def test_an_author_is_the_outlet_only_where_nothing_names_one(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        "in.csv",
        "title,author,url\nA,Jo Ash,https://www.kite.example/1\nB,Jo Ash,\n",
    )
    assert dict(sg.build(path).articles.select("title", "source").iter_rows()) == {
        "A": "kite.example",
        "B": "Jo Ash",
    }


def test_rows_that_two_exports_share_count_once(tmp_path: Path) -> None:
    head = "title,text,url,date\n"
    first = "Storm,It came.,https://a.example/1,2024-03-01\n"
    other = "Storm,It came back.,https://a.example/1,2024-03-01\n"
    put(tmp_path, "monday.csv", head + first)
    put(tmp_path, "tuesday.csv", head + first + other + first)
    # Headlines alone may well be equal
    put(tmp_path, "bare.csv", "title\nStorm\nStorm\n")
    given = read([tmp_path])
    assert (given.records.height, given.repeated, given.problems.height) == (4, 2, 0)
    assert check([tmp_path]).report.repeated == 2
    assert sg.build(tmp_path).run["counts"]["repeated"] == 2


def test_one_id_with_the_same_words_is_one_article_and_with_others_two(tmp_path: Path) -> None:
    same = {"id": "7", "title": "Storm", "related": [{"title": "Wind"}]}
    more = {**same, "related": [{"title": "Wind"}, {"title": "Rain"}]}
    rows = [same, same, more, {**same, "title": "Calm"}]
    given = read([put(tmp_path, "in.jsonl", "\n".join(map(json.dumps, rows)))])
    assert sorted(given.records["id"]) == ["7", "7~2", "7~3"]
    assert given.repeated == 1
    table = sg.build([{"id": 7, "title": "Storm"}, {"id": 7, "title": "Storm"}])
    assert (table.articles.height, table.run["counts"]["repeated"]) == (1, 1)


def test_notes_and_posts(tmp_path: Path) -> None:
    put(tmp_path, "2024-03-05-harbour-shut.md", "---\nlayout: post\n---\nThe lock is cracked.")
    put(
        tmp_path,
        "Note B.md",
        "---\ncreated: 2024-03-06\nsource: https://clip.example/page/1\n"
        'related:\n  - "[[Note C|C]]"\n---\nText of B',
    )
    put(tmp_path, "Note C.md", "---\ncreated: 2024-03-06\nrelated: [[Note B]]\n---\nText of C")
    put(tmp_path, "posts.md", '{\n "title": "Json",\n "date": "2024-03-07"\n}\n\nBody {x}\n')
    graph = sg.build(tmp_path)
    found = {row["id"]: row for row in graph.articles.to_dicts()}
    assert len(found) == 4
    assert found["2024-03-05-harbour-shut.md"]["title"] == "harbour-shut"
    assert {name: row["published"].day for name, row in found.items()} == {
        "2024-03-05-harbour-shut.md": 5,
        "Note B.md": 6,
        "Note C.md": 6,
        "posts.md": 7,
    }
    assert found["Note B.md"]["url"] == "https://clip.example/page/1"
    assert (found["posts.md"]["title"], found["posts.md"]["body"]) == ("Json", "Body {x}")
    assert graph.run["counts"]["links"]["id"] == 2
    assert graph.run["unread"] == []


def test_keys_of_front_matter_that_fill_no_field_are_named(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\ntitle: A\ndesk: coast\nlayout: x\n---\nText")
    for cache in (None, tmp_path / "cache", tmp_path / "cache"):
        assert check([tmp_path / "a.md"], Options(cache=cache)).report.unread == ["desk"]


def test_a_column_without_a_name_is_named_so(tmp_path: Path) -> None:
    put(tmp_path, "in.csv", ",title\n0,A\n")
    assert check([tmp_path]).report.unread == ["(no name)"]


def test_where_nothing_can_be_read_nothing_is_written(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\ntitle: [\n")
    with pytest.raises(InputError, match=r"no article could be read: .*a\.md:1: front matter"):
        sg.build(tmp_path)


LANGUAGES = Path(__file__).parent / "languages"


def written(language: str, encoding: str) -> list[dict[str, str]]:
    """Titles and texts of our own news in a language, as far as the encoding has letters for."""
    rows = map(json.loads, (LANGUAGES / f"{language}.jsonl").read_text("utf-8").splitlines())
    return [
        {name: row[name].encode(encoding, "ignore").decode(encoding) for name in ("title", "text")}
        for row in rows
    ]


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("ru", "cp1251"), ("ru", "koi8-r"), ("ja", "shift_jis"), ("ja", "euc-jp"), ("zh", "gbk"),
        ("zh", "big5"), ("ko", "euc-kr"), ("el", "cp1253"), ("ar", "cp1256"), ("he", "cp1255"),
        ("th", "cp874"), ("de", "cp1252"), ("es", "cp1252"),
    ],
)  # fmt: skip
def test_tables_in_the_encodings_of_other_scripts(
    language: str, encoding: str, tmp_path: Path
) -> None:
    rows = written(language, encoding)
    lines = ["title;text", *(";".join(f'"{value}"' for value in row.values()) for row in rows)]
    path = tmp_path / "in.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    given = read([path])
    assert given.records.select("title", "body").rows() == [tuple(row.values()) for row in rows]
    (reason,) = given.problems["reason"]
    western = "Windows-1252" in reason
    assert western == (encoding == "cp1252")
    assert "more lines" in reason


@pytest.mark.parametrize(("language", "encoding"), [("ru", "cp1251"), ("ja", "shift_jis")])
def test_files_in_the_encodings_of_other_scripts(
    language: str, encoding: str, tmp_path: Path
) -> None:
    row = written(language, encoding)[0]
    path = tmp_path / "a.md"
    path.write_bytes(f"---\ntitle: {row['title']}\n---\n{row['text']}".encode(encoding))
    assert only(path)["title"] == row["title"]


def test_utf_8_with_some_damage_stays_utf_8(tmp_path: Path) -> None:
    text = written("ru", "utf-8")[0]["text"].encode()
    path = tmp_path / "a.csv"
    path.write_bytes(b"title,text\nA," + text[:40] + b"\xff" + text[40:] + b"\n")
    assert only(path)["body"].replace("ÿ", "") == text.decode()


def test_files_without_coverage_are_counted_by_type(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\ntitle: Ferry cancelled\n---\nNo boats.\n")
    put(tmp_path, "README.md", "About this folder\n")
    put(tmp_path, "settings.json", '{"theme": "dark"}')
    put(tmp_path, "page.HTML", "<p>saved</p>")
    put(tmp_path, "scan.pdf", "%PDF")
    put(tmp_path, "notes", "no type")
    put(tmp_path, "Mr. Smith goes", "no type either")
    put(tmp_path, ".hidden.pdf", "%PDF")
    (tmp_path / "again.pdf").symlink_to(tmp_path / "scan.pdf")
    passed = {".html": 1, ".json": 1, ".md": 1, ".pdf": 1, "none": 2}
    assert sg.build([tmp_path, tmp_path / "a.md"]).run["passed_over"] == passed
    assert check([tmp_path]).report.others == passed
    (tmp_path / "a.md").unlink()
    with pytest.raises(InputError, match="no article could be read"):
        sg.build(tmp_path)
    (tmp_path / "README.md").unlink()
    (tmp_path / "settings.json").unlink()
    with pytest.raises(InputError, match=r"and there are 2 without a type, 1 \.html, 1 \.pdf"):
        sg.build(tmp_path)


def test_links_that_lead_nowhere_are_problems_if_they_may_be_coverage(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\ntitle: Ferry cancelled\n---\nNo boats.\n")
    for name in ("gone.md", "gone", "gone.png"):
        (tmp_path / name).symlink_to(tmp_path / "nowhere" / name)
    report = check([tmp_path]).report
    assert [Path(name).name for name in report.problems["input"]] == ["gone", "gone.md"]
    assert report.others == {".png": 1}


def test_a_list_of_dates_is_of_its_first(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "---\ntitle: A\ndate: [2026-03-04, 2026-03-05]\n---\nText\n")
    assert published(tmp_path / "a.md") == [datetime(2026, 3, 4, tzinfo=UTC)]
