"""Colours of stories, the same in every output."""

from __future__ import annotations

import numpy as np
import polars as pl

SINGLETON = (150, 150, 150)
"""Red, green, blue of a node that belongs to no story."""

LIGHTNESS, CHROMA = 0.66, 0.13
"""OKLCH: as light as reads on white and on black, as strong as sRGB shows at every hue."""


def story_colours(stories: pl.DataFrame) -> np.ndarray:
    """One colour a story, shape (stories, 3), uint8.

    The hue is the angle of the story's disc on the map, so that neighbours look alike; without
    places the golden angle spreads the hues. Equal lightness and chroma (OKLCH) keep any story
    from standing out by its colour alone. Source of the matrices: Ottosson 2020, "A perceptual
    color space for image processing".
    """
    if stories.height == 0:
        return np.zeros((0, 3), dtype=np.uint8)
    x, y = (stories[name].to_numpy().astype(float) for name in ("x", "y"))
    golden = np.arange(stories.height) * np.pi * (3.0 - np.sqrt(5.0))
    hue = np.where(np.isnan(x + y), golden, np.arctan2(y, x))
    return _oklch(np.full_like(hue, LIGHTNESS), np.full_like(hue, CHROMA), hue)


def node_colours(articles: pl.DataFrame, stories: pl.DataFrame) -> np.ndarray:
    """One colour a node, that of its story, shape (nodes, 3), uint8."""
    palette = np.vstack([np.array([SINGLETON], dtype=np.uint8), story_colours(stories)])
    return np.asarray(palette[articles["story"].fill_null(0).to_numpy()])


def _oklch(lightness: np.ndarray, chroma: np.ndarray, hue: np.ndarray) -> np.ndarray:
    """OKLCH (hue in radians) to sRGB bytes."""
    a, b = chroma * np.cos(hue), chroma * np.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = np.stack(
        [
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        ],
        axis=-1,
    ).clip(0.0, 1.0)
    gamma = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(gamma * 255).astype(np.uint8))
