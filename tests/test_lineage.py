"""Which story goes on as which: laws that hold for any two builds."""

from __future__ import annotations

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from storygraph.stories.lineage import lineage

number = st.none() | st.integers(1, 5)
found_in_both = st.lists(st.tuples(number, number), max_size=30)
Rows = list[tuple[int | None, int | None]]


def told(rows: Rows) -> list[tuple[int, int, str, int]]:
    nodes = pl.DataFrame(rows, schema={"was": pl.UInt32, "story": pl.UInt32}, orient="row")
    return lineage(nodes).rows()


def pairs(rows: Rows, *hows: str) -> list[tuple[int, int]]:
    return [(was, story) for was, story, how, _ in told(rows) if how in hows]


@given(found_in_both)
def test_every_story_has_one_fate_and_one_origin_at_most(rows: Rows) -> None:
    fates = [was for was, _ in pairs(rows, "continues", "joined")]
    origins = [story for _, story in pairs(rows, "continues", "split")]
    assert len(fates) == len(set(fates))
    assert len(origins) == len(set(origins))
    for was, story, _, shared in told(rows):
        assert shared == rows.count((was, story)) > 0


@given(found_in_both)
def test_what_joins_in_one_direction_of_time_splits_in_the_other(rows: Rows) -> None:
    back = [(was, story) for story, was in rows]
    flipped = {"continues": "continues", "joined": "split", "split": "joined"}
    assert {(story, was, flipped[how], shared) for was, story, how, shared in told(rows)} == set(
        told(back)
    )


@given(found_in_both, st.randoms())
def test_the_order_of_articles_is_nothing_to_go_by(rows: Rows, chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert told(mixed) == told(rows)


@given(found_in_both)
def test_two_equal_builds_go_on_whole(rows: Rows) -> None:
    same = [(was, was) for was, _ in rows]
    stories = {was for was, _ in rows if was}
    assert pairs(same, "continues", "joined", "split") == [(each, each) for each in sorted(stories)]


@given(found_in_both)
def test_a_story_that_shares_most_with_one_both_ways_continues_it(rows: Rows) -> None:
    kept = pairs(rows, "continues")
    both = [(was, story) for was, story in rows if was and story]
    for was, story in set(both):
        shared = both.count((was, story))
        rivals = [each for each in set(both) if (each[0] == was) != (each[1] == story)]
        if all(both.count(each) < shared for each in rivals):
            assert (was, story) in kept
    assert not both or kept


def test_the_part_that_holds_most_goes_on_and_the_rest_has_split() -> None:
    rows: Rows = [(1, 1)] * 5 + [(1, 2)] * 3 + [(2, 3)] * 2 + [(3, 3)] * 4
    assert told(rows) == [
        (1, 1, "continues", 5), (1, 2, "split", 3), (2, 3, "joined", 2), (3, 3, "continues", 4),
    ]  # fmt: skip


def test_a_story_of_which_one_article_in_many_went_elsewhere_has_not_joined_it() -> None:
    assert pairs([(1, None)] * 8 + [(1, 2)] + [(2, 2)] * 3, "joined") == []
