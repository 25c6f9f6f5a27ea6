"""How seconds and memory of `storygraph build` grow with the number of articles.

    python benchmarks/scale.py 1000 10000 100000
    python benchmarks/scale.py 50000 --skew all
    python benchmarks/scale.py 100000 --form markdown --again
    python benchmarks/scale.py 100000 --words 500

Each size is synthetic coverage (`synthetic.py`) built by a process of its own; seconds and the
high-water mark of memory are those that `run.json` gives for each stage. The last column is the
exponent of growth between the two largest sizes: 1 is linear. Where other work runs beside it,
only the CPU seconds of the whole build mean something. `--again` builds everything a second time,
from the reader's cache; caches are made in a folder of the benchmark. Rivals are measured by
`scale_rivals.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from synthetic import WORDS, Shape, coverage, write_jsonl, write_markdown

from storygraph.evaluation.evaluate import score

SKEWS = {
    "even": Shape(),
    "one day": Shape(per_day=10**9),
    "undated": Shape(undated=1.0),
    "giant story": Shape(giant=1),
    "hub": Shape(hub=1),
    "long text": Shape(long=50_000_000),
}
SKEWED = {"giant story": 0.2, "hub": 0.1}  # share of the articles


@dataclass(frozen=True)
class Run:
    """One build: seconds and megabytes by stage, seconds from start to end, quality.

    `cpu` is of the process and its workers; `capped` what `run.json` says of capped candidates.
    """

    count: int
    seconds: dict[str, float]
    peak_mb: dict[str, int]
    total: float
    cpu: float
    capped: str
    edges: int
    ari: float


def measure(count: int, shape: Shape, given: argparse.Namespace, folder: Path) -> Iterator[Run]:
    """Build `count` articles in a process of its own, once or twice. Raises CalledProcessError."""
    folder.mkdir(parents=True)
    source = folder / ("coverage.jsonl" if given.form == "jsonl" else "coverage")
    labels: dict[str, str] = {}

    def records() -> Iterator[dict[str, Any]]:
        for record in coverage(count, shape):
            labels[record["id"]] = record["story"]
            yield record

    (write_jsonl if given.form == "jsonl" else write_markdown)(records(), source)
    time.sleep(2.5 * given.again)  # a file is trusted to be unchanged when it is not brand new
    for _ in range(1 + given.again):
        yield _built(count, source, folder, labels, given)


def _built(
    count: int, source: Path, folder: Path, labels: dict[str, str], given: argparse.Namespace
) -> Run:
    output = folder / "output"
    command = Path(sys.executable).with_name("storygraph")
    spent, began = _children_seconds(), time.perf_counter()
    done = subprocess.run(
        [command, "build", source, "-o", output, "--pages", str(given.pages), "--quiet"],
        check=False,
        timeout=given.limit,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
    )
    total, spent = time.perf_counter() - began, _children_seconds() - spent
    if done.returncode not in (0, 1):  # 1: built, with problems in the input
        done.check_returncode()
    run = json.loads((output / "graph" / "run.json").read_text())
    return Run(
        count,
        run["seconds"],
        run["peak_mb"],
        total,
        spent,
        run["chosen"].get("candidates", {}).get("why", ""),
        sum(run["counts"]["edges"].values()),
        _ari(output / "articles.csv", labels, given.form),
    )


def _children_seconds() -> float:
    """CPU seconds of all processes that ended so far, and of their own."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _ari(articles: Path, labels: dict[str, str], form: str) -> float:
    """Adjusted Rand index over all articles; each singleton is a story of its own."""
    table = pl.read_csv(articles, columns=["id", "kind", "story"], infer_schema_length=0)
    table = table.filter(pl.col("kind") == "article")
    ids = table["id"] if form == "jsonl" else table["id"].str.extract(r"(a\d{7})")
    alone = pl.concat_str(pl.lit("alone "), "id")
    found = table.select(pl.coalesce("story", alone).rank("dense"))[:, 0].to_numpy()
    true = pl.Series([labels[name] for name in ids]).rank("dense").to_numpy()
    return score(found.astype(np.int64), true.astype(np.int64)).ari


def show(runs: dict[str, Run], *, growth: bool) -> None:
    """A Markdown table: stages down, runs across."""
    names = list(runs)
    print("| | " + " | ".join(names) + (" | exponent |" if growth else " |"))
    print("|---" * (len(names) + 1 + growth) + "|")
    stages = list(dict.fromkeys(stage for run in runs.values() for stage in run.seconds))
    for stage in stages:
        cells = [
            f"{run.seconds.get(stage, 0):.2f} s, {run.peak_mb.get(stage, 0):,} MB"
            for run in runs.values()
        ]
        spent = [run.seconds.get(stage, 0.0) for run in runs.values()]
        print(f"| {stage} | " + " | ".join(cells) + _exponent(runs, spent, growth=growth))
    for name, totals in (
        ("all", [run.total for run in runs.values()]),
        ("all, CPU", [run.cpu for run in runs.values()]),
    ):
        cells = [f"{total:.1f} s" for total in totals]
        print(f"| **{name}** | " + " | ".join(cells) + _exponent(runs, totals, growth=growth))
    end = " | |" if growth else " |"
    rates = (f"{run.count / run.total:,.0f}" for run in runs.values())
    print("| articles a second | " + " | ".join(rates) + end)
    print(
        "| edges an article | " + " | ".join(f"{r.edges / r.count:.1f}" for r in runs.values()), end
    )
    print("| ARI | " + " | ".join(f"{run.ari:.3f}" for run in runs.values()) + end)
    for name, run in runs.items():
        if run.capped:
            print(f"\n{name}: {run.capped}")


def _exponent(runs: dict[str, Run], spent: list[float], *, growth: bool) -> str:
    """The last cell: log of the ratio of seconds by log of the ratio of sizes."""
    if not growth:
        return " |"
    one, two = list(runs.values())[-2:]
    if min(spent[-2:]) <= 0:
        return " | |"
    return f" | {math.log(spent[-1] / spent[-2]) / math.log(two.count / one.count):.2f} |"


def main() -> None:
    """Measure what the arguments ask for, and print one table."""
    parser = argparse.ArgumentParser(description="Seconds and memory of a build by size.")
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--form", choices=("jsonl", "markdown"), default="jsonl")
    parser.add_argument("--skew", nargs="+", choices=("all", *SKEWS), default=[])
    parser.add_argument("--limit", type=float, default=3_600, help="seconds a build may take")
    parser.add_argument("--pages", type=int, default=500, help="stories that get a page")
    parser.add_argument("--words", type=int, default=WORDS, help="words of an article")
    parser.add_argument("--again", action="store_true", help="build a second time, cached")
    given = parser.parse_args()
    skews = list(SKEWS) if "all" in given.skew else given.skew or ["even"]
    runs: dict[str, Run] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for count in given.sizes:
            for number, skew in enumerate(skews):
                shape = replace(SKEWS[skew], words=given.words)
                part = int(SKEWED.get(skew, 0) * count)
                shape = replace(shape, giant=shape.giant * part, hub=shape.hub * part)
                name = f"{count:,}" if skew == "even" and len(skews) == 1 else f"{count:,} {skew}"
                where = Path(scratch) / f"{count}-{number}"
                try:
                    built = list(measure(count, shape, given, where))
                    runs |= dict(zip((name, f"{name}, again"), built, strict=False))
                except (OSError, subprocess.SubprocessError) as failure:
                    print(f"{name}: {failure}", file=sys.stderr)
    show(runs, growth=len(given.sizes) > 1 and len(skews) == 1 and not given.again)


if __name__ == "__main__":
    main()
