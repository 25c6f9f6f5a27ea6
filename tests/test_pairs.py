"""Pairs of rows: each once, in order; and their products, however many share a row."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from storygraph import pairs
from storygraph.pairs import Pairs, compare, keys, row_sums


def test_pairs_are_in_order_each_once_and_none_of_a_row_with_itself() -> None:
    found = Pairs.of(np.array([4, 1, 0, 2, 3]), np.array([3, 0, 1, 2, 4]), 5)
    assert (found.a.tolist(), found.b.tolist()) == ([0, 3], [1, 4])
    more = found.plus(Pairs(np.array([0, 1]), np.array([1, 2])), 5)
    assert (more.a.tolist(), more.b.tolist()) == ([0, 1, 3], [1, 2, 4])


def test_parts_of_keys_are_merged() -> None:
    parts = [
        keys(np.array([3, 0]), np.array([4, 2]), 5),
        keys(np.array([0, 4]), np.array([1, 3]), 5),
    ]
    found = Pairs.of_keys(parts, 5)
    assert (found.a.tolist(), found.b.tolist()) == ([0, 0, 3], [1, 2, 4])


@given(st.integers(1, 12), st.integers(0, 9999), st.sampled_from((0, 3, 200_000)))
def test_products_are_those_of_whole_rows(rows: int, seed: int, spread: int) -> None:
    rng = np.random.default_rng(seed)
    dense = rng.random((rows, 7)) * (rng.random((rows, 7)) < 0.5)
    a, b = rng.integers(0, rows, (2, 20))
    told: list[tuple[int, int | None]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "SPREAD", spread)
        patch.setattr(pairs, "CHUNK", 5)
        dots = compare(sp.csr_matrix(dense), a, b, lambda *far: told.append(far))
    products = dense[a] * dense[b]
    np.testing.assert_allclose(dots.sums, products.sum(axis=1))
    np.testing.assert_allclose(dots.squares, (products**2).sum(axis=1))
    assert told == sorted(told)
    assert all(total == 20 for _, total in told)


def test_rows_without_entries_sum_to_nothing() -> None:
    assert row_sums(np.array([1.0, 2, 4]), np.array([0, 0, 2, 2, 3])).tolist() == [0, 3, 0, 4]
    assert row_sums(np.zeros(0), np.array([0, 0])).tolist() == [0]
