"""Evidence made up of a few arrays, for tests of what is made of it."""

from __future__ import annotations

import numpy as np
import polars as pl
import scipy.sparse as sp

from storygraph.arrays import Floats, Ints
from storygraph.pairs import Pairs, compare
from storygraph.similarity.background import Background
from storygraph.similarity.evidence import Evidence
from storygraph.similarity.join import Nearest
from storygraph.similarity.kernel import OFF, TimeKernel

BACKGROUND = Background(0.02, 0.05)
NOWHERE = np.zeros(0, np.int64)


def evidence_of(
    matrix: sp.csr_matrix,
    days: Floats | None = None,
    *,
    pairs: Pairs | None = None,
    links: Ints | None = None,
    languages: Ints | None = None,
    nodes: Ints | None = None,
    rows: Ints | None = None,
    kernel: TimeKernel = OFF,
    background: Background = BACKGROUND,
) -> Evidence:
    """Evidence on unit rows: without more, undated, unlinked, in one language and no copies."""
    count = matrix.shape[0]
    pairs = Pairs(NOWHERE, NOWHERE) if pairs is None else pairs
    each = np.arange(count)
    return Evidence(
        nodes=each if nodes is None else nodes,
        rows=each if rows is None else rows,
        languages=np.zeros(count, np.int64) if languages is None else languages,
        matrix=matrix,
        days=np.full(count, np.nan) if days is None else days,
        fetched=NOWHERE,
        links=np.zeros((0, 2), np.int64) if links is None else links,
        background=background,
        kernel=kernel,
        nearest=Nearest(pairs),
        dots=compare(matrix, pairs.a, pairs.b),
        similar=pl.DataFrame(),
        copied=pl.DataFrame(),
    )
