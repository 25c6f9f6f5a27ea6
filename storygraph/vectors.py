"""Articles to TF-IDF vectors, and back into a saved vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from storygraph.tables import VOCABULARY

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MAX_SHARE = 0.3
"""A term in more than this share of the articles tells none apart: the corpus's stop words."""

SMALL = 20
"""Below so many articles there are no corpus statistics: every term counts."""

MAX_TEXT = 20_000
"""Characters of an article that are weighed: a story shows in its first pages, and one giant
text costs no more than a long one."""

_WORD = (
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]"  # scripts without spaces: a sign
    r"|[^\W_][^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+"  # else: a word
)


@dataclass(frozen=True)
class Vectors:
    """One row a node, of length one, or empty where no term is left.

    `matrix` has shape (nodes, terms), float32; `vocabulary` names the columns (schema
    VOCABULARY).
    """

    matrix: csr_array
    vocabulary: pl.DataFrame


def vectorise(articles: pl.DataFrame) -> Vectors:
    """Vectors over title (twice: it says most), excerpt and body; sublinear term counts."""
    count = articles.height
    vectorizer = _vectorizer(
        min_df=2 if count > SMALL else 1, max_df=MAX_SHARE if count > SMALL else 1.0
    )
    try:
        matrix = vectorizer.fit_transform(_texts(articles)).tocsr()
    except ValueError:  # scikit-learn's word for "no term is left"
        from scipy.sparse import csr_array as sparse

        empty = pl.DataFrame(schema=VOCABULARY)
        return Vectors(sparse((count, 0), dtype=np.float32), empty)
    vocabulary = pl.DataFrame(
        {"term": vectorizer.get_feature_names_out().tolist(), "idf": vectorizer.idf_}
    ).cast({"idf": pl.Float32})
    return Vectors(matrix, vocabulary)


def project(articles: pl.DataFrame, vocabulary: pl.DataFrame) -> csr_array:
    """Vectors of `articles` in a saved vocabulary (schema VOCABULARY)."""
    if vocabulary.is_empty():
        from scipy.sparse import csr_array as sparse

        return sparse((articles.height, 0), dtype=np.float32)
    vectorizer = _vectorizer(vocabulary=vocabulary["term"].to_list())
    vectorizer.idf_ = vocabulary["idf"].to_numpy()
    return vectorizer.transform(_texts(articles)).tocsr()


def _vectorizer(**options: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        sublinear_tf=True,
        token_pattern=_WORD,
        stop_words="english",
        strip_accents="unicode",
        dtype=np.float32,
        **options,
    )


def _texts(articles: pl.DataFrame) -> list[str]:
    text = pl.concat_str("title", "title", "excerpt", "body", separator="\n")
    return articles.select(text.str.slice(0, MAX_TEXT)).to_series().to_list()
