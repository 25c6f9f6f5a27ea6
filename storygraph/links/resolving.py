"""Which article a related entry names: by address, by id, or by title and date.

Where several articles answer to one name, the one nearest in date is meant. What is looked up are
columns, by hash joins.
"""

from __future__ import annotations

from functools import partial

import polars as pl

from storygraph.links.entries import ADDRESSES, alone, composed, heading
from storygraph.urls import compared

TITLE_DAYS = 1.0
"""Days that two dates may differ for an equal title to mean the same article."""


def resolve(articles: pl.DataFrame, entries: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """Columns `entry`, `node` for each entry that names an article; and how many by which means.

    `entries` are those of `entries.with_keys`, numbered by `entry`.
    """
    written = _addresses(entries, "entry", ADDRESSES)
    addresses = _addresses(articles, "node", ("url", "original_url"))
    ids = articles.select("node", "published", name=composed(pl.col("id")))
    found: list[pl.DataFrame] = []
    how: dict[str, int] = {}
    for means, asking, answers in (
        ("exact_url", written, partial(_beside, articles=addresses, key="address")),
        ("compared_url", written, partial(_beside, articles=addresses, key="key")),
        ("id", _names(entries, articles), partial(_beside, articles=ids, key="name")),
        ("title_and_date", entries, partial(_same_page, articles=articles)),
    ):
        rest = asking.join(pl.concat(found), on="entry", how="anti") if found else asking
        found.append(_nearest(answers(rest)))
        how[means] = found[-1].height
    return pl.concat(found), how


def _addresses(table: pl.DataFrame, row: str, columns: tuple[str, ...]) -> pl.DataFrame:
    """Each `address` of each `row`, with its date and its `key`, under which it is compared."""
    rows = pl.concat([table.select(row, "published", address=name) for name in columns])
    rows = rows.drop_nulls("address").unique(maintain_order=True)
    return rows.with_columns(key=compared(rows["address"]))


def _names(entries: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """What article an entry may name by its id, or as a text alone: an id, a file beside its own.

    `related: [one.md, ./two.md, "[[three]]"]` is what people write by hand, the last of a note that
    may be anywhere: Obsidian writes no folder where one note alone has that name.
    """
    by_id = entries.filter(pl.col("id").is_not_null()).select("entry", "published", name="id")
    own = entries.filter(alone())
    folder = articles["id"].gather(own["from"]).str.extract(r"^(.*/)[^/]*$")
    written = own["title"].str.strip_chars().str.strip_prefix("./")
    own = own.select("entry", "published")
    names = (written, folder + written, written + ".md", folder + written + ".md")
    bare = own.with_columns(stem=composed(written).str.to_lowercase())  # a type makes it a path
    anywhere = bare.join(_files(articles), on="stem").drop("stem")
    named = pl.concat([by_id, *(own.with_columns(name=name) for name in names), anywhere])
    return named.with_columns(name=composed(pl.col("name")))


def _files(articles: pl.DataFrame) -> pl.DataFrame:
    """Columns `stem` (without type, in lower case) and `name` (the id) of files alone of theirs."""
    files = articles.filter(pl.col("line").is_null()).select(name="id")
    names = composed(files["name"]).str.to_lowercase()
    stems = names.str.extract(r"([^/]*?)(?:\.(?:md|markdown|mdx|txt))?$")
    return files.with_columns(stem=stems).filter(~stems.is_duplicated())


def _beside(entries: pl.DataFrame, articles: pl.DataFrame, key: str) -> pl.DataFrame:
    """Of the articles that have an entry's `key`, those that may be nearest in date.

    Columns `entry`, `node`, `gap` (seconds; null when either is undated). They are the last before
    and the first after the entry, and the first of the undated: an entry has three rows at most,
    however many articles share its key.
    """
    left = entries.filter(pl.col(key).is_not_null()).select("entry", key, when="published")
    right = articles.filter(pl.col(key).is_not_null()).select("node", key, there="published")
    there = right.drop_nulls("there").sort("there", "node")
    there = there.unique([key, "there"], keep="first", maintain_order=True)
    dated, undated = left.drop_nulls("when").sort("when"), left.filter(pl.col("when").is_null())
    near = [
        dated.join_asof(
            there,
            left_on="when",
            right_on="there",
            by=key,
            strategy=way,
            coalesce=False,
            check_sortedness=False,
        ).select("entry", "node", "when", "there")
        for way in ("backward", "forward")
    ]
    first = right.sort("node").unique(key, keep="first")
    dateless = right.filter(pl.col("there").is_null()).sort("node").unique(key, keep="first")
    for some, others in ((undated, first), (dated, dateless)):
        near.append(some.join(others, on=key).select("entry", "node", "when", "there"))
    gap = (pl.col("when") - pl.col("there")).dt.total_seconds().abs()
    return pl.concat(near).drop_nulls("node").select("entry", "node", gap=gap)


def _same_page(entries: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """`_beside` by title, of articles of the same day that are not of another outlet.

    Equal titles mean one page only when the dates agree, and the outlet where both name one.
    """
    titled = articles.select("node", "published", "domain", heading=heading(pl.col("title")))
    page = pl.concat_str("heading", "domain", separator="\0").alias("page")
    bound = pl.col("address").is_not_null() & pl.col("domain").is_not_null()
    own = entries.filter(bound)
    matches = pl.concat(
        [
            _beside(entries.filter(~bound), titled, "heading"),
            _beside(own, titled.filter(pl.col("domain").is_null()), "heading"),
            _beside(own.with_columns(page), titled.with_columns(page), "page"),
        ]
    )
    return matches.filter(pl.col("gap") <= TITLE_DAYS * 86_400)


def _nearest(matches: pl.DataFrame) -> pl.DataFrame:
    """Of several articles for one entry, the one nearest in date; then the earliest."""
    return (
        matches.sort("entry", "gap", "node", nulls_last=True)
        .unique("entry", keep="first", maintain_order=True)
        .select("entry", "node")
    )
