"""Which node or story a name means, and what is said where it means none, or several."""

from __future__ import annotations

import numpy as np
import pytest

from storygraph.errors import UnknownNodeError, UsageError
from storygraph.graph import StoryGraph
from storygraph.stories.lookup import CANDIDATES, find_node, story_of
from tests.strategies import make_graph


@pytest.fixture(scope="module")
def graph() -> StoryGraph:
    return make_graph(
        [
            {"id": "ferry", "title": "Ferries", "url": "https://tide.example/ferries", "story": 1},
            {"id": "late", "title": "Ferries cancelled", "story": 1},
            {"id": "https://tide.example/late", "title": "Storm", "story": 1},
            {"id": "b", "title": "Fähren", "url": "https://bücher.example/x"},
            {"id": "c", "title": "1234567890", "story": 1},
        ]
    )


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("late", 1),
        ("https://tide.example/ferries", 0),
        ("ferries", 0),  # the whole title goes before a part of another
        ("CANCELLED", 1),
        ("http://www.tide.example/ferries/?utm_source=x", 0),
        ("https://xn--bcher-kva.example/x", 3),
        ("TORM", 2),
        (0, 0),
        (np.int64(4), 4),
    ],
)
def test_a_name_means_what_tells_most(graph: StoryGraph, name: str | int, node: int) -> None:
    assert find_node(graph, name) == node


@pytest.mark.parametrize("name", ["nobody", " ", "", 5, -1, "https://tide.example/other"])
def test_what_means_no_article_is_told(graph: StoryGraph, name: str | int) -> None:
    with pytest.raises(UnknownNodeError):
        find_node(graph, name)


@pytest.mark.parametrize("name", [True, 1.0, None])
def test_what_is_no_name_is_told(graph: StoryGraph, name: object) -> None:
    with pytest.raises(UsageError, match="named by its number"):
        find_node(graph, name)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="named by its number"):
        story_of(graph, name)  # type: ignore[arg-type]


def test_of_several_articles_a_few_are_listed() -> None:
    several = make_graph([{"id": f"storm {n}"} for n in range(CANDIDATES + 2)])
    with pytest.raises(UnknownNodeError, match=r"means 7 articles: storm 0, .*storm 4, and 2 more"):
        find_node(several, "storm")


def test_digits_are_a_story_unless_they_are_too_many(graph: StoryGraph) -> None:
    assert [story_of(graph, name) for name in (1, "1", "late", "1234567890")] == [1] * 4
    for name in (0, 2, "0", "123456789"):
        with pytest.raises(UnknownNodeError, match="no story"):
            story_of(graph, name)
    with pytest.raises(UnknownNodeError, match="b is in no story"):
        story_of(graph, "b")
