"""The windowed join: what it finds, and what its caps leave."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from storygraph.options import LEAST_SIMILARITY
from storygraph.pairs import Pairs, compare
from storygraph.pipeline import build
from storygraph.printing.summary import print_summary
from storygraph.similarity import join
from storygraph.similarity.join import nearest_pairs


def unit_rows(rows: int, terms: int, density: float, seed: int) -> sp.csr_matrix:
    rng = np.random.default_rng(seed)
    matrix = sp.random(rows, terms, density, "csr", np.float32, rng)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags_array(1 / np.maximum(length, 1e-9)) @ matrix, dtype=np.float32)


def as_set(pairs: Pairs) -> set[tuple[int, int]]:
    return set(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))


@given(st.integers(2, 60), st.integers(1, 30), st.integers(0, 999), st.floats(0.5, 20))
@settings(deadline=None, max_examples=40)
def test_every_similar_pair_inside_the_window_is_found(
    rows: int, terms: int, seed: int, window: float
) -> None:
    matrix = unit_rows(rows, terms, 0.2, seed)
    rng = np.random.default_rng(seed)
    days = np.where(rng.random(rows) < 0.2, np.nan, np.sort(rng.uniform(0, 30, rows)))
    low, high = np.triu_indices(rows, 1)
    similar = compare(matrix, low, high).sums > LEAST_SIMILARITY + 1e-6
    near = ~(np.abs(days[low] - days[high]) > window)
    wanted = as_set(Pairs(low[similar & near], high[similar & near]))
    with pytest.MonkeyPatch.context() as patch:
        for exact in (2e9, 0):
            patch.setattr(join, "EXACT", exact)
            patch.setattr(join, "BLOCK", 7)
            found = nearest_pairs(matrix, days, window, k=rows)
            assert wanted <= as_set(found.pairs)
            assert (found.sampled, found.shortened, found.why) == (0, 0, "exact")


@pytest.mark.parametrize("exact", [2e8, 0])
def test_rows_outside_the_window_use_up_no_places(
    exact: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(join, "EXACT", exact)
    monkeypatch.setattr(join, "BLOCK", 2)  # a window reaches as far as the rows of its block
    words = [[2.0, 0, 1], [2, 0, 0], [0, 2, 1], [0, 2, 0]]  # two stories of one subject
    matrix = sp.csr_matrix(np.array(words, np.float32))
    days = np.array([0.0, 100.0, 0.5, 100.5])
    found = as_set(nearest_pairs(matrix, days, 3.0, k=1).pairs)
    assert (0, 2) in found
    assert ((0, 1) in found) == (exact > 0)  # where that is cheap all rows meet all
    assert (0, 2) not in as_set(nearest_pairs(matrix, days, np.inf, k=1).pairs)


@given(st.integers(2, 40), st.integers(0, 999), st.sampled_from((2e8, 0)))
@settings(deadline=None, max_examples=40)
def test_only_rows_that_look_find_others(rows: int, seed: int, exact: float) -> None:
    matrix = unit_rows(rows, 8, 0.4, seed)
    rng = np.random.default_rng(seed)
    looking = rng.random(rows) < 0.3
    days = np.where(rng.random(rows) < 0.2, np.nan, rng.uniform(0, 30, rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(join, "EXACT", exact)
        patch.setattr(join, "BLOCK", 7)
        every = as_set(nearest_pairs(matrix, days, 3.0, k=rows).pairs)
        some = as_set(nearest_pairs(matrix, days, 3.0, k=rows, looking=looking).pairs)
    assert some <= {(a, b) for a, b in every if looking[a] or looking[b]}

    def sees(row: int, other: int) -> bool:
        """Whether a row that looks has to see another; where caps hold, undated ones see it."""
        near = abs(days[row] - days[other]) <= 3.0
        return bool(looking[row] and (exact or near or np.isnan(days[row])))

    assert {(a, b) for a, b in every if sees(a, b) or sees(b, a)} <= some


def test_rows_that_have_looked_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "STEP", 4)
    told: list[tuple[int, int | None]] = []
    matrix = unit_rows(10, 3, 1.0, 0)
    nearest_pairs(matrix, np.full(10, np.nan), 3.0, advance=lambda *far: told.append(far))
    assert told == [(4, 10), (8, 10), (10, 10)]


def test_members_of_a_story_too_large_for_the_caps_still_find_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    members, others, names, words = 600, 400, 5, 400
    rng = np.random.default_rng(0)
    row, term = [], []
    for member in range(members):
        row += [member] * names
        term += range(names)
    for article in range(members + others):
        row += [article] * 6
        term += (names + rng.choice(words, 6, replace=False)).tolist()
    counts = sp.csr_matrix((np.ones(len(row)), (row, term)), (members + others, names + words))
    length = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    matrix = sp.csr_matrix(sp.diags_array(1 / length) @ counts, dtype=np.float32)
    monkeypatch.setattr(join, "EXACT", 0)
    monkeypatch.setattr(join, "LONGEST_POSTING", 100)
    monkeypatch.setattr(join, "SAMPLED", 25)
    found = nearest_pairs(matrix, np.zeros(members + others), 3.0, k=10)
    inside = (found.pairs.a < members) & (found.pairs.b < members)
    assert len(np.unique(np.r_[found.pairs.a[inside], found.pairs.b[inside]])) == members
    assert len(found.pairs.a) <= 11 * (members + others)
    assert found.sampled == names
    assert "terms of over 100 articles" in found.why


def test_each_article_of_a_story_of_thousands_finds_its_twenty_neighbours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    members = 3_000
    names = np.tile([[0, 1, 2]], (members, 1))
    terms = np.c_[names, 3 + np.arange(members)]
    matrix = sp.csr_matrix(
        (np.full(terms.size, 0.5, np.float32), terms.ravel(), 4 * np.arange(members + 1))
    )
    monkeypatch.setattr(join, "EXACT", 0)
    found = nearest_pairs(matrix, np.zeros(members), 3.0)
    assert found.sampled == 3
    assert np.bincount(np.r_[found.pairs.a, found.pairs.b]).min() >= 20


def test_a_long_row_looks_with_its_heaviest_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = sp.csr_matrix(
        np.array([[0.9, 0.3, 0.2, 0.2, 0.1], [1, 0, 0, 0, 0], [0, 0, 0, 0, 1]], dtype=np.float32)
    )
    days = np.full(3, np.nan)
    assert as_set(nearest_pairs(matrix, days, 3.0).pairs) == {(0, 1), (0, 2)}
    monkeypatch.setattr(join, "LONGEST_ROW", 3)
    assert nearest_pairs(matrix, days, 3.0).shortened == 0  # not where all terms count
    monkeypatch.setattr(join, "EXACT", 0)
    found = nearest_pairs(matrix, days, 3.0, looking=np.array([True, False, False]))
    assert as_set(found.pairs) == {(0, 1)}
    assert found.shortened == 1
    assert "over 3 terms" in found.why


def test_a_build_says_which_caps_bit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build("seeds").run["chosen"]["candidates"]["why"] == "exact"
    monkeypatch.setattr(join, "EXACT", 0)
    monkeypatch.setattr(join, "LONGEST_POSTING", 1)
    monkeypatch.setattr(join, "SAMPLED", 1)
    graph = build("seeds")
    print_summary(graph, [Path("seeds")], Path("index.html"))
    assert "candidates" in capsys.readouterr().out
    chosen = graph.run["chosen"]["candidates"]
    assert chosen["sampled_terms"] > 0
    assert chosen["why"].startswith("capped: terms of over 1 articles")
