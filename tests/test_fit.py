"""The fit of each article beside a direct computation, article by article and pair by pair."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
import scipy.sparse as sp

from storygraph.communities.fit import fit
from storygraph.communities.groups import LEAST_INSIDE, USUAL_INSIDE
from storygraph.similarity.background import Background
from storygraph.similarity.evidence import Evidence
from storygraph.similarity.kernel import OFF, TimeKernel
from storygraph.stories.cohesion import hundredths, is_firm, is_loose, with_cohesion
from storygraph.tables import ARTICLES, STORIES, conform
from tests.made_up import evidence_of

KERNEL = TimeKernel(3.0, 0.2, "made up")


def made_up(seed: int) -> tuple[np.ndarray, Evidence]:
    """Labels, and evidence with empty texts, copies, up to three languages, dates far apart."""
    rng = np.random.default_rng(seed)
    count, terms = int(rng.integers(2, 50)), int(rng.integers(3, 40))
    dense = rng.random((count, terms)) * (rng.random((count, terms)) < rng.uniform(0.1, 0.6))
    dense[rng.random(count) < 0.1] = 0
    length = np.linalg.norm(dense, axis=1)
    dense[length > 0] /= length[length > 0][:, None]
    days = 20_000 + rng.normal(0, [1, 30, 1e4, 7e5][seed % 4], count)
    days[rng.random(count) < [0, 0.3, 1][seed % 3]] = np.nan
    rows = np.r_[np.arange(count), rng.integers(0, count, int(rng.integers(0, 20)))]
    stories = max(1, count // int(rng.integers(1, 8)))
    made = evidence_of(
        sp.csr_matrix(dense.astype(np.float32)),
        days,
        languages=rng.integers(0, int(rng.integers(1, 4)), count),
        nodes=np.arange(count),
        rows=rows,
        kernel=replace(KERNEL, width=[0.001, 0.3, 3.0, 10.0][seed // 4 % 4]) if seed % 5 else OFF,
        background=Background(0.02 * float(rng.random()), 0.045),
    )
    return rng.integers(0, stories, count)[rows], made


def directly(labels: np.ndarray, evidence: Evidence) -> np.ndarray:
    """What `fit` should be: nothing is summed up over a story but what is told of it."""
    vectors = evidence.matrix.toarray().astype(np.float64)
    community, found = labels[evidence.nodes], np.full(len(evidence.nodes), np.nan)
    for row in range(len(found)):
        told = evidence.languages == evidence.languages[row]
        others = np.flatnonzero(told & (community == community[row]))
        others = others[others != row]
        if len(others):
            found[row] = _direct(vectors, row, others, evidence)
        elif (community == community[row]).sum() == 1 and (evidence.rows == row).sum() > 1:
            found[row] = 1.0  # copies of one text, and nothing else
    return found[evidence.rows]


def _direct(vectors: np.ndarray, row: int, others: np.ndarray, evidence: Evidence) -> float:
    chance = evidence.background.mean
    cosines = [vectors[a] @ vectors[b] for a in others for b in others if a < b]
    inside = (sum(cosines) + USUAL_INSIDE) / (len(cosines) + 1)
    scale = (USUAL_INSIDE - chance) * max(inside - chance, LEAST_INSIDE)
    alike = (np.mean(vectors[others] @ vectors[row]) - chance) / scale**0.5
    near, kernel = 1.0, evidence.kernel
    days = evidence.days[others][~np.isnan(evidence.days[others])]
    if kernel.on and len(days) and not np.isnan(evidence.days[row]):
        variance = kernel.width**2 + np.var(days)
        gap = evidence.days[row] - np.mean(days)
        density = kernel.width / variance**0.5 * np.exp(-(gap**2) / variance / 2)
        dated = len(days) / len(others)
        near = (1 - dated) + dated * (kernel.floor + (1 - kernel.floor) * density)
    return float(np.clip(alike * near**0.5, 0, 1))


@pytest.mark.parametrize("seed", range(60))
def test_fit_is_what_a_direct_computation_finds(seed: int) -> None:
    labels, made = made_up(seed)
    expected = directly(labels, made)
    # Four digits are kept
    np.testing.assert_allclose(fit(labels, made), expected, rtol=0, atol=5.1e-5)


@pytest.mark.parametrize("seed", range(0, 60, 7))
def test_the_order_of_articles_and_the_names_of_stories_do_not_matter(seed: int) -> None:
    labels, made = made_up(seed)
    order = np.random.default_rng(seed).permutation(len(made.nodes))
    shuffled = replace(
        made,
        matrix=made.matrix[order],
        days=made.days[order],
        languages=made.languages[order],
        nodes=order,
        rows=np.argsort(order)[made.rows],
    )
    assert np.array_equal(fit(labels, made), fit(100 - labels, shuffled), equal_nan=True)


def test_one_large_story_is_not_held_pair_by_pair() -> None:
    count = 30_000
    rng = np.random.default_rng(1)
    columns = np.sort(rng.integers(0, 500, (count, 4)), axis=1)
    matrix = sp.csr_matrix(
        (np.full(4 * count, 0.5, np.float32), columns.ravel(), np.arange(0, 4 * count + 1, 4)),
        (count, 500),
    )  # as dense numbers 7 GB
    found = fit(np.zeros(count, np.int64), evidence_of(matrix, np.full(count, 20_000.0)))
    assert not np.isnan(found).any()
    assert found.max() < 0.1


def test_no_articles_have_no_fit() -> None:
    none = evidence_of(sp.csr_matrix((0, 5), dtype=np.float32))
    assert len(fit(np.zeros(0, np.int64), none)) == 0


def told(*fits: float) -> dict[str, Any]:
    """What is told of one story whose articles fit so well."""
    rows = [{"id": str(n), "story": 1} for n in range(len(fits))]
    articles = conform(pl.DataFrame(rows).with_row_index("node"), ARTICLES)
    stories = conform(pl.DataFrame({"story": [1], "size": [len(fits)]}), STORIES)
    return with_cohesion(articles, stories, np.array(fits))[1].row(0, named=True)


def test_a_loose_fit_is_below_three_tenths_and_a_firm_story_has_eight() -> None:
    assert told(0.2999, 0.3, 0.9)["loose"] == 1
    assert told(0.3, 0.9, np.nan)["loose"] == 0
    assert told(np.nan, np.nan)["cohesion"] is None
    assert is_firm(told(0.8, 0.9)["cohesion"])
    assert not is_firm(told(0.7999, 0.9)["cohesion"])
    assert is_firm(0.8)
    assert is_firm(None) is is_loose(None) is False
    assert is_loose(0.2999)
    assert not is_loose(0.3)


def test_an_article_in_no_story_has_no_fit() -> None:
    rows = [{"id": str(n), "story": story} for n, story in enumerate([1, 1, None])]
    articles = conform(pl.DataFrame(rows).with_row_index("node"), ARTICLES)
    stories = conform(pl.DataFrame({"story": [1, 2], "size": [2, 2]}), STORIES)
    articles, stories = with_cohesion(articles, stories, np.array([0.5, 0.75, 0.9]))
    assert articles["fit"].to_list() == [0.5, 0.75, None]
    # No row of a story goes, nor does the order change, though nothing is in one
    assert stories.select("story", "cohesion").rows() == [(1, 0.5), (2, None)]


def test_no_fit_stands_as_better_than_what_is_said_of_it() -> None:
    assert [hundredths(fit) for fit in (0.2999, 0.3, 0.7999, 0.8, 0.0, 1.0)] == [
        "0.29", "0.30", "0.79", "0.80", "0.00", "1.00",
    ]  # fmt: skip
    # As a table of singles has them
    singles = pl.Series([n / 100 for n in range(101)], dtype=pl.Float32).to_list()
    assert [hundredths(fit) for fit in singles] == [f"{n / 100:.2f}" for n in range(101)]
