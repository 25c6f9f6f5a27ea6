"""Linkage: the laws of its partitions, and the same rule written without any bookkeeping."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from storygraph.communities import linkage, partners
from storygraph.communities.groups import Groups, gain, link_layer
from storygraph.communities.linkage import DIGITS, group
from storygraph.pairs import Dots, Pairs
from storygraph.similarity.background import Background
from storygraph.similarity.kernel import BRIEF, TimeKernel

Ints = npt.NDArray[np.int64]

KERNELS = (TimeKernel(0.0, 1.0, "off"), TimeKernel(2.0, 0.2, "on"))
BACKGROUND = Background(0.02, 0.05)


class Corpus:
    """A few random articles in overlapping stories, with dates, links and candidates."""

    def __init__(self, rows: int, seed: int, share: float, *, repeats: bool) -> None:
        rng = np.random.default_rng(seed)
        dense = np.zeros((rows, 30))
        for row in range(rows):
            used = rng.choice(8, 4, replace=False) + 5 * rng.integers(0, 4)
            dense[row, used] = 1.0 if repeats else rng.uniform(0.5, 1.5, 4)
        dense /= np.sqrt((dense**2).sum(axis=1))[:, None]
        self.matrix = sp.csr_matrix(dense)
        self.days = np.where(rng.random(rows) < 0.2, np.nan, rng.uniform(0, 9, rows))
        self.links = rng.integers(0, rows, (rows // 3, 2)).astype(np.int64)
        low, high = np.triu_indices(rows, 1)
        kept = rng.random(len(low)) < share
        self.pairs = Pairs.of(low[kept], high[kept], rows)

    def labels(self, kernel: TimeKernel, *thresholds: float) -> list[Ints]:
        found = group(
            self.matrix,
            self.days,
            self.links,
            kernel=kernel,
            background=BACKGROUND,
            pairs=self.pairs,
            thresholds=thresholds,
        )
        return found.labels

    def shuffled(self, order: Ints) -> Corpus:
        """The same corpus, its row `order[i]` in place i."""
        other = Corpus.__new__(Corpus)
        place = np.argsort(order)
        other.matrix, other.days = self.matrix[order], self.days[order]
        other.links = place[self.links]
        other.pairs = Pairs.of(place[self.pairs.a], place[self.pairs.b], len(order))
        return other


def reference(corpus: Corpus, kernel: TimeKernel, threshold: float) -> Ints:
    """Rounds of mutual best partners, everything computed anew in each."""
    rows = corpus.matrix.shape[0]
    layer = link_layer(corpus.links, rows)
    joined = corpus.pairs.plus(Pairs.of(*layer.nonzero(), rows), rows)
    candidate = sp.csr_matrix((np.ones(len(joined.a)), (joined.a, joined.b)), shape=(rows, rows))
    labels = before = np.arange(rows)
    while True:
        labels = np.unique(labels, return_inverse=True)[1]
        count = labels.max() + 1
        step = sp.csr_matrix((np.ones(rows), (labels, before)), shape=(count, candidate.shape[0]))
        candidate = step @ (candidate + candidate.T) @ step.T
        into = sp.csr_matrix((np.ones(rows), (labels, np.arange(rows))), shape=(count, rows))
        groups = Groups.of(corpus.matrix, corpus.days).merged(into)
        vectors = groups.vectors.toarray()
        low, high = np.nonzero(np.triu(candidate.toarray() > 0, 1))
        dots = (vectors[low] * vectors[high]).sum(axis=1)
        squares = ((vectors[low] * vectors[high]) ** 2).sum(axis=1)
        links = np.asarray((into @ layer @ into.T).todense())[low, high]
        gains = np.round(
            gain(
                groups,
                low,
                high,
                Dots(dots, squares),
                links,
                kernel=kernel,
                background=BACKGROUND,
                least=threshold,
            ),
            DIGITS,
        )
        kept = (gains >= linkage.HOPE * threshold) | (links > 0)
        low, high, gains = low[kept], high[kept], gains[kept]
        candidate = sp.csr_matrix((np.ones(len(low)), (low, high)), shape=(count, count))
        best: dict[int, tuple[float, int]] = {}
        for a, b, value in zip(low.tolist(), high.tolist(), gains.tolist(), strict=True):
            if value >= threshold:
                best[a] = min(best.get(a, (np.inf, 0)), (-value, b))
                best[b] = min(best.get(b, (np.inf, 0)), (-value, a))
        merges: dict[int, int] = {}
        for a, (value, b) in best.items():
            if best[b][1] != a or a > b:
                continue
            room = partners.GROWTH * (groups.size[a] + groups.size[b])
            merges[b] = a
            others = sorted(
                (v, c)
                for c, (v, d) in best.items()
                if d in (a, b) and c not in (a, b) and -v >= partners.NEARLY * -value
            )
            for _, other in others:
                room -= groups.size[other]
                if room < 0:
                    break
                merges[other] = a
        if not merges:
            return labels
        before = labels
        labels = np.array([merges.get(label, label) for label in labels.tolist()])


def by_first(labels: Ints) -> Ints:
    """Labels numbered by the first row of each group."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]


corpora = st.builds(
    Corpus,
    st.integers(2, 28),
    st.integers(0, 9999),
    st.sampled_from((0.15, 0.5, 1.0)),
    repeats=st.booleans(),
)


@given(corpora, st.sampled_from(KERNELS), st.sampled_from((0.125, 1.0)), st.floats(0.02, 0.9))
@settings(deadline=None, max_examples=100)
def test_rounds_give_what_computing_everything_anew_gives(
    corpus: Corpus, kernel: TimeKernel, growth: float, threshold: float
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partners, "GROWTH", growth)
        patch.setattr(partners, "NEARLY", 0.7)
        patch.setattr(linkage, "MOST_PASSES", 0)  # no further candidates
        wanted = by_first(reference(corpus, kernel, threshold))
        np.testing.assert_array_equal(corpus.labels(kernel, threshold)[0], wanted)


@given(corpora, st.sampled_from(KERNELS))
@settings(deadline=None, max_examples=50)
def test_levels_hold_each_row_once_and_nest(corpus: Corpus, kernel: TimeKernel) -> None:
    levels = corpus.labels(kernel, 0.6, 0.3, 0.1)
    for labels in levels:
        assert labels.shape == (corpus.matrix.shape[0],)
        np.testing.assert_array_equal(by_first(labels), labels)
    for fine, coarse in pairwise(levels):
        parts = np.unique(np.c_[fine, coarse], axis=0)
        assert len(parts) == fine.max() + 1
    np.testing.assert_array_equal(corpus.labels(kernel, 0.6)[0], levels[0])


@given(st.integers(2, 30), st.integers(0, 9999), st.sampled_from(KERNELS), st.integers(0, 99))
@settings(deadline=None, max_examples=50)
def test_the_order_of_rows_does_not_show(
    rows: int, seed: int, kernel: TimeKernel, turn: int
) -> None:
    corpus = Corpus(rows, seed, 0.5, repeats=False)
    corpus.links = corpus.links[:1]  # several between unlike rows tie; then the first row decides
    order = np.random.default_rng(turn).permutation(rows)
    straight = corpus.labels(kernel, 0.25)[0]
    shuffled = corpus.shuffled(order).labels(kernel, 0.25)[0]
    np.testing.assert_array_equal(by_first(straight[order]), shuffled)


def test_candidates_among_merged_groups_are_found_though_none_was_given() -> None:
    counts = np.zeros((16, 40))
    for row in range(16):
        counts[row, [4 * (row // 8) + term for term in range(4)]] = 1.0
        counts[row, [8 + row, 24 + row]] = 1.5
    counts /= np.sqrt((counts**2).sum(axis=1))[:, None]
    halves = np.arange(16) // 4
    low, high = np.triu_indices(16, 1)
    inside = halves[low] == halves[high]
    found = group(
        sp.csr_matrix(counts),
        np.full(16, np.nan),
        np.zeros((0, 2), np.int64),
        kernel=KERNELS[0],
        background=BACKGROUND,
        pairs=Pairs.of(low[inside], high[inside], 16),
    )
    np.testing.assert_array_equal(found.labels[0], np.arange(16) // 8)
    assert found.passes == 2


def test_one_large_story_needs_few_rounds() -> None:
    rng = np.random.default_rng(0)
    size = 3_000
    counts = np.zeros((size, 405))
    counts[:, :5] = rng.uniform(0.8, 1.2, (size, 5))
    for row in range(size):
        counts[row, 5 + rng.choice(400, 5, replace=False)] = 0.8
    counts /= np.sqrt((counts**2).sum(axis=1))[:, None]
    low = np.repeat(np.arange(size), 10)
    found = group(
        sp.csr_matrix(counts),
        np.full(size, np.nan),
        np.zeros((0, 2), np.int64),
        kernel=KERNELS[0],
        background=BACKGROUND,
        pairs=Pairs.of(low, rng.integers(0, 100, len(low)), size),
    )
    assert np.bincount(found.labels[0]).max() > 0.9 * size
    assert found.rounds < 80


@given(st.integers(3, 60), st.integers(1, 60), st.floats(0.3, 0.9))
def test_without_dates_long_texts_need_more_in_common(terms: int, more: int, cosine: float) -> None:
    def gained(terms: int, days: float) -> float:
        """Of two articles of so many terms, alike in three of them."""
        rows = np.zeros((2, 3 + 2 * terms))
        rows[:, :3] = np.sqrt(cosine / 3)
        rows[0, 3 : 3 + terms] = rows[1, 3 + terms :] = np.sqrt((1 - cosine) / terms)
        one, other = np.zeros(1, np.int64), np.ones(1, np.int64)
        return float(
            gain(
                Groups.of(sp.csr_matrix(rows), np.full(2, days)),
                one,
                other,
                Dots(np.array([cosine]), np.full(1, np.nan)),
                np.zeros(1),
                kernel=KERNELS[1],
                background=BACKGROUND,
                least=0.0,
            )[0]
        )

    shorter, longer = gained(terms, np.nan), gained(terms + more, np.nan)
    assert longer < shorter if terms + 3 >= BRIEF else longer <= shorter
    assert gained(terms + more, 1.0) == pytest.approx(gained(terms, 1.0))
