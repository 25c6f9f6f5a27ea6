"""Any script, and many at once: each language is grouped as well in company as alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from storygraph.evaluation.evaluate import evaluate
from storygraph.pipeline import build
from storygraph.read.labels import read_labels
from storygraph.stories.why import explain_pair
from storygraph.tables import ARTICLES, conform
from storygraph.terms.languages import Languages, settle, told_among, told_apart
from storygraph.terms.vectors import vectorise
from storygraph.terms.words import terms_of
from tests.quality_floor import HERE

FILES = sorted((HERE / "languages").glob("*.jsonl"))
"""Invented news, one file a language: the same events everywhere, with the same numbers."""

NAMES = [path.stem for path in FILES]


@pytest.fixture(scope="module")
def unsaid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same news, its language not given."""
    folder = tmp_path_factory.mktemp("unsaid")
    for path in FILES:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        told = [json.dumps({**row, "lang": None}, ensure_ascii=False) for row in rows]
        (folder / path.name).write_text("\n".join(told), "utf-8")
    return folder


@pytest.fixture(scope="module")
def alone() -> dict[str, float]:
    """F1 of each language by itself."""
    return {path.stem: evaluate(build(path), read_labels([path])).overall.f1 for path in FILES}


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("維爾納大橋關閉", {"大橋", "關閉"}),  # Chinese
        ("橋の亀裂、2019年に警告", {"亀裂", "警告", "2019"}),  # Japanese
        ("สะพานปิดหลังพบรอยร้าว", {"สะ", "ปิ"}),  # Thai
        ("다리에서 균열을", {"다리", "균열"}),  # Korean
        ("الجسر مغلق منذ ٢٠١٩", {"الجسر", "مغلق", "2019"}),  # Arabic, and its digits
        ("הגשר נסגר ב-2019", {"הגשר", "נסגר", "2019"}),  # Hebrew
        ("वर्ना पुल में दरार", {"वर्ना", "दरार"}),  # Devanagari: vowel signs are letters
        ("Мост закрыт из-за трещины", {"мост", "закрыт", "трещин"}),  # Cyrillic
        ("Η γέφυρα έκλεισε", {"γεφυρα", "εκλεισ"}),  # Greek, accents away
        ("Brücke für Fußgänger", {"brucke", "fussga"}),  # German
    ],
)
def test_a_text_of_any_script_has_terms(text: str, some: set[str]) -> None:
    assert some <= set(terms_of(text))


def test_each_language_is_grouped_by_itself(alone: dict[str, float]) -> None:
    assert len(alone) >= 8
    assert {name: f1 for name, f1 in alone.items() if f1 < 0.9} == {}


@pytest.mark.parametrize("said", [True, False])
def test_a_mixed_corpus_is_no_worse_than_its_parts(
    said: bool, alone: dict[str, float], unsaid: Path
) -> None:
    graph = build(HERE / "languages" if said else unsaid)
    gold = read_labels(FILES)
    mean = np.average(
        list(alone.values()), weights=[len(path.read_text().splitlines()) for path in FILES]
    )
    assert evaluate(graph, gold).overall.f1 >= mean - 0.01


@pytest.mark.parametrize("said", [True, False])
def test_no_story_is_told_in_two_languages_that_share_numbers(said: bool, unsaid: Path) -> None:
    graph = build(HERE / "languages" if said else unsaid)
    told = graph.articles.drop_nulls("story").select("story", lang=pl.col("id").str.slice(0, 2))
    assert told.group_by("story").agg(pl.col("lang").n_unique())["lang"].max() == 1


def test_shared_numbers_alone_join_no_two_languages(tmp_path: Path) -> None:
    """Headlines of nothing but a word of their own and the same three numbers."""
    words = {
        "en": ["Index", "Shares", "Oil", "Gold", "Bonds", "Wheat"],
        "ja": ["指数", "株価", "原油", "金塊", "債券", "小麦"],
        "ru": ["Индекс", "Акции", "Нефть", "Золото", "Облигации", "Пшеница"],
    }
    rows = [
        {
            "id": f"{lang}-{n}-{turn}",
            "title": f"{word} {100 + n} {214 + n} {3400 + n}",
            "published": "2026-03-02",
            "lang": lang,
        }
        for lang, own in words.items()
        for n, word in enumerate(own)
        for turn in range(2)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    graph = build(path)
    assert graph.run["chosen"]["languages"] == ["en", "ja", "ru"]
    told = graph.articles.drop_nulls("story").select("story", lang=pl.col("id").str.slice(0, 2))
    assert told.height == len(rows)
    assert told.group_by("story").agg(pl.col("lang").n_unique())["lang"].max() == 1
    between = explain_pair(graph, *_nodes(graph.articles, "en-0-0", "ja-0-0"))
    within = explain_pair(graph, *_nodes(graph.articles, "en-0-0", "en-0-1"))
    assert (between.cosine, between.terms) == (0.0, [])
    assert within.cosine == pytest.approx(1.0, abs=1e-5)


def test_codes_of_two_and_of_three_letters_are_one_language() -> None:
    codes = [
        "en",
        "eng",
        "en-GB",
        "de",
        "deu",
        "ger_DE",
        "zho",
        "zh",
        "nb",
        "nor",
        "haw",
        "",
        "und",
        "mul",
        "qaa",
    ]
    table = conform(
        pl.DataFrame({"lang": codes}).with_columns(
            title=pl.lit(""), excerpt=pl.lit(""), body=pl.lit("")
        ),
        ARTICLES,
    )
    names = ["en", "de", "zh", "no", "haw"]
    told = [names[code] for code in told_among(table, names).codes]
    assert told == ["en"] * 3 + ["de"] * 3 + ["zh"] * 2 + ["no"] * 2 + ["haw"] + ["en"] * 4


def test_an_undetermined_language_is_none_of_its_own() -> None:
    text = "the mayor of the town and the crossing that is shut for weeks"
    rows = [{"title": text, "lang": "en" if n % 2 else "und"} for n in range(20)]
    assert build(rows).run["chosen"]["languages"] == ["en"]


@pytest.mark.parametrize(
    ("title", "among", "language"),
    [
        ("橋の亀裂、2019年に警告", ["zh", "ja"], "ja"),  # two kana beside six Han
        ("大橋發現裂縫後關閉", ["ja", "zh"], "zh"),
        ("Skarrow mit Hollinfell", ["en", "de"], "en"),  # one small word is no guess
        ("Der Deich und Skarrow", ["en", "de"], "de"),
    ],
)
def test_a_language_that_is_not_given_is_told_by_what_shows_it(
    title: str, among: list[str], language: str
) -> None:
    table = conform(
        pl.DataFrame({"title": [title]}).with_columns(
            lang=pl.lit(None, pl.String), excerpt=pl.lit(""), body=pl.lit("")
        ),
        ARTICLES,
    )
    (code,) = told_among(table, among).codes
    assert among[code] == language


@pytest.mark.parametrize(
    ("title", "given", "language"),
    [
        ("The mayor of the town and the dam", "de", "en"),
        ("The mayor of the town and the dam", "ru", "en"),
        ("The mayor of the town and the dam", "eu", "eu"),  # of which we know no words
        ("Der Deich und die Stadt", "en", "de"),
        ("Мост закрыт из-за трещины", "en", "ru"),
        ("大橋發現裂縫後關閉", "ja", "ja"),  # Japanese may be written so
        ("Skarrow: Hollinfell", "de", "de"),  # says nothing
        ("In der City: the best of the Stadt und von Skarrow", "de", "de"),  # hardly more English
    ],
)
def test_what_a_text_says_clearly_goes_before_the_language_given(
    title: str, given: str, language: str
) -> None:
    names = ["en", "de", "ru", "ja", "zh", "eu"]
    table = conform(pl.DataFrame({"title": [title], "lang": [given]}), ARTICLES).with_columns(
        pl.col("excerpt", "body").fill_null("")
    )
    (code,) = told_among(table, names).codes
    assert names[code] == language


@pytest.mark.parametrize("given", ["en", "wrong"])
def test_wrong_codes_change_nothing(given: str, unsaid: Path) -> None:
    rows = [
        {**json.loads(line), "lang": given if given == "en" else ("de", "ru", "es")[n % 3]}
        for path in FILES
        for n, line in enumerate(path.read_text("utf-8").splitlines())
    ]
    said, plain = build(rows), build(unsaid)
    assert said.run["chosen"]["languages"] == plain.run["chosen"]["languages"]


def test_a_code_that_texts_contradict_counts_for_none_that_says_nothing() -> None:
    rows = [{"title": "The mayor of the town and the dam", "lang": "de"} for _ in range(6)]
    rows += [{"title": f"Hollinfell Skarrow {n}", "lang": "de"} for n in range(30)]
    rows += [{"title": "The crossing of the river is shut", "lang": "en"} for _ in range(6)]
    assert build(rows).run["chosen"]["languages"] == ["en"]


def _nodes(articles: pl.DataFrame, *ids: str) -> list[int]:
    return [int(articles["id"].index_of(one) or 0) for one in ids]


def test_small_words_go_in_each_language_of_a_mix() -> None:
    nouns = [f"{noun}{n}" for noun in ("haus", "weg", "tal", "berg") for n in "abcdefghij"]
    german = [f"Der {noun} und das Tor von {noun}" for noun in nouns]
    english = [f"The {noun} of gold after the {n}" for noun in nouns for n in ("cup", "tie", "war")]
    table = pl.DataFrame({"title": german + english}).with_columns(
        lang=pl.lit(None, pl.String), excerpt=pl.lit(""), body=pl.lit("")
    )
    vectors = vectorise(conform(table.with_row_index("node"), ARTICLES))
    assert vectors.languages.names == ["en", "de"]
    terms = set(vectors.vocabulary["term"])
    assert not terms & {"der", "und", "das", "tor", "von", "gold"}
    assert {"hausa", "bergj"} <= terms


def test_few_articles_of_a_language_make_no_language() -> None:
    rows = [
        ("The minister said that the bill is dead", 60),
        ("El puente de los reyes y del mar", 2),
    ]
    titles = [title for title, times in rows for _ in range(times)]
    table = pl.DataFrame({"title": titles}).with_columns(
        lang=pl.lit(None, pl.String), excerpt=pl.lit(""), body=pl.lit("")
    )
    assert settle(table).names == ["en"]
    assert settle(table.head(0)).names == [""]
    assert settle(pl.concat([table, table.tail(2)])).names == ["en", "es"]


@given(st.integers(1, 30), st.integers(1, 4), st.integers(0, 2**31))
@settings(deadline=None, max_examples=30)
def test_telling_apart_keeps_a_language_as_it_is(rows: int, languages: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = csr_matrix(rng.random((rows, 12)) * (rng.random((rows, 12)) < 0.4))
    codes = rng.integers(0, languages, rows)
    terms = ["word", "214"] * 6
    told = told_apart(matrix, terms, Languages(codes, [str(n) for n in range(languages)]))
    dense = matrix.toarray()
    factor = np.where(codes[:, None] == codes[None, :], 1.0, 0.0)
    words, numbers = dense[:, ::2], dense[:, 1::2]
    expected = words @ words.T * np.where(factor == 1.0, 1.0, 0.5) + numbers @ numbers.T * factor
    assert np.allclose((told @ told.T).toarray(), expected)
