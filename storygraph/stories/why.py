"""Why two nodes are in one story, and why a node belongs to its story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from storygraph.errors import UnknownNodeError
from storygraph.in_words import InWords
from storygraph.tables import Tables
from storygraph.terms.languages import across, told_among
from storygraph.terms.spelling import spoken
from storygraph.terms.vectors import MOST_CHARACTERS, project

TERMS, SPARE = 8, 5
"""Words shown of a tie at most, and for each of them how many of the strongest terms are tried."""

TIES = 5
"""Strongest edges of a node that are told."""


@dataclass(frozen=True)
class Tie(InWords):
    """What holds two nodes together; `print` says it in the words of the command `why`.

    `provenance` is "related", "similar", "both", or None where no edge joins the two; `cites`
    says which related list names the other: "a", "b", "both" or None. `cosine` is that of the
    TF-IDF vectors; `terms` are the shared terms and their parts of it, largest first. `days` is
    the gap between the dates, None when either is undated. `one_text`: both have the same original,
    as copies of it or itself.
    """

    a: dict[str, Any]
    b: dict[str, Any]
    provenance: str | None
    cites: str | None
    weight: float
    similarity: float | None
    cosine: float
    days: float | None
    terms: list[tuple[str, float]]
    one_text: bool


@dataclass(frozen=True)
class Membership(InWords):
    """Why a node belongs to its story; `print` says it in the words of the command `why`.

    `inside` and `outside` are the sums of its edge weights to its own story and to all other
    nodes; `ties` its strongest edges inside. `fit` is how well it fits the rest of the story, 0 to
    1 (`communities/fit.py`). `story` is None for a singleton, whose `ties` are the strongest that
    it has at all.
    """

    node: dict[str, Any]
    story: dict[str, Any] | None
    inside: float
    outside: float
    fit: float | None
    ties: list[Tie]


def explain_pair(graph: Tables, a: int, b: int) -> Tie:
    """The tie between two nodes, whether or not an edge joins them.

    Raises UnknownNodeError where they are one.
    """
    if a == b:
        name = graph.articles["id"][a]
        raise UnknownNodeError(f"both names mean {name}: name two articles, or one alone")
    return _ties(graph, a, [b])[0]


def explain_node(graph: Tables, node: int) -> Membership:
    """Why `node` is in its story."""
    articles = graph.articles
    story = articles["story"][node]
    edges = graph.edges.filter((pl.col("a") == node) | (pl.col("b") == node)).with_columns(
        other=pl.when(pl.col("a") == node).then("b").otherwise("a")
    )
    fellow = pl.lit(articles["story"].gather(edges["other"]))
    edges = edges.with_columns(
        inside=(fellow == pl.lit(story, pl.UInt32)).fill_null(value=False)  # all false for None
    )
    total = float(edges["weight"].sum())
    inside = float(edges.filter("inside")["weight"].sum())
    shown = edges if story is None else edges.filter("inside")
    strongest = shown.sort("weight", "other", descending=[True, False]).head(TIES)
    return Membership(
        node=_named(graph, node),
        story=None if story is None else graph.stories.row(story - 1, named=True),
        inside=inside,
        outside=total - inside,
        fit=articles["fit"][node],
        ties=_ties(graph, node, strongest["other"].to_list()),
    )


def _ties(graph: Tables, a: int, others: list[int]) -> list[Tie]:
    """The ties of `a` to each of `others`, in their order."""
    if not others:
        return []
    vectors = project(graph.articles, [a, *others], graph.vocabulary)
    shared = vectors[1:].multiply(vectors[[0]]).tocsr()
    terms = graph.vocabulary["term"]
    languages = graph.run.get("chosen", {}).get("languages", ())
    language = told_among(graph.articles[[a, *others]], languages).codes
    foreign = across(terms.to_list()) if language.any() else None
    ties = []
    for row, b in enumerate(others):
        part = shared[[row]].tocoo()
        if foreign is not None and language[row + 1] != language[0]:
            part.data = part.data * foreign[part.col]
            part.eliminate_zeros()
        order = np.lexsort((part.col, -part.data))
        shown = [(terms[int(part.col[i])], float(part.data[i])) for i in order]
        edge = graph.edges.filter((pl.col("a") == min(a, b)) & (pl.col("b") == max(a, b)))
        found = edge.row(0, named=True) if edge.height else {}
        ahead = found.get("a_cites_b" if a < b else "b_cites_a", False)
        back = found.get("b_cites_a" if a < b else "a_cites_b", False)
        ties.append(
            Tie(
                a=_named(graph, a),
                b=_named(graph, b),
                provenance=found.get("provenance"),
                cites="both" if ahead and back else "a" if ahead else "b" if back else None,
                weight=float(found.get("weight", 0.0)),
                similarity=found.get("similarity"),
                cosine=float(part.data.sum()),
                days=_gap(graph, a, b),
                terms=_in_words(shown, _texts(graph, [a, b])),
                one_text=_original(graph, a) == _original(graph, b),
            )
        )
    return ties


def _original(graph: Tables, node: int) -> int:
    """The node that a copy is one of, or the node itself."""
    original = graph.articles["copy_of"][node]
    return node if original is None else int(original)


def _in_words(shown: list[tuple[str, float]], texts: list[str]) -> list[tuple[str, float]]:
    """Terms and what they add to a cosine, as words, strongest first, TERMS at most."""
    shown = shown[: TERMS * SPARE]
    words = spoken(texts, [term for term, _ in shown])
    added: dict[str, float] = {}
    for term, part in shown:
        added[words[term]] = added.get(words[term], 0.0) + part
    return sorted(added.items(), key=lambda each: -each[1])[:TERMS]


def _texts(graph: Tables, nodes: list[int]) -> list[str]:
    """What is weighed of these nodes' texts, for the spelling of shared terms."""
    body = pl.col("body").str.slice(0, MOST_CHARACTERS)
    return (
        graph.articles[nodes]
        .select(pl.concat_str("title", "excerpt", body, separator=" "))[:, 0]
        .to_list()
    )


def _gap(graph: Tables, a: int, b: int) -> float | None:
    """Days between two nodes' dates; None when either has none."""
    first, second = graph.articles["published"][a], graph.articles["published"][b]
    if first is None or second is None:
        return None
    return float(abs((first - second).total_seconds()) / 86_400)


def _named(graph: Tables, node: int) -> dict[str, Any]:
    """What a reader needs to recognise a node."""
    columns = ("id", "kind", "title", "source", "published", "url", "story")
    return graph.articles.select(columns).row(node, named=True)
