"""What a term is worth: how rare it is, and whether it is common because it says nothing.

A term of most articles is a small word or the corpus's own topic, and ties no two of them. But of
a folder with one large story it may be that story's word: then the articles that share it are alike
without it, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from storygraph.arrays import Bools, Floats, Ints
from storygraph.pairs import row_sums

FEWEST = 2
"""Articles that a term needs to tie any."""

MOST_ARTICLES = 0.3
"""A term in a larger share of the articles is a stop word of this corpus: it is dropped."""

MOST_TIES = 0.15
"""A term in a larger share names the corpus's topic, not a story: it ties no articles, but keeps
its share of an article's length, so that a headline of such words is like no other."""

FEW_ARTICLES = 60
"""A term of so few articles is never dropped: one story may be most of a small folder, and its
words stand in most articles then. Of folders of two weeks, diablo4's gain .28 over 10; 50 and 80
score alike."""

FEW_UNLISTED = 10
"""So few in a language whose small words no list of ours takes out (`stop_words.py` has English):
there a word of most articles is rather one of these."""

STORY_WORD = 4.0
"""A common term is the word of a story when the articles that share it are, in their rarer words,
so many times as alike as they are to the others. Small words and topics have 1 to 3; names of the
largest stories among some of uci_news_slice 5 to 50. Of three stories of it alone B-cubed F1 is .61
with them, not .56, of an eighth of it .79, not .58.
"""

LIKE_A_STORY = 0.05
"""And they have this mean cosine: a topic of many small stories, all of a corpus's on it, is more
alike than the rest, too, but not so much. The names above have .06 to .17.
"""

MOST_OF_ALL = 0.7
"""What more articles than this share have is what all are about, however odd the others are."""

SAMPLE = 4_000
"""Articles of a language among which common terms are looked at: 600 and more have each."""

NOT_COUNTED = -1
"""The language of a copy, where terms are counted."""


@dataclass(frozen=True)
class TermWeights:
    """Of each term, by its column: `kept` if it is any use, `idf`, and whether it `ties`."""

    kept: Bools
    idf: npt.NDArray[np.float32]
    ties: Bools


def weigh_terms(counts: sp.csr_matrix, codes: Ints, languages: list[str]) -> TermWeights:
    """What the terms of `counts`, shape (articles, terms), are worth.

    `codes` numbers each article's language, of `languages`, or is NOT_COUNTED. idf is counted
    within the language that has the term in most articles. A term is as common as in the language
    that uses it most; as the word of a story it is not common there.
    """
    terms = counts.shape[1]
    total, home = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
    idf, share = np.ones(terms, np.float32), np.zeros(terms)
    language = np.repeat(codes, np.diff(counts.indptr))
    for code, name in enumerate(languages):
        rows = np.flatnonzero(codes == code)
        found_in = np.bincount(counts.indices[language == code], minlength=terms)
        total += found_in
        few = FEW_ARTICLES if name == "en" else FEW_UNLISTED
        many = np.where(found_in > few, found_in / max(len(rows), 1), 0.0)
        common = np.flatnonzero(many > MOST_TIES)
        many[common[_name_stories(counts, rows, found_in, common)]] = 0.0
        share = np.maximum(share, many)
        more = found_in > home
        idf[more] = _idf(len(rows), found_in[more])
        home = np.maximum(home, found_in)
    return TermWeights((total >= FEWEST) & (share <= MOST_ARTICLES), idf, share <= MOST_TIES)


def weighed(counts: sp.csr_matrix, idf: npt.NDArray[np.float32]) -> sp.csr_matrix:
    """Counts to TF-IDF rows of length one, float32."""
    matrix = counts.astype(np.float32)
    matrix.sort_indices()
    often = np.where(matrix.data < 1.0, matrix.data, 1.0 + np.log(np.maximum(matrix.data, 1.0)))
    matrix.data = often * idf[matrix.indices]
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.maximum(norms, 1e-12), np.diff(matrix.indptr)).astype(np.float32)
    return matrix


def _name_stories(counts: sp.csr_matrix, rows: Ints, found_in: Ints, common: Ints) -> Bools:
    """Whether each of the `common` terms is the word of one story or a few.

    `rows` are a language's articles, `found_in` how many of them have each term. Only terms that
    are not common count, as if they were all: small words come together.
    """
    if not len(common):
        return np.zeros(0, bool)
    usable = np.flatnonzero(found_in >= FEWEST)
    sample = counts[rows[:: -(-len(rows) // SAMPLE)]]
    matrix = weighed(sample[:, usable], _idf(len(rows), found_in[usable])).astype(np.float64)
    matrix.data[np.isin(usable, common)[matrix.indices]] = 0.0
    having = sample[:, common].astype(bool).T.astype(np.float64)
    within, across = _mean_cosines(having.tocsr(), matrix)
    alike = (within >= LIKE_A_STORY) & (within >= STORY_WORD * across)
    return alike & (found_in[common] <= MOST_OF_ALL * len(rows))


def _idf(articles: int, found_in: Ints) -> npt.NDArray[np.float32]:
    """1 + ln((1 + articles) / (1 + found_in)), as scikit-learn has it."""
    return np.asarray(1.0 + np.log((1.0 + articles) / (1.0 + found_in)), np.float32)


def _mean_cosines(groups: sp.csr_matrix, matrix: sp.csr_matrix) -> tuple[Floats, Floats]:
    """Mean cosines of the pairs of rows of `matrix` within each group, and of its rows with others.

    `groups` has a row of ones for each. Sums of rows give them, by pairs: the squared length of a
    group's, less what each row has with itself, and its product with that of the others. Rows count
    as if they were all of the same length.
    """
    rows = groups.shape[1]
    sums = (groups @ matrix).tocsr()
    everything = np.asarray(matrix.sum(axis=0)).ravel()
    length = row_sums(matrix.data**2, matrix.indptr)
    square = row_sums(sums.data**2, sums.indptr)
    own, usual = groups @ length, max(length.sum() / max(rows, 1), 1e-12)
    size = np.diff(groups.indptr)
    within = (square - own) / np.maximum(own * (size - 1), 1e-12)
    across = (sums @ everything - square) / (usual * np.maximum(size * (rows - size), 1))
    return within, across
