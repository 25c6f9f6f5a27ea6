"""Articles of a span of days: what `--since` and `--until` leave of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from storygraph.counting import counted

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Span:
    """Days from `since` to `until`, both with all their hours in UTC; None leaves that end open.

    With both ends open it has all articles, undated ones, too.
    """

    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        """Whether there is an end at all."""
        return self.since is not None or self.until is not None

    def __str__(self) -> str:
        """In words, as "from 2026-03-01 to 2026-03-31"."""
        ends = (("from", self.since), ("to", self.until))
        return " ".join(f"{word} {day}" for word, day in ends if day is not None)


@dataclass(frozen=True)
class Outside:
    """What lies outside a span.

    So many `articles`, of these `undated` ones, and their days: `first` and `last` (UTC) are those
    of the dated ones, None where there are none. `related`: entries of other articles.
    """

    articles: int = 0
    undated: int = 0
    first: date | None = None
    last: date | None = None
    related: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Articles that are `dated` and `undated`, and `related` entries."""
        dated = self.articles - self.undated
        return {"dated": dated, "undated": self.undated, "related": self.related}

    def told(self, span: Span) -> str:
        """In words: "12 articles not from 2026-03-01: of 2025-01-01 to 2026-02-28, 3 undated"."""
        ends = [str(day) for day in dict.fromkeys((self.first, self.last)) if day is not None]
        parts = ["of " + " to ".join(ends)] if ends else []
        parts += [f"{self.undated:,} undated"] if self.undated else []
        return f"{counted(self.articles, 'article')} not {span}: {', '.join(parts)}"


def within(
    span: Span, articles: pl.DataFrame, related: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, Outside]:
    """The articles of a span, with their entries; nodes are numbered anew.

    `articles` have the schema ARTICLES, `related` entries are `from` one of them. Where the span
    has an end, an article without a date lies outside; an entry without one stays, as there is
    nothing else that says when the page is of.
    """
    import polars as pl

    if not span:
        return articles, related, Outside()
    day = pl.col("published").dt.date()
    inside = pl.lit(value=True)
    if span.since is not None:
        inside &= day >= span.since
    if span.until is not None:
        inside &= day <= span.until
    dated = inside.fill_null(value=False)
    kept, left = articles.filter(dated), articles.filter(~dated).select(day)[:, 0]
    node = pl.int_range(pl.len(), dtype=pl.UInt32)
    anew = kept.select(pl.col("node").alias("from"), node.alias("now"))
    theirs = related.join(anew, on="from", maintain_order="left")
    entries = theirs.filter(inside.fill_null(value=True))
    first, last = (cast("date | None", end) for end in (left.min(), left.max()))
    return (
        kept.with_columns(node=node),
        entries.with_columns(pl.col("now").alias("from")).drop("now"),
        Outside(len(left), left.null_count(), first, last, related=theirs.height - entries.height),
    )
