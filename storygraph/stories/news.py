"""What a build has that the one before it had not: for an editor who builds every morning.

Nothing that is written depends on it: outputs follow from inputs and options alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from storygraph.tables import Tables


@dataclass(frozen=True)
class News:
    """Articles that are `new` and that are `gone`, by their ids, and where the new ones went.

    `stories`: `story`, `title`, `size`, `new` (its new articles) and `begun` (whether no node of
    it was there before), most new articles first. `alone`: new articles that are singletons.
    Externals play no part: one that becomes an article is new as that.
    """

    new: int
    gone: int
    alone: int
    stories: pl.DataFrame


def news(before: pl.DataFrame, graph: Tables) -> News:
    """What `graph` has that `before`, nodes with the columns `id` and `kind`, had not."""
    article = pl.col("kind").cast(pl.String) == "article"
    known = before.filter(article)["id"]
    now = graph.articles.select(
        "story",
        article.alias("article"),
        new=article & ~pl.col("id").is_in(known.implode()),
        there=pl.col("id").is_in(before["id"].implode()),
    )
    grown = (
        now.filter(pl.col("story").is_not_null())
        .group_by("story")
        .agg(new=pl.col("new").sum(), begun=~pl.col("there").any())
        .filter(pl.col("new") > 0)
    )
    stories = (
        graph.stories.select("story", "title", "size")
        .join(grown, on="story")
        .sort("new", "story", descending=[True, False])
    )
    new = int(now["new"].sum())
    return News(
        new=new,
        gone=known.len() - (int(now["article"].sum()) - new),
        alone=new - int(stories["new"].sum()),
        stories=stories,
    )
