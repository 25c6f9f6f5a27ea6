"""Places on the map: stories as discs packed by how related they are, articles inside them.

Two levels, because a force layout of all articles is a hairball and a slow one:

1. The **story graph** sums the weights of the edges between two stories. Forces (`forces.py`)
   unfold it: ties pull stories together, and all push one another apart.
2. **Transport** (`transport.py`) spreads the result over an ellipse, so that there are neither
   crowds nor holes.
3. **Packing** pushes overlapping discs apart (`packing.py`).
4. **Sunflowers** (`sunflower.py`) hold the articles of a story and the singletons around all.

The unit is one article's diameter. There is no chance in it: seeds are fixed, and positions
are snapped to a grid after each step, so that the last bits of a sum, which differ between
machines, do not grow into another picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from storygraph.arrays import Floats, Ints
from storygraph.layout.forces import FORCE_STEPS, unfold, walk
from storygraph.layout.packing import separate, snap
from storygraph.layout.sunflower import around, in_discs
from storygraph.layout.transport import DENSITY, transport
from storygraph.runtime.progress import Advance, unwatched

ASPECT = 1.3
"""Width to height of the whole: screens are wide."""
TIES = 16
"""Ties that a story pulls with, its strongest ones; many weak ones cost time and move nothing."""


def place(
    articles: pl.DataFrame, edges: pl.DataFrame, stories: pl.DataFrame, advance: Advance = unwatched
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each node its place and each story its disc.

    `articles` needs `node` (equal to the row number) and `story`, `edges` needs `a`, `b` and
    `weight`, `stories` needs `story`; the order of edges does not matter. Returns `articles`
    with `x` and `y` and `stories` with `x`, `y` and `radius`, all Float32 in article
    diameters; other columns and the order of rows stay. No two articles overlap, no two
    discs overlap, and each article lies inside its story's disc. `advance` counts
    steps; how many there will be is not known.
    """
    story_of = _story_rows(articles, stories)
    # Sums of floats depend on their order, so the order is ours.
    ties = edges.select("a", "b", pl.col("weight").cast(pl.Float64)).sort("a", "b", "weight")
    a = ties["a"].to_numpy().astype(np.int64)
    b = ties["b"].to_numpy().astype(np.int64)
    weight = ties["weight"].to_numpy()

    inner, radius = in_discs(story_of, stories.height, a, b, weight)
    between, strength = _story_graph(story_of, stories.height, a, b, weight)
    centre = _arrange(between, strength, radius, advance)

    place_of = np.empty((len(story_of), 2))
    inside = story_of >= 0
    place_of[inside] = centre[story_of[inside]] + inner[inside]
    alone = np.flatnonzero(~inside)
    place_of[alone] = around(alone, story_of, (a, b, weight), centre, radius, _aspect(radius))

    at = snap(place_of, 3).astype(np.float32)
    discs = snap(centre, 3).astype(np.float32)
    return (
        articles.with_columns(pl.Series("x", at[:, 0]), pl.Series("y", at[:, 1])),
        stories.with_columns(
            pl.Series("x", discs[:, 0]),
            pl.Series("y", discs[:, 1]),
            pl.Series("radius", snap(radius, 3).astype(np.float32)),
        ),
    )


def _story_rows(articles: pl.DataFrame, stories: pl.DataFrame) -> Ints:
    """For each node the row of its story in `stories`, -1 for singletons."""
    rows = stories.select(pl.col("story").cast(pl.UInt32)).with_row_index("row")
    found = articles.select(pl.col("story").cast(pl.UInt32)).join(
        rows, on="story", how="left", maintain_order="left"
    )
    return found["row"].cast(pl.Int64).fill_null(-1).to_numpy()


def _story_graph(
    story_of: Ints, count: int, a: Ints, b: Ints, weight: Floats
) -> tuple[Ints, Floats]:
    """Pairs of stories that have ties (pairs x 2, first < second), and their summed weights."""
    first, second = story_of[a], story_of[b]
    across = (first != second) & (first >= 0) & (second >= 0)
    low = np.minimum(first[across], second[across])
    high = np.maximum(first[across], second[across])
    key, where = np.unique(low * max(count, 1) + high, return_inverse=True)
    pairs = np.column_stack((key // max(count, 1), key % max(count, 1)))
    return pairs, np.bincount(where, weight[across], len(key)).astype(np.float64)


def _arrange(pairs: Ints, strength: Floats, radius: Floats, advance: Advance) -> Floats:
    """Centres of the discs (stories x 2): unfolded, spread over the ellipse, packed."""
    if len(radius) < 2:
        return np.zeros((len(radius), 2))
    graph = _strongest(_normalised(pairs, strength, radius))
    spread = transport(unfold(graph, advance), radius)
    aspect = _aspect(radius)
    room = float(np.sqrt((radius**2).sum() / DENSITY))
    axes = np.array([np.sqrt(aspect), 1.0 / np.sqrt(aspect)]) * room
    step, tied = walk(graph)

    def settle(at: Floats) -> Floats:
        return np.where(tied[:, None], 0.5 * (step @ at + at), at)

    def even(at: Floats) -> Floats:
        return transport(at / axes, radius) * axes

    return separate(
        spread * axes, radius, axes, settle, even, lambda step, _: advance(FORCE_STEPS + step, None)
    )


def _aspect(radius: Floats) -> float:
    """Width to height of the ellipse: 1 when one disc is all there is, ASPECT for many."""
    if not len(radius):
        return ASPECT
    return float(1 + (ASPECT - 1) * (1 - radius.max() ** 2 / (radius**2).sum()))


def _normalised(pairs: Ints, strength: Floats, radius: Floats) -> Any:
    """The story graph as a symmetric CSR matrix, each tie relative to what both ends have.

    Without that, the few largest stories would pull everything to the middle.
    """
    n = len(radius)
    degree = np.bincount(pairs[:, 0], strength, n) + np.bincount(pairs[:, 1], strength, n)
    share = strength / np.sqrt(degree[pairs[:, 0]] * degree[pairs[:, 1]])
    graph = csr_matrix((share, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return (graph + graph.T).tocsr()


def _strongest(graph: Any) -> Any:
    """The ties that are among the TIES strongest of one of their ends, still symmetric."""
    n = graph.shape[0]
    row = np.repeat(np.arange(n), np.diff(graph.indptr))
    # One whole number for row and rounded strength, which is 1 at most, sorts faster than three
    falling = row * (1 << 31) - np.rint(graph.data * 1e9).astype(np.int64)
    order = np.argsort(falling, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - graph.indptr[row]
    kept = rank < TIES
    one_way = csr_matrix((graph.data[kept], (row[kept], graph.indices[kept])), shape=(n, n))
    return one_way.maximum(one_way.T).tocsr()
