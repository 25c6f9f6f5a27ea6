"""An outlet is one, whether an article names it or only its address does."""

from __future__ import annotations

from typing import Any

import polars as pl

from storygraph.pipeline import build


def outlets(*records: dict[str, Any]) -> dict[str, str | None]:
    """The outlet of each node by its address, of records as a build reads them."""
    rows = [{"title": f"Headline {n}", "text": "Words.", **r} for n, r in enumerate(records)]
    nodes = build(rows).articles
    return dict(nodes.select("url", "source").iter_rows())


def test_a_clipping_without_an_outlet_has_the_name_that_others_of_its_host_have() -> None:
    found = outlets(
        *({"url": f"https://post.example/{n}", "source": "The Evening Post"} for n in range(4)),
        {"url": "https://www.post.example/b", "source": "The Evening Post"},
        {"url": "https://www.post.example/c"},
        {"url": "https://post.example/d", "source": {"name": "www.Post.example"}},
        {"url": "https://other.example/e", "related": ["https://post.example/external"]},
    )
    assert found["https://www.post.example/c"] == "The Evening Post"
    assert found["https://post.example/d"] == "The Evening Post"
    assert found["https://post.example/external"] == "The Evening Post"
    assert found["https://other.example/e"] == "other.example"


def test_one_article_names_a_host_that_is_spelled_like_it() -> None:
    found = outlets(
        {"url": "https://northern-post.example/a", "source": "Northern Post"},
        {"url": "https://northern-post.example/b"},
        {"url": "https://linesman.example/c", "source": "The Linesman"},
        {"url": "https://linesman.example/d"},
        {"url": "https://pages.example/e", "source": "A guest"},
        {"url": "https://pages.example/f"},
    )
    assert found["https://northern-post.example/b"] == "Northern Post"
    assert found["https://linesman.example/d"] == "The Linesman"
    assert found["https://pages.example/f"] == "pages.example"


def test_a_host_of_many_outlets_is_none_of_them() -> None:
    clips = [{"url": f"https://video.example/{n}", "source": f"Channel {n // 3}"} for n in range(9)]
    found = outlets(*clips, {"url": "https://video.example/nameless"})
    assert found["https://video.example/nameless"] == "video.example"


def test_a_host_is_of_the_outlet_of_nine_in_ten() -> None:
    for guests, own in ((1, True), (2, False)):
        clips = [{"url": f"https://video.example/{n}", "source": "Tide News"} for n in range(9)]
        others = [{"url": f"https://video.example/g{n}", "source": "Guest"} for n in range(guests)]
        found = outlets(*clips, *others, {"url": "https://video.example/nameless"})
        outlet = found["https://video.example/nameless"]
        assert outlet == ("Tide News" if own else "video.example")


def test_a_guest_lends_its_name_to_no_host() -> None:
    few = [{"url": f"https://video.example/{n}", "source": "Tide News"} for n in range(2)]
    found = outlets(*few, {"url": "https://video.example/nameless"})
    assert found["https://video.example/nameless"] == "video.example"
    clips = [{"url": f"https://video.example/{n}", "source": "Tide News"} for n in range(6)]
    pages = [{"url": f"https://tide.example/{n}", "source": "Tide News"} for n in range(7)]
    nameless = [{"url": f"https://{host}.example/nameless"} for host in ("video", "tide")]
    found = outlets(*clips, *pages, *nameless)
    assert found["https://video.example/nameless"] == "video.example"
    assert found["https://tide.example/nameless"] == "Tide News"


def test_hosts_are_one_only_where_every_sign_is_the_same() -> None:
    found = outlets(
        {"url": "https://the-post.example/a"},
        {"url": "https://thepost.example/b"},
        {"url": "https://ab.c.example/c"},
        {"url": "https://a.bc.example/d"},
        {"url": "https://portal.example/e", "source": "Sun-Day.example"},
        {"url": "https://portal.example/f", "source": "sun-day.example"},
        {"url": "https://portal.example/g", "source": "sunday.example"},
    )
    assert list(found.values()) == [
        "the-post.example",
        "thepost.example",
        "ab.c.example",
        "a.bc.example",
        "Sun-Day.example",
        "Sun-Day.example",
        "sunday.example",
    ]


def test_a_story_of_one_outlet_counts_it_once() -> None:
    text = "The Cold Weir gates failed and the river Ardle flooded the town of Ardlow overnight."
    rows = [
        {"url": "https://northernpost.example/a", "title": "Ardlow flooded", "text": text},
        {
            "url": "https://northernpost.example/b",
            "title": "Ardlow under water after gates fail",
            "text": f"{text} Residents were told to leave.",
            "source": "Northern Post",
        },
    ]
    stories = build(pl.DataFrame(rows)).stories
    assert stories["sources"].to_list() == [[{"name": "Northern Post", "count": 2}]]


def test_an_outlet_that_hands_spell_differently_is_one_as_most_have_it() -> None:
    names = [
        "Game Rant",
        "GameRant",
        "Game Rant",
        "game-rant",
        "Gamer Rant",
        "!?",
        "?!",
        "北方 新聞",
    ]
    rows = [{"url": f"https://h{n}.example/x", "source": name} for n, name in enumerate(names)]
    for some in (rows, rows[::-1]):
        found = outlets(*some)
        told = [found[row["url"]] for row in rows]
        assert told == ["Game Rant"] * 4 + ["Gamer Rant", "!?", "?!", "北方 新聞"]
