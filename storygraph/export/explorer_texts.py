"""The texts of the explorer page: titles, excerpts, links, and the vocabulary's weights.

Excerpts and links come in chunks, so that the page unpacks only those that it shows. A page
of many articles has no room for whole excerpts: they are cut evenly until the page fits.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from storygraph.export.explorer_blocks import Block

CHUNK = 16_384
"""Articles a chunk of texts: about a megabyte of excerpts, unpacked in some 30 ms."""

TITLES = 131_072
"""Articles a chunk of titles: a page of one file has one, and a page of a million eight."""

EXCERPT_CHARACTERS = 700
"""The longest excerpt that travels; a reading list needs no more."""

ONE_FILE = 100_000
"""Articles up to which the page is one file."""

PAGE_BYTES = 7_850_000
"""Bytes that the blocks of a one-file page may have: with script and style, below 8 MB."""

EAGER = 400_000
"""Articles up to which the page reads headlines and ties before anybody asks for one."""

BYTES_AN_ARTICLE = 81
"""Bytes that an article of a larger page may have in all: 300,000 articles in 25 MB."""

SAMPLE = 4_000
"""Articles that tell how far texts deflate."""

SHORTEST_EXCERPT = 40
"""Characters below which an excerpt says nothing and is left out."""


def titles_block(articles: pl.DataFrame) -> Block:
    """The titles of one chunk."""
    block = Block()
    block.strings("title", articles["title"].to_list())
    return block


def room_for_texts(articles: int, others: int) -> int:
    """Bytes that excerpts and links may take beside `others`, those of every other block."""
    most = 0 if articles <= ONE_FILE else articles * BYTES_AN_ARTICLE
    return max(PAGE_BYTES, most) - others


def excerpt_length(articles: pl.DataFrame, room: int) -> int:
    """Characters an excerpt may have so that all excerpts and links take `room` bytes.

    0 as an answer means that none fits.
    """
    lengths = _told(articles).str.len_chars().clip(0, EXCERPT_CHARACTERS)
    sample = articles[:: max(1, articles.height // SAMPLE)]
    share = articles.height / max(1, sample.height)
    links = len(texts_block(sample, 0).text()) * share
    both = len(texts_block(sample, EXCERPT_CHARACTERS).text()) * share
    if both <= room:
        return EXCERPT_CHARACTERS
    affordable = (room - links) / max(1.0, both - links) * float(lengths.sum())
    longest = EXCERPT_CHARACTERS
    while longest >= SHORTEST_EXCERPT and int(lengths.clip(0, longest).sum()) > affordable:
        longest -= 10
    return longest if longest >= SHORTEST_EXCERPT else 0


def texts_block(articles: pl.DataFrame, longest: int) -> Block:
    """Excerpts, cut at a word, and links of one chunk."""
    block = Block()
    block.strings("excerpt", [_shortened(text or "", longest) for text in _told(articles)])
    block.strings("url", articles["url"].to_list())
    return block


def _told(articles: pl.DataFrame) -> pl.Series:
    """The excerpt of each, or how its text begins; "" where the title says it all."""
    begins = pl.col("body").str.slice(0, EXCERPT_CHARACTERS + 1)
    told = pl.when(pl.col("excerpt").fill_null("") == "").then(begins).otherwise("excerpt")
    told = pl.when(told != pl.col("title")).then(told).otherwise(pl.lit(""))
    return articles.select(told.fill_null(""))[:, 0]


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest or longest == 0:
        return text if longest else ""
    head, _, _ = text[:longest].rpartition(" ")
    return f"{head or text[:longest]} …"


def terms_block(vocabulary: pl.DataFrame) -> Block:
    """The vocabulary with its weights, for the page to say which words two texts share."""
    tying = vocabulary.filter(pl.col("ties").fill_null(value=True))
    terms = tying.drop_nulls(["term", "idf"]).sort("term")
    highest = float(terms["idf"].to_numpy().max(initial=0)) or 1.0
    block = Block()
    block.strings("term", terms["term"].to_list())
    block.byte("idf", np.clip(np.rint(terms["idf"].to_numpy() / highest * 255), 0, 255))
    return block
