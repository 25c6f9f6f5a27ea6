"""Articles left alone join the story that their ties speak for, and nothing else moves."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storygraph.communities.stragglers import CLEAR, ENOUGH, take_in

RESOLUTION = 0.2
Ties = list[tuple[int, int, float]]


def taken(labels: list[int], ties: Ties, rows: list[int] | None = None) -> list[int]:
    names = {"a": pl.UInt32, "b": pl.UInt32, "similarity": pl.Float32}
    edges = pl.DataFrame(ties, names, orient="row")
    numbers = np.arange(len(labels)) if rows is None else np.array(rows)
    found: list[int] = take_in(np.array(labels), edges, numbers, RESOLUTION).tolist()
    return found


@pytest.mark.parametrize(
    ("ties", "joins"),
    [
        ([(0, 6, 0.25), (1, 6, 0.25), (2, 6, 0.25)], True),
        ([(0, 6, 0.7)], True),
        ([(0, 6, 0.25), (1, 6, 0.25)], False),  # too little
        ([(0, 6, 0.4), (1, 6, 0.4), (3, 6, 0.5)], False),  # another story, too
        ([(0, 6, 0.4), (1, 6, 0.4), (5, 6, 0.5)], False),  # another single one, too
        ([(5, 6, 0.9)], False),  # one single and another are no story
    ],
)
def test_a_straggler_joins_where_its_ties_agree(ties: Ties, joins: bool) -> None:
    labels = [0, 0, 0, 1, 1, 2, 3]
    assert taken(labels, ties) == [*labels[:6], 0 if joins else 3]


def test_a_sixth_neighbour_is_not_heard() -> None:
    labels = [0, 0, 0, 1, 1, 1, 2]
    ties = [(0, 6, 0.3), (1, 6, 0.3), (2, 6, 0.3), (3, 6, 0.2), (4, 6, 0.2)]
    assert taken(labels, ties)[6] == 0
    assert taken(labels, [*ties, (5, 6, 0.19)])[6] == 0
    assert taken(labels, [*ties, (5, 6, 0.31)])[6] == 2


def test_a_copy_goes_along() -> None:
    assert taken([0, 0, 1, 1], [(0, 2, 0.7), (2, 3, 1.0)], [0, 1, 2, 2]) == [0, 0, 0, 0]


@st.composite
def parted(draw: st.DrawFn) -> tuple[list[int], Ties]:
    labels = draw(st.lists(st.integers(0, 5), min_size=1, max_size=14))
    node = st.integers(0, len(labels) - 1)
    pairs = draw(st.sets(st.tuples(node, node), max_size=40))
    weight = st.floats(0.015625, 1, width=32)
    return labels, [(a, b, draw(weight)) for a, b in sorted(pairs) if a < b]


@given(parted())
def test_only_single_articles_move_and_only_for_reasons(given_: tuple[list[int], Ties]) -> None:
    labels, ties = given_
    after = taken(labels, ties)
    for node, (before, now) in enumerate(zip(labels, after, strict=True)):
        if now == before:
            continue
        assert labels.count(before) == 1
        assert labels.count(now) > 1
        near = sorted(((w, -(a + b - node)) for a, b, w in ties if node in (a, b)), reverse=True)[
            :5
        ]
        said: dict[int, float] = {}
        for weight, other in near:
            said[labels[-other]] = said.get(labels[-other], 0.0) + weight
        assert said[now] >= ENOUGH * RESOLUTION
        assert all(said[now] >= CLEAR * w for label, w in said.items() if label != now)
