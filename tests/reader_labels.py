"""What two readers made of the real folder `diablo4`: which articles tell one story.

    python -m tests.reader_labels CORPORA/diablo4 [--reader second] > labels.csv
    storygraph evaluate CORPORA/diablo4 --labels labels.csv

Both, language models, read the 1,611 headlines with their outlets, dates and first 28 words, each
without the other and without seeing any grouping, on 2026-11-25; the rules they were given are in
`benchmarks/README.md`. The file holds no word of the folder: an article is the first 12 digits of
its id's SHA-256, and an article of its own has no story.
"""

from __future__ import annotations

import argparse
import sys
from hashlib import sha256
from pathlib import Path

import polars as pl

FILE = Path(__file__).resolve().parent / "labels" / "diablo4.csv"
READERS = ("first", "second")


def reader_labels(ids: list[str], reader: str = "first") -> pl.DataFrame:
    """Columns `id` and `story` (both strings) of those `ids` that were read, in their order.

    An article of its own gets a story of its own.
    """
    told = dict(pl.read_csv(FILE, infer_schema=False).select("article", reader).iter_rows())
    digests = [sha256(name.encode()).hexdigest()[:12] for name in ids]
    rows = [
        (name, told[digest] or digest)
        for name, digest in zip(ids, digests, strict=True)
        if digest in told
    ]
    return pl.DataFrame(rows, {"id": pl.String, "story": pl.String}, orient="row")


def main() -> None:
    """Print the labels of a folder as CSV."""
    from storygraph.articles import normalise
    from storygraph.read import read

    parser = argparse.ArgumentParser(description="Labels of the real folder, by a reader.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reader", choices=READERS, default=READERS[0])
    given = parser.parse_args()
    articles, _, _ = normalise(read([given.folder])[0])
    sys.stdout.write(reader_labels(articles["id"].to_list(), given.reader).write_csv())


if __name__ == "__main__":
    main()
