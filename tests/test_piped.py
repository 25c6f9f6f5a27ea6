"""Articles from standard input, of every type, as a shell hands them over."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import subprocess
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
        assert path.suffix == name.rsplit(maxsplit=1)[-1]
        monkeypatch.setattr("storygraph.read.finding.standard_input", lambda: path)
        records, problems, *_ = read([Path("-")])
        assert sorted(records["title"]) == ["Calm", "Storm nears"]
        assert records["id"].to_list() == ids
        assert set(records["input"]) == {"-"}
        assert problems.is_empty()
    finally:
        path.unlink()


def test_a_damaged_stream_is_told() -> None:
    with pytest.raises(InputError, match="cannot read -"):
        piped.kept(io.BytesIO(gzip.compress(LINES * 9)[:40]))


def test_a_pipe_is_built_and_nothing_stays_behind(tmp_path: Path) -> None:
    command = [*COMMAND, "build", "-", "-o", str(tmp_path / "out"), "--json"]
    environment = {"PATH": "", "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(command, input=LINES, capture_output=True, check=True, env=environment)
    assert json.loads(done.stdout)["counts"]["articles"] == 2
    assert not list(tmp_path.glob("storygraph-*"))
