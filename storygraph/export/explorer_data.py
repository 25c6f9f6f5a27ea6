"""What the explorer page knows: the three tables as blocks of columns.

Articles, edges and texts are in *page order* (`explorer_order.py`). Texts come in chunks of `CHUNK`
articles in that order, titles in chunks of `TITLES`, for the page to unpack only those that it
shows.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from storygraph.arrays import Ints
from storygraph.export.explorer_blocks import Block
from storygraph.export.explorer_edges import edges_block, ties_into
from storygraph.export.explorer_order import Order, page_order
from storygraph.export.explorer_texts import (
    CHUNK,
    EAGER,
    TITLES,
    excerpt_length,
    room_for_texts,
    terms_block,
    texts_block,
    titles_block,
)
from storygraph.export.explorer_themes import themes
from storygraph.runtime.parallel import on_all_cores
from storygraph.runtime.progress import Advance, unwatched
from storygraph.stories.cohesion import FIRM, LOOSE, in_hundredths
from storygraph.urls import compared

if TYPE_CHECKING:
    from storygraph.tables import Tables

Scales: TypeAlias = dict[str, list[float]]
"""Ends of the columns that are quantised, by their names."""

UNDATED = 0
"""The date of an undated article; others are seconds since the earliest, plus one."""

UNKNOWN = 255
"""The fit of an article that has none."""


@dataclass(frozen=True)
class _Codes:
    """What numbers in the columns of articles stand for.

    `sources`, `topics` and `langs` are their distinct values, the most frequent first; `epoch` is
    the earliest date in seconds since 1970, 0 where none is dated.
    """

    sources: list[str]
    topics: list[str]
    langs: list[str]
    epoch: int

    @staticmethod
    def of(articles: pl.DataFrame) -> _Codes:
        """Those of these articles."""
        dates = articles["published"].drop_nulls().dt.epoch("s")
        return _Codes(
            sources=_names(articles["source"]),
            topics=_names(articles["topics"].explode(empty_as_null=True)),
            langs=_names(articles["lang"]),
            epoch=int(dates.to_numpy().min()) if dates.len() else 0,
        )


def blocks(
    graph: Tables, *, title: str, pages: frozenset[int], advance: Advance = unwatched
) -> dict[str, str]:
    """Every block of the page by name: `core` first, which is all that the first view needs.

    `pages` are the stories that have a page of their own at `stories/story-0001.html`. `advance`
    counts articles whose texts are packed.
    """
    advance(0, graph.articles.height)
    order = page_order(graph)
    articles = graph.articles[order.rows.tolist()] if order.rows.size else graph.articles
    chunks = range(0, articles.height, CHUNK)
    core = Block()
    scales, codes = _scales(graph), _Codes.of(articles)
    _facts(core, graph, articles, scales, codes, title=title, pages=pages)
    _stories(core, graph, order, scales)
    _articles(core, articles, order, codes)
    made = {
        "core": core,
        "edges": edges_block(graph, order),
        "terms": terms_block(graph.vocabulary),
    }
    for number, start in enumerate(range(0, max(1, articles.height), TITLES)):
        made[f"titles-{number}"] = titles_block(articles[start : start + TITLES])
    # Deflating takes long and needs no lock
    texts = dict(zip(made, on_all_cores(Block.text, list(made.values())), strict=True))
    others = sum(map(len, texts.values()))
    longest = excerpt_length(articles, room_for_texts(articles.height, others))

    def chunk(start: int) -> str:
        return texts_block(articles[start : start + CHUNK], longest).text()

    for number, text in enumerate(on_all_cores(chunk, chunks)):
        texts[f"texts-{number}"] = text
        advance(min((number + 1) * CHUNK, articles.height), articles.height)
    return texts


def _scales(graph: Tables) -> Scales:
    """The ends of each axis over articles and stories, and of the stories' radius from 0."""
    radius = [0.0, _ends(graph.stories["radius"])[1]]
    axes = {axis: pl.concat([graph.articles[axis], graph.stories[axis]]) for axis in ("x", "y")}
    return {**{axis: _ends(places) for axis, places in axes.items()}, "radius": radius}


def _facts(
    block: Block,
    graph: Tables,
    articles: pl.DataFrame,
    scales: Scales,
    codes: _Codes,
    *,
    title: str,
    pages: frozenset[int],
) -> None:
    """Names and scales that columns refer to."""
    block.json(
        "facts",
        {
            "title": title,
            "key": _key(articles),
            "articles": articles.height,
            "stories": graph.stories.height,
            "edges": graph.edges.height,
            "ties": graph.edges["provenance"].to_physical().unique().sort().to_list(),
            "problems": graph.problems.height,
            "epoch": codes.epoch,
            **{axis: scales[axis] for axis in ("x", "y")},
            "radius": scales["radius"][1],
            "sources": codes.sources,
            "topics": codes.topics,
            "langs": codes.langs,
            "chunk": CHUNK,
            "titles": TITLES,
            "eager": articles.height <= EAGER,
            "loose": round(100 * LOOSE),
            "firm": round(100 * FIRM),
            "pages": sorted(pages),
            "themes": themes(graph.stories, graph.levels),
        },
    )


def _key(articles: pl.DataFrame) -> str:
    """A digest of the articles, their order and their places, by which a link knows its build."""
    ids = "\n".join(articles["id"].to_list()).encode("utf-8", "replace")
    places = np.rint(articles.select("x", "y").fill_null(0).to_numpy() * 10).astype("<i4")
    return f"{zlib.crc32(places.tobytes(), zlib.crc32(ids)):08x}"


def _keys(addresses: pl.Series, ids: pl.Series) -> Ints:
    """Sixteen bits an article by which links of other builds find it.

    By its (compared) address first: a page known from a link alone keeps its key when its article
    arrives.
    """
    names = pl.select(pl.coalesce(addresses, ids)).to_series()
    return np.array(
        [zlib.crc32(name.encode("utf-8", "replace")) & 0xFFFF for name in names], dtype=np.int64
    )


def _ends(values: pl.Series) -> list[float]:
    """Least and greatest of `values`, at least one apart: sixteen bits lie between them."""
    given = _finite(values)
    low, high = (float(given.min()), float(given.max())) if given.size else (0.0, 1.0)
    return [low, max(high, low + 1)]


def _finite(values: pl.Series) -> npt.NDArray[np.float64]:
    """`values` with 0 for nulls and for what is no number."""
    given = values.cast(pl.Float64).fill_null(0).to_numpy()
    return np.asarray(np.nan_to_num(given, posinf=0, neginf=0), dtype=np.float64)


def _quantised(values: pl.Series, scale: list[float]) -> Ints:
    """`values` as 0 to 65,535 between the ends of `scale`."""
    share = (_finite(values) - scale[0]) / (scale[1] - scale[0])
    return np.clip(np.rint(share * 65535), 0, 65535).astype(np.int64)


def _names(column: pl.Series) -> list[str]:
    """Its distinct values, most frequent first, ties by name."""
    counts = column.drop_nulls().alias("name").to_frame().group_by("name").len()
    return counts.sort(["len", "name"], descending=[True, False])["name"].to_list()


def _numbered(column: pl.Series, names: list[str]) -> Ints:
    """Each value's place in `names` plus one; 0 for null."""
    if not names:
        return np.zeros(column.len(), dtype=np.int64)
    ordered = pl.Series(names).cast(pl.String)
    codes = column.cast(pl.String).replace_strict(
        ordered, pl.Series(range(1, len(names) + 1)), default=0, return_dtype=pl.Int64
    )
    return codes.fill_null(0).to_numpy().astype(np.int64)


def _stories(block: Block, graph: Tables, order: Order, scales: Scales) -> None:
    """One value a story, story 1 first."""
    stories = graph.stories.sort("story")
    block.strings("story.title", stories["title"].to_list())
    block.strings("story.keywords", stories["keywords"].list.join("\x1f").to_list())
    block.varint("story.size", np.diff(order.starts))
    lead = stories["lead"].fill_null(0).to_numpy().astype(np.int64)
    block.varint("story.lead", order.place[lead] - order.starts[:-1])
    # Fits travel in hundredths; which of two stories is the looser may be finer than that
    loosest = stories["cohesion"].rank("ordinal").fill_null(stories.height)
    block.varint("story.loosest", loosest.to_numpy())
    for name, scale in scales.items():
        block.planes(f"story.{name}", _quantised(stories[name], scale))
    ties_into(block, graph, order)


def _articles(block: Block, articles: pl.DataFrame, order: Order, codes: _Codes) -> None:
    """One value an article, in page order, for what the map and the filters need."""
    for axis in ("x", "y"):
        scale = _ends(articles[axis])
        block.planes(f"article.{axis}", _quantised(articles[axis], scale))
        block.json(f"article.{axis}.scale", scale)
    since = articles["published"].dt.epoch("s") - codes.epoch + 1
    block.wide("article.date", since.fill_null(UNDATED).to_numpy())
    block.varint("article.source", _numbered(articles["source"], codes.sources))
    block.varint("article.lang", _numbered(articles["lang"], codes.langs))
    block.varint("article.topics", articles["topics"].list.len().fill_null(0))
    flat = articles["topics"].explode(empty_as_null=True).drop_nulls()
    block.varint("topics", _numbered(flat, codes.topics))
    addresses = compared(articles["url"])
    block.planes("article.key", _keys(addresses, articles["id"]))
    _pages(block, addresses)
    fit = in_hundredths(articles["fit"].cast(pl.Float64).to_numpy())
    block.byte("article.fit", np.nan_to_num(fit, nan=UNKNOWN))
    block.byte("article.external", (articles["kind"].cast(pl.String) == "external").to_numpy())
    copies = articles["copy_of"]
    held = np.flatnonzero(copies.is_not_null().to_numpy())
    block.delta("copy.article", held)
    block.delta("copy.of", order.place[copies.drop_nulls().to_numpy().astype(np.int64)] - held)


def _pages(block: Block, addresses: pl.Series) -> None:
    """Articles whose page an earlier one has, too, and which that is: a list links it once."""
    places = addresses.alias("page").to_frame().with_row_index("place").drop_nulls("page")
    first = places.with_columns(first=pl.col("place").min().over("page"))
    again = first.filter(pl.col("first") < pl.col("place"))
    block.delta("page.article", again["place"])
    block.delta("page.first", again["first"])
