"""Measures story quality and moves its floor: `python tests/quality_floor.py --help`.

The floor lies in `floors.json`. Raising it needs no more than running this with --raise;
lowering it needs --lower as well, and a reason in the commit message.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from storygraph.evaluate import Scores, evaluate
from storygraph.pipeline import build
from storygraph.read.labels import read_labels

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
CORPORA = Path(os.environ.get("STORYGRAPH_CORPORA", HERE.parents[1] / "shared" / "corpora"))


def measure(name: str, corpora: Path = CORPORA) -> Scores:
    """Scores of the default on one set, all labelled articles."""
    if name == "seeds":
        inputs, labels = HERE.parent / "seeds", HERE / "labels" / "seeds.csv"
    elif name == "languages":
        inputs, labels = HERE / "languages", None
    else:
        inputs, labels = corpora / "labelled" / f"{name}.jsonl", None
    return evaluate(build(inputs), read_labels([inputs], labels)).overall


def main() -> None:
    """Print each set's score beside its floor; move the floor where asked."""
    parser = argparse.ArgumentParser(description="Story quality beside its pinned floor.")
    parser.add_argument("--raise", dest="up", action="store_true", help="pin what is better now")
    parser.add_argument("--lower", action="store_true", help="pin what is worse, too")
    given = parser.parse_args()
    floors = json.loads(FLOORS.read_text())
    for name, floor in floors.items():
        f1 = round(measure(name).f1, 3)
        print(f"{name:26} floor {floor:.3f}  now {f1:.3f}")  # noqa: T201 (a command)
        if (given.up and f1 > floor) or (given.lower and f1 < floor):
            floors[name] = f1
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n")


if __name__ == "__main__":
    main()
