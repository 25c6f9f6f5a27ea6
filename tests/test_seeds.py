"""The seeds' special cases, and the real folders, as a user meets them."""

from __future__ import annotations

import polars as pl
import pytest

from storygraph.errors import UnknownNodeError
from storygraph.graph import StoryGraph
from storygraph.stories.lookup import find_node
from storygraph.stories.why import explain_node, explain_pair


def row(graph: StoryGraph, part: str) -> dict[str, object]:
    return graph.articles.row(find_node(graph, part), named=True)


def story_of(graph: StoryGraph, part: str) -> object:
    return row(graph, part)["story"]


def test_all_files_are_read_without_problems(seeds_graph: StoryGraph) -> None:
    assert seeds_graph.problems.is_empty()
    assert seeds_graph.run["counts"]["articles"] == 123


def test_mojibake_and_entities_are_repaired(seeds_graph: StoryGraph) -> None:
    text = " ".join(seeds_graph.articles.select(pl.concat_str("title", "excerpt", "body"))[:, 0])
    assert "â€" not in text
    assert "&amp;" not in text
    assert "&#8217;" not in text


def test_a_reprint_is_a_copy_of_its_original(seeds_graph: StoryGraph) -> None:
    original = row(seeds_graph, "2026-03-04-not-one-car")
    copy = row(seeds_graph, "2026-03-05-not-one-car")
    assert copy["copy_of"] == original["node"]
    assert copy["story"] == original["story"]
    numbers = [int(str(each["node"])) for each in (original, copy)]
    assert explain_pair(seeds_graph, *numbers).one_text
    assert not explain_pair(seeds_graph, numbers[0], numbers[0] + 1).one_text


def test_living_guides_of_one_url_stay_two_nodes(seeds_graph: StoryGraph) -> None:
    old = row(seeds_graph, "2025-04-14-rail-strike-which-trains")
    new = row(seeds_graph, "2026-03-23-rail-strike-which-trains")
    assert old["url"] == new["url"]
    assert old["node"] != new["node"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-03-06-tressel-recalls", "2026-03-16-arkenholt-motors-in-talks"),
        ("2026-03-03-storm-ingrith-red", "2026-03-17-storm-jorvald-to-bring"),
        ("2026-03-02-coldharrow-bridge-shut", "2026-03-09-tarnmouth-draft-budget"),
        ("2026-03-13-verrick-campaign", "2026-03-23-tomas-verrick-elected"),
    ],
)
def test_stories_that_share_people_are_not_merged(
    seeds_graph: StoryGraph, one: str, other: str
) -> None:
    assert story_of(seeds_graph, one) != story_of(seeds_graph, other)


def test_an_external_named_by_several_is_one_node(seeds_graph: StoryGraph) -> None:
    externals = seeds_graph.articles.filter(pl.col("kind") == "external")
    assert externals.height == 60
    assert externals["url"].drop_nulls().is_unique().all()


def test_why_names_the_terms_and_the_link(seeds_graph: StoryGraph) -> None:
    a = find_node(seeds_graph, "2026-03-06-tressel-recalls")
    membership = explain_node(seeds_graph, a)
    assert membership.story is not None
    assert membership.inside > membership.outside
    tie = membership.ties[0]
    assert tie.provenance in {"related", "similar", "both"}
    assert sum(weight for _, weight in tie.terms) <= tie.cosine + 1e-6
    stranger = explain_pair(seeds_graph, a, find_node(seeds_graph, "2026-03-11-three-lynx"))
    assert stranger.cosine < tie.cosine


def test_an_ambiguous_name_lists_candidates(seeds_graph: StoryGraph) -> None:
    with pytest.raises(UnknownNodeError, match="means"):
        find_node(seeds_graph, "storm")
    with pytest.raises(UnknownNodeError, match="no article"):
        find_node(seeds_graph, "no such thing anywhere")


def test_a_word_of_one_story_alone_names_it(seeds_graph: StoryGraph) -> None:
    titles = seeds_graph.articles.filter(pl.col("title").str.contains("(?i)lynx"))
    assert titles.height > 1
    story = seeds_graph.story("lynx")
    assert story["story"] == titles["story"].drop_nulls().unique().item()
    assert seeds_graph.story(seeds_graph.articles["id"][story["lead"]]) == story
    with pytest.raises(UnknownNodeError, match=r"'storm' means 2 stories: \d+, .+; \d+, "):
        seeds_graph.story("storm")
    with pytest.raises(UnknownNodeError, match=r"means 2\d stories: .+, and \d+ more"):
        seeds_graph.story("e")
    with pytest.raises(UnknownNodeError, match="in no story: it was told once"):
        seeds_graph.story(seeds_graph.singletons["id"][0])


def test_the_sample_is_one_story(sample_graph: StoryGraph) -> None:
    counts = sample_graph.run["counts"]
    assert (counts["articles"], counts["externals"], counts["stories"]) == (1, 4, 1)
    assert sample_graph.singletons.is_empty()
    excerpts = sample_graph.articles["excerpt"].to_list()
    assert any("Government\u2019s intentions" in text for text in excerpts)


@pytest.mark.corpora
def test_the_real_folder_gives_sensible_stories(diablo4_graph: StoryGraph) -> None:
    graph = diablo4_graph
    assert graph.run["counts"]["articles"] == 1611
    assert graph.problems.is_empty()
    links = graph.run["counts"]["links"]
    assert links["exact_url"] + links["compared_url"] + links["title_and_date"] >= 5300

    def told(words: str, year: int, month: int) -> pl.Series:
        date = pl.col("published")
        return graph.articles.filter(
            pl.col("title").str.to_lowercase().str.contains(words)
            & (date.dt.year() == year)
            & (date.dt.month() == month)
        )["story"]

    delay = told("delay", 2021, 11)
    not_this_year = told("this year|in 2021|2021 release", 2021, 2)
    for stories in (delay, not_this_year):
        assert stories.value_counts()["count"].max() >= 0.8 * len(stories)
    assert delay.mode()[0] != not_this_year.mode()[0]
