"""What stands under articles that have nothing in common ties nothing."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import storygraph as sg
from storygraph.tables import ARTICLES, conform
from storygraph.terms.boilerplate import without_boilerplate
from storygraph.terms.vectors import project, vectorise

NOTICE = "The Lantern may earn a share of sales."


def articles(
    count: int, source: str | None, titles: int | None = None, notice: str = NOTICE
) -> pl.DataFrame:
    rows = [
        {
            "node": n,
            "title": f"headline {n % (titles or count)}",
            "excerpt": f"Matter {n} was settled today. {notice} More follows ...",
            "body": "",
            "source": source,
        }
        for n in range(count)
    ]
    return conform(pl.DataFrame(rows, infer_schema_length=None), ARTICLES)


def excerpts(table: pl.DataFrame) -> list[str]:
    return without_boilerplate(table)["excerpt"].to_list()


def test_a_sentence_under_many_headlines_of_one_outlet_goes_and_nothing_else() -> None:
    cleaned = excerpts(articles(5, "The Lantern"))
    assert all(NOTICE not in text for text in cleaned)
    assert all(f"Matter {n} was settled today." in text for n, text in enumerate(cleaned))


@pytest.mark.parametrize(
    ("count", "source", "titles"),
    [
        (4, "The Lantern", None),  # too few
        (8, None, None),  # of any outlet, under headlines that are of one story
        (8, "The Lantern", 2),  # updates of two articles
    ],
)
def test_what_may_be_news_stays(count: int, source: str | None, titles: int | None) -> None:
    table = articles(count, source, titles)
    assert excerpts(table) == table["excerpt"].to_list()


@pytest.mark.parametrize(
    ("sentence", "stays"), [("Prices fell.", True), ("Prices fell again.", False)]
)
def test_two_words_are_too_few_to_be_an_outlets_notice(sentence: str, stays: bool) -> None:
    for text in excerpts(articles(5, "The Lantern", notice=sentence)):
        assert (sentence in text) == stays


def test_an_empty_table_gives_no_excerpts() -> None:
    assert excerpts(articles(1, "The Lantern").clear()) == []


def test_a_few_of_them_are_explained_as_all_were_weighed() -> None:
    others = articles(2, None).with_columns(
        title=pl.Series(["Anglers earn a pause", "Potters earn praise for their kilns"]),
        excerpt=pl.Series(["A share of the river reopens.", "Sales of jugs rose again."]),
    )
    table = pl.concat([articles(5, "The Lantern"), others]).with_columns(
        node=pl.Series(range(7), dtype=pl.UInt32)
    )
    vectors = vectorise(table)
    asked = [5, 1, 0]
    projected = project(table, asked, vectors.vocabulary)
    assert np.allclose((projected - vectors.matrix[asked]).data, 0.0, atol=1e-6)
    earn = vectors.vocabulary["term"].to_list().index("earn")
    assert projected[0, earn] > 0
    assert projected[1, earn] == projected[2, earn] == 0


def test_a_sentence_is_not_cut_out_of_another_one() -> None:
    table = articles(5, "The Lantern")
    longer = "News {} is that The Lantern may earn a share of sales. {}"
    begins = pl.format(longer, "node", "excerpt")
    for text in excerpts(table.with_columns(excerpt=begins)):
        assert "is that The Lantern may earn a share of sales." in text
        assert text.count(NOTICE) == 1


WALL = "Please enable JavaScript and switch off whatever blocks advertisements to read on."
UNLIKE = (
    "Lynx released above the reservoir",
    "Orchard prices fall for a third year",
    "Surgeons sew on a hand after nine hours",
    "Tram drivers walk out over night shifts",
    "A comet that nobody had foretold",
    "Minister's diary turns up in a skip",
    "Chess title goes to a girl of twelve",
)


def walled(titles: Sequence[str], text: str = WALL, column: str = "excerpt") -> pl.DataFrame:
    """Articles of no known outlet, one text under all of them."""
    rows = [
        {"node": n, "title": title, "excerpt": "", "body": "", column: text}
        for n, title in enumerate(titles)
    ]
    return conform(pl.DataFrame(rows), ARTICLES)


@pytest.mark.parametrize("column", ["excerpt", "body"])
@pytest.mark.parametrize("count", range(2, len(UNLIKE) + 1))
def test_a_text_under_headlines_that_have_nothing_in_common_is_none(
    count: int, column: str
) -> None:
    table = walled(UNLIKE[:count], column=column)
    assert "".join(without_boilerplate(table)[column]).strip() == ""


@pytest.mark.parametrize(
    "titles",
    [
        UNLIKE[:1],
        ["Lynx released above the reservoir"] * 6,
        # One term in several of them
        ["Lynx let go", "First lynx for 140 years", "Wild again: lynx", "Lynx on the hill"],
        ["Lynx let go", "First lynx for 140 years", "Wild: lynx", "Lynx here", "Cats", "Set free"],
        # One that the text has, too
        ["Advertisements are fewer", "Who blocks what"],
        # One that says nothing by itself
        ["7", "Lynx let go"],
    ],
)  # fmt: skip
def test_a_text_that_may_be_of_one_story_stays(titles: Sequence[str]) -> None:
    table = walled(titles)
    assert excerpts(table) == table["excerpt"].to_list()


def test_what_all_headlines_share_makes_them_no_one_story() -> None:
    subject = [f"Lynx: {title}" for title in UNLIKE]
    others = walled([f"Lynx news {n}" for n in range(20)], "").with_columns(
        excerpt=pl.format("Matter {} was settled.", "node"), node=pl.col("node") + len(subject)
    )
    table = pl.concat([walled(subject), others])
    assert "".join(excerpts(table)[: len(subject)]).strip() == ""


def test_a_wall_in_writing_without_spaces_is_one() -> None:
    table = walled(UNLIKE, "この記事は会員限定です。登録すると続きをお読みいただけます。")
    assert "".join(excerpts(table)).strip() == ""


BAR = "World | {} min read | Updated {}:45 am | Share Print Save Listen"


@pytest.mark.parametrize(
    "text",
    [
        BAR,
        "{} | Three ways to read on: pay, sign in, or watch an advertisement {}.",
        "Sign in, or watch an advertisement from one of our partners, to read on about {} {}",
        "This is for subscribers of ours alone, and so are {} and {}; to read on, pay or sign in.",
    ],
)
def test_a_notice_that_says_something_else_each_time_is_one(text: str) -> None:
    names = ("kelp", "oboes", "silk", "quarries", "ferns", "tides", "hinges")
    texts = [text.format(n + 1 if text is BAR else names[n], 10 + n) for n in range(len(UNLIKE))]
    left = excerpts(walled(UNLIKE).with_columns(excerpt=pl.Series(texts)))
    assert all(len(rest.split()) <= 3 for rest in left)
    assert left == [""] * len(UNLIKE) or text is not BAR


def test_a_line_in_common_goes_and_the_text_after_it_stays() -> None:
    news = [f"and here we hear at last what the {title.lower()} meant." for title in UNLIKE]
    texts = [f"{BAR.format(n, n)} {said}" for n, said in enumerate(news)]
    left = excerpts(walled(UNLIKE).with_columns(excerpt=pl.Series(texts)))
    for title, rest in zip(UNLIKE, left, strict=True):
        assert "Share" not in rest
        assert title.lower() in rest


@pytest.mark.parametrize("words", [7, 8])
def test_eight_words_in_common_are_no_phrase_of_news(words: int) -> None:
    same = " ".join(["for", "the", "first", "time", "in", "as", "many", "years"][:words])
    texts = [f"{same} {title.lower()} was told." for title in UNLIKE]
    left = excerpts(walled(UNLIKE).with_columns(excerpt=pl.Series(texts)))
    assert [same in rest for rest in left] == [words < 8] * len(UNLIKE)


def test_numbers_are_not_all_that_tells_writing_without_spaces_apart() -> None:
    texts = [f"{name}の3人が会議で合意したと発表" for name in "独仏英伊西葡蘭"]
    table = walled(UNLIKE).with_columns(excerpt=pl.Series(texts))
    assert excerpts(table) == texts


def test_walls_make_no_copies_and_no_story() -> None:
    rows = [{"id": title, "title": title, "text": WALL} for title in UNLIKE]
    graph = sg.build(rows)
    assert graph.stories.is_empty()
    assert graph.articles["copy_of"].null_count() == len(rows)
    assert graph.run["chosen"]["texts"]["notices"] == len(rows)
    assert graph.articles["body"].to_list() == [WALL] * len(rows)  # what was read is kept
    told = graph.why(UNLIKE[0], UNLIKE[1])
    assert told.terms == []


@given(st.lists(st.sampled_from(UNLIKE), min_size=2, max_size=12), st.randoms())
def test_some_nodes_lose_what_they_lose_among_all(titles: list[str], random: Random) -> None:
    bar = BAR.format(random.randint(1, 9), random.randint(1, 9))
    kinds = (WALL, NOTICE, f"{NOTICE} {WALL}", "A thing.", bar, f"{bar} A thing.")
    texts = [random.choice(kinds) for _ in titles]
    table = walled(titles).with_columns(
        excerpt=pl.Series(texts), source=pl.Series([random.choice(("A", None)) for _ in titles])
    )
    nodes = random.sample(range(len(titles)), 2)
    assert without_boilerplate(table, nodes).equals(without_boilerplate(table)[nodes])
