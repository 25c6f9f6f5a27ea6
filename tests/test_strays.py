"""A link alone holds no article in a story whose words it does not share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from storygraph.communities.strays import let_go
from storygraph.pipeline import build
from storygraph.similarity.evidence import Evidence

FLOOD = [
    "Flood wall overtopped in Marlbeck as river rises",
    "Marlbeck flood: river tops the wall, homes emptied",
    "River Sarn over the flood wall at Marlbeck",
    "Homes emptied in Marlbeck after flood wall fails",
]
OTHERS = [f"{name} council debates {what}" for name in ("Pellow", "Dunmere") for what in "abcdef"]


def folder(path: Path, linked: dict[str, str]) -> Path:
    """Articles on a flood, and one that each other is linked to."""
    for number, title in enumerate([*FLOOD, *OTHERS]):
        head: dict[str, object] = {"title": title, "date": "2026-03-17", "lang": "en"}
        if number < len(FLOOD):
            head["related"] = [
                {"title": name, "url": f"https://daily.example/{at}", "lang": lang}
                for at, (name, lang) in enumerate(linked.items())
            ]
        (path / f"{number:02}.md").write_text(f"---\n{yaml.safe_dump(head)}---\n", "utf-8")
    return path


def story_of(path: Path, title: str) -> set[str]:
    nodes = build(path).articles
    story = nodes.filter(title=title)["story"][0]
    return set(nodes.filter(story=story)["title"]) if story is not None else {title}


def test_a_linked_article_of_other_words_stays_alone(tmp_path: Path) -> None:
    stray = "Recipe of the week: lemon tart"
    path = folder(tmp_path, {stray: "en", "Lemon tart and other recipes": "en"})
    assert set(FLOOD) == story_of(path, FLOOD[0])
    assert stray not in story_of(path, FLOOD[0])


def test_a_linked_article_that_shares_words_stays(tmp_path: Path) -> None:
    reaction = "Minister to visit Marlbeck families"
    assert reaction in story_of(folder(tmp_path, {reaction: "en"}), FLOOD[0])


def test_articles_alone_stay_alone(seeds_evidence: Evidence) -> None:
    alone = seeds_evidence.rows.copy()
    assert np.array_equal(let_go(alone, seeds_evidence), alone)


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=50)
def test_strays_go_one_by_one_and_nothing_else_changes(
    seeds_evidence: Evidence, groups: int, seed: int
) -> None:
    evidence = seeds_evidence
    rows = np.random.default_rng(seed).integers(0, groups, len(evidence.nodes))
    before = rows[evidence.rows]
    after = let_go(before, evidence)
    gone = after != before
    assert np.array_equal(after, after[evidence.nodes][evidence.rows])  # copies go along
    assert len(set(after[gone])) == len(set(evidence.rows[gone]))  # each has a label of its own
    assert not set(after[gone]) & set(before)
    cosines = (evidence.matrix @ evidence.matrix.T).toarray()
    for row, label in enumerate(before[evidence.nodes]):
        same = (before[evidence.nodes] == label) & (evidence.languages == evidence.languages[row])
        others = same.sum() - 1
        shared = cosines[row, same].sum() - cosines[row, row]
        strays = others > 0 and shared <= evidence.background.mean * others
        assert bool(gone[evidence.nodes[row]]) == bool(strays)
