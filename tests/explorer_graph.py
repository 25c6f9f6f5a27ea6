"""A small made-up graph for the tests of the explorer, with every kind of row in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from storygraph.graph import StoryGraph
from storygraph.layout.place import place
from storygraph.stories.cohesion import LOOSE
from storygraph.tables import ARTICLES, EDGES, STORIES, VOCABULARY, conform

START = datetime(2024, 3, 4, 8, tzinfo=UTC)
OUTLETS = ["Harbour Post", "Nordlicht", "The Kite", "Le Phare", "Valley Wire", "صحيفة النهر"]
SUBJECTS = [
    "ferry strike", "bridge closure", "museum theft", "flood warning", "tram line",
    "dam inspection", "harvest festival", "airport fog", "library vote", "orchard blight",
]  # fmt: skip
FITS = {(2, 5): 0.12, (2, 6): 0.299, (3, 1): 0.5, (4, 0): None}
"""Of an article of a story, where it is not .9."""

HOSTILE = [
    "</script><script>window.owned = 1</script>",
    '<img src=x onerror="window.owned = 2">',
    "javascript:alert(1) href=x",
    "line\u2028separator \u202eoverride",
    "{{constructor.constructor('window.owned = 3')()}}",
]


def news_graph(*, hostile: bool = False, largest: int = 13) -> StoryGraph:
    """Ten stories of 13 articles down to 4, seven singletons; one story has two copies.

    The first story is the ferry strike: 13 articles from 4 March 2024, broken by Harbour Post,
    whose first piece was run again by Nordlicht and by The Kite. Two articles of the second story,
    the bridge closure, have a loose fit, one of the third, the museum theft, fits fairly well, and
    of one of the fourth, the flood warning, it is not known; all others fit well. `hostile` puts
    markup into titles, names, keywords and links. The first story has `largest` articles, those
    beyond 305 with a loose fit.
    """
    rows: list[dict[str, Any]] = []
    for number, subject in enumerate(SUBJECTS):
        for n in range(13 - number if number else largest):
            outlet = OUTLETS[(number + n) % len(OUTLETS)]
            rows.append(_article(number + 1, n, subject, outlet))
    rows.extend(_article(None, n, f"lone matter {n}", OUTLETS[n % 6]) for n in range(7))
    rows[4]["lang"] = "ar"
    rows[4]["title"] = "إضراب العبارات يعطل الميناء"
    rows[-1]["published"] = None
    rows.sort(key=lambda row: (row["published"] is None, row["published"] or START, row["id"]))
    articles = pl.DataFrame(rows, infer_schema_length=None).with_row_index("node")
    first = articles.filter(pl.col("story") == 1)["node"].to_list()
    articles = articles.with_columns(
        pl.when(pl.col("node").is_in(first[1:3])).then(first[0]).alias("copy_of")
    )
    if hostile:
        articles = _hostile(articles)
    table = conform(articles, ARTICLES)
    edges = _edges(table)
    stories = _stories(table, hostile=hostile)
    table, stories = place(table, edges, stories)
    words = {word for subject in SUBJECTS for word in subject.split()}
    terms = sorted(words | {"harbour", "talks"})
    vocabulary = pl.DataFrame({"term": terms, "idf": [1.0 + n % 5 for n in range(len(terms))]})
    return StoryGraph(table, edges, stories, vocabulary=conform(vocabulary, VOCABULARY))


def _article(story: int | None, n: int, subject: str, outlet: str) -> dict[str, Any]:
    days = 9 * (story or 3) - 9 + 0.4 * n * (1 + n / 6)
    external = n == 3
    return {
        "id": f"{subject.replace(' ', '-')}-{n:02}",
        "kind": "external" if external else "article",
        "title": f"{subject.capitalize()}: report {n + 1} on what the {subject} means",
        "excerpt": f"Talks about the {subject} went on at the harbour for a day {n + 1}.",
        "body": "",
        "url": f"https://outlet{n}.example/{subject.replace(' ', '-')}/{n}",
        "source": outlet,
        "domain": f"outlet{n}.example",
        "published": START + timedelta(days=days),
        "lang": "en",
        "type": "article",
        "topics": [["transport", "culture", "weather"][(story or 0) % 3]] if n % 4 else [],
        "story": story,
        "fit": None if story is None else 0.1 if n >= 305 else FITS.get((story, n), 0.9),
    }


def _hostile(articles: pl.DataFrame) -> pl.DataFrame:
    texts = [HOSTILE[n % len(HOSTILE)] for n in range(articles.height)]
    links = ["javascript:window.owned=4", "https://a.example\\@b.example", "data:text/html,x"]
    return articles.with_columns(
        pl.Series("title", texts),
        pl.Series("excerpt", texts[1:] + texts[:1]),
        pl.Series("source", texts[2:] + texts[:2]),
        pl.Series("topics", [[text] for text in texts]),
        pl.Series("lang", texts),
        pl.Series("url", [links[n % 3] for n in range(articles.height)]),
    )


def _edges(articles: pl.DataFrame) -> pl.DataFrame:
    rows = []
    held = articles.filter(pl.col("story").is_not_null())
    for (story,), group in held.group_by("story", maintain_order=True):
        nodes = group["node"].to_list()
        for n, a in enumerate(nodes):
            for step, b in enumerate(nodes[n + 1 : n + 4]):
                rows.append(_edge(a, b, ["both", "similar", "related"][step], 0.9 - 0.2 * step))
        if story < len(SUBJECTS):
            other = held.filter(pl.col("story") == story + 1)["node"].to_list()
            rows.append(_edge(min(nodes[0], other[0]), max(nodes[0], other[0]), "similar", 0.2))
    return conform(pl.DataFrame(rows).unique(["a", "b"]).sort("a", "b"), EDGES)


def _edge(a: int, b: int, provenance: str, weight: float) -> dict[str, Any]:
    linked = provenance != "similar"
    return {
        "a": a, "b": b, "provenance": provenance, "weight": weight, "similarity": weight / 2,
        "cosine": weight / 2 + 0.1, "days": 1.0, "a_cites_b": False, "b_cites_a": linked,
    }  # fmt: skip


def _stories(articles: pl.DataFrame, *, hostile: bool) -> pl.DataFrame:
    rows = []
    for number in range(1, len(SUBJECTS) + 1):
        group = articles.filter(pl.col("story") == number)
        sources = group["source"].value_counts(sort=True).rename({"source": "name"})
        rows.append(
            {
                "story": number,
                "title": HOSTILE[number % 5] if hostile else group["title"][0],
                "lead": group["node"][0],
                "keywords": HOSTILE if hostile else [*SUBJECTS[number - 1].split(), "talks"],
                "size": group.height,
                "articles": int((group["kind"] == "article").sum()),
                "externals": int((group["kind"] == "external").sum()),
                "first": group["published"].min(),
                "last": group["published"].max(),
                "sources": sources.sort(["count", "name"], descending=[True, False]).to_dicts(),
                "topics": [],
                "cohesion": group["fit"].min(),
                "loose": int((group["fit"] < LOOSE).sum()),
            }
        )
    return conform(pl.DataFrame(rows, infer_schema_length=None), STORIES)
