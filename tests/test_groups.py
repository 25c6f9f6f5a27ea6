"""Groups as sums over their members, beside what their members say one by one; and links."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from storygraph.arrays import Ints
from storygraph.communities.groups import (
    LINK,
    LINKS_OF_FULL_WEIGHT,
    USUAL_INSIDE,
    Groups,
    gain,
    link_layer,
    shared_words,
)
from storygraph.pairs import Dots, compare
from storygraph.similarity.kernel import TimeKernel
from tests.made_up import BACKGROUND


def weights(*links: tuple[int, int], rows: int = 9) -> np.ndarray:
    layer: np.ndarray = link_layer(np.array(links, np.int64).reshape(-1, 2), rows).toarray()
    return layer


def test_a_link_counts_for_both_ends_and_once_however_often_it_is_given() -> None:
    once = weights((0, 1))
    assert once[0, 1] == once[1, 0] == LINK
    assert once.sum() == 2 * LINK
    for again in ([(0, 1), (0, 1)], [(0, 1), (1, 0)], [(0, 1), (2, 2)]):
        np.testing.assert_array_equal(weights(*again), once)
    assert not weights().any()


def test_a_long_list_shares_the_weight_of_five() -> None:
    short = weights(*((0, to) for to in range(1, 1 + LINKS_OF_FULL_WEIGHT)))
    assert set(short[0, 1 : 1 + LINKS_OF_FULL_WEIGHT]) == {LINK}
    long = weights(*((0, to) for to in range(1, 9)), (3, 0))
    assert long[0].sum() == pytest.approx(LINKS_OF_FULL_WEIGHT * LINK + LINK * 3 / 8)
    assert long[0, 3] == LINK  # the stronger of both ways


@st.composite
def parted(draw: st.DrawFn) -> tuple[sp.csr_matrix, np.ndarray, Ints]:
    """A few unit rows, their days, and which group each is of."""
    rows = draw(st.integers(2, 12))
    rng = np.random.default_rng(draw(st.integers(0, 9999)))
    dense = rng.random((rows, 6)) * (rng.random((rows, 6)) < 0.6) + 1e-3
    dense /= np.linalg.norm(dense, axis=1)[:, None]
    days = np.where(rng.random(rows) < 0.2, np.nan, rng.uniform(0, 9, rows))
    labels = np.unique(rng.integers(0, 4, rows), return_inverse=True)[1]
    return sp.csr_matrix(dense), days, labels


def merged(matrix: sp.csr_matrix, days: np.ndarray, labels: Ints) -> Groups:
    count = len(labels)
    into = sp.csr_matrix((np.ones(count), (labels, np.arange(count))), (labels.max() + 1, count))
    return Groups.of(matrix, days).merged(into)


@given(parted())
def test_groups_tell_what_their_members_do(drawn: tuple[sp.csr_matrix, np.ndarray, Ints]) -> None:
    matrix, days, labels = drawn
    groups = merged(matrix, days, labels)
    cosines = (matrix @ matrix.T).toarray()
    centred = days - np.nanmean(days) if not np.isnan(days).all() else days
    for group in range(labels.max() + 1):
        own = np.flatnonzero(labels == group)
        pairs = cosines[np.ix_(own, own)][np.triu_indices(len(own), 1)]
        assert groups.size[group] == len(own)
        inside = (pairs.sum() + USUAL_INSIDE) / (len(pairs) + 1)
        assert groups.inside[group] == pytest.approx(inside)
        dated = centred[own][~np.isnan(centred[own])]
        assert groups.dated[group] == len(dated)
        assert groups.mean[group] == pytest.approx(dated.mean() if len(dated) else 0.0)
        assert groups.spread[group] == pytest.approx(dated.var() if len(dated) else 0.0)


@given(parted())
def test_a_group_without_a_member_is_the_group_of_the_others(
    drawn: tuple[sp.csr_matrix, np.ndarray, Ints],
) -> None:
    matrix, days, labels = drawn
    labels = labels.copy()
    labels[:2] = 0  # at least two
    labels = np.unique(labels, return_inverse=True)[1]
    group = labels[0]
    whole = merged(matrix, days, labels)
    one = Groups.of(matrix, days)
    dots = compare(sp.vstack([one.vectors, whole.vectors], format="csr"), np.array([0]),
                   np.array([len(labels) + group])).sums  # fmt: skip
    rest = whole.less(one.taken(np.array([0])), np.array([group]), dots)
    apart = labels.copy()
    apart[0] = labels.max() + 1
    wanted = merged(matrix, days, apart)
    for found, direct in zip(rest.columns, wanted.columns, strict=True):
        assert found[0] == pytest.approx(direct[group], abs=1e-9)


def gained(kernel: TimeKernel, days: tuple[float, float], linked: float = 0.0) -> float:
    """What two articles gain that are alike in four words."""
    row = np.sqrt(np.array([[0.1] * 4 + [0.6, 0], [0.1] * 4 + [0, 0.6]]))
    groups = Groups.of(sp.csr_matrix(row), np.array(days))
    one, other = np.array([0]), np.array([1])
    dots = compare(groups.vectors, one, other)
    found = gain(
        groups, one, other, Dots(dots.sums, np.full(1, np.nan)), np.array([linked]),
        kernel=kernel, background=BACKGROUND, least=0.0,
    )  # fmt: skip
    return float(found[0])


def test_what_articles_gain_falls_with_the_days_between_them_and_a_link_adds_to_it() -> None:
    kernel = TimeKernel(2.0, 0.2, "made up")
    near, far, never = (gained(kernel, (0.0, gap)) for gap in (0.0, 3.0, 1e6))
    assert near > far > never > 0
    assert never == pytest.approx(0.2 * near)
    assert near > gained(kernel, (0.0, np.nan)) > never
    assert gained(kernel, (0.0, 0.0), LINK) - near == pytest.approx(LINK / (USUAL_INSIDE - 0.02))


@given(parted(), st.floats(0, 2))
def test_what_groups_gain_is_what_their_members_have_in_common(
    drawn: tuple[sp.csr_matrix, np.ndarray, Ints], linked: float
) -> None:
    matrix, days, labels = drawn
    groups, kernel = merged(matrix, days, labels), TimeKernel(2.0, 0.2, "made up")
    a, b = np.triu_indices(labels.max() + 1, 1)
    dots = compare(groups.vectors, a, b)
    found = gain(
        groups, a, b, dots, np.full(len(a), linked),
        kernel=kernel, background=BACKGROUND, least=-np.inf,
    )  # fmt: skip
    cosines = (matrix @ matrix.T).toarray()
    for pair, (one, other) in enumerate(zip(a, b, strict=True)):
        between = cosines[np.ix_(labels == one, labels == other)]
        chance = BACKGROUND.mean + 2 * BACKGROUND.deviation / between.size**0.25
        alike = between.mean() - chance
        words = dots.sums[pair] ** 2 / dots.squares[pair]
        if alike > 0:
            alike *= 1 - words ** -(2 if between.size == 1 else 5)
        scale = [max(groups.inside[group] - BACKGROUND.mean, 0.02) for group in (one, other)]
        near = groups.kernel(np.array([one]), np.array([other]), kernel)[0]
        wanted = (alike + linked / between.size) * near / np.sqrt(scale[0] * scale[1])
        assert found[pair] == pytest.approx(wanted)


def test_equal_parts_are_as_many_words_as_there_are_and_one_is_the_least() -> None:
    parts = [[0.1] * 4, [0.4, 0, 0, 0], [0.3, 0.1, 0, 0]]
    sums, squares = (np.array([sum(x**power for x in part) for part in parts]) for power in (1, 2))
    np.testing.assert_allclose(shared_words(sums, squares), [4.0, 1.0, 1.6])
    assert shared_words(np.array([0.1]), np.array([0.02])) == [1.0]
