"""`--since` and `--until`: an archive's articles of some days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import storygraph as sg
from tests.command_line import SEEDS, error, from_json, run

FIRST = date(2026, 2, 27)
DAYS = st.none() | st.integers(0, 4).map(lambda days: FIRST + timedelta(days))
DATES = st.none() | st.integers(0, 96).map(
    lambda hours: datetime(2026, 2, 27, tzinfo=UTC) + timedelta(hours=hours)
)


def record(number: int, published: datetime | None, related: list[datetime | None]) -> Any:
    """An article that links to pages which nobody gave us."""
    entries = [
        {"url": f"https://coast.example/{number}-{position}", "published": moment}
        for position, moment in enumerate(related)
    ]
    name = f"a{number}"
    return {"id": name, "title": f"Lynx {name}", "published": published, "related": entries}


@settings(max_examples=25)
@given(st.lists(st.tuples(DATES, st.lists(DATES, max_size=3)), min_size=1, max_size=5), DAYS, DAYS)
def test_a_span_has_the_articles_and_pages_of_its_days_and_no_others(
    pages: list[tuple[datetime | None, list[datetime | None]]],
    since: date | None,
    until: date | None,
) -> None:
    if since and until:
        since, until = min(since, until), max(since, until)

    def stays(moment: datetime | None, *, undated: bool) -> bool:
        if not (since or until):
            return True
        first, last = since or date.min, until or date.max
        return first <= moment.date() <= last if moment else undated

    rows = [record(number, *page) for number, page in enumerate(pages)]
    inside = [row for row in rows if stays(row["published"], undated=False)]
    links = {
        (row["id"], entry["url"])
        for row in inside
        for entry in row["related"]
        if stays(entry["published"], undated=True)
    }
    if not inside:
        with pytest.raises(sg.errors.InputError, match=r"^nothing is left: \d+ articles? not "):
            sg.build(rows, since=since, until=until)
        return
    graph = sg.build(rows, since=since, until=until)
    nodes = graph.articles
    assert set(nodes.filter(kind="article")["id"]) == {row["id"] for row in inside}
    assert set(nodes.filter(kind="external")["url"]) == {url for _, url in links}
    assert graph.edges.filter(pl.col("a_cites_b") | pl.col("b_cites_a")).height == len(links)
    outside = graph.run["counts"]["outside"]
    left = [row["published"] for row in rows if row not in inside]
    assert outside["undated"] == left.count(None)
    assert outside["dated"] + outside["undated"] == len(left)
    assert outside["related"] == sum(len(row["related"]) for row in inside) - len(links)


def test_a_span_gives_what_its_files_alone_give(tmp_path: Path) -> None:
    days = {"since": date(2026, 3, 10), "until": date(2026, 3, 20)}
    whole = sg.build(SEEDS, **days)  # type: ignore[arg-type] # both are days
    own = whole.articles.filter(kind="article")
    for name in own["input"].map_elements(lambda path: Path(path).name, pl.String):
        (tmp_path / name).write_bytes((SEEDS / name).read_bytes())
    alone = sg.build(tmp_path, **days)  # type: ignore[arg-type] # both are days
    assert whole.articles.drop("input").equals(alone.articles.drop("input"))
    assert whole.edges.equals(alone.edges)
    assert whole.stories.equals(alone.stories)
    assert whole.articles["published"].drop_nulls().dt.date().is_between(*days.values()).all()


def test_days_may_be_written_and_nothing_else_is_a_day() -> None:
    assert sg.Options(since="2026-03-01") == sg.Options(since=date(2026, 3, 1))  # type: ignore[arg-type] # as `build` takes it
    for wrong in ("1 March", 20260301, datetime(2026, 3, 1, tzinfo=UTC), "", True):
        with pytest.raises(sg.errors.UsageError, match=r"^until must be a day"):
            sg.build(SEEDS, until=wrong)  # type: ignore[arg-type] # which is what is refused
    with pytest.raises(sg.errors.UsageError, match="no day is since 2026-03-02 and until 2026-"):
        sg.build(SEEDS, since="2026-03-02", until="2026-03-01")


def test_the_ends_of_time_are_days_like_any_other() -> None:
    graph = sg.build(SEEDS, since=date.min, until=date.max)
    assert graph.run["counts"]["outside"] == {"dated": 0, "undated": 0, "related": 0}


def test_what_lies_outside_is_told(tmp_path: Path) -> None:
    for name, day in (("a", "2026-03-01"), ("b", "2026-03-02"), ("c", "2026-03-03"), ("d", "")):
        dated = f"date: {day}\n" if day else ""
        text = f"---\ntitle: Lynx {name}\n{dated}related: [{{title: Owl, date: 2020-01-01}}]\n---\n"
        (tmp_path / f"{name}.md").write_text(text)
    days = ("--since", "2026-03-02", "--until", "2026-03-02")
    words = "3 articles not from 2026-03-02 to 2026-03-02: of 2026-03-01 to 2026-03-03, 1 undated"
    found = run("check", tmp_path, *days).stdout
    assert found.splitlines() == [f"Left out: {words}", "1 article, 0 related entries, 0 problems"]
    told = from_json("check", tmp_path, *days)
    assert told["outside"] == {"dated": 2, "undated": 1, "related": 1}
    output = tmp_path / "output"
    built = run("build", tmp_path, "-o", output, *days).stdout
    assert "3  articles not from 2026-03-02 to 2026-03-02, 1 undated, and 1 related entry" in built
    options = sg.load(output).run["options"]
    assert (options["since"], options["until"]) == ("2026-03-02", "2026-03-02")
    late = error("build", tmp_path, "-o", output, "--since", "2027-01-01")
    assert "nothing is left: 4 articles not from 2027-01-01: of 2026-03-01 to" in late
    assert sg.load(output).articles.height == 1  # what was there before is there still
    assert "'tomorrow' is no day" in error("check", tmp_path, "--until", "tomorrow", code=2)


def test_a_day_ends_at_midnight_in_utc() -> None:
    last = datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC)
    rows = [record(0, last, []), record(1, last + timedelta(microseconds=1), [])]
    early, late = (sg.build(rows, until="2026-03-01"), sg.build(rows, since="2026-03-02"))
    assert (early.articles["id"].to_list(), late.articles["id"].to_list()) == (["a0"], ["a1"])
    table = pl.DataFrame({"title": ["Lynx"], "published": ["2026-03-01T23:30:00-05:00"]})
    assert sg.build(table, since="2026-03-02").articles.height == 1
