"""How much the wording of two texts resembles: shingles, and which texts may share enough of them.

A shingle is a run of words, and the resemblance of two texts is the share of common ones among
theirs (Jaccard). Of each text some min-hashes are kept, the smallest value of a hash over its
shingles: two texts have equal ones with a chance of just their resemblance (Broder 1997, "On the
resemblance and containment of documents"). So texts that may resemble are found by sorting, and no
two others are ever compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from storygraph.arrays import Floats, Ints
from storygraph.pairs import Pairs, compare
from storygraph.runtime.parallel import Made, on_all_cores
from storygraph.terms.tokens import Numbered

Hashes = npt.NDArray[np.uint64]

LENGTH = 5
"""Words of a shingle."""

LOOKED_AT = 400
"""Words of a text that are looked at: a re-print shows on its first page."""

BANDS, TOGETHER = 6, 2
"""Texts are candidates where all TOGETHER min-hashes of one of BANDS are equal: of those that share
.7 of their shingles 98% are found, of those that share a tenth 6%."""

NEAR = 2
"""Places further on, among texts of equal min-hashes in their order, with which each is paired."""

BLOCK = 4_000
"""Texts whose shingles a core hashes at once."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
_ROLL = np.uint64(0xD6E8FEB86659FD93)


def hashes_of_all(numbered: Numbered, texts: Ints) -> Hashes:
    """A hash of the words of each of these texts, in order; the texts are not empty."""
    lengths = numbered.starts[texts + 1] - numbered.starts[texts]
    flat, starts = _flat(numbered, texts, lengths)
    place = np.arange(len(flat), dtype=np.uint64) - np.repeat(starts, lengths).astype(np.uint64)
    return np.add.reduceat(_scattered(flat) * (_scattered(place) | np.uint64(1)), starts)


def candidates(numbered: Numbered, texts: Ints) -> Pairs:
    """Pairs of places in `texts` (of LENGTH words or more, in order) that may resemble."""
    none = np.zeros((BANDS, 0), np.uint64)
    bands = np.concatenate([none, *_by_block(_bands, numbered, texts)], axis=1)
    left, right = [], []
    for band in bands:
        order = np.argsort(band, kind="stable")
        for further in range(1, NEAR + 1):
            one, other = order[:-further], order[further:]
            equal = band[one] == band[other]
            left.append(one[equal])
            right.append(other[equal])
    return Pairs.of(np.concatenate(left), np.concatenate(right), max(len(texts), 1))


def resemblance(numbered: Numbered, texts: Ints, pairs: Pairs) -> Floats:
    """The share of common shingles, 0 to 1, of `pairs` of places in `texts`."""
    asked = np.unique(np.r_[pairs.a, pairs.b])
    lengths = [np.zeros(0, np.int64)]
    found = [np.zeros(0, np.uint64)]
    for part, starts in _by_block(_shingles, numbered, texts[asked]):
        lengths.append(np.diff(np.r_[starts, len(part)]))
        found.append(part)
    row = np.repeat(np.arange(len(asked)), np.concatenate(lengths))
    names, column = np.unique(np.concatenate(found), return_inverse=True)
    held = sp.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(asked), max(len(names), 1)))
    held.sum_duplicates()
    held.data[:] = 1.0  # a shingle that a text repeats counts once
    a, b = np.searchsorted(asked, pairs.a), np.searchsorted(asked, pairs.b)
    common = compare(held, a, b).sums
    size = np.diff(held.indptr)
    return np.asarray(common / np.maximum(size[a] + size[b] - common, 1.0))


def _by_block(
    work: Callable[[Numbered, Ints], Made], numbered: Numbered, texts: Ints
) -> Iterator[Made]:
    """What the work makes of each BLOCK of these texts, in order."""
    blocks = [texts[at : at + BLOCK] for at in range(0, len(texts), BLOCK)]
    yield from on_all_cores(partial(work, numbered), blocks)


def _bands(numbered: Numbered, texts: Ints) -> Hashes:
    """A hash of each band of each text, shape (BANDS, texts)."""
    shingles, starts = _shingles(numbered, texts)
    bands = np.zeros((BANDS, len(texts)), np.uint64)
    for number in range(BANDS * TOGETHER):
        salt = _scattered(np.array([number + 1], np.uint64)) | np.uint64(1)
        least = np.minimum.reduceat((shingles * salt) >> np.uint64(16), starts)
        band = bands[number // TOGETHER]
        band[:] = _scattered(band + least)
    return bands


def _shingles(numbered: Numbered, texts: Ints) -> tuple[Hashes, Ints]:
    """The hashes of the shingles of these texts, in order, and where each text's begin."""
    lengths = np.minimum(numbered.starts[texts + 1] - numbered.starts[texts], LOOKED_AT)
    flat, starts = _flat(numbered, texts, lengths)
    words = _scattered(flat)
    rolled = np.zeros(len(words) - LENGTH + 1, np.uint64)
    for place in range(LENGTH):
        rolled = rolled * _ROLL + words[place : place + len(rolled)]
    within = np.ones(len(words), bool)
    for place in range(1, LENGTH):  # the last words of a text begin no shingle
        within[starts + lengths - place] = False
    return _scattered(rolled[within[: len(rolled)]]), starts - np.arange(len(starts)) * (LENGTH - 1)


def _flat(numbered: Numbered, texts: Ints, lengths: Ints) -> tuple[npt.NDArray[np.int32], Ints]:
    """The first words of each text, so many, one after the other; and where each text begins."""
    starts = np.cumsum(lengths) - lengths
    places = np.arange(int(lengths.sum())) + np.repeat(numbered.starts[texts] - starts, lengths)
    return numbered.flat[places], starts


def _scattered(numbers: npt.NDArray[np.integer]) -> Hashes:
    """Each number as one that looks random (the finaliser of splitmix64, Steele et al. 2014)."""
    x = numbers.astype(np.uint64) + _MIX
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))
