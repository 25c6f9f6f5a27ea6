"""Tables are read slice by slice: large files, damaged ones, those that change meanwhile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from storygraph.read import slices
from storygraph.read.fields import Fields
from storygraph.read.in_memory import Rows
from storygraph.read.reading import read
from storygraph.read.records import parse
from storygraph.read.streams import Problems

HELD = """
import sys
from pathlib import Path
from storygraph.runtime.machine import peak_memory
from storygraph.read.fields import Fields
from storygraph.read.records import parse
from storygraph.read.streams import Problems

before = peak_memory()
for _ in parse(Path(sys.argv[1]), Fields(None), Problems()):
    pass
print((peak_memory() - before) >> 20)
"""


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of ten rows."""
    monkeypatch.setattr(slices, "FEWEST", 10)
    monkeypatch.setattr(slices, "SLICE_BYTES", 1)
    monkeypatch.setattr(slices, "SLICES", 1_000)


@pytest.mark.usefixtures("_small")
def test_a_damaged_parquet_file_is_read_up_to_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    table = pl.DataFrame({"title": [f"Report {n} of the storm" for n in range(100)]})
    table.write_parquet(path, row_group_size=10, compression="gzip", statistics=False)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle - 60 : middle] = bytes(60)
    path.write_bytes(data)
    found = read([path])
    some = found.records.height
    assert 0 < some < 100
    assert found.records["title"].to_list() == table["title"].to_list()[:some]
    (reason,) = found.problems["reason"]
    assert f"row {some + 1} and those after it, of 100, are not read" in reason


def test_an_error_that_says_nothing_is_told_by_its_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> pl.LazyFrame:
        raise OSError

    pl.DataFrame({"title": ["Storm"]}).write_parquet(tmp_path / "in.parquet")
    monkeypatch.setattr(pl, "scan_parquet", fails)
    (reason,) = read([tmp_path / "in.parquet"]).problems["reason"]
    assert reason == "not a readable Parquet file: OSError"


@pytest.mark.usefixtures("_small")
def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(tmp_path: Path) -> None:
    path, other = tmp_path / "in.parquet", tmp_path / "other.parquet"
    for file, word in ((path, "old"), (other, "new")):
        titles = [f"{word} {n}" for n in range(50)]
        pl.DataFrame({"title": titles}).write_parquet(file, row_group_size=10)
    problems, titles = Problems(), []
    for columns, _ in parse(path, Fields(None), problems):
        titles += columns["title"]
        if other.exists():
            other.replace(path)
    assert titles == [f"old {n}" for n in range(50)]
    assert not problems.all()


@pytest.mark.usefixtures("_small")
def test_what_bytes_are_is_told_by_the_whole_column(tmp_path: Path) -> None:
    ids = [bytes([0xF0 + n, *range(0xE0, 0xE0 + 19)]) for n in range(11)]
    titles = [f"Größe {n}".encode("cp1252" if n == 10 else "utf-8") for n in range(11)]
    table = pl.DataFrame({"id": ids, "title": titles})  # the last slice is of one row
    table.write_parquet(tmp_path / "in.parquet")
    for source in ([tmp_path / "in.parquet"], Rows(table)):
        found = read(source)
        assert found.records["id"].to_list() == [name.hex() for name in ids]
        assert found.records["title"].to_list() == [f"Größe {n}" for n in range(11)]
        assert found.problems["line"].to_list() == [11]


def test_a_large_file_is_never_held_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    bodies = [f"{n} {'storm ' * 1_000}{n}" for n in range(60_000)]
    table = pl.DataFrame({"title": [f"Report {n}" for n in range(60_000)], "body": bodies})
    table.write_parquet(path, row_group_size=10_000)
    whole = int(table.estimated_size()) >> 20
    assert whole > 300
    done = subprocess.run(
        [sys.executable, "-c", HELD, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert int(done.stdout) < whole * 3 / 4  # read as a whole it takes more than once that
