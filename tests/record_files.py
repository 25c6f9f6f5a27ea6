"""Files of records, written and read by several tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl


def lines(*objects: Any) -> bytes:
    return b"".join(json.dumps(thing, ensure_ascii=False).encode() + b"\n" for thing in objects)


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def rows(table: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return table.select(columns).rows()


def reasons(problems: pl.DataFrame) -> list[tuple[int | None, str]]:
    return problems.select("line", "reason").rows()


ARTICLE = {
    "id": "n1",
    "title": "Title",
    "text": "Body",
    "url": "https://example.com/a",
    "source": "Example",
    "published": "2024-03-01T10:00:00Z",
    "lang": "en",
}
