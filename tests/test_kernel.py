"""The time kernel: what a gap leaves of a likeness, and when dates count at all."""

from __future__ import annotations

import numpy as np
import pytest

from storygraph.dates.bounds import LONGEST_GAP
from storygraph.similarity.kernel import OFF, TimeKernel, brevity, of_window, undated

KERNEL = TimeKernel(2.0, 0.2, "made up")


def test_a_gap_of_none_leaves_all_and_a_long_one_the_floor() -> None:
    left = KERNEL.of(np.array([0.0, 2.0, 1e6, np.nan]))
    np.testing.assert_allclose(left, [1.0, 0.2 + 0.8 * np.exp(-0.5), 0.2, 1.0])
    assert KERNEL.on
    assert KERNEL.window == 6.0


@pytest.mark.parametrize("kernel", [OFF, TimeKernel(0.0, 0.2, ""), TimeKernel(2.0, 1.0, "")])
def test_where_it_is_off_no_date_counts(kernel: TimeKernel) -> None:
    assert not kernel.on
    assert kernel.window == float("inf")
    assert kernel.of(np.array([0.0, 1e6, np.nan])).tolist() == [1.0, 1.0, 1.0]


def test_of_a_window_given_nothing_is_left_beyond() -> None:
    kernel = of_window(6.0)
    assert (kernel.width, kernel.floor, kernel.window) == (2.0, 0.0, 6.0)
    assert kernel.of(np.array([6.0]))[0] < 0.012
    assert of_window(LONGEST_GAP - 1.0).on
    assert not of_window(LONGEST_GAP).on


def test_of_long_texts_less_is_left_without_dates() -> None:
    brief = brevity(np.array([0, 3, 10, 11, 10_000]))
    np.testing.assert_allclose(brief, [1, 1, 1, 10 / 11, 0.001])
    short, *_, long = undated(brief)
    assert short == pytest.approx(np.exp(-0.5), abs=1e-3)
    assert long == pytest.approx(0.42, abs=1e-3)
