"""An unchanged folder is not read twice, and a changed file is never missed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from storygraph.errors import UsageError
from storygraph.read import cache as caches
from storygraph.read import files, read
from storygraph.tables import PROBLEMS

if TYPE_CHECKING:
    from pathlib import Path

OLD = 1_700_000_000 * 10**9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six good files and two bad ones, last changed long ago."""
    found = tmp_path / "in"
    found.mkdir()
    for number in range(6):
        write(found / f"{number}.md", f"---\ntitle: T{number}\nrelated: [https://x.com/a]\n---\nB")
    write(found / "bad.md", "---\n- a list\n---\n")
    write(found / "odd.md", "---\ntitle: a\ntitle: b\n---\n")
    return found


def write(path: Path, text: str, when: int = OLD) -> None:
    path.write_text(text)
    os.utime(path, ns=(when, when))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed, as they are."""
    names: list[str] = []
    parse = files._parse

    def spy(source, known, fields):  # type: ignore[no-untyped-def]
        row = parse(source, known, fields)
        if row["status"] != "same":
            names.append(source.path.name)
        return row

    monkeypatch.setattr(files, "_parse", spy)
    return names


def test_an_unchanged_folder_is_read_once(folder: Path, tmp_path: Path, parsed: list[str]) -> None:
    plain = read([folder])
    parsed.clear()
    first = read([folder], cache=tmp_path / "cache")
    assert len(parsed) == 8
    parsed.clear()
    told: list[tuple[int, int | None]] = []
    second = read([folder], None, lambda *numbers: told.append(numbers), tmp_path / "cache")
    assert parsed == []
    assert told[-1] == (8, 8)
    for one, other in ((plain, first), (first, second)):
        assert one[0].equals(other[0])
        assert one[1].equals(other[1])
    assert second[1].height == 2


def test_a_changed_file_changes_its_own_row_only(
    folder: Path, tmp_path: Path, parsed: list[str]
) -> None:
    before, _, *_ = read([folder], cache=tmp_path / "cache")
    parsed.clear()
    write(folder / "3.md", "---\ntitle: New\n---\n", OLD + 1)
    write(folder / "9.md", "---\ntitle: Added\n---\n")
    (folder / "5.md").unlink()
    after, _, *_ = read([folder], cache=tmp_path / "cache")
    assert sorted(parsed) == ["3.md", "9.md"]
    assert after["title"].to_list() == ["T0", "T1", "T2", "New", "T4", "Added", "b"]
    assert after[:3].equals(before[:3])
    parsed.clear()
    assert read([folder], cache=tmp_path / "cache")[0].equals(after)
    assert parsed == []


def test_a_file_of_same_size_and_new_time_is_told_by_content(
    folder: Path, tmp_path: Path, parsed: list[str]
) -> None:
    read([folder], cache=tmp_path / "cache")
    parsed.clear()
    text = (folder / "1.md").read_text()
    write(folder / "1.md", text, OLD + 5)  # touched
    write(folder / "2.md", text, OLD + 5)  # changed
    after, _, *_ = read([folder], cache=tmp_path / "cache")
    assert parsed == ["2.md"]
    assert after["title"].to_list()[:3] == ["T0", "T1", "T1"]


def test_a_change_that_kept_size_and_time_is_seen(folder: Path, tmp_path: Path) -> None:
    read([folder], cache=tmp_path / "cache")
    write(folder / "0.md", "---\ntitle: X0\nrelated: [https://x.com/a]\n---\nB")
    assert "X0" in read([folder], cache=tmp_path / "cache")[0]["title"].to_list()


def test_a_change_in_the_moment_of_caching_is_seen(folder: Path, tmp_path: Path) -> None:
    now = time.time_ns()
    write(folder / "1.md", "---\ntitle: AA\n---\n", now)
    read([folder], cache=tmp_path / "cache")
    write(folder / "1.md", "---\ntitle: BB\n---\n", now)  # same size, same time
    after, _, *_ = read([folder], cache=tmp_path / "cache")
    assert after["title"][1] == "BB"


def test_a_change_within_two_seconds_is_seen_though_no_time_tells_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def coarse(status: os.stat_result) -> dict[str, int]:
        return {"size": status.st_size, "mtime": status.st_mtime_ns, "ctime": status.st_mtime_ns}

    monkeypatch.setattr(caches, "stated", coarse)
    write(folder / "1.md", "---\ntitle: AA\n---\n")
    read([folder], cache=tmp_path / "cache")
    (path,) = (tmp_path / "cache").iterdir()
    os.utime(path, ns=(OLD, OLD + 1_900_000_000))
    write(folder / "1.md", "---\ntitle: BB\n---\n")  # same size, same times
    assert read([folder], cache=tmp_path / "cache")[0]["title"][1] == "BB"


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1" + bytes(500) + b"PAR1", b"junk" * 1_000])
def test_a_damaged_cache_is_replaced(folder: Path, tmp_path: Path, damage: bytes) -> None:
    first = read([folder], cache=tmp_path / "cache")
    (path,) = (tmp_path / "cache").iterdir()
    path.write_bytes(damage)
    second = read([folder], cache=tmp_path / "cache")
    assert second[0].equals(first[0])
    assert path.read_bytes()[:4] == b"PAR1"
    assert path.stat().st_size > 600


def test_a_cache_cut_short_or_flipped_never_ends_a_run(folder: Path, tmp_path: Path) -> None:
    first = read([folder], cache=tmp_path / "cache")
    (path,) = (tmp_path / "cache").iterdir()
    whole = path.read_bytes()
    for place in range(4, len(whole), len(whole) // 25):
        path.write_bytes(whole[:place])
        assert read([folder], cache=tmp_path / "cache")[0].equals(first[0])


def test_a_cache_that_cannot_be_written_is_done_without(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where the folder should be")
    table, problems, *_ = read([folder], cache=blocked)
    assert table.height == 7
    assert problems.columns == list(PROBLEMS)


def test_other_folders_and_other_rules_do_not_share(
    folder: Path, tmp_path: Path, parsed: list[str]
) -> None:
    cache = tmp_path / "cache"
    (folder / "README.md").write_text("# Not an article")
    read([folder], cache=cache)
    named, _, *_ = read([folder / "README.md"], cache=cache)
    assert named["title"].to_list() == ["Not an article"]
    parsed.clear()
    mapped, _, *_ = read([folder], {"title": "title"}, cache=cache)
    assert len(parsed) == 9
    assert mapped.height == 7


def test_a_mapping_is_remembered_with_the_files_it_was_used_on(
    folder: Path, tmp_path: Path, parsed: list[str]
) -> None:
    cache = tmp_path / "cache"
    write(folder / "0.md", "---\ntitle: T\nstamp: 2024-03-01\n---\n")
    first, _, *_ = read([folder], {"published": "stamp"}, cache=cache)
    parsed.clear()
    second, _, *_ = read([folder], {"published": "stamp"}, cache=cache)
    assert parsed == []
    assert second.equals(first)
    assert second["published"].to_list()[0] == "2024-03-01"
    (folder / "0.md").unlink()
    for _ in range(2):  # the other files are known by now, and the column is in none of them
        with pytest.raises(UsageError, match=r"no input has the column 'stamp'.* related, title"):
            read([folder], {"published": "stamp"}, cache=cache)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("XDG_CACHE_HOME", "/there", "/there/storygraph"),
        ("HOME", "/home/me", f"/home/me/{caches._HOME_CACHE}/storygraph"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has neither variable")
def test_the_cache_is_in_the_users_own_folder(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    found = caches.default_folder()
    assert found is not None
    assert found.as_posix() == expected


def test_old_caches_go(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for number in range(12):
        path = cache / f"files-{number}.parquet"
        path.write_bytes(b"x")
        os.utime(path, ns=(OLD + number, OLD + number))
    read([folder], cache=cache)
    assert len(list(cache.iterdir())) == caches.MAX_CACHES
    monkeypatch.setattr(caches, "MAX_BYTES", 1)
    write(folder / "0.md", "---\ntitle: X\n---\n", OLD + 9)
    read([folder], cache=cache)
    assert len(list(cache.iterdir())) == 1


SCRIPT = """
import sys
from pathlib import Path
print("once", flush=True)
from storygraph.read import files, read
files.MANY, files.CHUNK = 4, 2
table, problems, *_ = read([Path(sys.argv[1])])
print(table.height, problems.height, table["title"].to_list())
"""


def test_several_processes_read_as_one_does(folder: Path, tmp_path: Path) -> None:
    table, problems, *_ = read([folder])
    script = tmp_path / "script.py"  # without `if __name__ == "__main__"`, as people write them
    script.write_text(SCRIPT)
    run = subprocess.run(
        [sys.executable, str(script), str(folder)], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == [
        "once",
        f"{table.height} {problems.height} {table['title'].to_list()}",
    ]
    assert run.stderr == ""


def test_a_build_uses_the_cache_it_is_given(tmp_path: Path) -> None:
    from storygraph.options import Options
    from storygraph.pipeline import build

    plain = build("seeds")
    first, second = (build("seeds", Options(cache=tmp_path / "cache")) for _ in range(2))
    assert any((tmp_path / "cache").rglob("*.parquet"))
    assert first.articles.equals(plain.articles)
    assert second.articles.equals(plain.articles)


@pytest.mark.parametrize("reader", caches.READERS)
def test_another_version_of_what_reads_is_another_cache(
    reader: str, folder: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read([folder], cache=tmp_path / "cache")
    known = caches.version
    monkeypatch.setattr(caches, "version", lambda name: "0" if name == reader else known(name))
    parsed.clear()
    read([folder], cache=tmp_path / "cache")
    assert len(parsed) == 8
    parsed.clear()
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    read([folder], cache=tmp_path / "cache")
    assert len(parsed) == 8


def test_a_package_without_a_version_ends_no_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "READERS", ("no-such-package",))
    assert read([folder], cache=tmp_path / "cache")[0].height == 7
