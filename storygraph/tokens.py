"""Texts to numbered terms, fast: each distinct word is cut to its terms once.

A million articles have tens of millions of words, but few distinct ones. So words are numbered
by a dictionary at C speed, and numbers of words become numbers of terms by array work.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from storygraph.terms import terms_of_word, words_of

BLOCK = 20_000
"""Texts whose words are numbered before they become terms."""

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
    starts: NDArray[np.int64]


class _Words(dict[str, int]):
    """Words numbered as they come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def number_terms(texts: Iterable[str], told: Callable[[int], None] = lambda _: None) -> Numbered:
    """The terms of `texts`: what `terms.terms_of` gives for each, as numbers.

    `told` hears how many texts are done.
    """
    terms: dict[str, int] = {}
    flat: list[NDArray[np.int32]] = []
    lengths: list[NDArray[np.int64]] = []
    words, of_words, first = _Words(), array("i"), array("q", [0])
    rest, done = iter(texts), 0
    while block := list(islice(rest, BLOCK)):
        found, ends = array("i"), array("q", [0])
        number = words.__getitem__
        for text in block:
            found.extend(map(number, words_of(text)))
            ends.append(len(found))
        for word in islice(words, len(first) - 1, None):
            of_words.extend(terms.setdefault(term, len(terms)) for term in terms_of_word(word))
            first.append(len(of_words))
        numbers, counts = _expanded(found, of_words, first)
        flat.append(numbers)
        told(done := done + len(block))
        through = np.concatenate(([0], np.cumsum(counts)))
        lengths.append(np.diff(through[np.asarray(ends)]))
        if len(words) > MOST_WORDS:
            words, of_words, first = _Words(), array("i"), array("q", [0])
    ends_of = np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
    return Numbered(list(terms), np.concatenate([np.zeros(0, np.int32), *flat]), ends_of)


def _expanded(
    found: array[int], of_words: array[int], first: array[int]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The terms of the words `found`, and how many each has.

    Word w has the terms `of_words[first[w]:first[w + 1]]`.
    """
    words = np.asarray(found, dtype=np.int64)
    start = np.asarray(first, dtype=np.int64)
    counts = np.diff(start)[words]
    before = np.cumsum(counts) - counts
    places = np.arange(int(counts.sum())) + np.repeat(start[words] - before, counts)
    return np.asarray(of_words, dtype=np.int32)[places], counts
