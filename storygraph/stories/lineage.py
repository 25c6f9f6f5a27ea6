"""Which story of one build goes on as which of another: their numbers go by size, and change.

Two stories continue each other where neither shares as many nodes with any other. Each of the
others has one fate. Of those that were there

- one has **joined** a story, if more than half of its nodes that are still there lie in it;
- the rest have **ended**, where their nodes are gone, or are **scattered** or told once.

Of those that are there

- one has **split** off a story, if more than half of its nodes that were there lay in it;
- the rest have **begun**.

So every story is told of once, and what has joined in one direction of time has split in the other.
"""

from __future__ import annotations

import polars as pl


def lineage(nodes: pl.DataFrame) -> pl.DataFrame:
    """Whose story goes on as whose: `was`, `story`, `how`, and `shared`, the nodes of both.

    `nodes` has a row for each node that both builds have: `was`, its story in the earlier one,
    and `story`, each null where it was told once. `how` is "continues", "joined" or "split".
    """
    shared = nodes.drop_nulls().group_by("was", "story").agg(shared=pl.len()).sort("was", "story")
    continued = _continued(shared)
    joined = _most(shared, nodes, "was").join(continued, on="was", how="anti")
    split = _most(shared, nodes, "story").join(continued, on="story", how="anti")
    return pl.concat(
        each.select("was", "story", pl.lit(how).alias("how"), "shared")
        for how, each in (("continues", continued), ("joined", joined), ("split", split))
    ).sort("was", "story", "how")


def _continued(shared: pl.DataFrame) -> pl.DataFrame:
    """Pairs of stories that share more with each other than with any; of equal ones the larger.

    The sum of their numbers stands for their sizes: no two pairs that exclude each other, as they
    have a story in common, have the same.
    """
    most = pl.col("shared")
    best = shared.filter(most == most.max().over("was"), most == most.max().over("story"))
    taken = [best.clear()]
    while best.height:
        place = pl.col("was") + pl.col("story")
        next_ones = best.filter(
            place == place.min().over("was"), place == place.min().over("story")
        )
        taken.append(next_ones)
        for side in ("was", "story"):
            best = best.join(next_ones, on=side, how="anti")
    return pl.concat(taken)


def _most(shared: pl.DataFrame, nodes: pl.DataFrame, side: str) -> pl.DataFrame:
    """Where more than half of the nodes of each story of one `side` lie on the other."""
    known = nodes.group_by(side).agg(known=pl.len())
    return shared.join(known, on=side).filter(pl.col("shared") * 2 > pl.col("known"))
