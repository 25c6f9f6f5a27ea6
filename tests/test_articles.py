"""Records become articles: ordered, dated, safe, and nothing lost silently."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storygraph.articles import normalise
from storygraph.articles.coverage import check
from storygraph.articles.problems import SAID
from storygraph.dates.parse import parse_dates
from storygraph.read import read
from storygraph.tables import ARTICLES, MAX_RELATED, PROBLEMS, RECORDS, RELATED
from storygraph.text import OPENING


def records(*rows: dict[str, Any]) -> pl.DataFrame:
    filled = [
        {"id": f"r{number}", "input": "in.jsonl", "line": number} | row
        for number, row in enumerate(rows, start=1)
    ]
    return pl.DataFrame([{name: row.get(name) for name in RECORDS} for row in filled], RECORDS)


def entry(**given: str) -> dict[str, str | None]:
    return {name: given.get(name) for name in RELATED}


def test_dated_articles_come_first_in_time_order_then_by_id() -> None:
    articles, _, _ = normalise(
        records(
            {"id": "z", "title": "undated"},
            {"id": "c", "title": "late", "published": "2024-03-02"},
            {"id": "b", "title": "early", "published": "2024-03-01T00:00:00Z"},
            {"id": "a", "title": "as early", "published": "2024-03-01T01:00:00+01:00"},
            {"id": "y", "title": "undated too"},
        )
    )
    assert articles.schema == pl.Schema(ARTICLES)
    assert articles["id"].to_list() == ["a", "b", "c", "y", "z"]
    assert articles["node"].to_list() == list(range(5))
    assert set(articles["kind"]) == {"article"}


def test_posts_go_by_how_they_begin() -> None:
    long = "Smoke over the harbour this morning and all ferries are held back. " * 3
    rows = {
        "a": {"body": long},
        "b": {"excerpt": "Ferries held back", "body": long},
        "c": {"excerpt": "Ferries held back", "body": "Smoke over the harbour"},
        "d": {"body": "Ferries held back"},
        "e": {"body": "煙" * 200},
        "f": {"title": "Ferries", "body": long},
        "g": {"excerpt": "Ferries held back", "body": "x" * (OPENING - 18)},
    }
    articles, _, problems = normalise(records(*({"id": id_, **row} for id_, row in rows.items())))
    begins = "Smoke over the harbour this morning and all ferries are held back. Smoke over the…"
    assert articles.select("title", "untitled", "excerpt", "body").rows() == [
        (begins, True, "", long.strip()),
        ("Ferries held back", True, "Ferries held back", long.strip()),
        ("Ferries held back Smoke over the harbour", True, *list(rows["c"].values())),
        ("Ferries held back", True, "", "Ferries held back"),
        ("煙" * 89 + "…", True, "", "煙" * 200),
        ("Ferries", False, "", long.strip()),
        (f"Ferries held back {rows['g']['body']}", True, *list(rows["g"].values())),
    ]
    assert problems.is_empty()


def test_what_an_article_holds() -> None:
    articles, related, problems = normalise(
        records(
            {
                "title": " Don&#39;t   panic ",
                "excerpt": "Governmentâ€™s plan",
                "body": "<p>One</p><p>Two</p>",
                "url": "https://www.Example.com/a",
                "original_url": "https://example.com/orig",
                "source": " The\nExample ",
                "published": "2024-03-01T12:00:00+01:00",
                "lang": "EN-us",
                "type": "article",
                "topics": ["Floods", "", "Floods", "R&amp;D"],
                "quality": "39",
                "heat": "-1.0",
                "is_published": "False",
            }
        )
    )
    (row,) = articles.rows(named=True)
    expected = {
        "title": "Don't panic",
        "excerpt": "Government’s plan",
        "body": "One Two",
        "url": "https://www.Example.com/a",
        "original_url": "https://example.com/orig",
        "source": "The Example",
        "domain": "example.com",
        "published": datetime(2024, 3, 1, 11, tzinfo=UTC),
        "lang": "en-us",
        "type": "article",
        "topics": ["Floods", "R&D"],
        "quality": 39,
        "heat": -1,
        "is_published": False,
        "input": "in.jsonl",
        "line": 1,
    }
    assert {name: row[name] for name in expected} == expected
    assert related.height == problems.height == 0


def test_markdown_files_lose_their_marks_and_records_keep_theirs() -> None:
    body = "# Head\n\nSee [the *report*](https://x.com/r)."
    articles, _, _ = normalise(records({"body": body, "line": None}, {"body": body, "title": "B"}))
    assert articles["body"].to_list() == [
        "Head See the report.",
        "# Head See [the *report*](https://x.com/r).",
    ]


def test_a_video_without_url_has_its_original_one() -> None:
    articles, _, _ = normalise(
        records({"title": "Clip", "original_url": "https://youtube.com/watch?v=1"})
    )
    assert articles["url"].to_list() == ["https://youtube.com/watch?v=1"]
    assert articles["original_url"].to_list() == [None]
    assert articles["source"].to_list() == ["youtube.com"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://good.example\\@evil.example", "data:text/html,x", "/a"]
)
def test_no_unsafe_url_gets_in(url: str) -> None:
    articles, _, _ = normalise(records({"title": "T", "url": url, "original_url": url}))
    assert articles.select("url", "original_url", "domain", "source").row(0) == (None,) * 4


def test_records_without_text_are_left_out_and_told() -> None:
    articles, _, problems = normalise(
        records(
            {"url": "https://example.com/a"},
            {"title": "A title is enough"},
            {"title": " \u200b ", "excerpt": "<p></p>"},
        )
    )
    assert articles["title"].to_list() == ["A title is enough"]
    assert problems.schema == pl.Schema(PROBLEMS)
    assert problems["line"].to_list() == [1, 3]
    assert set(problems["reason"]) == {"no title, excerpt or body: left out"}


def test_unreadable_dates_are_told_and_the_article_stays() -> None:
    articles, related, problems = normalise(
        records(
            {"title": "T", "published": "last \x1b[31mTuesday"},
            {"title": "U", "related": [entry(title="x"), entry(title="y", published="soon")]},
            {"title": "V", "published": "soon " * SAID},
        )
    )
    assert articles["published"].to_list() == [None, None, None]
    assert related["published"].to_list() == [None, None]
    assert problems.rows() == [
        ("in.jsonl", 1, "date last [31mTuesday cannot be read: taken as undated"),
        ("in.jsonl", 3, f"date {'soon ' * 12} cannot be read: taken as undated"),
        ("in.jsonl", 2, "date soon of related entry 2 cannot be read: taken as undated"),
    ]


def test_an_id_may_be_a_word_for_nothing() -> None:
    articles, _, _ = normalise(records({"id": "none", "title": "T", "source": "none"}))
    assert articles.select("id", "source").row(0) == ("none", None)


def test_numbers_are_rounded_to_whole_ones() -> None:
    given = [("4.6", "-2.6"), ("7", " -3 "), ("9007199254740993", "many"), (None, "")]
    rows = ({"id": str(n), "title": "T", "quality": q, "heat": h} for n, (q, h) in enumerate(given))
    articles, _, _ = normalise(records(*rows))
    told = articles.select("quality", "heat").rows()
    assert told == [(5, -3), (7, -3), (9007199254740993, None), (None, None)]


def test_problems_go_by_input_and_line_whichever_stage_met_them(tmp_path: Path) -> None:
    row = json.dumps({"title": "T", "published": "soon"})
    for name in ("b.jsonl", "a.jsonl"):
        (tmp_path / name).write_text(f"{row}\nbroken\n{row}\n")
    problems = check([tmp_path]).report.problems
    found = [(Path(name).name, line) for name, line in problems.select("input", "line").rows()]
    assert found == [(name, line) for name in ("a.jsonl", "b.jsonl") for line in (1, 2, 3)]


def test_whoever_wrote_it_is_the_outlet_where_nothing_else_names_one() -> None:
    author = {"title": "T", "author": "Jo Ash"}
    articles, _, _ = normalise(records(author, {**author, "url": "https://tide.example/x"}))
    assert articles["source"].to_list() == ["Jo Ash", "tide.example"]


def test_related_entries_keep_their_order_and_their_addresses() -> None:
    _, related, _ = normalise(
        records(
            {"title": "Late", "published": "2024-03-02", "related": [entry(title="L")]},
            {
                "title": "Early",
                "published": "2024-03-01",
                "related": [
                    entry(title="AT&amp;T", url=" https://x.com/1?utm_source=a ", source="X"),
                    entry(title="Two", url="", original_url="https://www.y.com/2"),
                    entry(url="https://z.com", published="2024-02-28", domain="WWW.Z.com"),
                ],
            },
        )
    )
    assert related.columns == ["from", "position", *RELATED]
    assert related.schema["from"] == related.schema["position"] == pl.UInt32
    assert related.select("from", "position").rows() == [(0, 0), (0, 1), (0, 2), (1, 0)]
    assert related["title"].to_list() == ["AT&T", "Two", None, "L"]
    assert related["url"].to_list() == ["https://x.com/1?utm_source=a", None, "https://z.com", None]
    assert related["domain"].to_list() == ["x.com", "y.com", "z.com", None]
    assert related["published"][2] == datetime(2024, 2, 28, tzinfo=UTC)


def test_nothing_gives_empty_tables() -> None:
    articles, related, problems = normalise(records())
    assert articles.schema == pl.Schema(ARTICLES)
    assert articles.height == related.height == problems.height == 0


ROWS = st.fixed_dictionaries(
    {
        "title": st.none() | st.text(max_size=20),
        "excerpt": st.none() | st.text(max_size=20),
        "published": st.none() | st.sampled_from(["2024-03-01", "1709292600", "soon", ""]),
        "url": st.none() | st.text(max_size=20) | st.just("https://x.com/a"),
        "topics": st.none() | st.lists(st.text(max_size=5), max_size=3),
        "quality": st.none() | st.sampled_from(["1", "-2.6", "1e400", "nan", "x", "9" * 30]),
        "is_published": st.none() | st.sampled_from(["true", "no", "?"]),
        "related": st.none()
        | st.lists(st.builds(entry, title=st.text(max_size=9), published=st.text(max_size=9))),
    }
)


@given(st.lists(ROWS, max_size=6), st.randoms())
def test_every_record_is_an_article_or_a_problem_in_any_order(
    rows: list[dict[str, Any]], rng: random.Random
) -> None:
    table = records(*rows)
    articles, related, problems = normalise(table)
    left_out = problems.filter(pl.col("reason").str.contains("left out"))
    assert articles.height + left_out.height == len(rows)
    for column in ("title", "excerpt", "body", "topics"):
        assert articles[column].null_count() == 0

    order = list(range(len(rows)))
    rng.shuffle(order)
    again = normalise(table[order])
    assert again[0].equals(articles)
    assert again[1].equals(related)
    assert again[2].sort("line", "reason").equals(problems.sort("line", "reason"))


@pytest.mark.corpora
def test_a_real_folder(diablo4: Path) -> None:
    table, unread, *_ = read([diablo4])
    articles, related, unclear = normalise(table)
    assert (unread.height, unclear.height) == (0, 0)
    assert (articles.height, related.height) == (1_611, 5_315)
    assert articles["published"].null_count() == related["published"].null_count() == 0
    assert articles["url"].null_count() == 0
    assert articles["topics"].list.eval(pl.element().is_null()).list.any().sum() == 0
    assert related["url"].null_count() == 277
    assert (articles["is_published"] == False).sum() == 728  # noqa: E712 (a column)
    assert (articles["heat"] < 0).any()


def test_a_list_of_too_many_related_entries_is_cut_and_told() -> None:
    rows = [
        {"title": f"T{number}", "related": [entry(url=f"https://x.com/{n}") for n in range(count)]}
        for number, count in enumerate((MAX_RELATED + 1, MAX_RELATED, 1))
    ]
    rows[0]["related"][-1] = entry(title="left out", published="soon")
    _, related, problems = normalise(records(*rows))
    assert related.group_by("from").len().sort("from")["len"].to_list() == [
        MAX_RELATED,
        MAX_RELATED,
        1,
    ]
    assert problems.rows() == [
        ("in.jsonl", 1, "more than 1,000 related entries: the first 1,000 kept")
    ]


def test_no_reader_cuts_a_list_of_related_entries_silently(tmp_path: Path) -> None:
    addresses = [f"https://x.com/{n}" for n in range(MAX_RELATED + 500)]
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "T", "related": addresses}))
    (tmp_path / "b.md").write_text(f"---\ntitle: U\nrelated: {json.dumps(addresses)}\n---\n")
    table, _, *_ = read([tmp_path])
    _, related, problems = normalise(table)
    assert related.height == 2 * MAX_RELATED
    assert sorted(problems.select("input", "line").rows()) == [
        ((tmp_path / "a.jsonl").as_posix(), 1),
        ((tmp_path / "b.md").as_posix(), None),
    ]


def test_related_entries_and_articles_agree_on_days_and_months() -> None:
    entry = {"title": "Ferries halted", "published": "05/04/2024"}
    articles, related, problems = normalise(
        records(
            {"title": "Storm", "published": "13/04/2024", "related": [entry]},
            {"title": "Ferries halted", "published": "05/04/2024"},
        )
    )
    assert sorted(date.day for date in articles["published"]) == [5, 13]
    assert related["published"][0].day == 5
    assert problems.is_empty()
    _, _, problems = normalise(records({"title": "Storm", "related": [entry]}))
    assert "05/04/2024 is taken for 2024-05-04" in problems["reason"][0]


def test_a_guess_at_the_month_is_told_once() -> None:
    rows = [{"title": "A", "published": f"0{n}/03/2026"} for n in (5, 6, 7)]
    articles, _, problems = normalise(records(*rows))
    assert [date.month for date in articles["published"]] == [5, 6, 7]
    ((line, reason),) = problems.select("line", "reason").rows()
    assert line == 1
    assert reason.startswith("date 05/03/2026 is taken for 2026-05-03 (so are 2 more)")
    for shown in ({"published": "25/03/2026"}, {"published": "03/25/2026"}):
        assert normalise(records(*rows, {"title": "B", **shown}))[2].is_empty()
    for clear in ("2026-03-05", "05.03.2026", "03/03/2026", "5 March 2026"):
        assert normalise(records({"title": "A", "published": clear}))[2].is_empty()


@pytest.mark.parametrize(
    "nothing", ["nan", "NaN", "None", "NULL", "N/A", "<NA>", "NaT", " #N/A ", r"\N"]
)
def test_what_programs_write_for_nothing_is_nothing(nothing: str) -> None:
    row = {"title": nothing, "body": "The ferry is late.", "source": nothing, "url": nothing}
    row |= {"published": nothing, "excerpt": nothing, "lang": nothing}
    told = entry(title=nothing, url="https://a.example/x", source=nothing)
    articles, related, problems = normalise(
        records(row | {"topics": [nothing, "Sea"], "related": [told]})
    )
    assert articles.select("title", "untitled", "source", "url", "published", "excerpt").row(0) == (
        "The ferry is late.", True, None, None, None, "",
    )  # fmt: skip
    assert articles["topics"].to_list() == [["Sea"]]
    assert related.select("title", "source").row(0) == (None, None)
    assert problems.is_empty()


def test_a_headline_that_begins_like_nothing_stays() -> None:
    titles = ["None of them won", "Nan Goldin wins", "NA", "Null and void"]
    articles, _, _ = normalise(records(*({"title": title} for title in titles)))
    assert articles["title"].to_list() == titles


def dated(**inputs: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The days of articles by input and by the date as written, and what was told."""
    rows = [
        {"id": f"{name}{day}", "title": "A", "published": day, "input": f"{name}.csv"}
        for name, days in inputs.items()
        for day in days
    ]
    articles, _, problems = normalise(records(*rows))
    days = {
        name: [
            str(articles.filter(id=f"{name}{day}")["published"].dt.date().item()) for day in days
        ]
        for name, days in inputs.items()
    }
    return days, problems["reason"].to_list()


def test_each_input_shows_its_own_order_of_days_and_months() -> None:
    days, told = dated(us=["03/04/2026", "03/25/2026"], eu=["04/03/2026", "25/03/2026"])
    assert days == {"us": ["2026-03-04", "2026-03-25"], "eu": ["2026-03-04", "2026-03-25"]}
    assert told == []


def test_an_order_that_another_input_shows_is_told_as_a_guess() -> None:
    days, told = dated(us=["03/04/2026", "03/25/2026"], eu=["04/03/2026", "05/03/2026"])
    assert days["eu"] == ["2026-04-03", "2026-05-03"]
    assert [reason[:57] for reason in told] == [
        "date 04/03/2026 is taken for 2026-04-03 (so are 1 more): "
    ]
    days, told = dated(eu=["25/03/2026"], it=["04/03/2026"], short=["24-03-01"])
    assert days["it"] == ["2026-03-04"]
    assert len(told) == 1


def test_years_of_two_digits_have_their_place_by_input() -> None:
    days, told = dated(
        a=["24-03-01", "24-03-02", "24-03-04", "24-03-07"],
        b=["13-04-24", "05-04-24", "20-04-24", "21-04-24"],
    )
    assert days["a"][-1] == "2024-03-07"
    assert days["b"][:2] == ["2024-04-13", "2024-04-05"]
    assert told == []


def test_markdown_files_show_their_order_together() -> None:
    rows = [
        {"title": "A", "published": day, "input": f"{number}.md", "line": None}
        for number, day in enumerate(["04/03/2026", "25/03/2026"])
    ]
    other = {"title": "B", "published": "03/26/2026"}
    articles, _, problems = normalise(records(*rows, other))
    assert sorted(str(date)[:10] for date in articles["published"]) == [
        "2026-03-04", "2026-03-25", "2026-03-26",
    ]  # fmt: skip
    assert problems.is_empty()


def test_related_entries_go_by_the_order_of_their_article_s_input() -> None:
    one = {
        "title": "T",
        "published": "25/03/2026",
        "related": [entry(title="x", published="04/03/2026")],
    }
    us = {"title": "U", "published": "03/25/2026", "input": "us.csv"}
    _, related, problems = normalise(records(one, us))
    assert [str(date)[:10] for date in related["published"]] == ["2026-03-04"]
    assert problems.is_empty()


DAYS = st.tuples(
    st.integers(1, 31),
    st.integers(1, 12),
    st.sampled_from(["2024", "2025", "24", "25"]),
    st.sampled_from("/-"),
)


@given(st.lists(DAYS, min_size=1, max_size=4), st.lists(DAYS, max_size=6), st.booleans())
def test_what_an_input_shows_no_other_input_changes(
    own: list[tuple[int, int, str, str]], others: list[tuple[int, int, str, str]], swap: bool
) -> None:
    texts = [f"{day:02}{mark}{month:02}{mark}{year}" for day, month, year, mark in own]
    strange = [
        f"{(month, day)[swap]:02}{mark}{(day, month)[swap]:02}{mark}{year}"
        for day, month, year, mark in others
    ]
    alone = parse_dates(pl.Series(texts))
    both = parse_dates(
        pl.Series(texts + strange), pl.Series(["a"] * len(own) + ["b"] * len(others))
    )
    for place in range(len(own)):
        assert both.guessed[place] == alone.guessed[place] or both.values[place] is None
        if not alone.guessed[place]:
            assert both.values[place] == alone.values[place]


def test_topics_that_differ_in_capitals_alone_are_one() -> None:
    tags = [["energy", "AI"], ["Energy", "energy"], ["energy"], ["ENERGY", "ai"], ["Ai"]]
    rows = [{"id": str(n), "title": "T", "topics": topics} for n, topics in enumerate(tags)]
    for some in (rows, rows[::-1]):
        articles, _, _ = normalise(records(*some))
        spelled = dict(articles.select("id", "topics").iter_rows())
        # The usual spelling; of equals the first in the order of letters
        assert [spelled[str(n)] for n in range(5)] == [
            ["energy", "AI"], ["energy"], ["energy"], ["energy", "AI"], ["AI"],
        ]  # fmt: skip
