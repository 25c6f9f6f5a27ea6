"""Sunflowers: articles inside their story's disc, singletons around all discs.

Point k stands at the distance c * sqrt(k + 1/2) and at k golden angles (Vogel 1979), which
fills a disc evenly whatever the number of points. The best connected article of a story is
in the middle. Singletons carry the figure on outside of all stories, as a calm background,
each on the side of the stories that it has ties with.
"""

from __future__ import annotations

import numpy as np

from storygraph.arrays import Floats, Ints
from storygraph.layout.packing import enclosing_scale

SPACING = 1.16
"""Least distance between two articles of a story, in diameters: they never touch."""
MARGIN = 0.45
"""From the outermost article's rim to the rim of its story's disc."""
RING_SPACING = 1.5
"""Least distance between singletons: further apart than articles, a background."""

GOLDEN = float(np.pi * (3.0 - np.sqrt(5.0)))
# The closest pair is 1.546 c apart for any number of points: measured on the first million.
_CLOSEST = 1.546


def in_discs(story_of: Ints, count: int, a: Ints, b: Ints, weight: Floats) -> tuple[Floats, Floats]:
    """Places inside the discs (nodes x 2, relative to the centre), and the discs' radii.

    The best connected article, by the weight of its ties inside the story, comes first.
    """
    inside = story_of[a] == story_of[b]
    n = len(story_of)
    degree = np.bincount(a[inside], weight[inside], n) + np.bincount(b[inside], weight[inside], n)
    order = np.lexsort((np.arange(n), -degree.round(6), story_of))
    order = order[story_of[order] >= 0]
    sizes = np.bincount(story_of[order], minlength=count)
    rank = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    size = np.repeat(sizes, sizes)

    angle = rank * GOLDEN
    distance = SPACING / _CLOSEST * np.sqrt(rank + 0.5)
    # Few articles look better as a figure than as the first turns of a spiral: up to four in
    # a polygon, five to seven in a polygon around the first.
    for few in range(1, 8):
        hub = few > 4
        corners = few - hub
        at = (size == few) & (rank >= hub)
        angle[at] = 2 * np.pi * (rank[at] - hub) / corners + (0 if few == 2 else np.pi / 2)
        polygon = SPACING / (2 * np.sin(np.pi / corners)) if corners > 1 else 0.0
        distance[at] = max(polygon, SPACING) if hub else polygon
        distance[(size == few) & (rank < hub)] = 0.0

    places = np.zeros((n, 2))
    places[order] = distance[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    reach = np.zeros(count)
    np.maximum.at(reach, story_of[order], distance)
    return places, np.ceil((reach + 0.5 + MARGIN) * 1000) / 1000


def around(
    alone: Ints,
    story_of: Ints,
    ties: tuple[Ints, Ints, Floats],
    centre: Floats,
    radius: Floats,
    aspect: float,
) -> Floats:
    """Places (singletons x 2) around all discs, each on the side of its ties.

    `alone` lists the singletons' nodes, `story_of` the row of each node's story or -1, `ties`
    are the ends and weights of all edges; `aspect` is the width to height of the whole.
    """
    n = len(alone)
    if not n:
        return np.zeros((0, 2))
    stretch = np.array([np.sqrt(aspect), 1.0 / np.sqrt(aspect)])
    inner = (enclosing_scale(centre, radius, stretch) + RING_SPACING) if len(radius) else 0.0
    step = RING_SPACING / _CLOSEST * np.sqrt(aspect)
    rank = np.arange(n)
    angle = rank * GOLDEN
    slots = np.sqrt(inner**2 + step**2 * (rank + 0.5))[:, None] * np.column_stack(
        (np.cos(angle), np.sin(angle))
    )
    wanted, strength = _sides(alone, story_of, ties, centre / stretch)
    by_angle = np.lexsort((rank, np.mod(angle, 2 * np.pi).round(9)))
    by_wish = np.lexsort((rank, wanted))
    places = np.empty((n, 2))
    slot_angle = np.mod(angle, 2 * np.pi)[by_angle]
    # Both sorted by angle, they match up to a turn of the ring; of 48 turns the best one.
    turns = [round(n * k / 48) for k in range(48)]
    miss = [
        np.cos(slot_angle - wanted[np.roll(by_wish, t)])[strength[np.roll(by_wish, t)] > 0].sum()
        for t in turns
    ]
    chosen = np.roll(by_wish, turns[int(np.argmax(np.round(miss, 6)))])
    # Within a narrow sector, those with the strongest ties stand innermost.
    depth = (slots**2).sum(axis=1)
    sector = rank // max(1, round(np.sqrt(n)) // 2)
    inward = np.lexsort((depth[by_angle].round(6), sector))
    strongest = np.lexsort((rank, -strength[chosen].round(6), sector))
    places[chosen[strongest]] = slots[by_angle[inward]] * stretch
    return places


def _sides(
    alone: Ints, story_of: Ints, ties: tuple[Ints, Ints, Floats], centre: Floats
) -> tuple[Floats, Floats]:
    """For each singleton the angle (0 to 2 pi) where its stories lie, and the ties' weight.

    Singletons without such ties share the whole turn evenly, in the order of their dates.
    """
    a, b, weight = ties
    n = len(story_of)
    pull = np.zeros((n, 2))
    strength = np.zeros(n)
    for one, other in ((a, b), (b, a)):
        out = (story_of[one] < 0) & (story_of[other] >= 0)
        strength += np.bincount(one[out], weight[out], n)
        for axis in (0, 1):
            towards = centre[story_of[other[out]], axis] * weight[out]
            pull[:, axis] += np.bincount(one[out], towards, n)
    angle = np.mod(np.arctan2(pull[alone, 1], pull[alone, 0]), 2 * np.pi)
    even = np.arange(len(alone)) * (2 * np.pi / max(len(alone), 1))
    return np.where(strength[alone] > 0, angle, even).round(6), strength[alone]
