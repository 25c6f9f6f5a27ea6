"""Small files that once took minutes, or ended a run; each is read in a second now."""

from __future__ import annotations

import gzip
import time
from pathlib import Path
from typing import Literal

import polars as pl
import pytest

import storygraph as sg
from storygraph.articles.coverage import check

SECONDS = 20
"""What each may take on a busy machine; before they were mended they took 20 to 125."""

BOMBS: dict[str, bytes] = {
    "colons.md": b"---\n" + b"a: b: c\n" * 120_000 + b"---\nText",
    "spaces.md": b"---\nb: c: d\na: x" + b" " * 100_000 + b"y\n---\nText",
    "blanks.csv": b"title,related\nT,a" + b" " * 200_000 + b"b\n",
    "script.md": b"---\ntitle: T\n---\n" + b"<script <!-- -->" * 40_000,
    "wide.csv": b"title," + b",".join(b"c%d" % n for n in range(40_000)) + b"\nA" + b"," * 40_000,
    "mojibake.md": b"---\ntitle: T\n---\n" + "“q” Ã©tÃ© â€™ ".encode() * 600_000,
    "charset.rss": b'<?xml version="1.0" encoding="punycode"?><rss><channel><title>'
    + b"abc-" * 200_000
    + b"</title></channel></rss>",
    "comments.rss": b"<rss><channel><item><title>T</title><description>"
    + b"&lt;!--" * 200_000
    + b"</description></item></channel></rss>",
    "scripts.rss": b"<rss><channel><item><title>T</title><description>"
    + b"&lt;script&gt;&lt;!--&lt;a " * 100_000
    + b"</description></item></channel></rss>",
}

FEED = '<?xml version="1.0"?>{}<rss version="2.0"><channel><title>Kite</title>{}</channel></rss>'
ITEM = "<item><title>{}</title></item>"


@pytest.mark.parametrize("name", BOMBS)
def test_time_grows_with_the_file_and_not_with_its_square(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BOMBS[name])
    begin = time.monotonic()
    check([tmp_path / name])
    assert time.monotonic() - begin < SECONDS


def test_a_feed_keeps_its_entries_beside_one_character_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "in.rss"
    path.write_text(FEED.format("", ITEM.format("Good") + ITEM.format("Bad &#xD800;&#0; one")))
    assert sorted(sg.build(path).articles["title"]) == ["Bad \ufffd\ufffd one", "Good"]


def test_a_feed_may_begin_late(tmp_path: Path) -> None:
    path = tmp_path / "in.rss"
    path.write_text(FEED.format(f"<!-- {'x' * 70_000} -->", ITEM.format("Late")))
    assert sg.build(path).articles["title"].to_list() == ["Late"]


def test_half_characters_end_no_run(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"title": "bad \\ud800 storm", "quality": NaN}')
    assert sg.build(path).articles["title"].to_list() == ["bad ? storm"]
    assert sg.build([{"title": "\ud800 x"}]).articles["title"].to_list() == ["? x"]


@pytest.mark.parametrize("dtype", [pl.Date, pl.Datetime("us"), pl.Datetime("ns", "UTC")])
def test_dates_that_python_does_not_have_are_undated(dtype: pl.DataType, tmp_path: Path) -> None:
    far = 2**30 if dtype == pl.Date else 2**62
    day = {"us": 86_400_000_000, "ns": 86_400_000_000_000}.get(getattr(dtype, "time_unit", ""), 1)
    dates = pl.Series([far, 19_783 * day]).cast(pl.Int32 if dtype == pl.Date else pl.Int64)
    path = tmp_path / "in.parquet"
    pl.DataFrame({"title": ["A", "B"], "date": dates.cast(dtype)}).write_parquet(path)
    found = dict(sg.build(path).articles.select("title", "published").iter_rows())
    assert found["B"] is not None
    assert found["A"] is None or dtype == pl.Datetime("ns", "UTC")  # where it is of the year 2116


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_moments_that_python_does_not_have_end_no_run_however_deep(
    unit: Literal["ms", "us", "ns"], tmp_path: Path
) -> None:
    day = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}[unit]
    deep = pl.Struct({"title": pl.String, "date": pl.Int64, "day": pl.Int32, "for": pl.Int64})
    rows = {
        "title": ["A", "B"],
        "date": [2**62, 19_783 * day],
        "related": [
            [{"title": "R", "date": 2**62, "day": 2**30, "for": 10**17}, None],
            [{"title": "S", "date": 19_783 * day, "day": 0, "for": 1}],
        ],
    }
    held = pl.DataFrame(rows, {"title": pl.String, "date": pl.Int64, "related": pl.List(deep)})
    timed = {"title": pl.String, "date": pl.Datetime(unit), "day": pl.Date}
    table = held.cast(
        {
            "date": pl.Datetime(unit),
            "related": pl.List(pl.Struct({**timed, "for": pl.Duration("ms")})),
        }
    )
    table.write_parquet(tmp_path / "in.parquet")
    for given in (tmp_path / "in.parquet", table):
        articles = sg.build(given).articles
        found = dict(articles.select("title", "published").iter_rows())
        assert sorted(found) == ["A", "B", "R", "S"]
        assert str(found["B"])[:10] == str(found["S"])[:10] == "2024-03-01"


def test_a_mark_in_the_middle_of_a_table_is_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"title,text\nA,caf\xe9\n\xff\xfeB,x\n")
    assert sorted(sg.build(path).articles["title"]) == ["A", "ÿþB"]


def test_a_feed_may_name_its_entries_within_its_site(tmp_path: Path) -> None:
    path = tmp_path / "in.rss"
    entry = "<item><title>A</title><link>{}</link></item>"
    for link, found in (("/rel/2", "https://tide.example/rel/2"), ("https://a.example/1", None)):
        site = "<link>https://tide.example/news/</link>"
        path.write_text(FEED.format("", site + entry.format(link)))
        assert sg.build(path).articles["url"].to_list() == [found or link]


def test_damage_of_a_packed_file_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl.gz"
    rows = "".join(f'{{"title": "Report {n} of the storm"}}\n' for n in range(2_000))
    path.write_bytes(gzip.compress(rows.encode())[:-2_000])
    reasons = check([path]).report.problems["reason"]
    assert sum("damaged gzip" in reason for reason in reasons) == 1


def test_scripts_are_no_text() -> None:
    row = {"title": "A", "text": "<p>One</p><script>var x = 1</script><p>Two</p><!-- three -->"}
    assert sg.build([row]).articles["body"].to_list() == ["One Two"]
