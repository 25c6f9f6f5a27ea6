"""Where found and gold stories differ most, told so that a reader can judge who is right.

A gold story can be *split*, its articles lying in several found stories or alone, and *merged*,
articles of other gold stories lying in the same found ones. Both are shown with headlines.
"""

from __future__ import annotations

from typing import Any

import polars as pl

EXAMPLES = 3
"""Headlines shown of each group."""

MOST_PIECES = 8
"""Pieces of a split story, and gold stories merged into one, that are told one by one."""


def worst_stories(
    stories: pl.DataFrame, scored: pl.DataFrame, titles: dict[int, str], count: int
) -> list[dict[str, Any]]:
    """The `count` gold stories that lose the most articles' worth of B-cubed F1, worst first.

    `stories`: what `by_story` gives of `scored`, which has the columns `found` (below zero: a
    singleton of its own), `true`, `title`, one row a labelled article; `titles` of found stories by
    number. Each record has

    - `story`, `size`, `precision`, `recall`, `f1` of the gold story;
    - `pieces`: how it was split, the largest first: {found, title, articles, examples, merged},
      `merged` being what else lies there: {story, articles, examples} of other gold stories;
    - `more_pieces`: how many pieces are not told, `alone`: how many articles were left single.
    """
    losers = (
        stories.rename({"true_size": "size"})
        .with_columns(loss=((1 - pl.col("f1")) * pl.col("size")).round(9))
        .filter(pl.col("loss") > 0)
        .sort("loss", "true", descending=[True, False])
        .head(count)
    )
    return [_told(row, scored, titles) for row in losers.iter_rows(named=True)]


def _told(row: dict[str, Any], scored: pl.DataFrame, titles: dict[int, str]) -> dict[str, Any]:
    own = scored.filter(pl.col("true") == row["true"])
    inside = own.filter(pl.col("found") > 0)
    pieces = (
        inside.group_by("found")
        .agg(articles=pl.len(), examples=pl.col("title").head(EXAMPLES))
        .sort("articles", "found", descending=[True, False])
    )
    single = own.filter(pl.col("found") < 0)
    return {
        "story": row["true"],
        "size": row["size"],
        **{name: round(row[name], 4) for name in ("precision", "recall", "f1")},
        "pieces": [
            {
                **piece,
                "title": titles.get(piece["found"], ""),
                "merged": _merged(scored, row["true"], piece["found"]),
            }
            for piece in pieces.head(MOST_PIECES).iter_rows(named=True)
        ],
        "more_pieces": max(pieces.height - MOST_PIECES, 0),
        "alone": single.height,
        "alone_examples": single["title"].head(EXAMPLES).to_list(),
    }


def _merged(scored: pl.DataFrame, true: str, found: int) -> list[dict[str, Any]]:
    """The other gold stories in a found one, the largest share first."""
    others = scored.filter((pl.col("found") == found) & (pl.col("true") != true))
    return (
        others.group_by(story="true")
        .agg(articles=pl.len(), examples=pl.col("title").head(EXAMPLES))
        .sort("articles", "story", descending=[True, False])
        .head(MOST_PIECES)
        .to_dicts()
    )
