"""Discs spread evenly: sliced optimal transport of their areas to those of one large disc.

Along many directions in turn, each disc moves to where its share of the area belongs, found by
counting in narrow cells rather than by sorting.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from storygraph.arrays import Floats
from storygraph.layout.packing import snap
from storygraph.layout.sunflower import GOLDEN

DENSITY = 0.74
"""Share of the ellipse that discs cover when packing begins; loose enough to settle fast."""

_CELLS = 1 << 17  # at most so many rank the points along a line


def transport(at: Floats, radius: Floats, turns: int = 48) -> Floats:
    """`at` (n x 2) spread evenly over the unit disc, in so many pairs of `turns`.

    A large disc takes part as many points all over it, which move as one: as a single point
    it would leave a hole around itself, or a crowd.
    """
    grid = np.linspace(-1.0, 1.0, 4097)
    share = 0.5 + (grid * np.sqrt(1.0 - grid**2) + np.arcsin(grid)) / np.pi
    area = radius**2 / (radius**2).sum()
    parts = np.clip(np.ceil(area * max(len(at), 400)), 1, 400).astype(np.int64)
    owner = np.repeat(np.arange(len(at)), parts)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(parts) - parts, parts)
    far = np.sqrt((nth + 0.5) / parts[owner]) * np.sqrt(area * DENSITY)[owner]
    offset = np.column_stack((np.cos(nth * GOLDEN), np.sin(nth * GOLDEN))) * far[:, None]
    offset[parts[owner] == 1] = 0.0
    mass = (area / parts)[owner]
    at = at - at.mean(axis=0)
    at = at / (2 * np.sqrt((at**2).mean(axis=0)).clip(1e-9))

    def moved(spot: Floats, u: tuple[float, float]) -> Floats:
        along = snap(spot[:, 0] * u[0] + spot[:, 1] * u[1], 9)
        shift = np.bincount(owner, _even(along, mass, share, grid) - along, len(at)) / parts
        moves: Floats = shift[:, None] * np.array(u)
        return moves

    with ThreadPoolExecutor(1) as pool:
        for turn in range(turns):
            angle = turn * GOLDEN
            spot = at[owner] + offset
            other = pool.submit(moved, spot, (-np.sin(angle), np.cos(angle)))
            move = moved(spot, (np.cos(angle), np.sin(angle))) + other.result()
            at = snap(at + move * 0.6, 9)
    return at


def _even(along: Floats, mass: Floats, share: Floats, grid: Floats) -> Floats:
    """Where points at `along` belong so that their `mass` lies as `share` says over `grid`.

    Points are ranked by narrow cells, those of one cell alike: sorting takes ten times as long,
    and the map is no better for it.
    """
    low, high = along.min(), along.max()
    cells = min(4 * len(along), _CELLS)  # so that nearly all of few points have their own
    cell = ((along - low) * (cells / max(high - low, 1e-9))).astype(np.int64)
    held = np.bincount(cell, mass, cells + 1)
    goal: Floats = np.interp(np.cumsum(held) - held / 2, share, grid)[cell]
    return goal
