"""What several headlines above the same words have in common: one story, or nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import scipy.sparse as sp

from storygraph.arrays import Bools, Ints
from storygraph.terms.tokens import number_terms
from storygraph.terms.words import stop_terms

SHARE, FEWEST = 1 / 3, 3
"""Headlines tell one story where a term stands in so many of them, but three at least, ..."""

MORE_OFTEN = 3.0
"""... and in so many times as large a share of them as of others: that names no common subject."""

SAMPLE = 4_000
"""Other headlines that are looked at."""


def of_one_story(group: Ints, headlines: pl.Series, everywhere: pl.Series) -> Bools:
    """Whether the `headlines` of each group tell one story.

    `group` numbers each headline's, from 0; `everywhere` are those of all articles.
    """
    if not len(group):
        return np.zeros(0, bool)
    others = everywhere.unique(maintain_order=True)
    others = others[:: -(-len(others) // SAMPLE)]
    held = _terms(pl.concat([headlines, others]))
    own, sample = held[: len(headlines)], held[len(headlines) :]
    member = _members(group)
    sizes = member.sum(axis=1).A1
    counts = (member @ own).tocoo()
    likely = counts.data >= np.maximum(SHARE * sizes[counts.row], FEWEST)
    groups, terms, within = counts.row[likely], counts.col[likely], counts.data[likely]
    if not len(groups):
        return np.zeros(len(sizes), bool)
    # A group's own headlines are no others, though the sample has some
    sampled = headlines.is_in(others.implode()).to_numpy().astype(float)
    mine = (member.multiply(sampled).tocsr() @ own)[groups, terms].A1
    rest = len(others) - (member @ sampled)[groups]
    elsewhere = (sample.sum(axis=0).A1[terms] - mine) / np.maximum(rest, 1.0)
    telling = within / sizes[groups] >= MORE_OFTEN * elsewhere
    return np.asarray(np.bincount(groups[telling], minlength=len(sizes)) > 0)


def unlike(group: Ints, headlines: pl.Series, texts: pl.Series) -> Bools:
    """Whether the `headlines` of each of the `texts` share no term with it, nor with each other.

    A headline without terms ("7") does not tell.
    """
    if not len(group):
        return np.zeros(0, bool)
    held = _terms(pl.concat([headlines, texts]))
    own, said = held[: len(headlines)], held[len(headlines) :]
    member = _members(group)
    among = (member @ own).tocsr()
    shared = among.multiply(said).sum(axis=1).A1 + (among > 1).sum(axis=1).A1
    silent = member @ (np.diff(own.indptr) == 0).astype(float)
    return np.asarray((shared == 0) & (silent == 0))


def _members(group: Ints) -> sp.csr_matrix:
    """Which rows each group has, shape (groups, rows)."""
    return sp.csr_matrix((np.ones(len(group)), (group, np.arange(len(group)))))


def _terms(texts: pl.Series) -> sp.csr_matrix:
    """Which terms each text has, shape (texts, terms); stop words of English are none."""
    numbered = number_terms(texts)
    lengths = np.diff(numbered.starts)
    row = np.repeat(np.arange(len(lengths)), lengths)
    stop = stop_terms()
    says = ~np.isin(numbered.flat, [n for n, name in enumerate(numbered.names) if name in stop])
    shape = (len(lengths), max(len(numbered.names), 1))
    held = sp.csr_matrix((np.ones(int(says.sum())), (row[says], numbered.flat[says])), shape=shape)
    held.sum_duplicates()
    held.data[:] = 1.0
    return held
