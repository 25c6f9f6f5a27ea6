"""Texts to numbered terms, fast: each distinct word is cut to its terms once.

A million articles have tens of millions of words, but few distinct ones. So texts are split and
their words numbered by polars, a block at a time on every core, and numbers of words become numbers
of terms by array work. Only texts with letters beyond ASCII are split one by one.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from storygraph.arrays import Ints
from storygraph.runtime.machine import cores
from storygraph.terms.words import cut, words_of

BLOCK = 20_000
BLOCK_BYTES = 16 << 20
"""Texts, and about how many bytes of them, that are split together: whichever is less."""

SPLITTERS = 4
"""Threads that split texts, at most: numbering what they find keeps one busy."""

MOST_WORDS = 1 << 20
"""Distinct words remembered; beyond that they are forgotten and met anew, which costs time only."""


@dataclass(frozen=True)
class Numbered:
    """The terms of many texts, one after the other.

    `names[flat[i]]` is the i-th term; those of text t are `flat[starts[t]:starts[t + 1]]`, in
    order, repeats kept. Numbers go by first appearance.
    """

    names: list[str]
    flat: NDArray[np.int32]
    starts: Ints


class _Words(dict[str, int]):
    """Words numbered as they come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def number_terms(texts: pl.Series, advance: Callable[[int], None] = lambda _: None) -> Numbered:
    """The terms of `texts` (strings, no nulls): what `words.terms_of` gives for each, as numbers.

    `advance` counts texts.
    """
    terms: dict[str, int] = {}
    flat = [np.zeros(0, np.int32)]
    lengths = [np.zeros(1, np.int64)]
    words, of_words, first = _Words(), array("i"), array("q", [0])
    done = 0
    with ThreadPoolExecutor(min(cores(), SPLITTERS)) as pool:
        for distinct, found, sizes in pool.map(_words_of_each, _blocks(texts)):
            known = np.array([words[word] for word in distinct], dtype=np.int64)
            for word in islice(words, len(first) - 1, None):
                of_words.extend(terms.setdefault(term, len(terms)) for term in cut(word))
                first.append(len(of_words))
            numbers, counts = _expanded(known[found], of_words, first)
            flat.append(numbers)
            through = np.concatenate(([0], np.cumsum(counts)))
            lengths.append(np.diff(through[np.concatenate(([0], np.cumsum(sizes)))]))
            advance(done := done + len(sizes))
            if len(words) > MOST_WORDS:
                words, of_words, first = _Words(), array("i"), array("q", [0])
    return Numbered(list(terms), np.concatenate(flat), np.cumsum(np.concatenate(lengths)))


def _blocks(texts: pl.Series) -> Iterator[pl.Series]:
    """`texts`, cut into blocks."""
    passed = texts.str.len_bytes().cast(pl.Int64).cum_sum().to_numpy() // BLOCK_BYTES
    new = np.arange(len(texts)) % BLOCK == 0
    new[1:] |= passed[1:] != passed[:-1]
    starts = np.flatnonzero(new).tolist()
    for start, end in pairwise([*starts, len(texts)]):
        yield texts[start:end]


def _words_of_each(texts: pl.Series) -> tuple[list[str], NDArray[Any], Ints]:
    """The distinct words of `texts` by first appearance; each word's place there; words a text."""
    plain = texts.str.len_bytes() == texts.str.len_chars()
    lists = texts.filter(plain).str.to_lowercase().str.extract_all("[a-z0-9]+")
    if not plain.all():
        odd = [words_of(text) for text in texts.filter(~plain).to_list()]
        # Where each text's words are, those of plain ones first
        place = pl.select(
            pl.when(plain).then(plain.cum_sum()).otherwise((~plain).cum_sum() + len(lists)) - 1
        ).to_series()
        lists = pl.concat([lists, pl.Series(odd, dtype=pl.List(pl.String))]).gather(place)
    words = lists.explode(empty_as_null=False)
    distinct = words.unique(maintain_order=True)
    places = words.cast(pl.Enum(distinct)).to_physical().to_numpy()
    return distinct.to_list(), places, lists.list.len().to_numpy().astype(np.int64)


def _expanded(
    words: Ints, of_words: array[int], first: array[int]
) -> tuple[NDArray[np.int32], Ints]:
    """The terms of `words`, and how many each has.

    Word w has the terms `of_words[first[w]:first[w + 1]]`.
    """
    start = np.asarray(first, dtype=np.int64)
    counts = np.diff(start)[words]
    before = np.cumsum(counts) - counts
    places = np.arange(int(counts.sum())) + np.repeat(start[words] - before, counts)
    return np.asarray(of_words, dtype=np.int32)[places], counts
