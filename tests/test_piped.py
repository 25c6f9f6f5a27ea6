"""Articles from standard input, of every type, as a shell hands them over."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import json
import lzma
import os
import subprocess
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from storygraph.errors import InputError
from storygraph.read import piped, read
from tests.command_line import COMMAND

ROWS = [{"title": "Storm nears", "text": "Ferries stay in."}, {"title": "Calm", "text": "Sun."}]


def parquet() -> bytes:
    held = io.BytesIO()
    pl.DataFrame(ROWS).write_parquet(held)
    return held.getvalue()


LINES = "\n".join(map(json.dumps, ROWS)).encode()
TYPES = {
    ".jsonl": LINES + b"\n",
    ".json": json.dumps({"articles": ROWS}).encode(),
    "pretty .json": json.dumps({"articles": ROWS}, indent=1).encode(),
    "list .json": json.dumps(ROWS).encode(),
    "wide .jsonl": codecs.BOM_UTF16_LE + LINES.decode().encode("utf-16-le"),
    "wide .json": json.dumps(ROWS).encode("utf-16"),
    ".csv": b"title,text\nStorm nears,Ferries stay in.\nCalm,Sun.\n",
    ".tsv": b"title\ttext\nStorm nears\tFerries stay in.\nCalm\tSun.\n",
    ".parquet": parquet(),
    ".rss": b"<rss version='2.0'><channel><title>K</title><item><title>Storm nears</title></item>"
    b"<item><title>Calm</title></item></channel></rss>",
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "ids"),
    [
        (name, ["stdin:2", "stdin:3"] if name in {".csv", ".tsv"} else ["stdin:1", "stdin:2"])
        for name in TYPES
    ],
)  # rows of tables stand below a header
def test_the_type_is_told_by_how_it_begins(
    name: str, ids: list[str], monkeypatch: pytest.MonkeyPatch, *, packed: bool
) -> None:
    data = gzip.compress(TYPES[name]) if packed else TYPES[name]
    path = piped.kept(io.BytesIO(data))
    try:
        assert path.name.removesuffix(".gz").endswith(name.rsplit(maxsplit=1)[-1])
        monkeypatch.setattr("storygraph.read.finding.standard_input", lambda: path)
        records, problems, *_ = read([Path("-")])
        assert sorted(records["title"]) == ["Calm", "Storm nears"]
        assert records["id"].to_list() == ids
        assert set(records["input"]) == {"-"}
        assert problems.is_empty()
    finally:
        path.unlink()


def test_a_damaged_stream_is_read_up_to_the_damage_as_a_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = [sha256(bytes([n])).hexdigest() for n in range(200)]  # they hardly pack
    lines = "\n".join(json.dumps({"title": title}) for title in titles).encode()
    damaged = gzip.compress(lines)[:-2_000]
    (tmp_path / "damaged.jsonl.gz").write_bytes(damaged)
    (tmp_path / "whole.csv").write_text("title\nStorm nears\n")
    path = piped.kept(io.BytesIO(damaged))
    try:
        monkeypatch.setattr("storygraph.read.finding.standard_input", lambda: path)
        named, piped_in = (
            read([source, tmp_path / "whole.csv"])
            for source in (tmp_path / "damaged.jsonl.gz", Path("-"))
        )
    finally:
        path.unlink()
    assert 50 < piped_in.records.height < 200
    assert sorted(piped_in.records["title"]) == sorted(named.records["title"])
    assert piped_in.problems["reason"].equals(named.problems["reason"])
    assert "damaged gzip file, read up to the damage" in piped_in.problems["reason"][0]
    assert set(piped_in.problems["input"]) == {"-"}


def test_damage_before_anything_is_read_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    path = piped.kept(io.BytesIO(gzip.compress(LINES)[:12]))
    try:
        monkeypatch.setattr("storygraph.read.finding.standard_input", lambda: path)
        reasons = read([Path("-")]).problems["reason"]
    finally:
        path.unlink()
    assert "damaged gzip file" in reasons[0]


def test_a_damaged_article_that_no_file_would_hold_packed_is_told() -> None:
    page = b"---\ntitle: Storm nears\n---\n" + bytes(range(256)) * 9
    with pytest.raises(InputError, match="cannot read -"):
        piped.kept(io.BytesIO(gzip.compress(page)[:200]))


PACKED = {
    "bz2": bz2.compress(LINES),
    "xz": lzma.compress(LINES),
    "zst": b"\x28\xb5\x2f\xfd\x04\x00",
    "zip": b"PK\x03\x04\x14\x00",
}


@pytest.mark.parametrize("suffix", PACKED)
def test_what_is_packed_in_other_ways_says_how_to_unpack_it(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"^cannot read -: it is a \.{suffix} file: unpack it"):
        piped.kept(io.BytesIO(PACKED[suffix]))
    path = tmp_path / f"in.jsonl.{suffix}"
    path.write_bytes(PACKED[suffix])
    with pytest.raises(InputError, match=r"unpack it: `\w+ -(dc|p) FILE \| storygraph build -`"):
        read([path])


def test_what_a_killed_run_left_goes_a_day_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = piped.kept(io.BytesIO(LINES))
    (tmp_path / "storygraph-notes.txt").write_text("mine")
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    fresh = piped.kept(io.BytesIO(LINES))
    assert fresh != left
    assert {path.name for path in tmp_path.iterdir()} == {fresh.name, "storygraph-notes.txt"}
    fresh.unlink()


def test_a_pipe_is_built_and_nothing_stays_behind(tmp_path: Path) -> None:
    command = [*COMMAND, "build", "-", "-o", str(tmp_path / "out"), "--json"]
    environment = {"PATH": "", "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(command, input=LINES, capture_output=True, check=True, env=environment)
    assert json.loads(done.stdout)["counts"]["articles"] == 2
    assert not list(tmp_path.glob("storygraph-*"))
