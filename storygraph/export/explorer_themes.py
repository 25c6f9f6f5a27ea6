"""Themes: names for regions of the map, from the keywords of the stories that lie there.

A build with levels has themes of its own, groups of whole stories; the largest are named where
their stories lie. Otherwise regions stand in for them: stories lie near the stories they are
related to, so a region of the map is a theme. Regions are found by k-means on the discs' centres
(weighted by articles), and named by the keywords that mark them off from the other regions.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

FEWEST_STORIES = 8
"""Below this many stories the map needs no regions."""

MOST_THEMES = 12
"""More names than this do not fit an overview."""

WORDS = 3
"""Keywords in a theme's name."""

ROUNDS = 30
"""Lloyd's iterations; the regions of a packed disc settle in fewer than twenty."""

Points = npt.NDArray[np.float64]


def themes(stories: pl.DataFrame, levels: pl.DataFrame | None = None) -> list[dict[str, Any]]:
    """Themes as `{name, x, y, size, stories}`, largest first; `x` and `y` in map units.

    `stories` and `levels` have the columns of `tables.STORIES` and `tables.LEVELS`. A theme
    without a keyword of its own is left out, and so is everything on maps of fewer than
    `FEWEST_STORIES` stories.
    """
    if stories.height < FEWEST_STORIES:
        return []
    if levels is not None and not levels.filter(pl.col("level") == "theme").is_empty():
        return _built(stories, levels)
    centres = (
        stories.select(pl.col("x", "y").fill_null(0).fill_nan(0)).to_numpy().astype(np.float64)
    )
    weights = stories["size"].to_numpy().astype(np.float64)
    count = int(min(MOST_THEMES, max(3, round(np.sqrt(stories.height) / 3))))
    region = _regions(centres, weights, count)
    words = _words(stories["keywords"].to_list(), weights, region, count)
    found = []
    for number in range(count):
        inside = region == number
        if not inside.any() or not words[number]:
            continue
        x, y = np.average(centres[inside], axis=0, weights=weights[inside])
        found.append(
            {
                "name": " · ".join(words[number]),
                "x": round(float(x), 2),
                "y": round(float(y), 2),
                "size": int(weights[inside].sum()),
                "stories": int(inside.sum()),
            }
        )
    return sorted(found, key=lambda theme: (-theme["size"], theme["name"]))


def _built(stories: pl.DataFrame, levels: pl.DataFrame) -> list[dict[str, Any]]:
    """The largest themes of the build that hold several stories, in the middle of these."""
    inside = stories.drop_nulls("theme").with_columns(pl.col("x", "y").fill_null(0).fill_nan(0))
    theme = inside["theme"].to_numpy()
    sizes = inside["size"].to_numpy().astype(np.float64)
    held = np.bincount(theme, sizes)
    # One by one in the order of the stories, whatever the number of cores
    middle = {
        axis: np.bincount(theme, sizes * inside[axis].to_numpy()) / np.maximum(held, 1.0)
        for axis in ("x", "y")
    }
    placed = pl.DataFrame(
        {
            "theme": np.arange(len(held), dtype=np.uint32),
            **middle,
            "size": held.astype(np.int64),
            "stories": np.bincount(theme),
        }
    ).filter(pl.col("stories") > 1)
    named = levels.filter(pl.col("level") == "theme").select(theme="number", words="keywords")
    rows = placed.join(named, on="theme").sort(["size", "theme"], descending=[True, False])
    return [
        {
            "name": " · ".join(row["words"][:WORDS]),
            "x": round(row["x"], 2),
            "y": round(row["y"], 2),
            "size": row["size"],
            "stories": row["stories"],
        }
        for row in rows.head(MOST_THEMES).iter_rows(named=True)
        if row["words"]
    ]


def _regions(points: Points, weights: Points, count: int) -> npt.NDArray[np.int64]:
    """Weighted k-means started from the heaviest point and then the farthest ones."""
    seeds = [int(np.argmax(weights))]
    nearest = np.full(len(points), np.inf)
    for _ in range(count - 1):
        nearest = np.minimum(nearest, ((points - points[seeds[-1]]) ** 2).sum(axis=1))
        seeds.append(int(np.argmax(nearest * weights)))
    middles = points[seeds].copy()
    region = np.zeros(len(points), dtype=np.int64)
    for _ in range(ROUNDS):
        gaps = ((points[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
        region = np.argmin(gaps, axis=1).astype(np.int64)
        held = np.bincount(region, weights, count)
        for axis in range(2):
            moved = np.bincount(region, weights * points[:, axis], count)
            middles[:, axis] = np.where(held > 0, moved / np.maximum(held, 1e-9), middles[:, axis])
    return region


def _words(
    keywords: list[list[str] | None], weights: Points, region: npt.NDArray[np.int64], count: int
) -> list[list[str]]:
    """The keywords that mark each region off: frequent there, rare in the other regions."""
    here: list[Counter[str]] = [Counter() for _ in range(count)]
    for words, weight, number in zip(keywords, weights, region, strict=True):
        for rank, word in enumerate(words or []):
            here[number][word] += float(np.sqrt(weight)) / (1 + rank / 4)
    everywhere: Counter[str] = Counter()
    for counter in here:
        everywhere.update(counter)
    chosen = []
    for counter in here:
        ranked = sorted(counter, key=lambda word: (-(counter[word] ** 2) / everywhere[word], word))
        names: list[str] = []
        for word in ranked:
            # "beta" beside "open beta" would say one thing twice
            if all(word not in name and name not in word for name in names):
                names.append(word)
            if len(names) == WORDS:
                break
        chosen.append(names)
    return chosen
