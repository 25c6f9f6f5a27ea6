"""Same input and options, same bytes: whatever the order of the input or the hash seed."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def built(folder: Path, hash_seed: str, *inputs: str) -> dict[str, bytes]:
    """Every file of a build in a process of its own, by its path in the output folder."""
    command = [sys.executable, "-c", "from storygraph.cli import main; main()", "build", *inputs]
    done = subprocess.run(
        [*command, "--output", "output", "--quiet"],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    output = folder / "output"
    files = {p.relative_to(output).as_posix(): p for p in output.rglob("*") if p.is_file()}
    return {name: _timeless(name, path.read_bytes()) for name, path in files.items()}


def _timeless(name: str, content: bytes) -> bytes:
    """The content, without the seconds and megabytes that `run.json` alone may differ in."""
    if name != "graph/run.json":
        return content
    run: dict[str, Any] = json.loads(content)
    assert {"seconds", "peak_mb"} <= set(run)
    kept = {key: value for key, value in run.items() if key not in {"seconds", "peak_mb"}}
    return json.dumps(kept).encode()


def assert_equal(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert sorted(one) == sorted(other)
    assert {"index.html", "storygraph.graphml", "stories.json", "graph/edges.parquet"} <= set(one)
    assert [name for name in one if one[name] != other[name]] == []


def test_files_in_any_order(tmp_path: Path) -> None:
    files = sorted(SEEDS.iterdir())
    outputs = []
    for turn in range(2):
        random.Random(turn).shuffle(files)  # noqa: S311 (shuffles, hides nothing)
        folder = tmp_path / str(turn) / "articles"
        folder.mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, folder / file.name)
        outputs.append(built(folder.parent, str(turn), "articles"))
    assert_equal(*outputs)


def test_lines_in_any_order(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"r{i}",
            "title": f"{what} in {where}, day {i % 9}",
            "text": f"{what} {where} " * 3,
            "source": f"Outlet {i % 5}",
            "published": f"2026-03-{1 + i % 9:02d}" if i % 4 else None,
            "related": [{"title": "Background", "url": f"https://b.example/{i % 3}"}],
        }
        for i, (what, where) in enumerate(
            (what, where)
            for what in ("Flood", "Strike", "Trial", "Auction", "Fire")
            for where in ("Tarn", "Skarrow", "Ovrin", "Lismarne")
        )
    ]
    outputs = []
    for turn in range(2):
        random.Random(turn).shuffle(rows)  # noqa: S311 (shuffles, hides nothing)
        folder = tmp_path / str(turn)
        folder.mkdir()
        (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
        outputs.append(built(folder, str(7 - turn), "rows.jsonl"))
    without_lines = [
        {name: data for name, data in out.items() if not name.startswith("graph/")}
        for out in outputs
    ]
    assert sorted(without_lines[0]) == sorted(without_lines[1])
    differing = [n for n in without_lines[0] if without_lines[0][n] != without_lines[1][n]]
    assert differing == []
