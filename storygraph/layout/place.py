"""Places on the map: stories as discs packed by how related they are, articles inside them.

Two levels, because a force layout of all articles is a hairball and a slow one:

1. The **story graph** sums the weights of the edges between two stories. Edge attraction
   against sampled repulsion unfolds it (the scheme of LargeVis and UMAP, on stories alone).
2. **Transport** (`transport.py`) spreads the result over an ellipse, so that there are neither
   crowds nor holes.
3. **Packing** pushes overlapping discs apart (`packing.py`).
4. **Sunflowers** (`sunflower.py`) hold the articles of a story and the singletons around all.

The unit is one article's diameter. There is no chance in it: seeds are fixed, and positions
are snapped to a grid after each step, so that the last bits of a sum, which differ between
machines, do not grow into another picture.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, triu

from storygraph.layout.packing import Floats, separate, snap
from storygraph.layout.sunflower import around, in_discs
from storygraph.layout.transport import DENSITY, transport
from storygraph.progress import Told, untold

Ints = NDArray[np.int64]

ASPECT = 1.3
"""Width to height of the whole: screens are wide."""
TIES = 16
"""Ties that a story pulls with, its strongest ones; many weak ones cost time and move nothing."""

_FORCE_STEPS = 160
_SAMPLES = 12  # repelling stories drawn for each story and step
_BLOCK = 8_192  # stories or ties: so many stay in the processor's cache
_GRIP = 4.0  # squared distance at which a tie has lost half of its force
_SEED = 20_011


def place(
    articles: pl.DataFrame, edges: pl.DataFrame, stories: pl.DataFrame, told: Told = untold
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each node its place and each story its disc.

    `articles` needs `node` (equal to the row number) and `story`, `edges` needs `a`, `b` and
    `weight`, `stories` needs `story`; the order of edges does not matter. Returns `articles`
    with `x` and `y` and `stories` with `x`, `y` and `radius`, all Float32 in article
    diameters; other columns and the order of rows stay. No two articles overlap, no two
    discs overlap, and each article lies inside its story's disc. `told` hears the steps that are
    done; how many there will be, nobody knows.
    """
    story_of = _story_rows(articles, stories)
    # Sums of floats depend on their order, so the order is ours.
    ties = edges.select("a", "b", pl.col("weight").cast(pl.Float64)).sort("a", "b", "weight")
    a = ties["a"].to_numpy().astype(np.int64)
    b = ties["b"].to_numpy().astype(np.int64)
    weight = ties["weight"].to_numpy()

    inner, radius = in_discs(story_of, stories.height, a, b, weight)
    between, strength = _story_graph(story_of, stories.height, a, b, weight)
    centre = _arrange(between, strength, radius, told)

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
) -> tuple[NDArray[np.int64], Floats]:
    """Pairs of stories that have ties (pairs x 2, first < second), and their summed weights."""
    first, second = story_of[a], story_of[b]
    across = (first != second) & (first >= 0) & (second >= 0)
    low = np.minimum(first[across], second[across])
    high = np.maximum(first[across], second[across])
    key, where = np.unique(low * max(count, 1) + high, return_inverse=True)
    pairs = np.column_stack((key // max(count, 1), key % max(count, 1)))
    return pairs, np.bincount(where, weight[across], len(key)).astype(np.float64)


def _arrange(pairs: NDArray[np.int64], strength: Floats, radius: Floats, told: Told) -> Floats:
    """Centres of the discs (stories x 2): unfolded, spread over the ellipse, packed."""
    if len(radius) < 2:
        return np.zeros((len(radius), 2))
    graph = _strongest(_normalised(pairs, strength, radius))
    spread = transport(_unfold(graph, told), radius)
    aspect = _aspect(radius)
    room = float(np.sqrt((radius**2).sum() / DENSITY))
    axes = np.array([np.sqrt(aspect), 1.0 / np.sqrt(aspect)]) * room
    walk, tied = _walk(graph)

    def settle(at: Floats) -> Floats:
        return np.where(tied[:, None], 0.5 * (walk @ at + at), at)

    def even(at: Floats) -> Floats:
        return transport(at / axes, radius) * axes

    return separate(
        spread * axes, radius, axes, settle, even, lambda step, _: told(_FORCE_STEPS + step, None)
    )


def _walk(graph: Any) -> tuple[Any, NDArray[np.bool_]]:
    """The graph's rows made to sum to 1 (a step of a random walk), and which are not empty."""
    pull = np.asarray(graph.sum(axis=1)).ravel()
    return graph.multiply(1.0 / np.maximum(pull, 1e-12)[:, None]).tocsr(), pull > 0


def _aspect(radius: Floats) -> float:
    """Width to height of the ellipse: 1 when one disc is all there is, ASPECT for many."""
    if not len(radius):
        return ASPECT
    return float(1 + (ASPECT - 1) * (1 - radius.max() ** 2 / (radius**2).sum()))


def _normalised(pairs: NDArray[np.int64], strength: Floats, radius: Floats) -> Any:
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


def _unfold(graph: Any, told: Told = untold) -> Floats:
    """Places (n x 2) by attraction along ties and repulsion from sampled stories.

    Attraction weakens with distance: a tie that spans the map, and would only tear at both
    ends, yields to the many short ones (measured on 100,000 articles in planted themes: of a
    story's five neighbours 70% are of its theme, against 57% with springs).
    """
    n = graph.shape[0]
    rng = np.random.Generator(np.random.PCG64(_SEED))
    at = rng.random((n, 2)) - 0.5
    walk, tied = _walk(graph)
    ties = triu(graph, format="csr")
    one = np.repeat(np.arange(n), np.diff(ties.indptr))
    pull = np.asarray(graph.sum(axis=1)).ravel()
    # Averaging over ties, again and again, lays out the coarse shape before any force acts.
    for _ in range(60):
        at[tied] = 0.5 * at[tied] + 0.5 * (walk @ at)[tied]
        at -= at.mean(axis=0)
        at = snap(at / at.std(axis=0).clip(1e-9), 6)
    at *= np.sqrt(n) * 0.5
    x, y = at.T.copy()  # numbers that stand together are read several times faster than pairs
    least = pull.clip(1e-12)
    with ThreadPoolExecutor(1) as pool:  # one force here, the other beside it
        for step in range(_FORCE_STEPS):
            told(step, None)
            heat = 1.0 - step / _FORCE_STEPS
            deal, shifts = rng.permutation(n), rng.integers(1, n, _SAMPLES)
            pushed = pool.submit(_repulsion, x, y, deal, shifts)
            move_x, move_y = (force / least for force in _attraction(x, y, one, ties))
            push_x, push_y = pushed.result()
            strength = 0.12 * n / (_SAMPLES * np.sqrt(n))
            move_x += push_x * strength
            move_y += push_y * strength
            length = np.sqrt(move_x**2 + move_y**2)
            limit = 0.02 + heat * 0.15 * np.sqrt(n)
            eased = np.minimum(1.0, limit / length.clip(1e-9)) * 0.8
            x, y = snap(x + move_x * eased, 6), snap(y + move_y * eased, 6)
    return np.column_stack((x, y))


def _attraction(x: Floats, y: Floats, one: Ints, ties: Any) -> tuple[Floats, Floats]:
    """What each story is pulled by those that it has `ties` with (upper triangle, CSR).

    `one` is the row of each tie.
    """
    two = ties.indices.astype(np.int64)
    # Single precision will do for how far a tie spans, and is read twice as fast
    near_x, near_y = x.astype(np.float32), y.astype(np.float32)
    tugs = ties.copy()
    for start in range(0, len(one), _BLOCK):
        part = slice(start, start + _BLOCK)
        across = near_x[two[part]] - near_x[one[part]]
        down = near_y[two[part]] - near_y[one[part]]
        tugs.data[part] /= 1.0 + (across * across + down * down) / np.float32(_GRIP)
    ends = np.column_stack((x, y, np.ones(len(x))))
    pulls = tugs @ ends + tugs.T @ ends
    return pulls[:, 0] - x * pulls[:, 2], pulls[:, 1] - y * pulls[:, 2]


def _repulsion(x: Floats, y: Floats, deal: Ints, shifts: Ints) -> tuple[Floats, Floats]:
    """What each story is pushed by some others: those `shifts` behind it in the order `deal`."""
    n = len(x)
    x, y = x[deal], y[deal]
    x_twice, y_twice = np.concatenate((x, x)), np.concatenate((y, y))
    push_x, push_y = np.empty(n), np.empty(n)
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        total = np.zeros((2, stop - start))
        for shift in shifts.tolist():
            behind = slice(n - shift + start, n - shift + stop)
            across, down = x[start:stop] - x_twice[behind], y[start:stop] - y_twice[behind]
            force = 1.0 / (across**2 + down**2 + 0.05)
            total[0] += across * force
            total[1] += down * force
        push_x[deal[start:stop]], push_y[deal[start:stop]] = total
    return push_x, push_y
