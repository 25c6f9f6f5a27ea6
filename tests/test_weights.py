"""Common terms tie nothing, but where they are the words of a story."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storygraph.tables import ARTICLES, conform
from storygraph.terms.vectors import Vectors, vectorise
from storygraph.terms.weights import FEW_ARTICLES, NOT_COUNTED, weigh_terms

SYLLABLES = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
DETAILS = [
    "siren",
    "flood",
    "bridge",
    "rescue",
    "mayor",
    "shelter",
    "pump",
    "levee",
    "boats",
    "roofs",
    "dam",
    "rain",
    "army",
    "school",
    "hotel",
    "sandbags",
    "cattle",
    "insurers",
    "mud",
    "power",
]


def vectors_of(titles: list[str]) -> Vectors:
    table = pl.DataFrame({"title": titles}).with_columns(
        lang=pl.lit("en"), excerpt=pl.lit(""), body=pl.lit("")
    )
    return vectorise(conform(table.with_row_index("node"), ARTICLES))


def other_news(count: int, topic: str = "") -> list[str]:
    """Pairs of articles that tell the same, each pair of its own."""
    names = [f"{a}{b}" for a in SYLLABLES for b in SYLLABLES][: count // 2]
    return [f"{topic} {name} {name}son of {name}ville {side}" for name in names for side in "xy"]


def tells(vectors: Vectors, term: str) -> bool:
    row = vectors.vocabulary.filter(term=term)
    return bool(row.height) and bool(row["ties"][0])


@pytest.mark.parametrize("share", [0.2, 0.35, 0.6])
def test_the_name_of_a_large_story_ties_its_articles(share: float) -> None:
    large = int(400 * share)
    rng = np.random.default_rng(0)
    story = [f"Ingrith {' '.join(rng.choice(DETAILS, 3, replace=False))} {n}" for n in range(large)]
    assert tells(vectors_of(story + other_news(400 - large)), "ingrit")


@pytest.mark.parametrize("share", [0.2, 0.35, 0.95, 1.0])
def test_the_topic_of_all_ties_nothing(share: float) -> None:
    count = int(400 * share)
    plain, topical = other_news(400 - count), other_news(400, "Parliament")[400 - count :]
    vectors = vectors_of(plain + topical)
    assert not tells(vectors, "parlia")
    assert tells(vectors, "baba")


def test_a_topic_whose_articles_are_only_twice_as_alike_as_others_ties_nothing() -> None:
    rng = np.random.default_rng(0)
    words = [f"{a}lo{b}" for a in SYLLABLES[:12] for b in "mnrs"]
    topical = [
        f"Parliament {' '.join(rng.choice(words[:24], 3, replace=False))}" for _ in range(80)
    ]
    others = [" ".join(rng.choice(words, 3, replace=False)) for _ in range(320)]
    assert not tells(vectors_of(topical + others), "parlia")
    assert tells(vectors_of(topical + others), "balom")


def test_a_word_counts_most_in_the_title_and_half_in_the_middle_of_a_long_text() -> None:
    texts = [
        f"ferry {' '.join(f'{side}{n}' for n in range(149))} bridge" for side in ("east", "west")
    ]
    table = pl.DataFrame({"title": ["Harbour", "Harbour"], "body": texts}).with_columns(
        lang=pl.lit("en"), excerpt=pl.lit("")
    )
    vectors = vectorise(conform(table.with_row_index("node"), ARTICLES))
    weight = dict(zip(vectors.vocabulary["term"], vectors.matrix.toarray()[0], strict=True))
    assert weight["bridge"] / weight["ferry"] == pytest.approx(0.5)
    assert weight["harbou"] / weight["ferry"] == pytest.approx(1 + np.log(2))


def test_what_nearly_all_articles_tell_is_no_story_among_them() -> None:
    rng = np.random.default_rng(0)
    all_about = [f"Ingrith {' '.join(rng.choice(DETAILS, 3))} {n}" for n in range(380)]
    assert not tells(vectors_of(all_about + other_news(20)), "ingrit")


def test_a_term_of_few_articles_is_never_too_common() -> None:
    assert tells(vectors_of(other_news(FEW_ARTICLES, "Parliament")), "parlia")
    assert not tells(vectors_of(other_news(FEW_ARTICLES + 2, "Parliament")), "parlia")


@given(st.integers(1, 60), st.integers(1, 12), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=50)
def test_weights_do_not_depend_on_the_order(articles: int, terms: int, seed: int) -> None:
    from scipy.sparse import csr_matrix

    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 3, (articles, terms)).astype(float)
    codes = rng.integers(NOT_COUNTED, 2, articles)
    order = rng.permutation(articles)
    one, other = (
        weigh_terms(csr_matrix(counts[rows]), codes[rows], ["en", "de"])
        for rows in (np.arange(articles), order)
    )
    assert np.array_equal(one.idf, other.idf)
    assert np.array_equal(one.kept, other.kept)
    assert np.array_equal(one.ties, other.ties)
    counted = counts[codes != NOT_COUNTED] > 0
    assert not one.kept[counted.sum(axis=0) < 2].any()
    assert np.all(np.isfinite(one.idf))
