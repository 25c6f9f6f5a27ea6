"""Measures story quality and moves its floor: `python -m tests.quality_floor --help`.

The floor lies in `floors.json`: of each set the B-cubed F1 below which tests fail, give or take
TOLERANCE. `--raise` pins what has become better. What has become worse is pinned by `--lower` and
a reason in words, which then stands beside the value until it is raised again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from storygraph.articles import normalise
from storygraph.evaluation.evaluate import evaluate
from storygraph.pipeline import build
from storygraph.read import read
from storygraph.read.labels import read_labels
from tests.reader_labels import reader_labels

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
CORPORA = Path(os.environ.get("STORYGRAPH_CORPORA", HERE.parents[1] / "shared" / "corpora"))

TOLERANCE = 0.005
"""A fall that may be chance: a word of a few articles weighed otherwise."""

OURS = {"seeds": (HERE.parent / "seeds", HERE / "labels" / "seeds.csv")}
OURS["languages"] = (HERE / "languages", None)  # labels inside
"""Sets of the repository: inputs, and labels where they lie apart."""

READ_THROUGH = "diablo4"
"""The real folder of front matter, labelled by readers."""

SMALL = "diablo4, by fortnight"
"""Its articles of two weeks each, as small folders of their own: the mean over those of SMALLEST
articles and more."""

SMALLEST = 12

FEW = "labelled sets, ten stories"
"""Small archives of a few stories: TEN of each labelled set that have LEAST articles and more,
drawn at random DRAWS times, the mean over all."""

TEN, LEAST, DRAWS = 10, 3, 3

UNDATED = "labelled sets, undated"
"""Those that have dates, without them: the mean."""

WALLED = "labelled sets, a third walled"
"""They with a notice in place of a text in a third of the articles, as a crawler that is not let in
has it: the mean."""

ALONE = "all sets, mostly alone"
"""Nine in ten stories of each labelled set and of the real folder cut down to one article, drawn at
random DRAWS times: the mean over all. Archives of news are so, labelled sets are not."""

CUT = 0.9

Floors = dict[str, dict[str, Any]]


def measure(name: str, corpora: Path = CORPORA) -> float:
    """B-cubed F1 of the default on one set, over all labelled articles."""
    if name == READ_THROUGH:
        return _read_through([corpora / name])
    if name == SMALL:
        parts = _fortnights(corpora / READ_THROUGH)
        return sum(map(_read_through, parts)) / len(parts)
    changes = {
        FEW: _few_stories,
        UNDATED: _without_dates,
        WALLED: _walled,
        ALONE: _mostly_alone,
    }
    if change := changes.get(name):
        scores = [f1 for path in _labelled(corpora) for f1 in change(path)]
        if name == ALONE:
            scores += map(_read_through, _folder_mostly_alone(corpora / READ_THROUGH))
        return sum(scores) / len(scores)
    inputs, labels = OURS.get(name, (corpora / "labelled" / f"{name}.jsonl", None))
    return evaluate(build(inputs), read_labels([inputs], labels)).overall.f1


def _read_through(inputs: list[Path]) -> float:
    graph = build(inputs)
    return evaluate(graph, reader_labels(graph.articles["id"].to_list())).overall.f1


def _fortnights(folder: Path) -> list[list[Path]]:
    """The files of each two weeks, where there are SMALLEST and more."""
    articles = normalise(read([folder])[0])[0]
    parts = (
        articles.sort("published", "id")
        .group_by_dynamic("published", every="14d")
        .agg(pl.col("id").sort())
        .filter(pl.col("id").list.len() >= SMALLEST)
    )
    return [[folder / name for name in names] for names in parts["id"].to_list()]


def _labelled(corpora: Path) -> list[Path]:
    return sorted((corpora / "labelled").glob("*.jsonl"))


def _few_stories(path: Path) -> Iterator[float]:
    """Of each draw of a few stories from one labelled set."""
    stories = read_labels([path], None)
    sizes = stories.group_by("story").len().filter(pl.col("len") >= LEAST).sort("story")
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    for draw in range(DRAWS):
        few = random.Random(draw).sample(sizes["story"].to_list(), TEN)  # noqa: S311 (no secret)
        ids = set(stories.filter(pl.col("story").is_in(few))["id"])
        yield _changed(path.name, [row for row in rows if row["id"] in ids])


def _without_dates(path: Path) -> Iterator[float]:
    """Of one labelled set, if it has dates."""
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    if any(row["published"] for row in rows):
        yield _changed(path.name, [{**row, "published": None} for row in rows])


def _walled(path: Path) -> Iterator[float]:
    """Of one labelled set, a notice in place of each third text."""
    notice = "Please enable JavaScript, and switch off what blocks advertisements, to read on."
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    walled = [{**row, "text": notice} if at % 3 == 0 else row for at, row in enumerate(rows)]
    yield _changed(path.name, walled)


def _mostly_alone(path: Path) -> Iterator[float]:
    """Of each draw of one labelled set with most of its stories cut down to one article."""
    stories = read_labels([path], None).select("id", "story")
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    for draw in range(DRAWS):
        ids = _cut(stories, draw)
        yield _changed(path.name, [row for row in rows if row["id"] in ids])


def _folder_mostly_alone(folder: Path) -> Iterator[list[Path]]:
    """The same of the real folder, by the first reader: the files of each draw."""
    stories = reader_labels(sorted(path.name for path in folder.glob("*.md")))
    for draw in range(DRAWS):
        yield [folder / name for name in sorted(_cut(stories, draw))]


def _cut(stories: pl.DataFrame, draw: int) -> set[str]:
    """Ids of what is left of `stories`, columns `id` and `story`."""
    rng = random.Random(draw)  # noqa: S311 (no secret)
    left: set[str] = set()
    for ids in stories.group_by("story").agg(pl.col("id").sort()).sort("story")["id"].to_list():
        left.update(rng.sample(ids, 1) if rng.random() < CUT else ids)
    return left


def _changed(name: str, rows: list[dict[str, Any]]) -> float:
    """Of these records, under the name of the set that they are from."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / name
        part.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        return evaluate(build(part), read_labels([part], None)).overall.f1


def floors() -> Floors:
    """Of each set {f1} or {f1, lowered: the reason}."""
    found: Floors = json.loads(FLOORS.read_text("utf-8"))
    return found


def moved(pinned: Floors, now: dict[str, float], *, up: bool, reason: str | None) -> Floors:
    """The floors after raising, when `up`, and after lowering, when there is a `reason`."""
    after = {name: dict(floor) for name, floor in pinned.items()}
    for name, f1 in now.items():
        value = round(f1, 3)
        if up and value > pinned[name]["f1"]:
            after[name] = {"f1": value}
        if reason and f1 < pinned[name]["f1"] - TOLERANCE:
            after[name] = {"f1": value, "lowered": reason}
    return after


def _reason(text: str) -> str:
    if len(text.split()) < 3:
        raise argparse.ArgumentTypeError("say why, in a few words")
    return " ".join(text.split())


def main(arguments: list[str] | None = None) -> None:
    """Print each set's score beside its floor; move the floor where asked."""
    parser = argparse.ArgumentParser(description="Story quality beside its pinned floor.")
    parser.add_argument("--raise", dest="up", action="store_true", help="pin what is better now")
    parser.add_argument(
        "--lower", metavar="REASON", type=_reason, help="pin what is worse, and why"
    )
    given = parser.parse_args(arguments)
    pinned, now = floors(), {}
    for name, floor in pinned.items():
        now[name] = measure(name)
        print(f"{name:26} floor {floor['f1']:.3f}  now {now[name]:.3f}")  # noqa: T201 (a command)
    if given.up or given.lower:
        after = moved(pinned, now, up=given.up, reason=given.lower)
        FLOORS.write_text(json.dumps(after, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
