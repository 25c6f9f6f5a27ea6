"""Related entries to links: which node each entry names.

An entry is looked up by its exact URL, then by its compared URL (`storygraph.urls`), by its id, and
then by title and date. Identity is the file, not the URL: where several articles share an address
the entry goes to the one nearest in date, because "living guides" are re-dated under one URL for
years. An entry that names no article becomes an **external**: one node however many articles
name it, a full member of the graph. Every step is a hash join; nothing loops over entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from storygraph.externals import externals_of
from storygraph.urls import compared

TITLE_DAYS = 1.0
"""Days that two dates may differ for an equal title to mean the same article."""


@dataclass(frozen=True)
class Linked:
    """What `link` gives.

    `articles`: the nodes, articles and externals, in canonical order (schema ARTICLES).
    `links`: one row a directed pair, columns `source` and `target` (nodes), sorted.
    `counts`: entries by how they were resolved, and those dropped (`self`, `repeats`, `empty`).
    """

    articles: pl.DataFrame
    links: pl.DataFrame
    counts: dict[str, int]


def link(articles: pl.DataFrame, related: pl.DataFrame) -> Linked:
    """Resolve the `related` entries (columns of `articles.normalise`) against `articles`."""
    related = _parted(related, articles)
    entries = _with_keys(related.with_row_index("entry"))
    found, how = _resolve(articles, entries)
    rest = entries.join(found, on="entry", how="anti")
    named, externals = externals_of(rest, articles)
    nodes, renumbered = _renumber(pl.concat([articles, externals]))
    size = articles.height
    ends = pl.concat(
        [
            found.select("entry", "node"),
            named.select("entry", (pl.col("external") + size).cast(pl.UInt32).alias("node")),
        ]
    ).join(entries.select("entry", "from"), on="entry")
    apart = ends.filter(pl.col("from") != pl.col("node"))
    pairs = apart.select(
        source=renumbered.gather(apart["from"]), target=renumbered.gather(apart["node"])
    )
    links = pairs.unique().sort("source", "target")
    counts = {
        "entries": related.height,
        **how,
        "external": named.height,
        "self": ends.height - pairs.height,
        "repeats": pairs.height - links.height,
        "empty": entries.height - ends.height,
    }
    return Linked(nodes, links, counts)


def _with_keys(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries with `key` (compared URL, or null) and `heading` (title for comparison, or null)."""
    entries = entries.with_columns(address=_address())
    return entries.with_columns(key=compared(entries["address"]), heading=_heading(pl.col("title")))


def _address() -> pl.Expr:
    """The first address that an entry has, as written."""
    return pl.coalesce("url", "original_url", "amp_url")


def _heading(title: pl.Expr) -> pl.Expr:
    """A title as it is compared: lower case, letters and digits only; null when nothing is left."""
    bare = title.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return pl.when(bare != "").then(bare)


def _resolve(articles: pl.DataFrame, entries: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """Columns `entry`, `node` for each entry that names an article; and how many by which means."""
    addresses = pl.concat(
        [
            articles.select("node", "published", "domain", address="url"),
            articles.select("node", "published", "domain", address="original_url"),
        ]
    ).filter(pl.col("address").is_not_null())
    addresses = addresses.with_columns(key=compared(addresses["address"])).unique(
        ["node", "address"], maintain_order=True
    )
    titled = articles.select("node", "published", "domain", heading=_heading(pl.col("title")))
    written = pl.concat(
        [
            entries.select("entry", "published", address=name)
            for name in ("url", "original_url", "amp_url")
        ]
    ).filter(pl.col("address").is_not_null())
    written = written.with_columns(key=compared(written["address"])).unique(maintain_order=True)

    found: list[pl.DataFrame] = []
    how: dict[str, int] = {}
    ids = articles.select("node", "published", "domain", name=_composed(pl.col("id")))
    for name, left, right, key in (
        ("exact_url", written, addresses, "address"),
        ("compared_url", written, addresses, "key"),
        ("id", _names(entries, articles), ids, "name"),
        ("title_and_date", entries, titled, "heading"),
    ):
        open_entries = left.join(pl.concat(found), on="entry", how="anti") if found else left
        matches = (
            _same_page(open_entries, right)
            if key == "heading"
            else _beside(open_entries, right, key)
        )
        found.append(_nearest(matches))
        how[name] = found[-1].height
    return pl.concat(found), how


def _names(entries: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """What article an entry may name by its id, or as a text alone: an id, a file beside its own.

    `related: [one.md, ./two.md, "[[three]]"]` is what people write by hand, the last of a note that
    may be anywhere: Obsidian writes no folder where one note alone has that name.
    """
    by_id = entries.filter(pl.col("id").is_not_null()).select("entry", "published", name="id")
    own = entries.filter(_alone())
    folder = articles["id"].gather(own["from"]).str.extract(r"^(.*/)[^/]*$").fill_null("")
    written = own["title"].str.strip_chars().str.strip_prefix("./")
    own = own.select("entry", "published")
    names = (written, folder + written, written + ".md", folder + written + ".md")
    bare = own.with_columns(stem=_composed(written).str.to_lowercase())  # a type makes it a path
    anywhere = bare.join(_files(articles), on="stem").drop("stem")
    named = pl.concat([by_id, *(own.with_columns(name=name) for name in names), anywhere])
    return named.with_columns(name=_composed(pl.col("name")))


def _files(articles: pl.DataFrame) -> pl.DataFrame:
    """Columns `stem` (without type, in lower case) and `name` (the id) of files alone of theirs."""
    files = articles.filter(pl.col("line").is_null()).select(name="id")
    names = _composed(files["name"]).str.to_lowercase()
    stems = names.str.extract(r"([^/]*?)(?:\.(?:md|markdown|mdx|txt))?$")
    return files.with_columns(stem=stems).filter(~stems.is_duplicated())


Text = TypeVar("Text", pl.Expr, pl.Series)


def _composed(name: Text) -> Text:
    """An id as it is compared: file systems write accents in one way or another."""
    return name.str.normalize("NFC")


def _alone() -> pl.Expr:
    """Whether all that an entry says is its title."""
    others = pl.all_horizontal(pl.col("excerpt", "published", "source", "domain").is_null())
    return pl.col("title").is_not_null() & _address().is_null() & others


def _parted(related: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Entries that are several ids in one text, as cells of spreadsheets have them, one by one.

    `a2; a3` is two where both are ids of articles: a title may hold such marks, too.
    """
    rest = related.with_row_index("entry")
    marked = rest.filter(_alone() & pl.col("title").str.contains("[,;|]"))
    if marked.is_empty():
        return related
    ids = _composed(articles["id"]).implode()
    name = _composed(pl.col("title"))
    marked = marked.filter(~name.is_in(ids))
    marks = pl.col("title").str.replace_all(r"\s*[,;|]\s*", ";").str.strip_chars(" ;")
    parts = marked.select("entry", title=marks.str.split(";")).explode("title", empty_as_null=True)
    # Within groups polars would look at all ids again for each
    parts = parts.with_columns(known=name.is_in(ids))
    parts = parts.filter(pl.col("known").all().over("entry")).drop("known")
    several = parts.join(rest.drop("title"), on="entry", maintain_order="left")
    whole = rest.join(parts, on="entry", how="anti", maintain_order="left")
    return (
        pl.concat([whole, several.select(rest.columns)])
        .sort("entry", maintain_order=True)
        .drop("entry")
    )


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
    bound = pl.col("address").is_not_null() & pl.col("domain").is_not_null()
    both = pl.concat_str("heading", "domain", separator="\0")
    nameless = articles.filter(pl.col("domain").is_null())
    own = entries.filter(bound).with_columns(page=both)
    matches = pl.concat(
        [
            _beside(entries.filter(~bound), articles, "heading"),
            _beside(own, nameless, "heading"),
            _beside(
                own.with_columns(both.alias("page")),
                articles.with_columns(both.alias("page")),
                "page",
            ),
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


def _renumber(nodes: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The nodes in canonical order, and for each old row its new number."""
    ordered = nodes.with_row_index("old").sort("published", "kind", "id", nulls_last=True)
    renumbered = ordered.select("old").with_row_index("new").sort("old")["new"].cast(pl.UInt32)
    ordered = ordered.drop("old").with_columns(node=pl.int_range(pl.len(), dtype=pl.UInt32))
    return ordered, renumbered
