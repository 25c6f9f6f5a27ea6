"""Externals: pages that are known from related entries alone, one node however many name it."""

from __future__ import annotations

import hashlib

import polars as pl

from storygraph.tables import ARTICLES, conform
from storygraph.urls import clickable_column


def externals_of(
    entries: pl.DataFrame, articles: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Unresolved entries as nodes.

    Gives (columns `entry`, `external`: row of the second table; externals, schema ARTICLES).
    Entries are one external when their compared URLs are equal, or, without URL, their titles
    and days. The best described entry speaks for it: the one with the longest excerpt.
    A number alone is no page: it may be the id of an article that nobody gave us, or how many
    related ones there are.
    """
    day = pl.col("published").dt.date().cast(pl.String).fill_null("")
    number = pl.col("heading").str.contains(r"^[\d ]+$")
    by_title = pl.when(~number).then(pl.format("title:{}:{}", "heading", day))
    entries = entries.with_columns(
        identity=pl.coalesce(pl.format("url:{}", "key"), by_title)
    ).filter(pl.col("identity").is_not_null())
    contents = ("published", "title", "excerpt", "source", "domain", "type", "address")
    ranked = entries.with_columns(length=pl.col("excerpt").str.len_chars().fill_null(0)).sort(
        "identity",
        "length",
        *contents,
        descending=[False, True, *[False] * len(contents)],
        nulls_last=True,
    )
    best = ranked.group_by("identity", maintain_order=True).agg(
        *(pl.col(name).drop_nulls().first() for name in ("title", "excerpt", "published")),
        *(pl.col(name).drop_nulls().first() for name in ("source", "domain", "type", "address")),
    )
    externals = best.select(
        id=_external_ids(best["identity"], articles["id"]),
        kind=pl.lit("external"),
        title=pl.col("title").fill_null(""),
        excerpt=pl.col("excerpt").fill_null(""),
        body=pl.lit(""),
        url=clickable_column(best["address"]),
        source=pl.coalesce("source", "domain"),
        domain="domain",
        published="published",
        type="type",
        topics=pl.lit([], pl.List(pl.String)),
    )
    order = best.select("identity").with_row_index("external")
    named = entries.join(order, on="identity").select("entry", "external")
    return named, conform(externals, ARTICLES)


def _external_ids(identities: pl.Series, taken: pl.Series) -> pl.Series:
    """Short names that stay the same from run to run, whoever names the pages.

    A record may bear any id, also one like these; `~` after the name then tells the two apart.
    """
    names = [
        "ext:" + hashlib.blake2b(identity.encode(), digest_size=8).hexdigest()
        for identity in identities
    ]
    given = set(taken.filter(taken.str.starts_with("ext:")))
    for place, name in enumerate(names if given else []):
        fresh = name
        while fresh in given:
            fresh += "~"
        names[place] = fresh
    return pl.Series(names, dtype=pl.String)
