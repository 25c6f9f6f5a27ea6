"""One file, one article, whatever its bytes."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from storygraph.errors import UnreadableError
from storygraph.read import frontmatter, read, yaml_events
from storygraph.read.aliases import ALIASES
from storygraph.read.fields import Fields
from storygraph.read.quoting import quoted
from storygraph.read.yaml_events import parse_yaml
from storygraph.tables import RECORDS

if TYPE_CHECKING:
    from pathlib import Path

Problems = list[tuple[int | None, str]]


def parse(data: bytes | str, name: str = "a-story.md") -> tuple[dict[str, Any], Problems]:
    data = data.encode() if isinstance(data, str) else data
    found = frontmatter.parse(data, name, Fields())
    return found.record, found.problems


def parsed(front: str, body: str = "") -> dict[str, Any]:
    record, problems = parse(f"---\n{front}\n---\n{body}")
    assert problems == []
    return record


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test of this file holds for both parsers."""
    if request.param == "python":
        monkeypatch.setattr(yaml_events, "Parser", yaml_events._PythonParser)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    return str(request.param)


FULL = """
category: news
title: "Inspectors find crack: bridge shut"
excerpt: 'It''s the second in a year'
publishedDateTime: 2024-03-01T11:30:00Z
originalUrl: "https://example.com/orig"
webUrl: "https://example.com/story"
type: article
quality: 39
heat: -1
published: false
provider:
  name: The Example
  domain: example.com
topics:
  - Bridges
  -
  - null
  - Transport
images:
  - url: "https://example.com/i.jpg"
related:
  - title: "Other"
    excerpt: "Told"
    publishedDateTime: 2024-03-02T00:00:00Z
    webUrl: "https://other.example/a"
    originalUrl: "https://other.example/o"
    ampWebUrl: "https://amp.other.example/a"
    cdnAmpWebUrl: "https://other-example.cdn.ampproject.org/c/s/other.example/a"
    type: video
    provider: {name: Other News, domain: other.example}
    images: [{url: x}]
secured: "opaque=="
"""


def test_every_key_of_the_format() -> None:
    assert parsed(FULL, "\nBody text.\n") == {
        "title": "Inspectors find crack: bridge shut",
        "excerpt": "It's the second in a year",
        "body": "\nBody text.\n",
        "url": "https://example.com/story",
        "original_url": "https://example.com/orig",
        "source": "The Example",
        "domain": "example.com",
        "published": "2024-03-01T11:30:00Z",
        "type": "article",
        "topics": ["Bridges", "Transport"],
        "quality": "39",
        "heat": "-1",
        "is_published": "false",
        "related": [
            {
                "id": None,
                "title": "Other",
                "excerpt": "Told",
                "published": "2024-03-02T00:00:00Z",
                "url": "https://other.example/a",
                "original_url": "https://other.example/o",
                "amp_url": "https://amp.other.example/a",
                "source": "Other News",
                "domain": "other.example",
                "type": "video",
            }
        ],
    }


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("date: 2024-03-01 10:00:00 +0100", "published", "2024-03-01 10:00:00 +0100"),
        ("description: D", "excerpt", "D"),
        ("summary: S", "excerpt", "S"),
        ("url: https://x.com", "url", "https://x.com"),
        ("link: https://x.com", "url", "https://x.com"),
        ("canonical_url: https://x.com", "url", "https://x.com"),
        ("canonicalURL: https://x.com", "url", "https://x.com"),
        ("tags: [a, b]", "topics", ["a", "b"]),
        ("categories: a, b", "topics", ["a", "b"]),
        ("author: Jo", "author", "Jo"),
        ("source: The X", "source", "The X"),
        ("source: https://www.x.com/about", "domain", "www.x.com"),
        ("published: 2024-03-01", "published", "2024-03-01"),
        ("published: true", "is_published", "true"),
        ("Title: T", "title", "T"),
        ("language: en", "lang", "en"),
        ("title: 1:30:00", "title", "1:30:00"),
        ("title: 0x1F", "title", "0x1F"),
        ("title: no", "title", "no"),
        ("title: 2024-03-01", "title", "2024-03-01"),
        ('title: "null"', "title", "null"),
        ("title: >-\n  folded\n  lines", "title", "folded lines"),
        ("title: !!python/object/apply:os.system [boom]", "title", "boom"),
    ],
)
def test_common_spellings_and_scalars_as_written(front: str, field: str, value: Any) -> None:
    assert parsed(front)[field] == value


def test_published_is_the_date_only_when_no_other_is_given() -> None:
    both = parsed("published: 2024-03-05\ndate: 2024-03-01")
    assert both["published"] == "2024-03-01"
    flag = parsed("published: false\ndate: 2024-03-01")
    assert (flag["published"], flag["is_published"]) == ("2024-03-01", "false")


def test_secured_is_never_read() -> None:
    assert "opaque" not in str(parsed(FULL))
    assert not any("secured" in names for names in ALIASES.values())


@pytest.mark.parametrize(
    "front",
    [
        "related: https://x.com/1 https://x.com/2",
        "related: [https://x.com/1, https://x.com/2]",
        "related:\n- https://x.com/1\n- {url: https://x.com/2}",
        "related:\n- link: https://x.com/1\n-\n- []\n- {}\n- webUrl: https://x.com/2",
        "relatedArticles: [https://x.com/1, https://x.com/2]",
    ],
)
def test_related_entries_of_any_shape(front: str) -> None:
    urls = [entry["url"] for entry in parsed(front)["related"]]
    assert urls == ["https://x.com/1", "https://x.com/2"]


def test_a_related_entry_of_text_is_a_title() -> None:
    entries = parsed("related:\n- Just a title\n- {title: T, source: {name: N}}")["related"]
    assert [entry["title"] for entry in entries] == ["Just a title", "T"]
    assert entries[1]["source"] == "N"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "marks", [("---", "---"), ("---  ", "---\t"), ("---", "..."), ("\n---", "---")]
)
def test_line_ends_encodings_and_marks(ends: str, encoding: str, marks: tuple[str, str]) -> None:
    text = f"{marks[0]}\ntitle: café\n{marks[1]}\nBody\n".replace("\n", ends)
    record, problems = parse(text.encode(encoding))
    assert (record["title"], record["body"].strip(), problems) == ("café", "Body", [])


def test_toml() -> None:
    record, problems = parse('+++\ntitle = "T"\ndate = 2024-03-01T10:00:00Z\ntags = ["a"]\n+++\nB')
    assert problems == []
    assert (record["title"], record["published"], record["topics"], record["body"]) == (
        "T",
        "2024-03-01T10:00:00+00:00",
        ["a"],
        "B",
    )


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# The title #\n\nBody", "The title", "\nBody"),
        ("The title\n=========\nBody", "The title", "Body"),
        ("The title\n\nBody", "The title", "Body"),
        ("One line of text", "a-story", "One line of text"),
        (
            "A paragraph\nof two lines\n\nand more",
            "a-story",
            "A paragraph\nof two lines\n\nand more",
        ),
    ],
)
def test_files_without_front_matter(text: str, title: str, body: str) -> None:
    record, problems = parse(text)
    assert (record["title"], record["body"], problems) == (title, body, [])


def test_a_heading_stands_in_for_a_missing_title() -> None:
    assert parsed("date: 2024-03-01", "\n# Found\n\nBody")["title"] == "Found"
    assert parsed("date: 2024-03-01", "Body")["title"] == "a-story"
    assert "title" not in parsed("date: 2024-03-01")


@pytest.mark.parametrize("key", ["article: true", "content: page", "text: x", "body: x"])
def test_the_text_of_a_file_is_its_body(key: str) -> None:
    assert parsed(f"title: T\n{key}", "The text itself.")["body"] == "The text itself."


def test_a_body_in_the_front_matter_stands_in_for_a_missing_text() -> None:
    assert parsed("title: T\nbody: Told here.", "\n \n")["body"] == "Told here."


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", None, "empty"),
        (b"\n \n\t\n", None, "empty"),
        (b"\x00" * 100, None, "empty"),
        (b"\x89PNG\r\n\x00\x00", None, "NUL"),
        (b"---\ntitle: T\n", 1, "never closed"),
        (b"\n\n---\ntitle: T\n", 3, "never closed"),
        (b"---\n- a\n- b\n---\n", 2, "a list"),
        (b"---\njust text\n---\n", 2, "text, not"),
        (b"---\ntitle: a\n b: c\n---\n", 3, "mapping values"),
        (b"---\ntitle: [a\n---\n", None, "broken YAML"),
        (b"---\na: 1\nb: &x 1\nc: *x\n---\n", 3, "anchor"),
        (b"---\ntitle: *b*\n---\n", 2, ""),
        (b"---\na: 1\n? [x]\n: 1\n---\n", 3, "a key that is itself"),
        (b"---\na: " + b"[" * 33 + b"]" * 33 + b"\n---\n", 2, "nested deeper"),
        (b"---\na: '" + b"x" * (1 << 20) + b"'\n---\n", 1, "longer than 1 MiB"),
        (b"+++\ntitle = \n+++\n", None, "broken TOML"),
        (b"+++\n" + b"a." * 5_000 + b"b = 1\n+++\n", None, "dots"),
    ],
)
def test_what_gives_no_article_is_told_with_its_line(
    data: bytes, line: int | None, reason: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse(data)
    assert reason in caught.value.reason
    if line is not None:
        assert caught.value.line == line


@pytest.mark.parametrize(
    ("data", "line", "reason", "title"),
    [
        (b"---\ntitle: a\nx: 1\ntitle: b\n---\n", 4, "'title' is given twice", "b"),
        (b"---\ntitle: caf\xe9 \x97 na\xc3\xafve\n---\n", None, "Windows-1252", "café — naïve"),
        (b"---\ntitle: a\x00b\n---\n", None, "control characters", "a b"),
        ("---\ntitle: a\u2028b\n---\n".encode(), None, "control characters", "a b"),
        (b"---\ntitle: T\n---\n" + b"x" * (17 << 20), None, "first 16 MiB", "T"),
    ],
)
def test_what_can_be_repaired_is_repaired_and_told(
    data: bytes, line: int | None, reason: str, title: str
) -> None:
    record, problems = parse(data)
    assert record["title"] == title
    ((at, said),) = problems
    assert at == line
    assert said.startswith("repaired: ")
    assert reason in said


SIZE = 1 << 17
BOMBS = {
    "brackets": b"a: " + b"[" * SIZE,
    "braces": b"a: " + b"{" * SIZE,
    "both": b"[{" * SIZE,
    "dashes": b"- " * SIZE,
    "question marks": b"? " * SIZE,
    "colons": b"a: " * SIZE,
    "flow": b"a: [" + b"b," * SIZE,
    "staircase": b"".join(b" " * depth + b"a:\n" for depth in range(400)),
    "laughs": b"a: &a [x,x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (n, n) for n in range(20)),
    "merge": b"a: &a {x: 1}\nb:\n  <<: [" + b"*a," * 200 + b"]",
    "sexagesimal": b"a: " + b"1:" * SIZE + b"1",
    "integer": b"a: " + b"9" * SIZE,
    "open quote": b'a: "' + b"x\n" * SIZE,
    "escape": b'title: "\\ud83d\\UFFFFFFFF"',
    "version": b"%YAML " + b"9" * 99 + b".1\n--- a",
    "tag": b"title: !" + b"x" * SIZE + b" y",
    "long key": b"x" * SIZE + b": 1",
    "comments": b"#\n" * SIZE,
    "tabs": b"\t" * SIZE,
    "newlines": b"\n" * SIZE,
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("mark", [b"---", b"+++", b""])
def test_bombs_fizzle(name: str, mark: bytes) -> None:
    begin = time.perf_counter()
    check(mark + b"\n" + BOMBS[name] + b"\n" + mark + b"\n")
    assert time.perf_counter() - begin < 20  # about a tenth of a second with libyaml


def check(data: bytes) -> None:
    """Any bytes give a record of strings, or a reason."""
    record, problems = {}, []
    with suppress(UnreadableError):  # whose reason other tests read
        record, problems = parse(data)
    assert set(record) <= set(RECORDS)
    for field, value in record.items():
        if field in {"topics", "related"}:
            assert isinstance(value, list)
        else:
            assert isinstance(value, str)
            value.encode()  # raises on what is no text
    assert all(reason.startswith("repaired: ") for _, reason in problems)


MARKS = [
    "---",
    "+++",
    "...",
    "[",
    "]",
    "{",
    "}",
    "&a",
    "*a",
    "!!x",
    "|",
    ">",
    "'",
    '"',
    "#",
    "%",
    "=",
    "<<",
    "@",
    "`",
    "~",
    "\\ud800",
    "1:2:3",
    "https://x.com",
]
SPACES = ["\n", "\r\n", ": ", "- ", "? ", "  ", "\t", "\x00", "\u2028", "\ufeff", "é"]
WORDS = ["title", "related", "topics", "provider", "published", "null"]
PIECES = st.sampled_from([*MARKS, *SPACES, *WORDS])


@given(st.binary(max_size=200))
@example(b"\xff\xfe---\n")
@example(b"---\n\xed\xa0\x80: \xed\xa0\x80\n---\n")
def test_any_bytes_give_an_article_or_a_reason(data: bytes) -> None:
    check(data)


@given(st.lists(PIECES, max_size=40).map("".join))
@example("%YAML 1.1\n%YAML 1.1\n--- a")
def test_anything_that_looks_like_front_matter_does_too(front: str) -> None:
    check(f"---\n{front}\n---\n".encode())
    check(f"+++\n{front}\n+++\n".encode())
    check(front.encode())


@pytest.mark.corpora
def test_real_files_mean_what_a_yaml_library_reads(diablo4: Path) -> None:
    for path in sorted(diablo4.glob("*.md"))[::40]:
        text = path.read_text("utf-8")
        expected = yaml.load(text.split("\n---")[0], yaml.BaseLoader)  # noqa: S506 (makes strings only)
        record, problems = parse(text)
        assert problems == []
        assert record["title"] == expected["title"]
        assert record["excerpt"] == expected["excerpt"]
        assert record.get("url") == expected.get("webUrl")
        assert record["source"] == expected["provider"]["name"]
        assert len(record.get("related", [])) == len(expected.get("related", []))


@pytest.mark.corpora
def test_a_real_folder_has_no_problems(diablo4: Path, parser: str) -> None:
    if parser == "python":
        pytest.skip("the pure Python parser needs ten times as long for the same")
    records, problems, *_ = read([diablo4])
    assert (records.height, problems.height) == (1_611, 0)
    assert records["related"].list.len().sum() == 5_315
    assert records["related"].is_not_null().sum() == 969
    assert records["url"].null_count() == 163


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ferries: all cancelled", "Ferries: all cancelled"),
        ("@mayor: it's over", "@mayor: it's over"),
        ("`ls` explained", "`ls` explained"),
        ("'Not one car' until: safe", "'Not one car' until: safe"),
        ('"Not one car" until safe', '"Not one car" until safe'),
        ("What we know so far:", "What we know so far:"),
        ("100% of it: gone  ", "100% of it: gone"),
    ],
)
def test_a_text_that_needs_quotes_is_read_as_if_it_had_them(written: str, meant: str) -> None:
    record, problems = parse(
        f"---\nurl: https://a.example/x\ntitle: {written}\ntags: [a, b]\nquote: 'fine: this'\n---\n"
    )
    assert record["title"] == meant
    assert (record["url"], record["topics"]) == ("https://a.example/x", ["a", "b"])
    ((line, reason),) = problems
    assert line == 3
    assert reason.startswith("repaired: this text needs quotes")


@pytest.mark.usefixtures("parser")
def test_tabs_before_a_line_are_blanks() -> None:
    record, problems = parse(
        "---\ntitle: Pool shuts: no gas\ntags:\n\t- sport\n  \t- town\n"
        "related:\n\t- title: Pool to stay\n\t  url: https://a.example/x\n---\nText.\n"
    )
    assert record["title"] == "Pool shuts: no gas"
    assert record["topics"] == ["sport", "town"]
    assert [(each["title"], each["url"]) for each in record["related"]] == [
        ("Pool to stay", "https://a.example/x")
    ]
    lines = {line for line, reason in problems if reason.startswith("repaired: YAML forbids tabs")}
    assert lines == {4, 5, 7, 8}


def test_a_post_about_a_page_elsewhere_has_the_address_of_that() -> None:
    record, _ = parse(
        "---\nexternal_url: https://a.example/x\npermalink: /2026/x/\ntitle: X\n---\n"
    )
    assert record["url"] == "https://a.example/x"


def test_where_quotes_do_not_help_the_first_fault_is_told() -> None:
    with pytest.raises(UnreadableError, match="broken YAML") as caught:
        parse("---\ntitle: Ferries: cancelled\ntags: [a\n---\n")
    assert caught.value.line == 2


@given(st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1))
def test_a_quoted_text_is_what_was_written(text: str) -> None:
    mended, changed = quoted(f"title: {text}\n")
    if changed:
        given_, _ = parse_yaml(mended)
        assert given_ == {"title": text.strip()}
    else:
        assert mended == f"title: {text}\n"


def test_articles_put_behind_one_another_are_told() -> None:
    one = "---\nid: 7\ntitle: Ferry\n---\nThe ferry is late.\n"
    record, (problem,) = parse(one * 3)
    assert record["title"] == "Ferry"
    assert problem[0] == 6
    assert problem[1].startswith("repaired: 2 more articles begin here")


@pytest.mark.parametrize("body", ["Text.\n\n---\nNote: more\n", "a\n---\nb\n---\ntitle: x\n"])
def test_a_rule_in_the_text_begins_no_article(body: str) -> None:
    assert parsed("title: Ferry", body)["title"] == "Ferry"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# The *late* ferry", "The late ferry"),
        ("## **Ferry** at [the quay](https://a.example/q) ##", "Ferry at the quay"),
        ('# [Ferry](https://a.example/q_(b) "The quay") late', "Ferry late"),
        ("# `make` and __other__ tools", "make and other tools"),
        (
            "# 5 * 3 is fifteen, and snake_case_names stay",
            "5 * 3 is fifteen, and snake_case_names stay",
        ),
        ("# Court [rules]", "Court [rules]"),
        ("# 2 ** 3 and a__b__c", "2 ** 3 and a__b__c"),
        ("# ![](logo.png)\n\n## The ferry", "The ferry"),
        ("# ![](logo.png)", "a-story"),
    ],
)
def test_a_heading_is_a_title_without_its_marks(heading: str, title: str) -> None:
    assert parse(f"{heading}\n\nText.\n")[0]["title"] == title
