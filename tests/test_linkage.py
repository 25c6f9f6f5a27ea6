"""Linkage: the laws of its partitions, and the same rule written without any bookkeeping."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from storygraph.arrays import Ints
from storygraph.communities import linkage, partners
from storygraph.communities.candidates import Candidates
from storygraph.communities.groups import Groups, gain, link_layer
from storygraph.communities.linkage import DIGITS, group
from storygraph.pairs import Dots, Pairs, compare
from storygraph.similarity.join import nearest_pairs
from storygraph.similarity.kernel import BRIEF, OFF, TimeKernel
from tests.made_up import BACKGROUND, evidence_of

KERNELS = (OFF, TimeKernel(2.0, 0.2, "on"))


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
        made = evidence_of(
            self.matrix, self.days, pairs=self.pairs, links=self.links, kernel=kernel
        )
        return group(made, thresholds).labels

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


def rows_of(words: dict[str, int], *articles: dict[str, float]) -> sp.csr_matrix:
    """Unit rows: of each article what every word of a group weighs, and one of its own as the rest.

    `words` says how many words a group has.
    """
    ends = np.cumsum([0, *words.values()])
    place = dict(zip(words, pairwise(ends), strict=True))
    dense = np.zeros((len(articles), ends[-1] + len(articles)))
    for row, article in enumerate(articles):
        for name, weight in article.items():
            dense[row, slice(*place[name])] = weight
        dense[row, ends[-1] + row] = np.sqrt(1.0 - (dense[row] ** 2).sum())
    return sp.csr_matrix(dense)


def grouped(matrix: sp.csr_matrix, pairs: Pairs, threshold: float) -> list[int]:
    """Labels of articles without dates and links."""
    found = group(evidence_of(matrix, pairs=pairs), (threshold,))
    labels: list[int] = found.labels[0].tolist()
    return labels


def test_an_article_goes_to_the_story_that_is_nearest_when_its_members_are_together() -> None:
    matrix = rows_of(
        {"ab": 3, "abc": 2, "cde": 6, "de": 3},
        {"ab": 0.23, "abc": 0.35},
        {"ab": 0.23, "abc": 0.35},
        {"abc": 0.5, "cde": 0.28},  # two words only with each of the first, six with the last
        {"cde": 0.2, "de": 0.27},
        {"cde": 0.155, "de": 0.27},
    )
    low, high = np.triu_indices(5, 1)
    assert grouped(matrix, Pairs.of(low, high, 5), 0.33) == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("step", [1, -1])
def test_of_two_as_good_the_first_is_the_partner_whatever_order_their_words_come_in(
    step: int,
) -> None:
    own = np.array([[3.0, 1, 2, 0, 0, 0], [0, 0, 0, 2, 1, 3], [3, 1, 2, 2, 1, 3]])
    rows = sp.csr_matrix(own[:, ::step] / np.sqrt((own**2).sum(axis=1))[:, None])
    low, high = np.triu_indices(3, 1)
    assert grouped(rows, Pairs.of(low, high, 3), 0.7) == [0, 1, 0]


def test_an_article_finds_a_new_group_that_has_nearer_ones_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(linkage, "nearest_pairs", partial(nearest_pairs, k=1))
    matrix = rows_of(
        {"loud": 1, "shared": 6, "other": 3, "near": 2, "far": 2, "given": 3},
        {"shared": 0.2324, "loud": 0.5},
        {"shared": 0.2324, "loud": 0.5},
        {"shared": 0.2582, "near": 0.5, "far": 0.22},  # of their story
        {"near": 0.4, "other": 0.408},
        {"far": 0.447, "other": 0.408},
        {"loud": 0.9},  # but one word, however loud, is no evidence
        {"given": 0.5},
        {"given": 0.5},
    )
    given_ = Pairs(np.array([6]), np.array([7]))
    assert grouped(matrix, given_, 0.39) == [0, 0, 0, 1, 1, 2, 3, 3]


def test_a_group_that_was_made_alone_looks_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkage, "nearest_pairs", partial(nearest_pairs, k=1))
    matrix = rows_of(
        {"loud": 1, "shared": 6, "near": 1, "given": 3},
        {"shared": 0.2324, "loud": 0.5},
        {"shared": 0.2324, "loud": 0.5},
        {"shared": 0.2582, "near": 0.5},  # of their story, and nearest to another by one word
        {"near": 0.8},
        {"given": 0.5},
        {"given": 0.5},
    )
    given_ = Pairs(np.array([4]), np.array([5]))
    assert grouped(matrix, given_, 0.39) == [0, 0, 0, 1, 2, 2]


def test_a_pair_that_is_known_is_no_candidate_a_second_time() -> None:
    matrix = rows_of({"shared": 4}, *[{"shared": 0.25}] * 3)
    groups, known = Groups.of(matrix, np.full(3, np.nan)), Pairs(np.array([0, 1]), np.array([1, 2]))
    dots = compare(matrix, known.a, known.b)
    nothing = sp.coo_matrix((3, 3))
    given_ = Candidates.of(groups, known, dots, nothing)
    found = given_.plus(Pairs(np.array([0, 0]), np.array([1, 2])), groups)
    assert list(zip(found.a.tolist(), found.b.tolist(), strict=True)) == [(0, 1), (1, 2), (0, 2)]


def test_each_two_that_merge_have_room_of_their_own_for_others() -> None:
    choosing = partners.Partners(np.arange(7), 7)
    wooing, wooed = np.array([0, 2, 6, 3, 5]), np.array([1, 0, 1, 4, 3])
    choosing.prefer(wooing, wooed, np.array([1.0, 0.95, 0.93, 1.0, 0.95]))
    member, head = choosing.choose(np.array([4.0, 4, 1, 4, 4, 1, 1]))
    # One article for eight: the second best of the first two has no place
    merges = dict(zip(member.tolist(), head.tolist(), strict=True))
    assert merges == {0: 0, 1: 0, 2: 0, 3: 3, 4: 3, 5: 3}


def test_what_is_hopeless_at_one_level_counts_again_at_a_lower_one() -> None:
    matrix = rows_of({"shared": 4}, {"shared": 0.25}, {"shared": 0.25})
    made = evidence_of(matrix, pairs=Pairs(np.array([0]), np.array([1])))
    alone, together = group(made, (2.0, 0.1)).labels
    assert (alone.tolist(), together.tolist()) == ([0, 1], [0, 0])


def test_rows_that_have_joined_others_are_counted() -> None:
    corpus = Corpus(28, 3, 1.0, repeats=False)
    told: list[int] = []
    made = evidence_of(corpus.matrix, pairs=corpus.pairs)
    (labels,) = group(made, (0.2,), lambda done, _: told.append(done)).labels
    assert told == sorted(told)
    assert told[-1] == len(labels) - (labels.max() + 1) > 0


def test_candidates_among_merged_groups_are_found_though_none_was_given() -> None:
    counts = np.zeros((16, 40))
    for row in range(16):
        counts[row, [4 * (row // 8) + term for term in range(4)]] = 1.0
        counts[row, [8 + row, 24 + row]] = 1.5
    counts /= np.sqrt((counts**2).sum(axis=1))[:, None]
    halves = np.arange(16) // 4
    low, high = np.triu_indices(16, 1)
    inside = halves[low] == halves[high]
    pairs = Pairs.of(low[inside], high[inside], 16)
    found = group(evidence_of(sp.csr_matrix(counts), pairs=pairs))
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
    pairs = Pairs.of(low, rng.integers(0, 100, len(low)), size)
    found = group(evidence_of(sp.csr_matrix(counts), pairs=pairs))
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
