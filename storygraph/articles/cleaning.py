"""Records to articles: cleaned text, dates in UTC, safe URLs, canonical order."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from storygraph.articles.problems import problems
from storygraph.dates.parse import parse_dates
from storygraph.read.markdown import prose
from storygraph.tables import ARTICLES, MAX_RELATED, conform
from storygraph.text import OPENING, clean, opening, usual_spelling
from storygraph.urls import clickable_column, domain

UNSAID = ("nan", "<na>", "nat", "none", "null", "n/a", "#n/a", "\\n")
"""What programs write for a value that is not there, in lower case; no headline is so.

The last is that of databases: Postgres and MySQL write a backslash and an N.
"""

_TRUE, _FALSE = ("true", "yes", "1", "on"), ("false", "no", "0", "off")


def normalise(records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Articles, their related entries, and what was wrong with them.

    `records` has the schema `tables.RECORDS`. Gives

    - articles (schema ARTICLES) in canonical order; what later stages find is still null;
    - related entries, one row each: `from` (node), `position` (from 0), `id`, `title`, `excerpt`,
      `published`, `url`, `original_url`, `amp_url` (ids and addresses as written), `source`,
      `domain`, `type`;
    - problems (schema PROBLEMS): records without any text, which are left out, dates that
      cannot be read, whose articles stay, undated, dates whose month had to be guessed (in one
      row), and lists of more than MAX_RELATED entries, of which the first are kept.
    """
    records = records.with_columns(_said(records.schema))
    texts = {name: clean(records[name]) for name in ("title", "excerpt")}
    texts["body"] = _body(records)
    entries = _entries(records)
    dates = _dates([records, entries])
    frame = (
        records.drop("title", "excerpt", "body", "published", "related")
        .with_columns(**texts)
        .hstack(dates[: records.height])
        .with_row_index("row")
    )
    frame = _titled(frame)
    blank = pl.col("title") == ""
    kept = frame.filter(~blank).sort("published", "id", nulls_last=True).with_row_index("node")
    related = _related(entries.drop("published").hstack(dates[records.height :]), kept)
    found = problems(frame.filter(blank), kept, related)
    related = related.filter(pl.col("position") < MAX_RELATED)
    return _articles(kept), related.drop("unreadable", "guessed", "written"), found


def _said(schema: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    """The columns of texts, null where what is written stands for nothing (UNSAID)."""
    written = [name for name, dtype in schema.items() if dtype == pl.String]
    texts = [pl.col(name) for name in written if name not in ("input", "id")]
    return [pl.when(~_unsaid(text)).then(text).name.keep() for text in texts]


def _unsaid(text: pl.Expr) -> pl.Expr:
    """Whether a text is one of UNSAID, in any case; long ones are not compared."""
    longest = max(map(len, UNSAID)) + 4  # and some white space around it
    short = pl.when(text.str.len_bytes() <= longest).then(text).otherwise(None)
    return short.str.strip_chars().str.to_lowercase().is_in(UNSAID).fill_null(value=False)


def _entries(records: pl.DataFrame) -> pl.DataFrame:
    """Related entries, one row each, with the `row` of their record, its `input` and its `line`."""
    entries = (
        records.with_row_index("row")
        .select("row", "input", "line", "related")
        .explode("related", empty_as_null=False)
        .filter(pl.col("related").is_not_null())
        .with_columns(position=pl.int_range(pl.len(), dtype=pl.UInt32).over("row"))
        .unnest("related")
    )
    return entries.with_columns(_said(entries.schema))


def _dates(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """Dates as `written` in several tables, one below the other, and what they are.

    Those of a file of records, and of their related entries, are written alike, and so are those of
    all Markdown files, which have no `line`.
    """
    source = pl.when(pl.col("line").is_not_null()).then("input")
    both = pl.concat([table.select(source.alias("source"), "published") for table in tables])
    dates = parse_dates(both["published"], both["source"])
    return pl.DataFrame(
        {
            "published": dates.values,
            "unreadable": dates.unreadable,
            "guessed": dates.guessed,
            "written": both["published"],
        }
    )


def _titled(frame: pl.DataFrame) -> pl.DataFrame:
    """Titles for texts without one, which are `untitled`: how they begin, or all of a short one."""
    excerpt, body = pl.col("excerpt"), pl.col("body")
    whole = pl.concat_str(excerpt, body, separator=" ").str.strip_chars()
    first = pl.when(excerpt == "").then(body).otherwise(excerpt)
    begins = pl.when(whole.str.len_chars() <= OPENING).then(whole).otherwise(first)
    lacking = pl.col("title") == ""
    return frame.with_columns(
        title=pl.when(lacking).then(opening(frame.select(begins)[:, 0])).otherwise("title"),
        untitled=lacking,
    )


def _body(records: pl.DataFrame) -> pl.Series:
    """Bodies, cleaned; those of whole files, which are Markdown, without its marks."""
    body, is_file = records["body"], records["line"].is_null()
    records_only = clean(body.set(is_file, None))
    return records_only.zip_with(~is_file, prose(body.set(~is_file, None))).alias("body")


def _articles(frame: pl.DataFrame) -> pl.DataFrame:
    written, other = frame["url"], frame["original_url"]
    url, original = clickable_column(written), clickable_column(other)
    host = domain(frame["domain"]).fill_null(domain(url.fill_null(original)))
    source, author = _named(clean(frame["source"])), _named(clean(frame["author"]))
    flag = pl.col("is_published").str.to_lowercase().str.strip_chars()
    return conform(
        frame.drop("topics", "author", "written", "unreadable", "guessed")
        .with_columns(
            url=url.fill_null(original),
            original_url=original,
            kind=pl.lit("article"),
            source=source,
            domain=host,
            lang=_named(clean(frame["lang"]).str.to_lowercase()),
            type=_named(clean(frame["type"])),
            quality=_whole("quality"),
            heat=_whole("heat"),
            is_published=pl.when(flag.is_in(_TRUE)).then(True).when(flag.is_in(_FALSE)).then(False),  # noqa: FBT003 (polars literals)
        )
        .with_columns(
            original_url=pl.when(pl.col("original_url") != pl.col("url")).then("original_url"),
            source=pl.coalesce("source", "domain", author),
        )
        .join(_topics(frame), on="node", how="left", maintain_order="left")
        .with_columns(pl.col("topics").fill_null([])),
        ARTICLES,
    )


def _topics(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns `node`, `topics`: cleaned, each once, in one spelling.

    `Energy` and `energy` of two hands are one topic, as most articles have it.
    """
    topics = frame.select("node", "topics").explode("topics", empty_as_null=False)
    topics = topics.with_columns(topics=clean(topics["topics"]))
    topics = topics.filter((pl.col("topics") != "") & ~_unsaid(pl.col("topics")))
    lower = pl.col("text").str.to_lowercase()
    topics = topics.with_columns(usual_spelling(topics["topics"], lower))
    return topics.unique(maintain_order=True).group_by("node", maintain_order=True).agg("topics")


def _related(entries: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The entries of `articles`, cleaned, `from` being their node; with what was found of dates."""
    rows = (
        entries.drop("input", "line")
        .join(articles.select("row", pl.col("node").alias("from")), on="row")
        .sort("from", "position")
    )
    named = [_written(name) for name in ("id", "url", "original_url", "amp_url")]
    rows = rows.with_columns(
        *named,
        title=_named(clean(rows["title"])),
        excerpt=_named(clean(rows["excerpt"])),
        source=_named(clean(rows["source"])),
        type=_named(clean(rows["type"])),
        domain=domain(rows["domain"]),
    )
    address = rows.select(pl.coalesce("url", "original_url", "amp_url"))[:, 0]
    nameless = pl.col("title").is_null() & address.is_null()
    return rows.with_columns(
        domain=pl.coalesce("domain", domain(address)),
        title=pl.when(nameless).then("id").otherwise("title"),
    ).select(
        "from", "position", "id", "title", "excerpt", "published", "url", "original_url", "amp_url",
        "source", "domain", "type", "unreadable", "guessed", "written",
    )  # fmt: skip


def _written(name: str) -> pl.Expr:
    """An id or address as written, null when empty."""
    bare = pl.col(name).str.strip_chars()
    return pl.when(bare != "").then(bare)


def _named(texts: pl.Series) -> pl.Series:
    """Null instead of the empty string."""
    return texts.set(texts == "", None)


def _whole(name: str) -> pl.Expr:
    """A number as written, rounded to a whole one; null when it is none."""
    rounded = pl.col(name).cast(pl.Float64, strict=False).round().cast(pl.Int64, strict=False)
    return pl.coalesce(pl.col(name).str.strip_chars().cast(pl.Int64, strict=False), rounded)
