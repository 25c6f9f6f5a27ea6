"""Colours of stories on the map: the same in the explorer, in GraphML and in GEXF.

Colour by place: the hue is the direction from the middle of the map, paler near the middle, so
that neighbours look alike and a story keeps its colour from one output to the next.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from storygraph.arrays import Floats

Bytes = NDArray[np.uint8]

SINGLETON = (140, 140, 140)
"""What the colours of nodes without a story are mixed with, and theirs alone without a place."""

WHEEL = np.array(
    [
        [0, 114, 178],
        [64, 158, 216],
        [0, 158, 140],
        [96, 170, 88],
        [206, 164, 20],
        [226, 134, 10],
        [208, 84, 30],
        [196, 96, 152],
        [116, 92, 178],
    ],
    dtype=float,
)
"""Red, green, blue, in the order of a wheel. Okabe and Ito's eight, which colour-blind readers
tell apart (jfly.uni-koeln.de/color), bent into a circle; `explorer/src/colours.ts` has the same."""

_MIDDLE = np.array([150.0, 150.0, 160.0])  # what colours near the middle of the map fade into
_FADE, _STEEPNESS = 0.45, 1.5  # how much, and how fast with distance
_GOLDEN = (3.0 - np.sqrt(5.0)) / 2.0  # turns; spreads any number of hues evenly


def story_colours(stories: pl.DataFrame, articles: pl.DataFrame | None = None) -> Bytes:
    """One colour a story, shape (stories, 3), in the order of the table.

    `articles` reach further than the stories' centres and so fix the middle of the map as the
    explorer has it. Stories without a place are spread over the wheel by their number.
    """
    x, y = _places(stories)
    tables = [stories] if articles is None else [stories, articles]
    placed = _by_place(x, y, _map(tables))
    numbered = _along(stories["story"].to_numpy() * _GOLDEN % 1.0)
    return _bytes(np.where(np.isnan(x + y)[:, None], numbered, placed))


def node_colours(articles: pl.DataFrame, stories: pl.DataFrame) -> Bytes:
    """One colour a node, shape (nodes, 3): its story's; a singleton's is half grey."""
    x, y = _places(articles)
    grey = np.array(SINGLETON, dtype=float)
    alone = (_by_place(x, y, _map([stories, articles])) + grey) / 2.0
    colours = _bytes(np.where(np.isnan(x + y)[:, None], grey, alone))
    rows = stories.select("story", row=pl.int_range(pl.len()))
    row = articles.select("story").join(rows, on="story", how="left", maintain_order="left")["row"]
    told = row.is_not_null().to_numpy()
    colours[told] = story_colours(stories, articles)[row.drop_nulls().to_numpy()]
    return colours


def _places(table: pl.DataFrame) -> tuple[Floats, Floats]:
    """Places as two arrays of floats, x and y; NaN where there is none."""
    x, y = (table[axis].cast(pl.Float64).fill_null(np.nan).to_numpy() for axis in ("x", "y"))
    known = np.isfinite(x) & np.isfinite(y)
    return np.where(known, x, np.nan), np.where(known, y, np.nan)


def _map(tables: list[pl.DataFrame]) -> tuple[float, float, float]:
    """Middle (x, y) and radius of the map that the tables' rows lie on."""
    places = np.array([np.concatenate(axis) for axis in zip(*map(_places, tables), strict=True)])
    places = places[:, ~np.isnan(places[0])]
    if places.size == 0:
        return 0.0, 0.0, 1.0
    low, high = places.min(axis=1), places.max(axis=1)
    middle = (low + high) / 2.0
    return float(middle[0]), float(middle[1]), float((high - low).max()) / 2.0 or 1.0


def _by_place(x: Floats, y: Floats, middle: tuple[float, float, float]) -> Floats:
    """Colours of places, shape (n, 3); NaN where a place is NaN."""
    dx, dy = x - middle[0], y - middle[1]
    away = np.minimum(1.0, np.hypot(dx, dy) / middle[2])
    share = (_FADE * (1.0 - away) ** _STEEPNESS)[:, None]
    hue = _along((np.arctan2(dy, dx) / (2.0 * np.pi) + 1.0) % 1.0)
    return np.asarray(hue + (_MIDDLE - hue) * share)


def _along(turn: Floats) -> Floats:
    """Colours on the wheel, `turn` from 0 to 1, shape (n, 3); NaN gives any colour."""
    at = np.nan_to_num(turn).clip(0.0, 0.99999) * len(WHEEL)
    low = at.astype(int)
    start, end = WHEEL[low], WHEEL[(low + 1) % len(WHEEL)]
    return np.asarray(start + (end - start) * (at - low)[:, None])


def _bytes(colours: Floats) -> Bytes:
    return np.asarray(np.floor(colours + 0.5).astype(np.uint8))
