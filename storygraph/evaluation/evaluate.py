"""Found stories against gold ones: how far would people agree?

B-cubed scores (`b_cubed.py`) are averaged over articles; pairwise scores count pairs of
articles instead. Both are computed from the contingency table, never pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from storygraph.counting import is_whole
from storygraph.errors import InputError, UsageError
from storygraph.evaluation.b_cubed import b_cubed_of_all, by_story, contingency, error_of_f1
from storygraph.evaluation.chance import adjusted_mutual_information, adjusted_rand
from storygraph.evaluation.disagreement import worst_stories
from storygraph.in_words import InWords
from storygraph.read.labels import in_table
from storygraph.stories.cohesion import FIRM
from storygraph.tables import Tables


@dataclass(frozen=True)
class Scores:
    """Agreement of one partition with another, each value 0 to 1 (ARI and AMI from -1).

    `f1_error`: the standard error of `f1`, had other true groups of this kind been looked at
    (`b_cubed.error_of_f1`); None for one group. Two of it on either side hold the F1 of all such
    groups about nineteen times in twenty. Two partitions of the same articles err together: how
    far they differ the true groups say, one by one.

    Pairwise precision is 1 where no two articles are found together, recall where none belong
    together. `articles`: how many were scored; `found`, `true`: how many groups, singletons
    included. `several`: found groups of two and more; `pure`: those of them that lie within one
    true group; `exact`: those that are all of it.
    """

    precision: float
    recall: float
    f1: float
    f1_error: float | None
    pair_precision: float
    pair_recall: float
    pair_f1: float
    ari: float
    ami: float
    articles: int
    found: int
    true: int
    several: int
    pure: int
    exact: int


@dataclass(frozen=True)
class Evaluation(InWords):
    """How found stories agree with gold ones; `print` says it as the command `evaluate` does.

    `overall`: all labelled articles; `grouped`: those whose gold story has two and more.
    `trust`: of found stories that are `firm`, `fair` and `loose` (with an article of a loose fit),
    how many have two labelled articles and more, `stories`, and how many of these are `pure`; None
    for a graph that an earlier version built, which says nothing of fits.
    `worst`: the gold stories that lost most, as `disagreement.worst_stories` tells them.
    `unlabelled`: articles that have no label; `unknown`: labels that name no article, or an
    external; `contradicted`: labels of ids that have several, of which none counts.
    `stories`: a table, one row a gold story, by name: `story`, `size` (its labelled articles), and
    their mean `precision` and `recall`, and `f1` of the two.
    """

    overall: Scores
    grouped: Scores | None
    trust: dict[str, dict[str, int]] | None
    worst: list[dict[str, Any]]
    unlabelled: int
    unknown: int
    contradicted: int
    stories: pl.DataFrame = field(repr=False, compare=False)


def evaluate(graph: Tables, labels: Any, *, worst: int = 10) -> Evaluation:
    """Score the stories of `graph` against `labels`, a table with the columns `id` and `story`.

    Tables are those that `build` takes; other columns do not matter.

    Articles without a label, or with several, and externals, are left out; a singleton is a story
    of its own. `worst` is how many gold stories are told that lost most. Raises InputError when no
    label names an article of the graph, or a column is missing, and UsageError for a `graph` that
    is none, or a number of stories that is none.
    """
    given: object = graph
    if not isinstance(given, Tables):
        raise UsageError(
            f"evaluate needs a graph, which load(folder) gives, not a {type(given).__name__}"
        )
    if not is_whole(worst) or worst < 0:
        raise UsageError(f"worst must be a whole number, 0 or more, not {worst!r}")
    labels = in_table(labels)
    clear = labels.filter(_is_clear())
    articles = graph.articles.select("node", "id", "kind", "title", "story")
    scored = labelled(articles, labels).with_columns(
        # Singletons become stories below zero: each its own.
        found=pl.coalesce(pl.col("story").cast(pl.Int64), -1 - pl.col("node").cast(pl.Int64)),
    )
    overall, grouped = scores(scored)
    stories = by_story(scored)
    titles = dict(graph.stories.select("story", "title").iter_rows())
    return Evaluation(
        overall,
        grouped,
        _trust(scored, graph.stories),
        worst_stories(stories, scored, titles, int(worst)),
        unlabelled=articles.filter(kind="article").height - scored.height,
        unknown=clear.height - scored.height,
        contradicted=labels.height - clear.height,
        stories=stories.rename({"true": "story", "true_size": "size"}),
    )


def _trust(scored: pl.DataFrame, stories: pl.DataFrame) -> dict[str, dict[str, int]] | None:
    """How often stories are pure that their cohesion lets trust, and others; None if unknown."""
    if stories["loose"].null_count():
        return None
    found = (
        scored.drop_nulls("story")
        .group_by("story")
        .agg(size=pl.len(), pure=pl.col("true").n_unique() == 1)
        .filter(pl.col("size") > 1)
        .join(stories.select("story", "cohesion", "loose"), on="story")
    )
    firm = (pl.col("cohesion") >= FIRM).fill_null(value=False)
    kinds = {"firm": firm, "fair": ~firm & (pl.col("loose") == 0), "loose": pl.col("loose") > 0}
    told = {name: found.filter(kind)["pure"] for name, kind in kinds.items()}
    return {name: {"stories": len(pure), "pure": int(pure.sum())} for name, pure in told.items()}


def labelled(articles: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """The rows of `articles` (columns `id`, `kind`) that have a label, as column `true`, in order.

    Of several labels of one id none counts: rows of one id are articles of several, and which is
    which no label says. Externals are left out. Raises InputError when there are none.
    """
    given = labels.filter(_is_clear()).select("id", true="story")
    scored = articles.filter(kind="article").join(given, on="id", maintain_order="left")
    if scored.is_empty():
        raise InputError(_none_named(articles, labels))
    return scored


def _none_named(articles: pl.DataFrame, labels: pl.DataFrame) -> str:
    """What to say where no label counts: an id of either side shows in what they differ."""
    if labels.is_empty():
        return "there are no labels: no row has both an id and a story"
    ours = articles.filter(kind="article")["id"].min()
    return (
        "no label names an article of the input: ids must be equal, and have one label each; "
        f"an article is {ours!r}, a label is of {labels['id'].min()!r}"
    )


def _is_clear() -> pl.Expr:
    """Whether a label, of distinct ones, is the only one of its id."""
    return pl.len().over("id") == 1


def scores(scored: pl.DataFrame) -> tuple[Scores, Scores | None]:
    """Scores of the columns `found` and `true`: of all rows, and of gold stories of two and more.

    The second is None when every gold story has one article.
    """
    grouped = scored.filter(pl.len().over("true") > 1)
    return (
        score(scored["found"].to_numpy(), scored["true"].to_numpy()),
        score(grouped["found"].to_numpy(), grouped["true"].to_numpy()) if grouped.height else None,
    )


def score(found: np.ndarray, true: np.ndarray) -> Scores:
    """Agreement of two labellings of the same articles; both of shape (articles,)."""
    cells = contingency(pl.DataFrame({"found": found, "true": true}))
    precision, recall = b_cubed_of_all(cells)
    found_sizes, true_sizes = (cells.unique(side)[f"{side}_size"] for side in ("found", "true"))
    pure = cells.filter(pl.col("shared") == pl.col("found_size"), pl.col("found_size") > 1)
    together = _pairs(cells["shared"])
    found_pairs, true_pairs = _pairs(found_sizes), _pairs(true_sizes)
    pair_precision = together / found_pairs if found_pairs else 1.0
    pair_recall = together / true_pairs if true_pairs else 1.0
    return Scores(
        precision=precision,
        recall=recall,
        f1=_harmonic(precision, recall),
        f1_error=error_of_f1(cells),
        pair_precision=pair_precision,
        pair_recall=pair_recall,
        pair_f1=_harmonic(pair_precision, pair_recall),
        ari=adjusted_rand(together, found_pairs, true_pairs, len(found)),
        ami=adjusted_mutual_information(cells),
        articles=len(found),
        found=found_sizes.len(),
        true=true_sizes.len(),
        several=int((found_sizes > 1).sum()),
        pure=pure.height,
        exact=int((pure["shared"] == pure["true_size"]).sum()),
    )


def _pairs(sizes: pl.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0
