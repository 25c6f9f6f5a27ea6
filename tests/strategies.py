"""Handmade graphs, and hypothesis strategies that make hostile ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from storygraph.graph import StoryGraph
from storygraph.tables import ARTICLES, EDGES, PROBLEMS, STORIES, VOCABULARY

START = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)

HOSTILE = (
    "",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]> <!-- &amp; &lt; &#0; 'quoted' \"twice\"",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\x9f",
    "tab\tnewline\nreturn\rboth\r\n",
    "\u202egnitirw \u2066hidden\u2069 \u200f\u061c",
    "line\u2028paragraph\u2029separators",
    "\ufffe\uffff\ufdd0\ufffd\ufeff",
    "\U0001f469\u200d\U0001f680 \U0001f1e9\U0001f1ea \U0010ffff e\u0301",
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "\n=1+1",
    "\t=1+1",
    "../../etc/passwd",
    "javascript:alert(1)",
    "[red]markup[/red] {{braces}} %s $HOME",
    "\x1b[31mred\x1b]0;title\x07",
    "new\nline,comma;semicolon",
)  # fmt: skip
"""What an input may hold and an output must survive."""

hostile = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=3).map("".join),
)
"""Any valid Unicode string; the nasty ones often."""


def make_graph(
    articles: Sequence[dict[str, Any]],
    edges: Sequence[tuple[int, int] | tuple[int, int, dict[str, Any]]] = (),
    *,
    stories: dict[int, dict[str, Any]] | None = None,
    problems: Sequence[tuple[str, int | None, str]] = (),
    run: dict[str, Any] | None = None,
) -> StoryGraph:
    """A StoryGraph of the rows given; what is not given gets a plain value.

    Articles are numbered as they come: id `n<number>`, one day apart, no story. Edges are
    (a, b) or (a, b, other columns). Stories follow from the articles' `story`; `stories`
    overrides their columns by number.
    """
    rows = [
        {
            "node": node,
            "id": f"n{node}",
            "kind": "article",
            "title": f"Title {node}",
            "excerpt": "",
            "body": "",
            "topics": [],
            "published": START + timedelta(days=node),
            **given,
        }
        for node, given in enumerate(articles)
    ]
    table = pl.DataFrame(rows, ARTICLES, orient="row")
    joined = [_edge(*edge) for edge in edges]
    return StoryGraph(
        articles=table,
        edges=pl.DataFrame(joined, EDGES, orient="row").sort("a", "b"),
        stories=_stories(table, stories or {}),
        problems=pl.DataFrame(list(problems), PROBLEMS, orient="row"),
        vocabulary=pl.DataFrame(
            {"term": ["one", "two"], "idf": [1.0, 1.5], "ties": [True, True]}, VOCABULARY
        ),
        run=run or {},
    )


def _edge(a: int, b: int, given: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "a": a, "b": b, "provenance": "similar", "weight": 0.5, "similarity": 0.5, "cosine": 0.5,
        "days": float(b - a), "a_cites_b": False, "b_cites_a": False, **(given or {}),
    }  # fmt: skip


def _stories(articles: pl.DataFrame, given: dict[int, dict[str, Any]]) -> pl.DataFrame:
    rows = []
    for number in sorted(articles["story"].drop_nulls().unique()):
        held = articles.filter(pl.col("story") == number)
        sources = held["source"].drop_nulls().value_counts(sort=True)
        row = {
            "story": number,
            "title": held["title"][0],
            "lead": held["node"][0],
            "keywords": [],
            "size": held.height,
            "articles": (held["kind"] == "article").sum(),
            "externals": (held["kind"] == "external").sum(),
            "first": held["published"].min(),
            "last": held["published"].max(),
            "sources": [{"name": name, "count": count} for name, count in sources.iter_rows()],
            "topics": [],
        }
        rows.append({**row, **given.get(number, {})})
    return pl.DataFrame(rows, STORIES, orient="row")


_dates = st.none() | st.integers(0, 2**32).map(lambda s: START + timedelta(seconds=s - 2**31))
_parts = st.none() | st.floats(0.0, 1.0, width=32)


@st.composite
def graphs(draw: st.DrawFn, max_nodes: int = 8) -> StoryGraph:
    """Any graph with hostile strings in every column of text, also in the ids."""
    count = draw(st.integers(0, max_nodes))
    ids = draw(st.lists(hostile.filter(bool), min_size=count, max_size=count, unique=True))
    labels = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    kept = sorted({label for label in labels if label and labels.count(label) > 1})
    articles = [
        {
            "id": name,
            "kind": draw(st.sampled_from(["article", "external"])),
            "title": draw(hostile),
            "excerpt": draw(hostile),
            "source": draw(st.none() | hostile),
            "domain": draw(st.none() | hostile),
            "url": draw(st.none() | hostile),
            "published": draw(_dates),
            "lang": draw(st.none() | hostile),
            "type": draw(st.none() | hostile),
            "topics": draw(st.lists(hostile, max_size=2)),
            "quality": draw(st.none() | st.integers(-(2**31), 2**31 - 1)),
            "heat": draw(st.none() | st.integers(-(2**31), 2**31 - 1)),
            "copy_of": draw(st.none() | st.integers(0, count - 1)),
            "story": kept.index(label) + 1 if label in kept else None,
            "x": draw(st.none() | st.floats(-1e6, 1e6, width=32)),
            "y": draw(st.none() | st.floats(-1e6, 1e6, width=32)),
        }
        for name, label in zip(ids, labels, strict=True)
    ]
    return make_graph(articles, draw(_edges(count)), problems=draw(_problems))


def _edges(count: int) -> st.SearchStrategy[list[tuple[int, int, dict[str, Any]]]]:
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    if not pairs:
        return st.just([])
    columns = st.fixed_dictionaries(
        {
            "provenance": st.sampled_from(["related", "similar", "both"]),
            "weight": st.floats(2.0**-10, 1.0, width=32),
            "similarity": _parts,
            "cosine": _parts,
            "days": st.none() | st.floats(0.0, 2.0**14, width=32),
            "a_cites_b": st.booleans(),
            "b_cites_a": st.booleans(),
        }
    )
    ends = st.lists(st.sampled_from(pairs), unique=True, max_size=10)
    return ends.flatmap(
        lambda found: st.tuples(*(st.tuples(st.just(a), st.just(b), columns) for a, b in found))
    ).map(list)


_problems = st.lists(
    st.tuples(hostile, st.none() | st.integers(1, 10**6), hostile), max_size=4
)  # fmt: skip
