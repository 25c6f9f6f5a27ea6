"""Copies: found whatever headline stands above them, and counted once."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storygraph.options import Options
from storygraph.pairs import Pairs
from storygraph.pipeline import build
from storygraph.terms import copies
from storygraph.terms.copies import RESEMBLANCE, find_originals
from storygraph.terms.shingles import LENGTH, candidates, resemblance
from storygraph.terms.tokens import Numbered, number_terms
from storygraph.terms.words import terms_of

DISPATCH = (
    "The harbour authority closed the northern lock on Friday after divers found a crack in its "
    "lower gate, and ships wait outside until a spare one has been brought from the yard."
)
THAI = "เรือเฟอร์รี่จอดรออยู่นอกท่าเรือหลังจากนักประดาน้ำพบรอยร้าวที่ประตูน้ำด้านล่าง"
WORDS = [
    f"{a}{b}{c}{d}" for a in "bdfgklmnpr" for b in "aeiou" for c in "bdfgklmnpr" for d in "aeiou"
]


def numbered(texts: Sequence[tuple[str, str]]) -> Numbered:
    return number_terms(pl.Series([part for text in texts for part in text], dtype=pl.String))


def originals(texts: Sequence[tuple[str, str]], days: Sequence[float] | None = None) -> list[int]:
    dates = np.zeros(len(texts)) if days is None else np.array(days)
    found: list[int] = find_originals(numbered(texts), dates).tolist()
    return found


@pytest.mark.parametrize(
    ("other", "copy"),
    [
        (("Lock closed", DISPATCH), True),
        (("Ships wait as lock shuts", DISPATCH), True),
        (("Ships wait as lock shuts", DISPATCH.replace("yard", "docks")), True),
        (("Lock closed", DISPATCH[:100]), False),
        (("Lock closed", "Ships wait outside."), False),
        (("Lock closed", ""), False),
    ],
)
def test_the_text_makes_the_copy_and_not_the_headline(other: tuple[str, str], copy: bool) -> None:
    assert originals([("Lock closed", DISPATCH), other]) == [0, 0 if copy else 1]


def test_a_script_without_spaces_has_copies_too() -> None:
    assert originals([("ข่าว", THAI), ("ข่าวด่วน", THAI), ("ข่าว", THAI[::-1])]) == [0, 0, 2]


def test_a_headline_alone_is_a_copy_only_word_for_word_and_when_it_says_something() -> None:
    long = "Northern lock of the harbour closed after divers find crack"
    texts = [(long, ""), (long.upper(), ""), (long + " again", ""), ("Live updates", "")]
    assert originals([*texts, ("Live updates", "")]) == [0, 0, 2, 3, 4]


@pytest.mark.parametrize(("words", "copy"), [(5, False), (6, True)])
def test_a_headline_of_six_words_says_enough_to_be_a_copy(words: int, copy: bool) -> None:
    headline = " ".join(["Divers", "find", "crack", "in", "northern", "lock"][-words:])
    assert originals([(headline, ""), (headline, "")]) == [0, 0 if copy else 1]


@pytest.mark.parametrize(("words", "copy"), [(11, False), (12, True)])
def test_a_text_of_twelve_words_is_compared_by_its_own(words: int, copy: bool) -> None:
    text = " ".join(DISPATCH.split()[:words])
    assert originals([("Lock closed", text), ("Ships wait", text)]) == [0, 0 if copy else 1]


@pytest.mark.parametrize(("changed", "copy"), [(13, True), (14, False)])
def test_seven_tenths_of_the_runs_of_words_make_a_copy(changed: int, copy: bool) -> None:
    words, others = WORDS[:80], WORDS[80 : 80 + changed]
    # As many of 76 runs of five go as words are changed at the end
    texts = [("", " ".join(each)) for each in (words, [*words[: 80 - changed], *others])]
    common = 76 - changed
    assert (common / (2 * 76 - common) >= 0.7) == copy
    assert originals(texts) == [0, 0 if copy else 1]


def test_a_page_brought_up_to_date_is_no_copy() -> None:
    days = [0.0, 7.0, 8.0, 9.0, 21.0, float("nan")]
    texts = [("Guide", f"{DISPATCH} {' '.join(WORDS[n : n + 2])}") for n in range(6)]
    assert originals(texts, days)[:5] == [0, 0, 2, 2, 4]


@pytest.mark.parametrize(
    ("headline", "changed", "copy"),
    [("Guide", 0, True), ("GUIDE", 3, True), ("Guide", 6, False), ("Guides for all", 0, False)],
)
def test_the_same_page_put_up_again_is_a_copy_whenever(
    headline: str, changed: int, copy: bool
) -> None:
    words = WORDS[:200]
    again = [*words[: 200 - changed], *WORDS[200 : 200 + changed]]
    texts = [("Guide", " ".join(words)), (headline, " ".join(again))]
    assert originals(texts, [0.0, 400.0]) == [0, 0 if copy else 1]
    assert originals(texts, [0.0, 7.0]) == [0, 0]


def test_the_same_headline_alone_is_no_copy_for_ever() -> None:
    texts = [("What to watch on television this weekend", "")] * 2
    assert originals(texts, [0.0, 7.0]) == [0, 0]
    assert originals(texts, [0.0, 8.0]) == [0, 1]


def test_pages_put_up_again_do_not_say_how_far_stories_reach(tmp_path: Path) -> None:
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    rows = [
        {
            "id": f"{n}-{turn}",
            "title": f"{event[turn]} {event[turn - 1]} {event[turn - 2]}",
            "text": " ".join([*event, *WORDS[500 + 29 * n + 7 * turn :][:14]]),
            "published": (start + timedelta(days=3 * n, hours=turn)).isoformat(),
        }
        for n, event in enumerate(WORDS[n * 50 : n * 50 + 8] for n in range(9))
        for turn in range(4)
    ]
    later = (start + timedelta(days=90)).isoformat()
    again = [{**row, "id": f"{row['id']}-again", "published": later} for row in rows[::3]]
    kernels = []
    for some in (rows, rows + again):
        path = tmp_path / "rows.jsonl"
        path.write_text("\n".join(map(json.dumps, some)))
        graph = build(path)
        kernels.append(graph.run["chosen"]["kernel"])
    assert kernels[0] == kernels[1]
    story = dict(graph.articles.select("id", "story").iter_rows())
    assert all(story[row["id"]] == story[row["id"].removesuffix("-again")] for row in again)


def test_what_resembles_two_texts_is_a_copy_of_the_earlier() -> None:
    one, other = np.array([0, 1]), np.array([2, 2])
    assert copies._originals(np.zeros(3), one, other, np.full(2, 7.0)).tolist() == [0, 1, 0]


@given(st.lists(st.lists(st.sampled_from(WORDS[:8]), min_size=LENGTH, max_size=30), max_size=12))
def test_resemblance_is_the_share_of_common_runs_of_words(texts: list[list[str]]) -> None:
    given_ = numbered([("", " ".join(words)) for words in texts])
    places = 2 * np.arange(len(texts)) + 1
    one, other = np.triu_indices(len(texts), 1)
    found = resemblance(given_, places, Pairs(one, other))
    runs = [
        {tuple(terms[i : i + LENGTH]) for i in range(len(terms) - LENGTH + 1)}
        for terms in (terms_of(" ".join(words)) for words in texts)
    ]
    direct = [
        len(runs[a] & runs[b]) / len(runs[a] | runs[b]) for a, b in zip(one, other, strict=True)
    ]
    assert found == pytest.approx(direct)


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=20)
def test_texts_that_resemble_are_found(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (draws words, hides nothing)
    texts = [rng.sample(WORDS, 60) for _ in range(40)]
    changed = [[*text[:30], "changed", *text[31:]] for text in texts]
    given_ = numbered([("", " ".join(text)) for text in texts + changed])
    pairs = candidates(given_, 2 * np.arange(80) + 1)
    found = set(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
    assert sum((n, n + 40) in found for n in range(40)) >= 36  # 98% at .7; these share .83
    assert len(found) < 60


@given(
    st.lists(st.tuples(st.sampled_from(range(6)), st.none() | st.integers(0, 30)), max_size=25),
)
def test_an_original_is_earlier_near_in_time_and_no_copy(
    made: list[tuple[int, int | None]],
) -> None:
    ordered = sorted(made, key=lambda each: (each[1] is None, each[1] or 0))
    days = np.array([np.nan if day is None else day for _, day in ordered], dtype=float)
    texts = [("", " ".join(WORDS[text * 20 : text * 20 + 14])) for text, _ in ordered]
    found = np.array(originals(texts, days.tolist()), dtype=int)
    assert np.all(found <= np.arange(len(found)))
    assert np.all(found[found] == found)
    assert not np.any(days - days[found] > 7)
    assert all(texts[a] == texts[b] for a, b in enumerate(found))


def test_reprints_change_no_other_story(tmp_path: Path) -> None:
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    events = [WORDS[n * 50 : n * 50 + 8] for n in range(9)]
    rows = [
        {
            "id": f"{n}-{turn}",
            "title": f"{event[turn]} {event[turn - 1]} {event[turn - 2]}",
            "text": " ".join([*event, *WORDS[500 + 29 * n + 7 * turn :][:14]]),
            "source": f"Outlet {turn}",
            "published": (start + timedelta(days=3 * n, hours=turn)).isoformat(),
        }
        for n, event in enumerate(events)
        for turn in range(4)
    ]
    copies = [
        {
            **row,
            "id": f"{row['id']}-{more}",
            "source": f"Reprint {more}",
            "title": f"More: {row['title']}",
        }
        for row in rows[::7]
        for more in range(20)
    ]
    found = []
    for name, some in (("few", rows), ("many", rows + copies)):
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(map(json.dumps, some)))
        graph = build(path)
        story = dict(graph.articles.select("id", "story").iter_rows())
        groups: dict[int | None, set[str]] = {}
        for row in rows:
            groups.setdefault(story[row["id"]], set()).add(row["id"])
        found.append(sorted(map(sorted, groups.values())))
        copied = graph.articles.filter(pl.col("copy_of").is_not_null())
        assert copied.height == (len(copies) if name == "many" else 0)
        assert all(story[each] == story[each.rsplit("-", 1)[0]] for each in copied["id"])
    assert found[0] == found[1]
    assert len(found[0]) == len(events)


def test_copies_of_a_text_like_no_other_change_no_other_story(tmp_path: Path) -> None:
    told = {
        "Harbour authority shuts northern lock after divers find crack": 3,
        "Marlbeck flood wall overtopped as the river rises": 1,
        "River over Marlbeck flood wall": 1,
        "Recipe for lemon tart": 1,
    }
    rows = [
        {"id": f"{at}{copy}", "title": title, "source": f"Outlet {copy}", "lang": "en"}
        for at, (title, copies) in enumerate(told.items())
        for copy in range(copies)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    stories = build(path).articles.group_by("story").agg("id").drop_nulls()["id"].to_list()
    assert sorted(map(sorted, stories)) == [["00", "01", "02"], ["10", "20"]]


@pytest.mark.parametrize("algorithm", ["linkage", "leiden", "louvain", "components"])
def test_copies_alone_are_one_story_held_by_edges(algorithm: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [{"id": str(n), "title": f"Lock {n}", "text": DISPATCH} for n in range(3)]
    path.write_text("\n".join(map(json.dumps, rows)))
    graph = build(path, Options(algorithm=algorithm))
    assert graph.articles["story"].to_list() == [1, 1, 1]
    assert graph.edges.select("a", "b").rows() == [(0, 1), (0, 2)]
    assert graph.edges["weight"].min() == pytest.approx(RESEMBLANCE)


@pytest.mark.parametrize("others", [[], ["2026-03-01T06:20:00Z", "2026-03-02T08:00:00Z"]])
def test_a_day_without_a_time_is_a_copy_of_what_has_one(others: list[str]) -> None:
    text = "The glass roof of the covered market cracked in the frost and was roped off at noon"
    days = ["2026-03-01", "2026-03-01T09:40:00Z", "2026-03-03", *others]
    rows = [
        {"id": day, "title": "Market roof cracks", "text": text, "published": day, "source": day}
        for day in days
    ]
    first = min(day for day in days if "T" in day)
    for order in (rows, rows[::-1]):
        articles = build(order).articles
        originals = articles["id"].gather(articles["copy_of"])
        told = dict(zip(articles["id"], originals, strict=True))
        assert told == {day: None if day == first else first for day in days}
