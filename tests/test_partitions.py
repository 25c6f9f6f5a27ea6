"""Tables in parts, with columns in the names of their folders."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from storygraph.options import Options
from storygraph.pipeline import build
from storygraph.read.partitions import partitions
from tests.command_line import error

FORMS = ("parquet", "csv", "jsonl")


def write(path: Path, rows: list[dict[str, str | None]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pl.DataFrame(rows)
    if path.suffix == ".parquet":
        table.write_parquet(path)
    elif path.suffix == ".csv":
        table.write_csv(path)
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.mark.parametrize("form", FORMS)
def test_rows_have_what_their_folders_say(form: str, tmp_path: Path) -> None:
    day = tmp_path / "archive" / "source=Tide%20Weekly" / "year=2026" / "month=3" / "day=4"
    write(day / f"part-0.{form}", [{"title": "Ferries cancelled as storm nears"}])
    other = tmp_path / "archive" / "source=Coast" / "published=2026-03-05T10%3A00"
    write(other / f"part-0.{form}", [{"title": "Boats return"}])
    articles = build(tmp_path / "archive").articles.sort("published")
    assert articles["source"].to_list() == ["Tide Weekly", "Coast"]
    moments = articles["published"].dt.strftime("%Y-%m-%d %H:%M").to_list()
    assert moments == ["2026-03-04 00:00", "2026-03-05 10:00"]


@pytest.mark.parametrize("form", FORMS)
def test_a_column_of_the_row_itself_counts_and_one_may_be_mapped(form: str, tmp_path: Path) -> None:
    place = tmp_path / "source=Folder" / "dt=2026-03-06" / f"part-0.{form}"
    write(place, [{"title": "Roof repaired", "source": "Row"}, {"title": "Roof", "source": None}])
    graph = build(tmp_path, Options(mapping={"published": "dt"}))
    assert set(graph.articles["source"]) == {"Row", None}
    assert set(graph.articles["published"].dt.strftime("%Y-%m-%d")) == {"2026-03-06"}
    assert "'dat'" in error("check", tmp_path, "--map", "published=dat", code=2)


@pytest.mark.parametrize("form", FORMS)
def test_what_rows_say_under_another_name_counts_before_their_folders(
    form: str, tmp_path: Path
) -> None:
    place = tmp_path / "source=wire-dump" / "year=2026" / "month=3" / "day=4" / f"part-0.{form}"
    own = {"title": "Roof repaired", "publisher": "Coast", "created_at": "2026-03-03T10:11:12Z"}
    write(place, [own, {"title": "Roof", "publisher": None, "created_at": None}])
    articles = build(tmp_path).articles.sort("published")
    assert articles["source"].to_list() == ["Coast", "wire-dump"]
    moments = articles["published"].dt.strftime("%Y-%m-%d %H:%M").to_list()
    assert moments == ["2026-03-03 10:11", "2026-03-04 00:00"]


def test_what_is_no_column_says_nothing_and_a_day_in_parts_is_one_date() -> None:
    told = partitions(Path("a=b/=c/d=/x y=1/e=__HIVE_DEFAULT_PARTITION__/year=2026/month=x/f.csv"))
    assert told == {"a": "b", "year": "2026", "month": "x"}
    assert partitions(Path("year=2026/month=3/day=4/date=2026-03-05/f.csv"))["date"] == "2026-03-05"
    assert partitions(Path("year=2026/month=3/day=4/f.csv")) == {"date": "2026-03-04"}
    assert partitions(Path("plain/part.csv")) == {}
