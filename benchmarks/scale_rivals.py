"""storygraph beside the usual designs on the same synthetic coverage, as ratios in one run.

    python benchmarks/scale_rivals.py 5000 50000 [--weights FOLDER] [--limit 900] [--memory 12]

Each method and size is a process of its own, from the JSONL file to labels. storygraph alone also
lays out, writes every output but the story pages, and saves. `floor` is what no method of this
kind can do without: reading the same file with polars and fitting scikit-learn's TfidfVectorizer;
it gives no labels. A method that runs out of `--limit` CPU seconds or `--memory` GB is said to.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from quality_rivals import RIVALS, WEIGHTS, Coverage
from synthetic import coverage, write_jsonl

OURS, FLOOR = "storygraph", "floor"
VALUES = {"plain": 0.3, "HDBSCAN": (3, "leaf"), "BERTopic": 3}
"""The rivals, and for each the value of its knob."""


def ours(path: Path) -> tuple[pl.Series, np.ndarray]:
    """Ids and stories of a whole build, with all that it writes."""
    from storygraph.pipeline import build
    from storygraph.publish import publish

    graph = build(path)
    with tempfile.TemporaryDirectory() as folder:
        publish(graph, Path(folder) / "output", pages=0)
    table = graph.articles.filter(pl.col("kind") == "article")
    alone = -1 - pl.int_range(pl.len(), dtype=pl.Int64)
    return table["id"], table.select(pl.col("story").cast(pl.Int64).fill_null(alone))[
        "story"
    ].to_numpy()


def theirs(name: str, path: Path, weights: str) -> tuple[pl.Series, np.ndarray]:
    """Ids and labels of a rival."""
    table = pl.read_ndjson(path)
    texts = Coverage(table["title"].to_list(), table["text"].to_list(), weights)
    (rival,) = (each for each in RIVALS if each.name == name)
    return table["id"], np.asarray(rival.group(rival.prepare(texts), VALUES[name]))


def floor(path: Path) -> None:
    """The least work: read, and fit the vectors."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = pl.read_ndjson(path)
    both = table.select(pl.concat_str("title", "text", separator="\n"))[:, 0]
    TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.3).fit_transform(both.to_list())


def one(name: str, path: Path, weights: str) -> dict[str, Any]:
    """What one method took in this process, and how well it did."""
    began = time.perf_counter()
    found = None
    if name == FLOOR:
        floor(path)
    else:
        found = ours(path) if name == OURS else theirs(name, path, weights)
    seconds = time.perf_counter() - began
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    result = {
        "seconds": seconds,
        "cpu": sum(each.ru_utime + each.ru_stime for each in usage),
        "peak_mb": usage[0].ru_maxrss / 1_000,
    }
    if found is not None:
        from storygraph.evaluation.evaluate import score

        gold = dict(pl.read_ndjson(path).select("id", "story").iter_rows())
        true = pl.Series([gold[each] for each in found[0]]).rank("dense").to_numpy()
        scores = score(found[1].astype(np.int64), true.astype(np.int64))
        result |= {"ari": scores.ari, "f1": scores.f1}
    return result


def measure(name: str, path: Path, weights: str, limit: float, memory: float) -> dict[str, Any]:
    """`one` in a process of its own; why, where it did not end."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit)))
        resource.setrlimit(resource.RLIMIT_DATA, (int(memory * 1e9),) * 2)

    command = [sys.executable, __file__, "--one", name, str(path), "--weights", weights]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=bounded, check=False)
    if -done.returncode in {signal.SIGXCPU, signal.SIGKILL}:
        return {"why": f"not done after {limit:,.0f} CPU seconds"}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"killed, code {done.returncode}"])[-1]
        return {"why": f"failed within {memory:g} GB: {last[:100]}"}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(count: int, found: dict[str, dict[str, Any]]) -> None:
    """A Markdown table for one size; ratios are to storygraph's CPU seconds."""
    load = os.getloadavg()[0]
    print(f"\n{count:,} articles, load {load:.1f}\n")
    print("| | seconds | CPU seconds | ratio | peak MB | ARI | B-cubed F1 |\n" + "|---" * 7 + "|")
    own = found[OURS].get("cpu", float("nan"))
    for name, run in found.items():
        if "why" in run:
            print(f"| {name} | {run['why']} | | | | | |")
            continue
        quality = f"{run['ari']:.3f} | {run['f1']:.3f}" if "ari" in run else " | "
        print(
            f"| {name} | {run['seconds']:.1f} | {run['cpu']:.1f} | {run['cpu'] / own:.2f} "
            f"| {run['peak_mb']:,.0f} | {quality} |"
        )


def main() -> None:
    """Measure what the arguments ask for, and print a table a size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[5_000, 50_000])
    parser.add_argument("--only", nargs="+", choices=(OURS, FLOOR, *VALUES), help="methods")
    parser.add_argument("--limit", type=float, default=900, help="CPU seconds a method may take")
    parser.add_argument("--memory", type=float, default=12, help="GB a method may take")
    parser.add_argument("--weights", default=os.environ.get("STORYGRAPH_MINILM", WEIGHTS))
    parser.add_argument("--one", nargs=2, metavar=("METHOD", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(given.one[0], Path(given.one[1]), given.weights)))
        return
    missing = {rival.name: rival.missing for rival in RIVALS if rival.missing}
    names = [OURS, *(n for n in given.only or (FLOOR, *VALUES) if n != OURS and n not in missing)]
    with tempfile.TemporaryDirectory() as scratch:
        for count in given.sizes:
            path = Path(scratch) / f"{count}.jsonl"
            write_jsonl(coverage(count), path)
            found = {}
            for name in names:
                found[name] = measure(name, path, given.weights, given.limit, given.memory)
                print(f"{count:,} {name}: {found[name]}", file=sys.stderr, flush=True)
            show(count, found)
    for name in VALUES:
        if name in missing:
            print(f"\n{name} left out: {', '.join(missing[name])} not installed")


if __name__ == "__main__":
    main()
