"""Synthetic news coverage of any size, with the stories that it was made from.

    python benchmarks/synthetic.py 100000 coverage.jsonl
    python benchmarks/synthetic.py 10000 coverage/ --form markdown

Stories have about eight articles. Each has six names out of a pool that grows with the corpus,
so that a name occurs in two stories on average; its articles use most of them among words from a
Zipfian vocabulary. Articles list others of their story, pages that are not in the set, and now
and then a page of another story. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import orjson

STORY = 8.0  # articles of a story on average
NAMES = 6  # names of a story
NAMED = 0.7  # chance that an article uses one of them
POOL = 3  # names in the pool for each story
VOCABULARY = 30_000
ZIPF = 1.05
WORDS = 40
LASTING = 0.7  # days: mean delay of an article behind the start of its story
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
OUTLETS = 400


@dataclass(frozen=True)
class Shape:
    """What the coverage looks like; the defaults are an even one.

    Attributes:
        per_day: articles a day.
        undated: share of articles without a date.
        giant: articles of one giant story; 0 for none.
        hub: articles that all list one page; 0 for none.
        long: bytes of one giant text; 0 for none.
        words: words of an article.
    """

    per_day: int = 20_000
    undated: float = 0.02
    giant: int = 0
    hub: int = 0
    long: int = 0
    words: int = WORDS


def words(numbers: np.ndarray, first: str, then: str) -> list[str]:
    """Made-up words of six letters, `first` and `then` in turn; different for each number."""
    base = len(first) * len(then)
    mixed = numbers.astype(np.int64) * 7_919 % base**3
    pairs = [a + b for a in first for b in then]
    return [pairs[i // base**2] + pairs[i // base % base] + pairs[i % base] for i in mixed.tolist()]


def coverage(count: int, shape: Shape | None = None, seed: int = 0) -> Iterator[dict[str, Any]]:
    """`count` records in the order of their dates, `story` the label, all other keys input."""
    shape = shape or Shape()
    rng = np.random.default_rng(seed)
    sizes = 1 + rng.poisson(STORY - 1, int(count / STORY * 1.2) + 10)
    if shape.giant:
        sizes = np.r_[shape.giant, sizes]
    story = np.repeat(np.arange(len(sizes)), sizes)[:count]
    stories = int(story[-1]) + 1
    span = count / shape.per_day
    delay = rng.exponential(min(LASTING, span / 5), count)
    day = rng.uniform(0, span, stories)[story] + delay
    day *= 0.999 * span / day.max()
    order = np.argsort(day, kind="stable")
    story, day = story[order], day[order]
    undated = rng.random(count) < shape.undated
    consonants, vowels = "bcdfghjklmnprstvwxyz", "aeiou"
    background = words(np.arange(VOCABULARY), vowels, consonants)
    pool = words(np.arange(max(stories * POOL, NAMES)), consonants, vowels)
    chances = 1.0 / np.arange(1, VOCABULARY + 1) ** ZIPF
    steps = np.cumsum(chances / chances.sum())
    names = rng.integers(0, len(pool), (stories, NAMES))
    outlets = rng.zipf(1.5, count) % OUTLETS
    by_story = np.argsort(story, kind="stable")
    start = np.searchsorted(story[by_story], np.arange(stories + 1))
    hub = set(rng.permutation(count)[: shape.hub].tolist())
    for i in range(count):
        own = int(story[i])
        used = [pool[n].capitalize() for n in names[own][rng.random(NAMES) < NAMED]]
        drawn = np.searchsorted(steps, rng.random(shape.words - len(used))).clip(max=VOCABULARY - 1)
        text = [*used, *(background[w] for w in drawn)]
        text = [text[at] for at in rng.permutation(len(text))]
        title = " ".join([*used[:2], *(background[w] for w in drawn[:5])])
        related = [
            _url(int(by_story[start[own] + at]))
            for at in rng.integers(0, start[own + 1] - start[own], rng.poisson(0.8))
        ]
        if rng.random() < 0.15:
            related.append(f"https://elsewhere.example/{own}/{rng.integers(2)}")
        if rng.random() < 0.03:
            related.append(_url(int(rng.integers(count))))
        if i in hub:
            related.append("https://elsewhere.example/hub")
        record: dict[str, Any] = {
            "id": f"a{i:07d}",
            "title": title,
            "text": " ".join(text),
            "url": _url(i),
            "source": f"Outlet {outlets[i]}",
            "published": None if undated[i] else _date(day[i]),
            "related": [{"url": url} for url in dict.fromkeys(related)],
            "story": f"s{own}",
        }
        if shape.long and i == count // 2:
            record["text"] += " " + _long(background, steps, shape.long, rng)
        yield record


def _url(i: int) -> str:
    return f"https://outlet.example/news/{i:07d}"


def _date(day: float) -> str:
    return (BEGIN + timedelta(days=float(day))).strftime("%Y-%m-%dT%H:%M:%SZ")


def _long(background: list[str], steps: np.ndarray, size: int, rng: np.random.Generator) -> str:
    drawn = np.searchsorted(steps, rng.random(size // 7)).clip(max=VOCABULARY - 1)
    return " ".join(background[w] for w in drawn)


def write_jsonl(records: Iterator[dict[str, Any]], target: Path) -> None:
    """One record a line."""
    with target.open("wb") as file:
        file.writelines(orjson.dumps(record) + b"\n" for record in records)


def write_markdown(records: Iterator[dict[str, Any]], folder: Path) -> None:
    """One file a record, its fields as front matter, 1,000 files a folder."""
    for number, record in enumerate(records):
        part = folder / f"{number // 1_000:04d}"
        part.mkdir(parents=True, exist_ok=True)
        text = record.pop("text")
        related = record.pop("related")
        lines = [f"{key}: {orjson.dumps(value).decode()}" for key, value in record.items()]
        lines += ["related:", *(f'  - webUrl: "{entry["url"]}"' for entry in related)]
        head = "\n".join(lines if related else lines[:-1])
        (part / f"{record['id']}.md").write_text(f"---\n{head}\n---\n{text}\n", encoding="utf-8")


def main() -> None:
    """Write coverage as the arguments ask."""
    parser = argparse.ArgumentParser(description="Synthetic news coverage with known stories.")
    parser.add_argument("count", type=int)
    parser.add_argument("target", type=Path)
    parser.add_argument("--form", choices=("jsonl", "markdown"), default="jsonl")
    parser.add_argument("--per-day", type=int, default=Shape.per_day)
    parser.add_argument("--undated", type=float, default=Shape.undated, help="share, 0 to 1")
    parser.add_argument("--giant", type=int, default=0, help="articles of one giant story")
    parser.add_argument("--hub", type=int, default=0, help="articles that list one page")
    parser.add_argument("--long", type=int, default=0, help="bytes of one giant text")
    parser.add_argument("--words", type=int, default=Shape.words, help="words of an article")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    shape = Shape(given.per_day, given.undated, given.giant, given.hub, given.long, given.words)
    write = write_jsonl if given.form == "jsonl" else write_markdown
    write(coverage(given.count, shape, given.seed), given.target)


if __name__ == "__main__":
    main()
