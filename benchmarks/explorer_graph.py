"""A synthetic graph of the size asked for, for the explorer's benchmark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from storygraph.graph import StoryGraph
from storygraph.layout.place import place
from storygraph.tables import ARTICLES, EDGES, STORIES, VOCABULARY, conform

WORDS = [
    "council",
    "minister",
    "court",
    "police",
    "report",
    "says",
    "plan",
    "city",
    "fire",
    "river",
    "storm",
    "market",
    "price",
    "bank",
    "school",
    "strike",
    "union",
    "talks",
    "deal",
    "vote",
    "party",
    "leader",
    "campaign",
    "budget",
    "tax",
    "hospital",
    "doctor",
    "virus",
    "trial",
    "judge",
    "study",
    "climate",
    "energy",
    "power",
    "oil",
    "gas",
    "company",
    "shares",
    "profit",
    "jobs",
    "factory",
    "train",
    "airport",
    "flight",
    "crash",
    "rescue",
    "museum",
    "film",
    "star",
    "music",
    "festival",
    "team",
    "coach",
    "season",
    "final",
    "goal",
    "player",
    "transfer",
    "injury",
    "record",
    "champion",
    "world",
    "border",
    "army",
    "ceasefire",
    "aid",
    "refugees",
    "summit",
    "president",
    "visit",
    "law",
    "rule",
    "ban",
    "protest",
    "rally",
    "student",
    "teacher",
    "exam",
    "phone",
    "app",
    "software",
    "update",
    "launch",
    "game",
    "trailer",
    "release",
    "delay",
    "review",
    "beta",
    "console",
    "network",
    "outage",
    "data",
    "breach",
    "attack",
    "inquiry",
    "resigns",
    "apology",
    "fined",
    "arrested",
    "charged",
    "cleared",
    "wins",
    "loses",
    "rises",
    "falls",
    "opens",
    "closes",
    "after",
    "before",
    "over",
    "amid",
    "against",
    "ahead",
    "new",
    "first",
    "last",
    "major",
    "local",
    "national",
    "early",
    "late",
    "hundreds",
    "thousands",
    "residents",
    "officials",
    "experts",
    "critics",
    "families",
    "workers",
    "drivers",
    "farmers",
]
"""Headline words, common ones first: drawn by Zipf's law, as in news."""

EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
STEM = ("bar", "del", "fen", "gor", "hal", "kes", "lin", "mar", "nor", "pel", "ros", "tav", "wick")


def synthetic(articles: int, edges: int, seed: int = 1) -> StoryGraph:
    """`articles` articles in stories of Pareto-distributed sizes over a year, `edges` edges.

    Titles have eight words, excerpts thirty, links a slug; 93 % of the edges stay inside a
    story. The same numbers give the same graph.
    """
    random = np.random.default_rng(seed)
    label = _labels(articles, random)
    stories = int(label.max())
    share = 1 / np.arange(1, len(WORDS) + 1)
    common = random.choice(len(WORDS), (articles, 38), p=share / share.sum())
    names = [_name(random) for _ in range(stories * 3 + 3)]
    start = random.random(stories + 1) * 365
    day = start[label] + random.exponential(2, articles)
    order = np.argsort(day, kind="stable")
    label, day, common = label[order], day[order], common[order]
    outlet = random.zipf(1.5, articles) % 800
    rows = []
    for n in range(articles):
        words = [WORDS[w] for w in common[n]]
        words[1:9:3] = names[label[n] * 3 : label[n] * 3 + 3]
        rows.append(
            {
                "node": n, "id": f"article-{n}", "kind": "external" if n % 31 == 0 else "article",
                "title": " ".join(words[:8]).capitalize(), "excerpt": " ".join(words[8:]) + ".",
                "body": "", "url": f"https://outlet{outlet[n]}.example/{'-'.join(words[:6])}",
                "source": f"Outlet {outlet[n]}", "domain": f"outlet{outlet[n]}.example",
                "published": EPOCH + timedelta(days=float(day[n])), "lang": "en",
                "topics": [WORDS[label[n] % 12]], "story": int(label[n]) or None,
            }
        )  # fmt: skip
    table = conform(pl.DataFrame(rows, infer_schema_length=None), ARTICLES)
    pairs = _pairs(label, edges, random)
    links = _edges(pairs, day, random)
    table, placed = place(table, links, _stories(table, names))
    idf = pl.DataFrame({"term": sorted({*WORDS, *names})}).with_columns(pl.lit(3.0).alias("idf"))
    return StoryGraph(table, links, placed, vocabulary=conform(idf, VOCABULARY))


def _name(random: np.random.Generator) -> str:
    return "".join(random.choice(STEM, 2)).capitalize()


def _labels(articles: int, random: np.random.Generator) -> np.ndarray:
    """Story of each article, numbered from 1 by size; 0 for those on their own."""
    sizes = np.minimum(random.pareto(1.15, articles) * 3 + 1, 500).astype(np.int64)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), articles)) + 1]
    sizes[-1] -= int(sizes.sum()) - articles
    sizes = np.sort(sizes)[::-1]
    label = np.repeat(np.arange(1, len(sizes) + 1), sizes)
    single = np.repeat(sizes, sizes) < 2
    return random.permutation(np.where(single, 0, label))


def _pairs(label: np.ndarray, edges: int, random: np.random.Generator) -> np.ndarray:
    """Distinct pairs a < b, most of them inside one story."""
    order = np.argsort(label, kind="stable")
    start = np.searchsorted(label[order], np.arange(label.max() + 2))
    found = np.zeros(0, dtype=np.int64)
    while len(found) < edges:
        a = random.integers(0, len(label), edges)
        inside = (label[a] > 0) & (random.random(edges) < 0.93)
        width = (start[label[a] + 1] - start[label[a]]).clip(1)
        b = order[(start[label[a]] + (random.random(edges) * width).astype(np.int64))]
        b = np.where(inside, b, random.integers(0, len(label), edges))
        keep = a != b
        keys = np.minimum(a, b)[keep] * len(label) + np.maximum(a, b)[keep]
        found = np.unique(np.concatenate([found, keys]))
    return np.sort(random.permutation(found)[:edges])


def _edges(keys: np.ndarray, day: np.ndarray, random: np.random.Generator) -> pl.DataFrame:
    a, b = np.divmod(keys, len(day))
    kind = random.integers(0, 3, len(keys))
    weight = random.random(len(keys)) * 0.9 + 0.1
    return conform(
        pl.DataFrame(
            {
                "a": a, "b": b, "provenance": np.array(["related", "similar", "both"])[kind],
                "weight": weight, "similarity": weight * 0.8, "cosine": weight,
                "days": np.abs(day[a] - day[b]), "a_cites_b": kind != 1, "b_cites_a": kind == 2,
            }
        ),
        EDGES,
    )  # fmt: skip


def _stories(articles: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    grouped = articles.drop_nulls("story").group_by("story").agg(
        pl.col("title").first(), pl.col("node").first().alias("lead"),
        pl.len().alias("size"), pl.col("published").min().alias("first"),
        (pl.col("kind") == "article").sum().alias("articles"),
        (pl.col("kind") == "external").sum().alias("externals"),
        pl.col("published").max().alias("last"),
    ).sort("story")  # fmt: skip
    # Stories are numbered without gaps, as in a real graph
    words = [names[number * 3 : number * 3 + 3] for number in grouped["story"].to_list()]
    return conform(grouped.with_columns(pl.Series("keywords", words)), STORIES)
