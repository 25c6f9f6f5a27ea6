"""Gold stories: read from whatever holds articles, and never from what a build wrote."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import polars as pl
import pytest

from storygraph.errors import InputError
from storygraph.evaluation.evaluate import evaluate
from storygraph.pipeline import build
from storygraph.publish import publish
from storygraph.read import read
from storygraph.read.labels import read_labels

ROWS = [
    {"id": "a", "title": "Ferries cancelled", "story": "storm"},
    {"id": "b", "title": "Harbour shut", "story": "storm"},
    {"id": "c", "title": "Mayor resigns", "story": None},
    {"id": "d", "title": "Museum opens", "story": 7},
]
GOLD = [("a", "storm"), ("b", "storm"), ("d", "7")]


def written(folder: Path, name: str) -> Path:
    """The rows in a file of that type."""
    path = folder / name
    if name.endswith(".parquet"):
        pl.DataFrame(ROWS, {"id": pl.String, "title": pl.String, "story": pl.String}).write_parquet(
            path
        )
    elif ".csv" in name or ".tsv" in name:
        mark = "," if ".csv" in name else "\t"
        text = pl.DataFrame(ROWS, strict=False).write_csv(separator=mark)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    else:
        text = "\n".join(map(json.dumps, ROWS)) if ".jsonl" in name else json.dumps(ROWS)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize(
    "name", ["in.jsonl", "in.json", "in.csv", "in.tsv", "in.parquet", "in.jsonl.gz", "in.csv.gz"]
)
def test_labels_are_found_in_every_type_that_is_read(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, name)
    assert read_labels([path]).rows() == GOLD
    assert read_labels([tmp_path]).rows() == GOLD
    assert read_labels([], path).rows() == GOLD


def test_records_without_ids_have_those_that_reading_gives_them(tmp_path: Path) -> None:
    for name, data in (
        ("in.csv", "headline,Story\nA,x\nB,y\n"),
        ("in.json", '{"articles": [{"title": "A", "story": "x"}, {"title": "B"}]}'),
    ):
        (tmp_path / name).write_text(data)
    ids = set(read([tmp_path])[0]["id"])
    assert {"in.csv:2", "in.csv:3", "in.json:1"} == set(read_labels([tmp_path])["id"]) <= ids
    (tmp_path / "in.csv").write_text("headline,kop,story\nA,k,x\n")
    assert read_labels([tmp_path / "in.csv"], mapping={"id": "kop"}).rows() == [("k", "x")]


def test_what_a_build_says_is_no_label(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: Ferry {number} cancelled\n---\n")
    publish(build(tmp_path), tmp_path / "output")
    assert (tmp_path / "output" / "articles.csv").is_file()
    with pytest.raises(InputError, match="no labels"):
        read_labels([tmp_path])


def test_a_labels_file_that_says_nothing_is_an_error(tmp_path: Path) -> None:
    for name, data, said in (
        ("w.csv", "foo,bar\na,b\n", "needs the columns id and story"),
        ("x.csv", "id,kind\na,b\n", "needs the columns id and story"),
        ("y.csv", "story\nstorm\n", "needs the columns id and story"),
        ("z.txt", "a,b", "give JSON, CSV or Parquet"),
        ("v.jsonl", "{broken", "line 1 cannot be read: broken JSON"),
    ):
        (tmp_path / name).write_text(data)
        with pytest.raises(InputError, match=said):
            read_labels([], tmp_path / name)
    with pytest.raises(InputError, match="no such file"):
        read_labels([], tmp_path / "absent.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_labels_from_a_pipe_are_told_to_need_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for labels in (Path("-"), tmp_path / "pipe"):
        with pytest.raises(InputError, match=r"they need a file, whose name says what it holds"):
            read_labels([], labels)
    (tmp_path / "labels.doc").touch()
    with pytest.raises(InputError, match="give JSON, CSV or Parquet"):
        read_labels([], tmp_path / "labels.doc")


def test_rows_of_one_id_take_no_label_of_one_another(tmp_path: Path) -> None:
    rows = [("1", "Zebra born", "a"), ("1", "Apple sold", "b"), ("2", "Bridge shut", "c")]
    path = tmp_path / "in.csv"
    path.write_text("id,title,story\n" + "".join(f"{','.join(row)}\n" for row in rows))
    found = evaluate(build([path]), read_labels([path]))
    assert (found.overall.articles, found.contradicted, found.unlabelled) == (1, 2, 2)
