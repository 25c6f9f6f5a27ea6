"""A run takes no more of a machine than it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storygraph.runtime.machine import cores, free_memory

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("given", "most"), [("max 100000", None), ("150000 100000", 2), ("5000 100000", 1), ("", None)]
)
def test_no_more_processors_than_the_container_gives(
    given: str, most: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    limit = tmp_path / "sys" / "fs" / "cgroup" / "cpu.max"
    limit.parent.mkdir(parents=True)
    limit.write_text(given)
    assert cores(tmp_path) == (most or 8)


@pytest.mark.parametrize(
    ("meminfo", "limit", "taken", "stat", "expected"),
    [
        ("MemAvailable: 8 kB\n", "5000", "4990", "anon 90\ninactive_file 3000\n", 3010),
        ("MemAvailable: 8 kB\n", "5000", "1000", "nothing of\nuse here\n", 4000),
        ("MemTotal: 9 kB\nMemAvailable: 8 kB\n", "max", "100", None, 8192),
        ("MemAvailable: 8 kB\n", "5000", "1000", None, 4000),
        ("MemAvailable: 8 kB\n", "1000", "5000", None, 0),
        ("MemTotal: 9 kB\n", "max", "100", None, None),
        (None, None, None, None, None),
    ],
)
def test_what_is_free_is_what_system_and_container_leave(
    tmp_path: Path,
    meminfo: str | None,
    limit: str | None,
    taken: str | None,
    stat: str | None,
    expected: int | None,
) -> None:
    for name, text in (
        ("proc/meminfo", meminfo),
        ("sys/fs/cgroup/memory.max", limit),
        ("sys/fs/cgroup/memory.current", taken),
        ("sys/fs/cgroup/memory.stat", stat),
    ):
        if text is not None:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    assert free_memory(tmp_path) == expected


def put(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_containers_of_older_hosts_have_limits_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    group = "sys/fs/cgroup"

    def limits(memory: int, quota: int) -> dict[str, str]:
        return {
            f"{group}/memory/memory.limit_in_bytes": f"{memory}\n",
            f"{group}/memory/memory.usage_in_bytes": "900000\n",
            f"{group}/cpu/cpu.cfs_quota_us": f"{quota}\n",
            f"{group}/cpu/cpu.cfs_period_us": "100000\n",
        }

    files = {f"{group}/memory/memory.stat": "inactive_file 7\ntotal_inactive_file 400000\n"}
    meminfo = {"proc/meminfo": "MemAvailable: 9000000 kB\n"}
    put(tmp_path, meminfo | limits(2_000_000, 150_000) | files)
    assert free_memory(tmp_path) == 1_500_000
    assert cores(tmp_path) == 2
    none = tmp_path / "unlimited"
    put(none, {"proc/meminfo": "MemAvailable: 8 kB\n"} | limits(9_223_372_036_854_771_712, -1))
    assert free_memory(none) == 8_192
    assert cores(none) == 8
