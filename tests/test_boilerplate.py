"""What an outlet repeats under its articles ties nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

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


def test_a_sentence_under_many_headlines_of_one_outlet_goes_and_nothing_else() -> None:
    cleaned = without_boilerplate(articles(5, "The Lantern")).to_list()
    assert all(NOTICE not in text for text in cleaned)
    assert all(f"Matter {n} was settled today." in text for n, text in enumerate(cleaned))


@pytest.mark.parametrize(
    ("count", "source", "titles"),
    [
        (4, "The Lantern", None),  # too few
        (8, None, None),  # whose habit it is cannot be known
        (8, "The Lantern", 2),  # updates of two articles
    ],
)
def test_what_may_be_news_stays(count: int, source: str | None, titles: int | None) -> None:
    table = articles(count, source, titles)
    assert without_boilerplate(table).to_list() == table["excerpt"].to_list()


@pytest.mark.parametrize(
    ("sentence", "stays"), [("Prices fell.", True), ("Prices fell again.", False)]
)
def test_two_words_are_too_few_to_be_an_outlets_notice(sentence: str, stays: bool) -> None:
    for text in without_boilerplate(articles(5, "The Lantern", notice=sentence)):
        assert (sentence in text) == stays


def test_an_empty_table_gives_no_excerpts() -> None:
    assert without_boilerplate(articles(1, "The Lantern").clear()).to_list() == []


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
    for text in without_boilerplate(table.with_columns(excerpt=begins)).to_list():
        assert "is that The Lantern may earn a share of sales." in text
        assert text.count(NOTICE) == 1
