"""Articles left alone beside a story that their nearest neighbours all speak for.

Average linkage asks what an article has in common with a whole story. One that tells it in other
words than most, but in those of a few of its members, stays outside; its nearest decide then.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from storygraph.arrays import Ints

TIES = 5
"""Most similar neighbours of an article that speak; 3 and 8 score alike."""

ENOUGH = 3.0
"""How similar those in one story are to it, in all, in units of the gain from which groups merge,
at least: as three neighbours that would each merge with it. 2.5 to 5 score alike."""

CLEAR = 2.0
"""And so many times as similar as those in any other story, or any single article."""


def take_in(labels: Ints, edges: pl.DataFrame, rows: Ints, resolution: float) -> Ints:
    """The `labels` of the nodes, with stragglers in the stories that they belong to.

    `edges` has the columns `a`, `b` (nodes) and `similarity`, null where a link alone joins them:
    links have spoken for groups, and by themselves bring in more strays than stragglers. `rows`
    numbers the nodes so that copies share a number, and count as one. A straggler's story has two
    members at least before any joins.
    """
    edges = edges.filter(pl.col("similarity").is_not_null())
    first = np.unique(rows, return_index=True)[1]
    community = labels[first]
    size = np.bincount(community)
    one, other = (rows[edges[name].to_numpy()] for name in ("a", "b"))
    weight = edges["similarity"].to_numpy().astype(np.float64)
    one, other, weight = np.r_[one, other], np.r_[other, one], np.tile(weight, 2)
    asks = (size[community[one]] == 1) & (one != other)
    one, other, weight = one[asks], other[asks], weight[asks]
    order = np.lexsort((other, -weight, one))
    one, other, weight = one[order], other[order], weight[order]
    speaks = np.arange(len(one)) - np.searchsorted(one, one, "left") < TIES
    one, weight, there = one[speaks], weight[speaks], community[other[speaks]]
    order = np.lexsort((there, one))
    one, weight, there = one[order], weight[order], there[order]
    if not len(one):
        return labels
    new = np.flatnonzero(np.r_[True, (one[1:] != one[:-1]) | (there[1:] != there[:-1])])
    one, there, weight = one[new], there[new], np.add.reduceat(weight, new)
    order = np.lexsort((there, -weight, one))
    one, there, weight = one[order], there[order], weight[order]
    best = np.flatnonzero(np.r_[True, one[1:] != one[:-1]])
    after = np.minimum(best + 1, len(one) - 1)
    second = np.where((after > best) & (one[after] == one[best]), weight[after], 0.0)
    joins = (weight[best] >= ENOUGH * resolution) & (weight[best] >= CLEAR * second)
    joins &= size[there[best]] > 1
    taken = community.copy()
    taken[one[best][joins]] = there[best][joins]
    return taken[rows]
