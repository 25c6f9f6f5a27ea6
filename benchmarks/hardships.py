"""Story quality on labelled sets made harder in the ways that real input is.

    python benchmarks/hardships.py CORPORA/labelled [--apart CORPORA/diablo4 labels.csv]

Prints B-cubed F1 of the default over the labelled articles, a row a set and a column a hardship:
dates taken away, texts taken away, a share of the articles given dates of others, a third of them
all dated on the last day (a crawl), a third with a notice in place of its text, all with a line of
section, time and buttons above it, a tenth re-printed ten times by other outlets, half under
another headline, and a fifth once more weeks later. Re-prints themselves are not scored. Random
choices are the same in every run.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from storygraph.articles import normalise
from storygraph.evaluation.evaluate import evaluate
from storygraph.pipeline import build
from storygraph.read import read
from storygraph.read.labels import read_labels

Rows = list[dict[str, Any]]


def undated(rows: Rows) -> Rows:
    """No dates."""
    return [{**row, "published": None} for row in rows]


def headlines(rows: Rows) -> Rows:
    """No texts."""
    return [{**row, "text": ""} for row in rows]


def misdated(share: float) -> Callable[[Rows], Rows]:
    """A share of the articles bears the date of another."""

    def change(rows: Rows) -> Rows:
        rng = random.Random(0)
        dates = [row["published"] for row in rows]
        return [
            {**row, "published": rng.choice(dates)} if rng.random() < share else row for row in rows
        ]

    return change


def crawled(rows: Rows) -> Rows:
    """A third of the articles bears the last date of all."""
    rng = random.Random(0)
    last = max((row["published"] for row in rows if row["published"]), default=None)
    return [{**row, "published": last} if rng.random() < 1 / 3 else row for row in rows]


WALLS = (
    "Please enable JavaScript, and switch off what blocks advertisements, to read on.",
    "We value your privacy. We and those we work with use cookies to show you what you may want.",
    "This was your last free article of the month. Subscribe to read all of them. Or sign in.",
)


def walled(rows: Rows) -> Rows:
    """A third of the articles has one of three notices in place of a text."""
    rng = random.Random(0)
    return [{**row, "text": rng.choice(WALLS)} if rng.random() < 1 / 3 else row for row in rows]


SECTIONS = ("Business", "Politics", "World", "Sport")


def marked(rows: Rows) -> Rows:
    """Each begins with its section, minutes to read, a time and buttons."""
    rng = random.Random(0)
    line = "{} | {} min read | Updated {}:{} am | Share on Facebook Send by mail Print this article"
    return [
        {
            **row,
            "text": line.format(
                rng.choice(SECTIONS), rng.randint(1, 9), rng.randint(1, 11), rng.randint(10, 59)
            )
            + f"\n{row['text']}",
        }
        for row in rows
    ]


def reprinted(rows: Rows) -> Rows:
    """A tenth of the articles, ten times more."""
    rng = random.Random(0)
    copies = [
        {
            **row,
            "id": f"{row['id']} in {outlet}",
            "source": f"Outlet {outlet}",
            "title": row["title"] if rng.random() < 0.5 else f"{row['title']} (report)",
        }
        for row in rows
        if rng.random() < 0.1
        for outlet in range(10)
    ]
    return rows + copies


def reposted(rows: Rows) -> Rows:
    """A fifth of the articles once more, two to nine weeks later."""
    rng = random.Random(0)
    again = []
    for row in rows:
        if rng.random() < 0.2 and row["published"]:
            later = datetime.fromisoformat(row["published"]) + timedelta(days=rng.randint(14, 60))
            again.append({**row, "id": f"{row['id']} again", "published": later.isoformat()})
    return rows + again


HARDSHIPS: dict[str, Callable[[Rows], Rows]] = {
    "as it is": lambda rows: rows,
    "undated": undated,
    "headlines": headlines,
    "15% misdated": misdated(0.15),
    "40% misdated": misdated(0.4),
    "a third crawled": crawled,
    "a third walled": walled,
    "all marked": marked,
    "re-printed": reprinted,
    "put up again": reposted,
}


def records(path: Path) -> Rows:
    """The articles of an input, without links and labels."""
    articles, _, _ = normalise(read([path])[0])
    return articles.select(
        "id",
        "title",
        "source",
        "lang",
        pl.col("published").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        text=pl.concat_str("excerpt", "body", separator="\n"),
    ).to_dicts()


def measure(rows: Rows, labels: pl.DataFrame) -> float:
    """B-cubed F1 of a build of these articles."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
        return evaluate(build(path), labels).overall.f1


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of labelled .jsonl files")
    parser.add_argument("--apart", nargs=2, type=Path, metavar=("FOLDER", "LABELS"))
    given = parser.parse_args()
    sets = [(path, None) for path in sorted(given.folder.glob("*.jsonl"))]
    print("| set | " + " | ".join(HARDSHIPS) + " |")
    print("|---" * (len(HARDSHIPS) + 1) + "|")
    for path, apart in [*sets, *([tuple(given.apart)] if given.apart else [])]:
        rows, labels = records(path), read_labels([path], apart)
        dated, long = (any(row[name] for row in rows) for name in ("published", "text"))
        cells = []
        for name, change in HARDSHIPS.items():
            idle = not dated and name not in (
                "as it is",
                "headlines",
                "a third walled",
                "all marked",
                "re-printed",
            )
            idle |= not long and name == "headlines"
            cells.append("" if idle else f"{measure(change(rows), labels):.3f}")
        print(f"| {path.stem} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
