"""One table of texts and their terms, for Python here and for the page in explorer/test."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from storygraph.terms.tokens import number_terms
from storygraph.terms.words import terms_of

TABLE = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))


def test_texts_of_every_script_are_cut_into_the_terms_of_the_table() -> None:
    for row in TABLE:
        assert terms_of(row["text"]) == row["terms"], row["text"]


def test_many_texts_at_once_are_cut_into_the_same_terms() -> None:
    found = number_terms(pl.Series([row["text"] for row in TABLE]))
    names = [found.names[i] for i in found.flat]
    cuts = zip(found.starts[:-1], found.starts[1:], strict=True)
    assert [names[a:b] for a, b in cuts] == [row["terms"] for row in TABLE]
