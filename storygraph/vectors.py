"""Articles to TF-IDF vectors, and back into a saved vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.tables import VOCABULARY
from storygraph.terms import stop_terms, terms_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

TITLE_COUNTS = 2
"""How often the title's words count against the text's: it says most in fewest words."""

MOST_ARTICLES = 0.3
"""A term in a larger share of the articles says nothing about the story: it is dropped."""

FEW_ARTICLES = 10
"""A term of so few articles is never dropped: in a small corpus shares mean little."""

MOST_CHARACTERS = 20_000
"""Characters of an article that are weighed: a story shows in its first pages, and one giant
text costs no more than a long one."""


@dataclass(frozen=True)
class Vectors:
    """One row a node, of length one, or empty where no term is left.

    `matrix` has shape (nodes, terms), float32; `vocabulary` names its columns, in alphabetical
    order (schema VOCABULARY).
    """

    matrix: csr_matrix
    vocabulary: pl.DataFrame


def vectorise(articles: pl.DataFrame) -> Vectors:
    """TF-IDF over title (twice), excerpt and body; terms of two articles at least.

    Weights are (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows scaled to length one: scikit-
    learn's `TfidfVectorizer` with `sublinear_tf`, whose tokeniser works for one kind of script.
    """
    vocabulary: dict[str, int] = {}
    stop = stop_terms()
    numbers = (
        [vocabulary.setdefault(term, len(vocabulary)) for term in terms if term not in stop]
        for terms in _documents(articles)
    )
    counts = _counted(numbers, articles.height)
    counts.resize((articles.height, len(vocabulary)))
    found_in = np.bincount(counts.indices, minlength=len(vocabulary))
    names = list(vocabulary)
    most = max(MOST_ARTICLES * articles.height, FEW_ARTICLES)
    usable = np.flatnonzero((found_in >= 2) & (found_in <= most)).tolist()
    # Alphabetical columns: sums over a row do not depend on which article came first.
    kept = np.asarray(sorted(usable, key=names.__getitem__), dtype=np.int64)
    idf = (1.0 + np.log((1.0 + articles.height) / (1.0 + found_in[kept]))).astype(np.float32)
    return Vectors(
        _weighed(counts[:, kept].tocsr(), idf),
        pl.DataFrame({"term": [names[i] for i in kept], "idf": idf}, schema=VOCABULARY),
    )


def project(articles: pl.DataFrame, vocabulary: pl.DataFrame) -> csr_matrix:
    """Vectors of `articles` in a saved vocabulary (schema VOCABULARY)."""
    column = {term: number for number, term in enumerate(vocabulary["term"])}
    numbers = ([column[term] for term in terms if term in column] for terms in _documents(articles))
    counts = _counted(numbers, articles.height)
    counts.resize((articles.height, len(column)))
    return _weighed(counts, vocabulary["idf"].to_numpy())


def _documents(articles: pl.DataFrame) -> Iterator[list[str]]:
    """The terms of each article, those of the title TITLE_COUNTS times."""
    text = pl.concat_str("excerpt", "body", separator="\n").str.slice(0, MOST_CHARACTERS)
    for title, rest in articles.select("title", text).iter_rows():
        yield terms_of(title) * TITLE_COUNTS + terms_of(rest)


def _counted(documents: Iterable[list[int]], rows: int) -> csr_matrix:
    """How often each term occurs in each document."""
    from array import array

    from scipy.sparse import csr_matrix

    found, starts = array("q"), array("q", [0])
    for numbers in documents:
        found.extend(numbers)
        starts.append(len(found))
    indices = np.asarray(found, dtype=np.int64)
    ones = np.ones(len(indices), dtype=np.float32)
    width = int(indices.max()) + 1 if len(indices) else 0
    counts = csr_matrix((ones, indices, np.asarray(starts)), shape=(rows, width))
    counts.sum_duplicates()
    return counts


def _weighed(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """Counts to TF-IDF rows of length one."""
    matrix = counts.astype(np.float32)
    matrix.sort_indices()
    matrix.data = (1.0 + np.log(matrix.data)) * idf[matrix.indices]
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.maximum(norms, 1e-12), np.diff(matrix.indptr)).astype(np.float32)
    return matrix
