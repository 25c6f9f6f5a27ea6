"""The story graph unfolded: ties attract, sampled stories repel, as in LargeVis and UMAP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from scipy.sparse import triu

from storygraph.arrays import Bools, Floats, Ints
from storygraph.layout.packing import snap
from storygraph.runtime.progress import Advance, unwatched

FORCE_STEPS = 160
"""Steps in which forces act."""

_SAMPLES = 12  # repelling stories drawn for each story and step
_BLOCK = 8_192  # stories or ties: so many stay in the processor's cache
_GRIP = 4.0  # squared distance at which a tie has lost half of its force
_SEED = 20_011


def walk(graph: Any) -> tuple[Any, Bools]:
    """The graph's rows made to sum to 1 (a step of a random walk), and which are not empty."""
    pull = np.asarray(graph.sum(axis=1)).ravel()
    return graph.multiply(1.0 / np.maximum(pull, 1e-12)[:, None]).tocsr(), pull > 0


def unfold(graph: Any, advance: Advance = unwatched) -> Floats:
    """Places (n x 2) by attraction along ties and repulsion from sampled stories.

    `graph` is a symmetric CSR matrix of ties. `advance` counts steps, FORCE_STEPS in all.
    Attraction weakens with distance: a tie that spans the map, and would only tear at both
    ends, yields to the many short ones (measured on 100,000 articles in planted themes: of a
    story's five neighbours 70% are of its theme, against 57% with springs).
    """
    n = graph.shape[0]
    rng = np.random.Generator(np.random.PCG64(_SEED))
    at = rng.random((n, 2)) - 0.5
    step, tied = walk(graph)
    ties = triu(graph, format="csr")
    one = np.repeat(np.arange(n), np.diff(ties.indptr))
    pull = np.asarray(graph.sum(axis=1)).ravel()
    # Averaging over ties, again and again, lays out the coarse shape before any force acts.
    for _ in range(60):
        at[tied] = 0.5 * at[tied] + 0.5 * (step @ at)[tied]
        at -= at.mean(axis=0)
        at = snap(at / at.std(axis=0).clip(1e-9), 6)
    at *= np.sqrt(n) * 0.5
    x, y = at.T.copy()  # numbers that stand together are read several times faster than pairs
    least = pull.clip(1e-12)
    with ThreadPoolExecutor(1) as pool:  # one force here, the other beside it
        for turn in range(FORCE_STEPS):
            advance(turn, None)
            heat = 1.0 - turn / FORCE_STEPS
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
