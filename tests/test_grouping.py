"""Vectors, kernel, candidates, communities: laws that every corpus obeys."""

from __future__ import annotations

import json
import random
import time
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, random_array

from storygraph.communities.groups import link_layer, shared_words
from storygraph.communities.partition import partition
from storygraph.edges import merge
from storygraph.options import Algorithm, Options
from storygraph.pairs import compare
from storygraph.pipeline import build
from storygraph.similarity.background import measure_background
from storygraph.similarity.dating import judge_dates
from storygraph.similarity.join import nearest_pairs
from storygraph.stories import profiles
from storygraph.stories.describe import SCRAP, describe
from storygraph.tables import ARTICLES, KIND, conform
from storygraph.terms.spelling import LONGEST, readable, spoken
from storygraph.terms.vectors import project, vectorise
from storygraph.terms.words import terms_of

if TYPE_CHECKING:
    from storygraph.similarity.evidence import Evidence


def articles(titles: list[str]) -> pl.DataFrame:
    table = pl.DataFrame({"title": titles}, {"title": pl.String}).with_columns(
        node=pl.int_range(pl.len()), excerpt=pl.lit(""), body=pl.lit("")
    )
    return conform(table, ARTICLES)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Élections in Kraków", ["electi", "in", "krakow"]),
        ("announces announced announcement", ["announ"] * 3),
        ("東京で地震", ["東京", "京で", "で地", "地震"]),
        ("3 of 214,000 e-bikes", ["of", "214", "000", "bikes"]),
        ("", []),
    ],
)
def test_terms_fit_any_script(text: str, terms: list[str]) -> None:
    assert terms_of(text) == terms


def test_a_run_of_writing_without_spaces_is_no_word() -> None:
    run = "".join(chr(0x4E00 + n % 3000) for n in range(100_000))
    pairs = {run[at : at + 2] for at in range(2_000)}
    began = time.process_time()
    found = spoken([run], pairs)
    assert max(map(len, found.values())) <= LONGEST
    assert time.process_time() - began < 5  # it took minutes


def test_terms_are_spoken_as_texts_write_them() -> None:
    texts = ["Recall of batteries", "The RECALL", "recalls batteries", "Recall again"]
    assert spoken(texts, ["recall", "batter", "zzz"]) == {
        "recall": "Recall",
        "batter": "batteries",
        "zzz": "zzz",
    }


def test_a_word_as_often_in_capitals_as_not_is_spelled_in_small_letters() -> None:
    assert spoken(["RECALL of ferries", "recall of trains"], ["recall"]) == {"recall": "recall"}
    assert spoken(["NASA ships", "NASA lands", "nasa"], ["nasa"]) == {"nasa": "NASA"}


def test_web_addresses_are_no_words() -> None:
    plain = ["ferry sinks off cape", "ferry crew saved off cape"] * 2
    told = articles(plain).with_columns(
        excerpt=pl.lit("See https://news.example/a?b=c and WWW.NEWS.EXAMPLE/d, more to come")
    )
    terms = set(vectorise(told).vocabulary["term"])
    assert {"ferry", "cape", "come"} <= terms
    assert not terms & {"https", "www", "news", "exampl"}


def test_pairs_of_characters_are_joined_into_words() -> None:
    texts = ["ベルナ大橋に亀裂", "ベルナ大橋が閉鎖", "亀裂の原因"]
    found = spoken(texts, ["ベル", "ルナ", "ナ大", "大橋", "亀裂", "の原"])
    assert found["ルナ"] == found["大橋"] == "ベルナ大橋"
    assert readable(found.values()) == ["ベルナ大橋", "亀裂"]
    assert spoken(["अस्पताल में"], ["अस्पता"]) == {"अस्पता": "अस्पताल"}


def test_a_word_and_its_plural_are_one_keyword() -> None:
    assert readable(["build", "best", "Builds", "queues", "queue"]) == ["build", "best", "queues"]


@given(st.lists(st.text("abcAB12 _-’é", max_size=30), max_size=6))
@settings(deadline=None)
def test_spellings_do_not_depend_on_how_they_are_looked_for(texts: list[str]) -> None:
    wanted = {term: None for text in texts for term in terms_of(text)}
    # One Cyrillic letter, and every word of a text is looked at
    assert spoken(texts, wanted) == spoken([f"{text} ж" for text in texts], wanted)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(0, 99))
@settings(deadline=None)
def test_profiles_are_those_of_whole_stories(sizes: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    matrix = random_array((starts[-1] + 3, 20), density=0.3, rng=rng, dtype=np.float32).tocsr()
    nodes = rng.permutation(matrix.shape[0])[: starts[-1]]
    pairs = rng.random(20) < 0.1
    dense = matrix.toarray()[nodes]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(profiles, "BLOCK", 10)
        found = list(profiles.profiles(matrix, nodes, starts, pairs, 2, 4))
    story = np.repeat(np.arange(len(sizes)), sizes)
    sums = np.add.reduceat(dense, starts[:-1])
    assert np.allclose(
        np.concatenate([each.central for each in found]), (dense * sums[story]).sum(axis=1)
    )
    counts = np.add.reduceat((dense > 0).astype(np.float32), starts[:-1])
    mean = counts.sum() / len(sizes)
    strength = counts * np.log1p(mean / np.maximum(counts.sum(axis=0), np.float32(1.0)))
    for row, columns in enumerate([each for block in found for each in block.columns]):
        order = np.argsort(-strength[row], kind="stable")
        best = order[strength[row][order] > 0][:4]
        assert columns.tolist() == (best if pairs[best[:2]].any() else best[:2]).tolist()


@pytest.mark.parametrize("scrap", ["Skarrow landslide", "skarrow landslide alps road.jpg"])
def test_no_scrap_heads_a_story(scrap: str) -> None:
    """Such a headline holds nothing but what all of them say, and so is the most central."""
    told = ("buries seven lorries", "isolates mountain hamlet", "foreseen by surveyors")
    own = [f"Skarrow landslide {words}" for words in told]
    others = [f"Unlike matter {n}: {words}" for n, words in enumerate(told)]
    table = articles([scrap, *own, *others]).with_columns(kind=pl.lit("article", KIND))
    _, stories = describe(table, np.array([0, 0, 0, 0, 1, 2, 3]), vectorise(table))
    (title,) = stories["title"]
    assert title in own


def post(text: str, others: list[str]) -> pl.DataFrame:
    """A post of this text, and articles with these headlines."""
    table = articles([text[:60], *others])
    return table.with_columns(
        excerpt=pl.Series([text] + [""] * len(others)),
        untitled=pl.Series([True] + [False] * len(others)),
        kind=pl.lit("article", KIND),
    )


def test_how_a_post_begins_weighs_no_more_than_the_rest_and_heads_no_story() -> None:
    others = ["Road at Skarrow shut by landslide for weeks", "Ferries are back", "A museum opens"]
    table = post("Landslide over the road at Skarrow, ferries at sea. " * 2, others)
    vectors = vectorise(table)
    blank = table.with_columns(title=pl.Series(["", *others]))
    assert (vectors.matrix != vectorise(blank).matrix).nnz == 0
    _, stories = describe(table, np.array([0, 0, 1, 2]), vectors)
    assert stories["title"].to_list() == [others[0]]


def test_a_short_post_is_a_headline() -> None:
    others = ["Road at Skarrow shut by landslide for weeks", "Ferries are back", "A museum opens"]
    text = "Landslide over the road at Skarrow https://a.example/ferries"
    headline = articles(["Landslide over the road at Skarrow", *others])
    assert (vectorise(post(text, others)).matrix != vectorise(headline).matrix).nnz == 0


@pytest.mark.parametrize("external", [0, 1])
def test_a_story_is_headed_by_a_page_that_was_given(external: int) -> None:
    titles = ["Landslide above Skarrow shuts the road", "Skarrow landslide shuts road for weeks"]
    others = ["Ferries are back at sea", "A museum in Brenholm opens late"]
    kinds = ["external" if n == external else "article" for n in range(4)]
    table = articles([*titles, *others]).with_columns(kind=pl.Series(kinds, dtype=KIND))
    _, stories = describe(table, np.array([0, 0, 1, 2]), vectorise(table))
    assert stories["title"].to_list() == [titles[1 - external]]


def test_headlines_of_east_asia_are_no_scraps_for_their_few_spaces() -> None:
    told = [
        "地震で鉄道が止まる",
        "地震 強い揺れ 鉄道 が 止まる ところ も",
        "삼성전자 실적 발표",
        "Bond default",
    ]
    scraps = pl.Series(told).str.contains(SCRAP)
    assert scraps.to_list() == [False, False, False, True]


@given(st.lists(st.text(max_size=60), max_size=25))
@settings(deadline=None)
def test_vectors_have_length_one_or_none_and_project_back(titles: list[str]) -> None:
    table = articles(titles)
    vectors = vectorise(table)
    squares = np.asarray(vectors.matrix.multiply(vectors.matrix).sum(axis=1)).ravel()
    assert np.all(np.isclose(squares, 1.0, atol=1e-5) | (squares == 0))
    again = project(table, list(range(table.height)), vectors.vocabulary)
    assert again.shape == vectors.matrix.shape
    assert np.allclose((again - vectors.matrix).data, 0.0, atol=1e-5)


@given(st.integers(2, 60), st.floats(0.5, 40), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_candidates_are_distinct_ordered_pairs(count: int, window: float, rng: object) -> None:
    words = ["storm", "bridge", "strike", "vote", "recall", "flood"]
    choose = rng.choice  # type: ignore[attr-defined] # hypothesis gives a random.Random
    table = articles([f"{choose(words)} {choose(words)}" for _ in range(count)])
    days = np.sort(np.array([choose(range(30)) for _ in range(count)], dtype=float))
    pairs = nearest_pairs(vectorise(table).matrix, days, window, k=5).pairs
    assert np.all(pairs.a < pairs.b)
    assert len(np.unique(pairs.a * count + pairs.b)) == len(pairs.a)


@pytest.mark.parametrize("stories", [1, 4])
def test_a_corpus_of_few_large_stories_is_not_taken_for_noise(stories: int) -> None:
    count = 400
    names = np.arange(count) % stories
    matrix = csr_matrix(
        (np.full(2 * count, np.sqrt(0.5)), np.c_[names, stories + np.arange(count)].ravel(),
         2 * np.arange(count + 1))
    )  # fmt: skip
    found = measure_background(matrix)
    assert found.mean <= 0.02
    assert found.deviation <= 0.045


def test_a_kernel_is_off_without_dates() -> None:
    table = articles([f"storm {i % 5} in town {i % 7}" for i in range(40)])
    matrix = vectorise(table).matrix
    background = measure_background(matrix)
    assert not judge_dates(matrix, np.full(40, np.nan), background.mean).kernel.on
    assert not judge_dates(matrix, np.full(40, 20_000.0), background.mean).kernel.on


def told_twice(events: list[str]) -> list[str]:
    """Two headlines an event, not in the same words."""
    return [f"{event} part{(n + turn) % 9}" for n, event in enumerate(events) for turn in range(2)]


@pytest.mark.parametrize("late", [0, 4, 8])
def test_pairs_months_apart_leave_the_width_as_it_is(late: int) -> None:
    events = [f"{word}quake {word}dam {word}rescue" for word in map(chr, range(97, 123))]
    matrix = vectorise(articles(told_twice(events))).matrix
    days = np.array([10.0 * n + gap for n in range(len(events)) for gap in (0.0, 2.0)])
    days[1 : 2 * late : 2] += 200
    kernel = judge_dates(matrix, days, measure_background(matrix).mean).kernel
    assert kernel.width == pytest.approx(2.0)
    assert kernel.far_share == pytest.approx((late + 1) / (len(events) + 8))


@pytest.mark.parametrize("off", [0, 2, 4])
def test_wrong_dates_leave_the_width_as_it_is(off: int) -> None:
    events = [f"{a}{b}quake {a}{b}dam {a}{b}rescue" for a in "bdfgklmnpr" for b in "aeiou"]
    matrix = vectorise(articles(told_twice(events))).matrix
    days = np.array([7.0 * n + gap for n in range(len(events)) for gap in (0.0, 2.0)])
    wrong = np.random.default_rng(0).permutation(len(events))[: off * len(events) // 10]
    days[2 * wrong + 1] = np.random.default_rng(1).uniform(0, 350, len(wrong))
    kernel = judge_dates(matrix, days, measure_background(matrix).mean).kernel
    assert kernel.width == pytest.approx(2.0, abs=0.01)
    assert kernel.far_share == pytest.approx((len(wrong) + 1) / (len(events) + 8), abs=0.05)


def test_headlines_put_up_again_say_nothing_of_dates() -> None:
    events = [f"{a}{b}quake {a}{b}dam {a}{b}rescue" for a in "bdfgklmnpr" for b in "aeiou"]
    told = told_twice(events)
    days = [7.0 * n + gap for n in range(len(events)) for gap in (0.0, 2.0)]
    alone, beside = (
        judge_dates(vectorise(articles(told + again)).matrix, np.array(days + later), 0.02)
        for again, later in (([], []), (told[::8], [500.0] * len(told[::8])))
    )
    assert beside.kernel.far_share == pytest.approx(alone.kernel.far_share, abs=0.01)
    assert beside.kernel.width == alone.kernel.width
    assert not len(beside.fetched)


@pytest.mark.parametrize(("turns", "again"), [(1, 0.0), (5, 1.0)])
def test_the_floor_is_high_where_subjects_do_not_come_again(turns: int, again: float) -> None:
    subjects = [f"{a}{b}cup {a}{b}stadium {a}{b}" for a in "bdfgkl" for b in "aeiou"]
    told = [(subject, n, turn) for n, subject in enumerate(subjects) for turn in range(turns)]
    titles = [f"{subject} {a}{n}{turn}" for subject, n, turn in told for a in "kmnpr"]
    days = np.array([90.0 * turn + 3 * n for _, n, turn in told for _ in range(5)])
    matrix = vectorise(articles(titles)).matrix
    kernel = judge_dates(matrix, days, 0.02).kernel
    assert kernel.recurring_share == pytest.approx(again, abs=0.06)
    assert kernel.floor > 0.4 if turns == 1 else kernel.floor < 0.1


def test_a_subject_of_more_articles_than_are_looked_at_does_not_say_whether_it_comes_again() -> (
    None
):
    subjects = [f"{a}cup {a}stadium {a}final" for a in "bdfgklmnpr"]
    told = [(subject, 30 * n) for n, subject in enumerate(subjects) for _ in range(60)]
    matrix = vectorise(articles([f"{subject} {at}" for at, (subject, _) in enumerate(told)])).matrix
    days = np.array([day + at % 3 for at, (_, day) in enumerate(told)], dtype=float)
    assert judge_dates(matrix, days, 0.02).kernel.recurring_share == 0.5


def test_in_a_week_no_subject_is_seen_to_last() -> None:
    subjects = [f"{a}{b}cup {a}{b}stadium {a}{b}" for a in "bdfgkl" for b in "aeiou"]
    matrix = vectorise(articles([f"{s} {a}{n}" for n, s in enumerate(subjects) for a in "kmnpr"]))
    days = np.array([0.2 * n for n, _ in enumerate(subjects) for _ in range(5)])
    short, long = (judge_dates(matrix.matrix, times * days, 0.02).kernel for times in (1, 20))
    assert (short.recurring_share, short.floor) == (1.0, pytest.approx(short.far_share**2))
    assert long.recurring_share < 0.2
    assert long.floor > 0.4


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_a_day_of_fetching_is_no_date(share: float) -> None:
    events = [f"{a}{b}quake {a}{b}dam {a}{b}rescue" for a in "bdfgklmnpr" for b in "aeiou"]
    matrix = vectorise(articles(told_twice(events))).matrix
    days = np.array([7.0 * n + gap for n in range(len(events)) for gap in (0.0, 2.0)])
    fetched = np.random.default_rng(0).random(len(days)) < share
    days[fetched] = 400.5
    days[~fetched & (days > 330)] = 330.2  # much on one day, and all of it news of that day
    found = judge_dates(matrix, days, measure_background(matrix).mean)
    assert found.fetched.tolist() == ([400] if share else [])
    assert np.isnan(found.days).tolist() == fetched.tolist()
    assert found.kernel.width == pytest.approx(2.0, abs=0.01)


def test_a_corpus_of_wrong_dates_has_a_high_floor() -> None:
    subjects = [f"{a}{b}cup {a}{b}stadium {a}{b}" for a in "bdfgkl" for b in "aeiou"]
    matrix = vectorise(articles([f"{s} {a}{n}" for n, s in enumerate(subjects) for a in "kmnpr"]))
    days = np.array([3.0 * n for n, _ in enumerate(subjects) for _ in range(5)])
    days[::5] += 60
    assert judge_dates(matrix.matrix, days, 0.02).kernel.floor > 0.2


def test_a_link_of_a_roundup_weighs_less() -> None:
    few = np.array([[0, 1], [0, 2]])
    many = np.array([[3, n] for n in range(4, 44)])
    layer = link_layer(np.vstack([few, many]), 50)
    assert layer[0, 1] == layer[1, 0] == layer[0, 2] > layer[3, 4] > 0
    assert layer[3].sum() == pytest.approx(5 * layer[0, 1])


def test_a_link_weighs_about_a_third_and_adds_to_what_is_similar() -> None:
    links = pl.DataFrame({"source": [0, 2, 3, 2], "target": [1, 0, 2, 3]}).cast(pl.UInt32)
    pairs = pl.DataFrame(
        {
            "a": [0, 1, 2],
            "b": [2, 2, 3],
            "cosine": [0.4, 0.3, 0.9],
            "days": [1.0] * 3,
            "similarity": [0.4, 0.3, 0.9],
        }
    ).cast({"a": pl.UInt32, "b": pl.UInt32})
    edges = merge(links, pairs, articles(["one", "two", "three", "four"]))
    found = edges.select("a", "b", "weight", "provenance").rows()
    assert [(a, b, name) for a, b, _, name in found] == [
        (0, 1, "related"), (0, 2, "both"), (1, 2, "similar"), (2, 3, "both"),
    ]  # fmt: skip
    assert [weight for _, _, weight, _ in found] == pytest.approx([0.35, 0.75, 0.3, 1.0])


def test_one_word_in_common_makes_no_story(tmp_path: Path) -> None:
    others = [f"{a}ing {a}ers at {a}ford" for a in ("gard", "sail", "bak", "paint", "farm", "fish")]
    one = ["kestrel opens museum wing", "kestrel wins rowing final"]
    two = ["heron bakery strike", "heron bakery reopens"]
    rows = [{"id": str(n), "title": t} for n, t in enumerate([*others * 2, *one, *two])]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    graph = build(path)
    story = dict(graph.articles.select("title", "story").iter_rows())
    assert story[one[0]] is None
    assert story[one[1]] is None
    assert story[two[0]] == story[two[1]] is not None


def test_stories_that_share_a_name_stay_apart(tmp_path: Path) -> None:
    consonants, vowels = "bdfgklmnprstvz", "aeiou"
    words = [a + e + b + o for a in consonants for e in vowels for b in consonants for o in vowels]
    random.Random(0).shuffle(words)  # noqa: S311 (shuffles, hides nothing)
    rows = [
        {"id": f"{n}-{turn}", "title": f"{'kestrel' * (n < 6)} {words[n + at]} {words[n + also]}"}
        for n in range(0, 600, 3)
        for turn, (at, also) in enumerate([(0, 1), (1, 2), (2, 0)] * 2)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    found = dict(build(path).articles.select("id", "story").iter_rows())
    one, other = ({found[f"{n}-{turn}"] for turn in range(6)} for n in (0, 3))
    assert len(one) == len(other) == 1
    assert one != other


@given(st.integers(1, 40), st.integers(0, 999))
@settings(deadline=None, max_examples=30)
def test_how_two_rows_compare_does_not_depend_on_how_many_pairs_they_are_in(
    terms: int, seed: int
) -> None:
    matrix = csr_matrix(random_array((6, terms), density=0.6, rng=seed, dtype=np.float32))
    a, b = np.triu_indices(6, 1)
    few = compare(matrix, a, b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storygraph.pairs.SPREAD", 0)
        many = compare(matrix, a, b)
    dense = matrix.toarray().astype(np.float64)
    for found in (few, many):
        np.testing.assert_allclose(found.sums, (dense[a] * dense[b]).sum(axis=1), 1e-14)
        np.testing.assert_allclose(found.squares, ((dense[a] * dense[b]) ** 2).sum(axis=1), 1e-14)


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=9))
def test_shared_words_are_counted_by_what_they_add(weights: list[float]) -> None:
    n = len(weights)
    pair = np.array([0]), np.array([1])
    dots = compare(csr_matrix(np.array([[*weights, 0.5, 0.0], [*weights, 0.0, 0.5]])), *pair)
    assert dots.sums == pytest.approx(np.square(weights).sum())
    assert 1.0 <= shared_words(dots.sums, dots.squares)[0] <= n + 1e-9
    even = csr_matrix(np.array([[0.3] * n + [0.5, 0.0], [0.3] * n + [0.0, 0.5]]))
    dots = compare(even, *pair)
    assert shared_words(dots.sums, dots.squares) == pytest.approx(n)


@pytest.mark.parametrize("algorithm", [*Algorithm])
def test_every_algorithm_puts_each_node_in_one_place(algorithm: str) -> None:
    graph = build("seeds", Options(algorithm=algorithm))
    inside = graph.articles.filter(pl.col("story").is_not_null())
    assert inside.height + graph.singletons.height == graph.articles.height
    sizes = inside["story"].value_counts().sort("story")["count"].to_list()
    assert sizes == graph.stories["size"].to_list() == sorted(sizes, reverse=True)
    assert min(sizes) >= 2


@pytest.mark.parametrize("others", [0, 1_000])
def test_leiden_parts_two_cliques_at_one_gamma_however_many_other_articles_there_are(
    others: int,
) -> None:
    cliques = [(a, b) for n in (0, 5) for a, b in combinations(range(n, n + 5), 2)]
    across = [(0, 5), (1, 6)]
    rows = sorted([*cliques, *across])
    edges = pl.DataFrame(rows, ["a", "b"], orient="row").with_columns(weight=pl.lit(0.5))
    every = np.arange(10 + others)
    evidence = cast("Evidence", SimpleNamespace(rows=every, nodes=every))
    assert partition(edges, evidence, "leiden", 0.1)[:10].tolist() == [0] * 5 + [1] * 5
    assert len(set(partition(edges, evidence, "leiden", 0.01)[:10])) == 1
    assert len(set(partition(edges, evidence, "leiden", 0.6)[:10])) == 10


def test_a_higher_resolution_makes_more_and_smaller_stories() -> None:
    coarse, fine = (build("seeds", Options(resolution=value)) for value in (0.15, 0.6))
    assert coarse.stories["size"].max() > fine.stories["size"].max()
    assert coarse.singletons.height < fine.singletons.height


@pytest.mark.parametrize("algorithm", ["linkage", "leiden"])
def test_a_window_and_a_threshold_given_by_hand_reach_the_stories(algorithm: str) -> None:
    usual = build("seeds", Options(algorithm=algorithm))
    for options in (
        Options(algorithm=algorithm, window=0.5),
        Options(algorithm=algorithm, threshold=0.6),
    ):
        strict = build("seeds", options)
        groups, before = (g.stories.height + g.singletons.height for g in (strict, usual))
        assert groups > before
        assert strict.edges.height < usual.edges.height
    near = build("seeds", Options(algorithm=algorithm, window=0.5))
    original = near.articles["copy_of"].gather(near.edges["b"])
    similar = near.edges.filter(pl.col("similarity").is_not_null() & original.is_null())
    assert similar["days"].max() <= 0.5


@pytest.mark.parametrize("window", [1e6, 1e155, 1e300])
def test_a_window_that_no_two_dates_exceed_has_no_end(window: float) -> None:
    given, endless = (build("seeds", Options(window=days)) for days in (window, float("inf")))
    assert given.articles.equals(endless.articles)
    assert given.run["chosen"]["window_days"] is None
