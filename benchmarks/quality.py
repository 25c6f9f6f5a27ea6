"""Story quality beside its peers, on labelled sets, in one run.

    python benchmarks/quality.py CORPORA/labelled [--weights FOLDER] [--light] [--json FILE]
    python benchmarks/quality.py CORPORA/labelled --apart CORPORA/diablo4 labels.csv

Each method gets the same titles and texts; storygraph, the only one that can use them, the dates.
Prints B-cubed F1 over the labelled articles as a Markdown table, a row a set, and which value each
rival was given. storygraph sees no label; a rival gets the value of its knob that is best on
average over these very sets. MiniLM and BERTopic take part where they are installed
(`pip install storygraph[bench]`). Nothing is kept for the next run. `--apart` adds Markdown with
front matter whose labels lie apart; it takes no part in choosing the rivals' values.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
from quality_rivals import RIVALS, WEIGHTS, Coverage, Rival

from storygraph.articles import normalise
from storygraph.evaluation.evaluate import score
from storygraph.options import Options
from storygraph.pipeline import build
from storygraph.read import read as read_inputs
from storygraph.read.labels import read_labels

OURS = {"storygraph": "linkage", "storygraph, Leiden": "leiden"}


def read(
    path: Path, labels: Path | None, weights: str
) -> tuple[list[str], Coverage, np.ndarray, np.ndarray]:
    """Ids, texts, which articles have a gold story, and the gold stories of those."""
    articles, _, _ = normalise(read_inputs([path])[0])
    told = dict(read_labels([path], labels).iter_rows())
    story = [told.get(name) for name in articles["id"]]
    gold = np.array([each is not None for each in story])
    texts = articles.select(pl.concat_str("excerpt", "body", separator="\n"))[:, 0]
    coverage = Coverage(articles["title"].to_list(), texts.to_list(), weights)
    return articles["id"].to_list(), coverage, gold, np.array(story)[gold]


def ours(path: Path, ids: list[str], algorithm: str) -> np.ndarray:
    """Our stories, in the order of `ids`; singletons below zero."""
    graph = build(path, Options(algorithm=algorithm))
    story = dict(graph.articles.select("id", "story").iter_rows())
    return np.array([-1 - i if story[key] is None else story[key] for i, key in enumerate(ids)])


def measure(
    path: Path, labels: Path | None, rivals: list[Rival], weights: str
) -> dict[str, list[float]]:
    """F1 on one set: of each of our variants, and of each rival a figure a value of its grid."""
    ids, coverage, gold, true = read(path, labels, weights)
    found = {}
    for name, algorithm in OURS.items():
        found[name] = [score(ours(path, ids, algorithm)[gold], true).f1]
    for rival in rivals:
        prepared = rival.prepare(coverage)
        labels = (rival.group(prepared, value) for value in rival.grid)
        found[rival.name] = [score(each[gold], true).f1 for each in labels]
        said = " ".join(f"{f1:.3f}" for f1 in found[rival.name])
        print(f"{path.stem}: {rival.name}: {said}", file=sys.stderr, flush=True)
    return found


def row(name: str, values: list[float]) -> str:
    """A line of the table, the best value in bold."""
    best = max(values)
    cells = (f"**{v:.3f}**" if round(v, 3) == round(best, 3) else f"{v:.3f}" for v in values)
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of labelled .jsonl files")
    parser.add_argument(
        "--weights",
        default=os.environ.get("STORYGRAPH_MINILM", WEIGHTS),
        help="folder of MiniLM's weights, or its name on the hub [$STORYGRAPH_MINILM, %(default)s]",
    )
    parser.add_argument("--apart", nargs=2, type=Path, metavar=("FOLDER", "LABELS"))
    parser.add_argument("--light", action="store_true", help="without MiniLM and BERTopic")
    parser.add_argument("--json", type=Path, help="write all figures here as well")
    given = parser.parse_args()
    rivals = [r for r in RIVALS if not r.missing and not (given.light and r.needs)]
    began = time.perf_counter()
    sets = sorted(given.folder.glob("*.jsonl"))
    figures = {path.stem: measure(path, None, rivals, given.weights) for path in sets}
    means = {
        name: np.mean([found[name] for found in figures.values()], axis=0)
        for name in (*OURS, *(rival.name for rival in rivals))
    }
    best = {name: int(values.argmax()) for name, values in means.items()}
    print("| set | " + " | ".join(means) + " |")
    print("|---" * (len(means) + 1) + "|")
    for name, found in figures.items():
        print(row(name, [found[method][best[method]] for method in means]))
    print(row("mean", [float(means[method][best[method]]) for method in means]))
    if given.apart:
        apart = measure(*given.apart, rivals, given.weights)
        figures[given.apart[0].name] = apart
        print(row(given.apart[0].name, [apart[method][best[method]] for method in means]))
    print()
    for rival in rivals:
        tried = ", ".join(
            f"{value}: {mean:.3f}"
            for value, mean in zip(rival.grid, means[rival.name], strict=True)
        )
        print(f"- {rival.name}, {rival.knob} {rival.grid[best[rival.name]]} (means: {tried})")
    for rival in RIVALS:
        if rival.missing:
            print(f"- {rival.name} left out: {', '.join(rival.missing)} not installed")
    print(f"\n{time.perf_counter() - began:.0f} s")
    if given.json:
        grids = {rival.name: rival.grid for rival in rivals}
        given.json.write_text(json.dumps({"grids": grids, "f1": figures}, indent=2) + "\n")


if __name__ == "__main__":
    main()
