"""What the articles of each story share: how central each one is, and the terms that mark it off.

Articles come story by story. Ordered by term, and by story within a term, what one story holds of
one term stands together: its sum and its count are those of a run of numbers. So no article needs
a copy of its story's sum, which has the words of all its articles: a story of a hundred thousand
takes no more memory than a hundred thousand articles in small ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storygraph.arrays import Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BLOCK = 20_000
"""Articles that are looked at together; a story is never cut."""


@dataclass(frozen=True)
class Profile:
    """What is shared in some stories, numbers `first` to `last` - 1.

    `articles` says which places these stories' articles have among all, `central` the dot product
    of each one's vector and the sum of its story's vectors (float32), and `columns` the columns of
    each story's strongest terms, strongest first.
    """

    first: int
    last: int
    articles: slice
    central: np.ndarray
    columns: list[Ints]


def profiles(
    matrix: csr_matrix, nodes: Ints, starts: Ints, doubtful: np.ndarray, few: int, many: int
) -> Iterator[Profile]:
    """Profiles of all stories, a block of them at a time.

    `nodes` are rows of `matrix`, story by story; those of story s are `nodes[starts[s]:
    starts[s + 1]]`, ascending. `few` terms are told, but `many` where one of them is `doubtful`
    (shape (terms,), bool): it may be no word that says something.

    Class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794, equation 3) says how strong a term is:
    its count in a story times log(1 + mean story size / count over all stories). A term counts
    once an article, so that copies and long bodies do not shout.
    """
    over_all = _found_in(matrix, nodes).astype(np.float32)
    stories = len(starts) - 1
    mean_size = over_all.sum() / max(stories, 1)
    weight = np.log1p(mean_size / np.maximum(over_all, np.float32(1.0)))
    ends = np.flatnonzero(np.diff(starts[:-1] // BLOCK)) + 1
    for first, last in zip([0, *ends.tolist()], [*ends.tolist(), stories], strict=True):
        if first == last:  # there are no stories
            continue
        articles = slice(int(starts[first]), int(starts[last]))
        story = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))
        runs = _Runs(matrix[nodes[articles]], story)
        ranked = _ranked(
            runs.lengths.astype(np.float32) * weight[runs.terms], runs, doubtful, few, many
        )
        yield Profile(first, last, articles, runs.central(), ranked)


def _found_in(matrix: csr_matrix, nodes: Ints) -> Ints:
    """How many of the rows `nodes` hold each column."""
    chosen = np.zeros(matrix.shape[0], dtype=bool)
    chosen[nodes] = True
    inside = np.repeat(chosen, np.diff(matrix.indptr))
    return np.bincount(matrix.indices[inside], minlength=matrix.shape[1])


class _Runs:
    """The weights of a block of articles by term, then story: a run is one story's of one term.

    `matrix` has the articles as rows, `story` numbers each one's story from 0, ascending. `terms`,
    `stories` and `lengths` are each run's term, story, and how many articles it has.
    """

    def __init__(self, matrix: csr_matrix, story: Ints) -> None:
        self._columns = columns = matrix.tocsc()
        term = np.repeat(np.arange(matrix.shape[1], dtype=np.int32), np.diff(columns.indptr))
        owner = story[columns.indices]
        new = np.ones(len(term), dtype=bool)
        new[1:] = (term[1:] != term[:-1]) | (owner[1:] != owner[:-1])
        starts = np.flatnonzero(new)
        self.lengths = np.diff(starts, append=len(term))
        self.terms, self.stories = term[starts], owner[starts]
        self.count = int(story[-1]) + 1

    def central(self) -> np.ndarray:
        """Of each article the dot product with its story's sum, as a sparse product adds it up.

        The two articles of a pair differ in the last bit alone, and that bit chooses the title: so
        products are summed in one order, terms from the last to the first, in float32.
        """
        weights = self._columns.data
        run = np.repeat(np.arange(len(self.lengths)), self.lengths)
        sums = np.zeros(len(self.lengths), dtype=weights.dtype)
        np.add.at(sums, run, weights)
        products = self._columns.copy()
        products.data = weights * sums[run]
        rows = products.tocsr()
        filled = np.diff(rows.indptr) > 0
        found = np.zeros(rows.shape[0], dtype=weights.dtype)
        if filled.any():
            ends = rows.nnz - rows.indptr[1:][filled][::-1]
            found[filled] = np.add.reduceat(rows.data[::-1].copy(), ends)[::-1]
        return found


def _ranked(
    strength: np.ndarray, runs: _Runs, doubtful: np.ndarray, few: int, many: int
) -> list[Ints]:
    """The columns of each story's strongest terms, ties by column."""
    story, count = runs.stories, runs.count
    in_doubt = np.bincount(story[doubtful[runs.terms]], minlength=count) > 0
    needed = np.where(in_doubt, many, few)
    best = np.zeros(count, dtype=strength.dtype)
    np.maximum.at(best, story, strength)
    # Sorting all terms of all stories takes long; most are far from the strongest
    bound = np.zeros_like(best)
    undecided = np.ones(count, dtype=bool)
    for share in (0.5, 0.25, 0.1):
        above = np.bincount(story[strength >= (best * share)[story]], minlength=count)
        enough = undecided & (above >= needed)
        bound[enough] = best[enough] * share
        undecided &= ~enough
    kept = np.flatnonzero(strength >= bound[story])
    order = kept[np.lexsort((runs.terms[kept], -strength[kept], story[kept]))]
    ends = np.cumsum(np.bincount(story[order], minlength=count))
    found = []
    for start, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        columns = runs.terms[order[start : min(start + many, end)]]
        found.append(columns if doubtful[columns[:few]].any() else columns[:few])
    return found
