"""Articles to TF-IDF vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Vectors:
    """One row a node: `matrix` has rows of length one (or empty); `terms` and `idf` by column."""

    matrix: csr_array
    terms: list[str]
    idf: np.ndarray


def vectorise(articles: pl.DataFrame) -> Vectors:
    """TF-IDF over title (twice), excerpt and body; sublinear counts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = articles.select(
        pl.concat_str("title", "title", "excerpt", "body", separator="\n")
    ).to_series()
    n = len(texts)
    vectorizer = TfidfVectorizer(
        sublinear_tf=True, min_df=min(2, max(1, n // 8)), max_df=0.3 if n > 20 else 1.0, dtype=np.float32,
        token_pattern=r"(?u)\b\w\w+\b", stop_words="english",
    )
    matrix = vectorizer.fit_transform(texts.to_list())
    return Vectors(matrix.tocsr(), list(vectorizer.get_feature_names_out()), vectorizer.idf_)


def project(articles: pl.DataFrame, vocabulary: pl.DataFrame) -> csr_array:
    """Vectors of these articles in a saved vocabulary (schema VOCABULARY)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        sublinear_tf=True, dtype=np.float32, token_pattern=r"(?u)\b\w\w+\b",
        vocabulary=vocabulary["term"].to_list(),
    )
    vectorizer.idf_ = vocabulary["idf"].to_numpy()
    texts = articles.select(
        pl.concat_str("title", "title", "excerpt", "body", separator="\n")
    ).to_series()
    return vectorizer.transform(texts.to_list()).tocsr()
