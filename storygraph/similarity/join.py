"""The windowed top-k join: rows of a sparse matrix to the pairs that are worth comparing.

Work grows with the number of rows, not with its square. Each block of rows meets only the columns
inside the window, and two caps bound what a row costs, whatever the corpus looks like: all of it
on one day, undated, or one story. The caps hold only where an exact join would be dear:

- A term that occurs in more than LONGEST_POSTING of the columns finds SAMPLED of them. Every term
  keeps the same columns where it can, so that these meet with nearly their whole cosine and stand
  for the others: each member of a story of 50,000 finds the story through some of them.
- A row of more than LONGEST_ROW terms looks with its heaviest.

Caps touch only which pairs are looked at; cosines are computed in full afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from storygraph.arrays import Bools, Floats, Ints
from storygraph.options import LEAST_SIMILARITY, NEIGHBOURS
from storygraph.pairs import Pairs, keys
from storygraph.runtime.machine import cores
from storygraph.runtime.parallel import on_all_cores
from storygraph.runtime.progress import Advance, unwatched

EXACT = 2e8
"""Multiplications up to which all rows meet all, without caps: about 20,000 short articles, or
10,000 long ones, in a second of one core."""

LONGEST_POSTING = 500
"""Columns up to which a term finds them all. At 100,000 short articles the three caps miss 10% of
the neighbours that an exact join finds, and of those in the same story the same 2% as caps four
times as wide, at less than half their cost; put on the labelled sets they change no score."""

SAMPLED = 100
"""Columns that a longer list keeps: five times the neighbours that a row may have."""

LONGEST_ROW = 32
"""Terms with which a row looks: those of a short article."""

BLOCK = 8_000
"""Rows of a block at least, and as many as an eighth of the columns that they meet: the columns'
lists are then built eight times over in all."""

STEP = 20_000
"""Rows that look at once: what they find takes memory, and progress is seen once a step."""


@dataclass(frozen=True)
class Nearest:
    """The pairs found, and which caps bit on the way.

    `sampled`: terms with more columns than LONGEST_POSTING, where there were most; `shortened`:
    rows of more terms than LONGEST_ROW. Both are 0 after an exact join.
    """

    pairs: Pairs
    sampled: int = 0
    shortened: int = 0

    @property
    def why(self) -> str:
        """The caps that bit, in words."""
        caps = []
        if self.sampled:
            caps.append(
                f"terms of over {LONGEST_POSTING:,} articles in a window find {SAMPLED} of them"
            )
        if self.shortened:
            caps.append(f"articles of over {LONGEST_ROW} terms look with the heaviest")
        return "capped: " + "; ".join(caps) if caps else "exact"


def multiplications(matrix: sp.csr_matrix) -> float:
    """What an exact join of all rows with all would cost."""
    found_in = np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(float)
    return float(found_in @ found_in)


def nearest_pairs(
    matrix: sp.csr_matrix,
    days: Floats,
    window: float,
    k: int = NEIGHBOURS,
    least: float = LEAST_SIMILARITY,
    looking: Bools | None = None,
    advance: Advance = unwatched,
) -> Nearest:
    """Each row with its `k` most similar rows no more than about `window` days away.

    `days` holds nan for unknown dates; such rows meet all rows. `looking` marks the rows that
    look, all by default: each meets those inside its window, and the undated that look as well.
    Where an exact join is cheap, it meets all, and then those inside the window a second time, so
    that rows outside use up no places. `advance` counts rows that have looked.
    """
    n = matrix.shape[0]
    data = matrix.astype(np.float32, copy=False).tocsr()
    exact = multiplications(data) <= EXACT
    looking = np.ones(n, bool) if looking is None else looking
    filled = np.diff(data.indptr) > 0
    everything = np.flatnonzero(filled)
    dated = np.flatnonzero(filled & ~np.isnan(days))
    dated = dated[np.argsort(days[dated], kind="stable")]
    windowed = bool(len(dated)) and np.isfinite(window) and np.ptp(days[dated]) > window
    blocks: list[tuple[Ints, Ints]] = []
    if exact or not windowed:
        blocks.append((everything[looking[everything]], everything))
    else:
        undated = everything[np.isnan(days[everything]) & looking[everything]]
        blocks.append((undated, everything))
    if windowed:
        blocks.extend(_windows(dated, days[dated], window, looking))
    found: list[Ints] = []
    most = done = 0
    blocks = [block for block in blocks if len(block[0])]
    total = sum(len(rows) for rows, _ in blocks)
    for rows, queries, (lists, order, sampled) in _ready(data, blocks, capped=not exact):
        most = max(most, sampled)
        for at in range(0, len(rows), STEP):
            step = rows[at : at + STEP]
            best = top(queries[at : at + STEP], lists, k + 1, least)
            found.append(keys(np.repeat(step, np.diff(best.indptr)), order[best.indices], n))
            done += len(step)
            advance(done, total)
    if not found:
        return Nearest(Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64)))
    shortened = 0 if exact else int((np.diff(data.indptr) > LONGEST_ROW).sum())
    return Nearest(Pairs.of_keys(found, n), most, shortened)


def _ready(
    matrix: sp.csr_matrix, blocks: list[tuple[Ints, Ints]], *, capped: bool
) -> Iterator[tuple[Ints, sp.csr_matrix, tuple[sp.csr_matrix, Ints, int]]]:
    """Each block's rows, what they look with, and its columns' `postings`.

    Those of one block a core are made at once; not while others are looked through: that takes all
    cores, and Python's lock.
    """

    def made(block: tuple[Ints, Ints]) -> tuple[sp.csr_matrix, tuple[sp.csr_matrix, Ints, int]]:
        rows, columns = block
        queries = _shortened(matrix[rows]) if capped else matrix[rows]
        return queries, postings(matrix, columns, sample=capped)

    for at in range(0, len(blocks), cores()):
        some = blocks[at : at + cores()]
        for (rows, _), (queries, lists) in zip(some, on_all_cores(made, some), strict=True):
            yield rows, queries, lists


def top(rows: sp.csr_matrix, lists: sp.csr_matrix, k: int, least: float) -> sp.csr_matrix:
    """Of each row the `k` columns of the largest products from `least` on, on all cores."""
    from sparse_dot_topn import sp_matmul_topn

    return sp_matmul_topn(rows, lists, top_n=k, threshold=least, n_threads=cores())


def postings(
    matrix: sp.csr_matrix, columns: Ints, *, sample: bool
) -> tuple[sp.csr_matrix, Ints, int]:
    """The lists of `columns` (rows of `matrix`) by term, as a matrix (terms, columns).

    Gives also which row each of its columns is, and how many lists were sampled.
    """
    if not sample:
        return matrix[columns].T.tocsr(), columns, 0
    # Columns in an order that looks random and is the same for all terms and blocks: the first
    # of every list are then its sample.
    mixed = (columns.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
    order = columns[np.argsort(mixed, kind="stable")]
    lists = matrix[order].T.tocsr()
    length = np.diff(lists.indptr)
    long = length > LONGEST_POSTING
    if not long.any():
        return lists, order, 0
    # What stays lies in few runs, from behind one list that is cut to where the next is
    starts = np.r_[0, lists.indptr[1:][long]]
    ends = np.r_[lists.indptr[:-1][long] + SAMPLED, lists.nnz]
    runs = [slice(*run) for run in zip(starts.tolist(), ends.tolist(), strict=True)]
    data, indices = (
        np.concatenate([column[run] for run in runs]) for column in (lists.data, lists.indices)
    )
    ends = np.r_[0, np.cumsum(np.where(long, SAMPLED, length))]
    short = sp.csr_matrix((data, indices, ends), shape=lists.shape)
    return short, order, int(long.sum())


def _windows(
    dated: Ints, when: Floats, window: float, looking: Bools
) -> Iterator[tuple[Ints, Ints]]:
    """Blocks of dated rows, in the order of their dates `when`, with the columns they meet."""
    at = 0
    while at < len(dated):
        first = int(np.searchsorted(when, when[at] - window, "left"))
        end = min(at + BLOCK, len(dated))
        last = int(np.searchsorted(when, when[end - 1] + window, "right"))
        if (last - first) // 8 > end - at:
            end = min(at + (last - first) // 8, len(dated))
            last = int(np.searchsorted(when, when[end - 1] + window, "right"))
        rows = dated[at:end]
        yield rows[looking[rows]], dated[first:last]
        at = end


def _shortened(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Rows of more than LONGEST_ROW terms with their heaviest alone.

    Weights are not negative; of equal ones those of the first columns stay.
    """
    length = np.diff(matrix.indptr)
    rows = np.flatnonzero(length > LONGEST_ROW)
    if not len(rows):
        return matrix
    row = np.repeat(np.arange(len(rows)), length[rows])
    entry = np.flatnonzero(np.repeat(length > LONGEST_ROW, length))
    # Floats that are not negative sort as their bits do: one sort of whole numbers does for all.
    bits = matrix.data[entry].view(np.uint32).astype(np.uint64)
    key = (row.astype(np.uint64) << np.uint64(32)) | bits
    ordered = np.sort(key)
    ends = np.cumsum(length[rows])
    lightest = ordered[ends - LONGEST_ROW][row]
    heavier, equal = key > lightest, np.flatnonzero(key == lightest)
    room = LONGEST_ROW - np.bincount(row[heavier], minlength=len(rows))
    place = np.arange(len(equal)) - np.searchsorted(row[equal], row[equal], "left")
    heavier[equal[place < room[row[equal]]]] = True
    kept = np.ones(matrix.nnz, bool)
    kept[entry] = heavier
    ends = np.r_[0, np.cumsum(np.minimum(length, LONGEST_ROW))]
    return sp.csr_matrix((matrix.data[kept], matrix.indices[kept], ends), shape=matrix.shape)
