"""Same input, same bytes: whatever the order of files and lines, and the seed of the hashes."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.command_line import COMMAND
from tests.conftest import ROOT

TIMES = ("seconds", "peak_mb")


def built(folder: Path, seed: int) -> dict[str, bytes]:
    """Build `in` inside `folder` under that hash seed; every output file, times taken out."""
    done = subprocess.run(
        [*COMMAND, "build", "in", "-o", "out", "--quiet"],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    out = folder / "out"
    files = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    run = json.loads(files["graph/run.json"])
    for name in TIMES:
        assert run.pop(name)
    return {**files, "graph/run.json": json.dumps(run).encode()}


def assert_same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
    assert len(one) > 10


def assert_same_but_for_lines(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Equal files, except where they say on which line a record stood."""
    tables = []
    for files in (one, other):
        for name in ("problems.csv", "graph/problems.parquet"):
            rows = (
                pl.read_csv(files[name]) if name.endswith("csv") else pl.read_parquet(files[name])
            )
            files[name] = str(rows.height).encode()
        tables.append(pl.read_parquet(files.pop("graph/articles.parquet")).drop("line"))
        run = json.loads(files["graph/run.json"])
        files["graph/run.json"] = json.dumps({**run, "digests": sorted(run["digests"])}).encode()
    assert_frame_equal(*tables)
    assert_same(one, other)


def copied(source: Path, folder: Path, seed: int) -> Path:
    """The files of `source` copied to `folder/in` one by one, in an order of that seed."""
    paths = sorted(path for path in source.rglob("*") if path.is_file())
    random.Random(seed).shuffle(paths)  # noqa: S311 (an order, no secret)
    for path in paths:
        target = folder / "in" / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        os.utime(target, (seed * 10**6, seed * 10**6))
    return folder


def test_the_order_in_which_files_were_made_does_not_show(tmp_path: Path) -> None:
    one = built(copied(ROOT / "seeds", tmp_path / "one", 1), 1)
    assert_same(one, built(copied(ROOT / "seeds", tmp_path / "other", 2), 2))
    assert_same(one, built(tmp_path / "one", 3))  # over the first: nothing of it stays


@pytest.mark.corpora
def test_a_real_folder_gives_the_same_bytes(diablo4: Path, tmp_path: Path) -> None:
    one = built(copied(diablo4, tmp_path / "one", 1), 1)
    assert_same(one, built(copied(diablo4, tmp_path / "other", 2), 2))


@pytest.mark.corpora
def test_the_order_of_lines_does_not_show(labelled: Path, tmp_path: Path) -> None:
    lines = (labelled / "giveme5w1h_clusters.jsonl").read_bytes().splitlines()
    found = []
    for seed in (1, 2):
        random.Random(seed).shuffle(lines)  # noqa: S311 (an order, no secret)
        (tmp_path / str(seed) / "in").mkdir(parents=True)
        (tmp_path / str(seed) / "in" / "all.jsonl").write_bytes(b"\n".join(lines))
        found.append(built(tmp_path / str(seed), seed))
    assert_same_but_for_lines(*found)


def test_lines_with_equal_ids_may_come_in_any_order(tmp_path: Path) -> None:
    rows = [
        {"title": f"Bridge {n % 4} closed", "published": f"2024-05-0{n % 3 + 1}", "id": f"i{n % 5}",
         "related": [{"title": f"Ferry {n % 2}", "url": f"https://a.example/{n % 3}"}]}
        for n in range(24)
    ]  # fmt: skip
    found = []
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)  # noqa: S311 (an order, no secret)
        (tmp_path / str(seed) / "in").mkdir(parents=True)
        text = "\n".join(map(json.dumps, rows))
        (tmp_path / str(seed) / "in" / "all.jsonl").write_text(text)
        found.append(built(tmp_path / str(seed), seed))
    assert_same_but_for_lines(*found)
