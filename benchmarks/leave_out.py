"""Story quality on each labelled set with the constants chosen on the other sets alone.

    python benchmarks/leave_out.py CORPORA/labelled [--apart CORPORA/diablo4 labels.csv]

The constants of the default were set by hand with all sets in view. Here every combination of a
grid around them is scored on every set; for each set the combination that is best on the mean of
the others is taken, and its score on the set left out is reported. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import itertools
import time
from pathlib import Path

import numpy as np

from storygraph.communities import groups
from storygraph.communities.linkage import THRESHOLD
from storygraph.communities.partition import by_linkage
from storygraph.communities.stragglers import take_in
from storygraph.communities.strays import let_go
from storygraph.edges import merge
from storygraph.evaluation.evaluate import score
from storygraph.options import Options
from storygraph.pipeline import prepare
from storygraph.read.labels import read_labels
from storygraph.runtime.progress import Silent, StageLog
from storygraph.similarity import dating, kernel
from storygraph.similarity.evidence import gather
from storygraph.terms import vectors, weights

WORDS = {"HALF_WEIGHT": (75, 150, 300)}
TERMS = {"MOST_TIES": (0.08, 0.15, 0.3)}
DATES = {"RECURRING": (0.6, 0.75, 0.9)}
MERGING = {"USUAL_INSIDE": (0.25, 0.35, 0.5)}
UNDATED = {"UNKNOWN_AT_LENGTH": (0.3, 0.42, 0.607)}
THRESHOLDS = (0.3, 0.25, 0.2, 0.175, 0.15)
NAMES = (*WORDS, *TERMS, *DATES, *MERGING, *UNDATED, "THRESHOLD")


def grid(axes: dict[str, tuple[float, ...]]) -> list[dict[str, float]]:
    """Every combination of the values of `axes`."""
    return [dict(zip(axes, each, strict=True)) for each in itertools.product(*axes.values())]


def put(module: object, constants: dict[str, float]) -> None:
    """Give a module's constants other values."""
    for name, value in constants.items():
        setattr(module, name, value)


def measure(path: Path, apart: Path | None = None) -> dict[tuple[float, ...], float]:
    """B-cubed F1 of every combination on one set, whose labels may lie `apart`."""
    prepared = prepare([path], Options(), StageLog(Silent()))
    articles = prepared.linked.articles
    gold = articles.select("id", "node").join(
        read_labels([path], apart).select("id", true="story"), on="id", maintain_order="left"
    )
    rows = gold["node"].to_numpy().astype(np.int64)
    true = gold["true"].rank("dense").to_numpy().astype(np.int64)
    dated = articles["published"].null_count() < articles.height
    found: dict[tuple[float, ...], float] = {}
    for words, terms in itertools.product(grid(WORDS), grid(TERMS)):
        put(vectors, words)
        put(weights, terms)
        weighed = vectors.vectorise(articles)
        seen: dict[tuple[float, ...], list[float]] = {}
        for dates in grid(DATES):
            put(dating, dates)
            evidence = gather(weighed, prepared.linked, Options())
            edges = merge(prepared.linked.links, evidence.ties, articles)
            for merging, undated in itertools.product(grid(MERGING), grid(UNDATED)):
                # Where no article is dated, or each is, one of the two has nothing to say.
                speaks = dates["RECURRING"] if dated else undated["UNKNOWN_AT_LENGTH"]
                key = (merging["USUAL_INSIDE"], speaks)
                if key not in seen:
                    put(groups, merging)
                    put(kernel, undated)
                    seen[key] = []
                    merged = by_linkage(evidence, THRESHOLDS)
                    for labels, threshold in zip(merged, THRESHOLDS, strict=True):
                        kept = let_go(labels, evidence)
                        stories = take_in(kept, edges, evidence.rows, threshold)
                        seen[key].append(score(stories[rows], true).f1)
                values = {**words, **terms, **dates, **merging, **undated}.values()
                for threshold, f1 in zip(THRESHOLDS, seen[key], strict=True):
                    found[(*values, threshold)] = f1
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of labelled .jsonl files")
    parser.add_argument("--apart", nargs=2, type=Path, metavar=("FOLDER", "LABELS"))
    given = parser.parse_args()
    paths = sorted(given.folder.glob("*.jsonl"))
    began = time.perf_counter()
    default = (
        *(getattr(vectors, name) for name in WORDS),
        *(getattr(weights, name) for name in TERMS),
        *(getattr(dating, name) for name in DATES),
        *(getattr(groups, name) for name in MERGING),
        *(getattr(kernel, name) for name in UNDATED),
        THRESHOLD,
    )
    found = [measure(path) for path in paths]
    if given.apart:
        paths.append(given.apart[0])
        found.append(measure(*given.apart))
    combinations = list(found[0])
    f1 = np.array([[each[c] for c in combinations] for each in found])
    chosen = [int(np.argmax(np.delete(f1, at, axis=0).mean(axis=0))) for at in range(len(paths))]
    print("| set | default | left out | best of the grid | chosen on the others |")
    print("|---|---|---|---|---|")
    for at, path in enumerate(paths):
        usual, out = found[at][default], f1[at, chosen[at]]
        pairs = zip(NAMES, combinations[chosen[at]], strict=True)
        said = ", ".join(f"{name} {value:g}" for name, value in pairs)
        print(f"| {path.stem} | {usual:.3f} | {out:.3f} | {f1[at].max():.3f} | {said} |")
    usual = np.mean([each[default] for each in found])
    out = np.mean([f1[at, c] for at, c in enumerate(chosen)])
    print(f"| mean | {usual:.3f} | {out:.3f} | {f1.max(axis=1).mean():.3f} | |")
    means = f1.mean(axis=0)
    print(f"\n{len(combinations):,} combinations: mean over the sets {means.min():.3f} to ", end="")
    print(f"{means.max():.3f}, half of them above {np.median(means):.3f}; ", end="")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
