"""Articles to TF-IDF vectors, and back into a saved vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.arrays import Bools, Ints
from storygraph.runtime.progress import Advance, unwatched
from storygraph.tables import VOCABULARY, in_days
from storygraph.terms.boilerplate import without_boilerplate
from storygraph.terms.copies import are_copies, find_originals
from storygraph.terms.languages import Languages, settle, told_apart
from storygraph.terms.tokens import Numbered, number_terms
from storygraph.terms.weights import NOT_COUNTED, weigh_terms, weighed
from storygraph.terms.words import stop_terms
from storygraph.text import OPENING

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

TITLE_COUNTS = 2
"""How often the title's words count against the text's: it says most in fewest words."""

HALF_WEIGHT = 150
"""Words into a text at which a word counts half: news is written from its point down to its
background. 100 to 200 score alike."""

BLOCK = 20_000
"""Articles whose words are counted at once."""

ADDRESS = r"(?i)\bhttps?://\S+|\bwww\.\S+"
"""A web address in a text: its parts are no words (videos are described by dozens of them)."""

MOST_CHARACTERS = 20_000
"""Characters of an article that are weighed: a story shows in its first pages, and one giant
text costs no more than a long one."""


@dataclass(frozen=True)
class Vectors:
    """One row a node, of length one at most, or empty where no term is left.

    `matrix` has shape (nodes, terms), float32; `vocabulary` names its columns, in alphabetical
    order (schema VOCABULARY). `compared` is what similarity looks at: the same rows, but with words
    that several languages share told apart, in more columns (`languages.told_apart`). `languages`
    are those that are common, `originals` of each node the one it is a copy of, or itself.
    `notices`: nodes of whose text nothing was weighed, as all of it stands under other headlines.
    """

    matrix: csr_matrix
    vocabulary: pl.DataFrame
    compared: csr_matrix
    languages: Languages
    originals: Ints
    notices: int

    @property
    def copies(self) -> Bools:
        """Whether each node is a copy of another."""
        return are_copies(self.originals)


def vectorise(articles: pl.DataFrame, advance: Advance = unwatched) -> Vectors:
    """TF-IDF over title (twice), excerpt and body; terms of two articles at least.

    A word counts 1 / (1 + place / HALF_WEIGHT) at its place in the text, and tf is the sum. Weights
    are (1 + ln tf, or tf below one) * (1 + ln((1 + n) / (1 + df))), rows scaled to length one
    (terms of more than MOST_TIES are then taken out): scikit-learn's `TfidfVectorizer` with
    `sublinear_tf`, but for places and for its tokeniser, which works for one kind of script.
    n and df count originals, not their copies; where there are several languages, in the one that
    uses a term most.
    `advance` counts articles.
    """
    languages = settle(articles)
    plain = articles.with_columns(*without_boilerplate(articles))
    numbered = number_terms(_texts(plain), lambda done: advance(done // 2, articles.height))
    names = numbered.names
    stop = stop_terms()
    usable = np.array([-1 if name in stop else n for n, name in enumerate(names)], dtype=np.int32)
    counts = _counted(numbered, usable, len(names))
    originals = find_originals(numbered, in_days(articles["published"]))
    counted = np.where(are_copies(originals), NOT_COUNTED, languages.codes)
    weights = weigh_terms(counts, counted, languages.names)
    # Alphabetical columns: sums over a row do not depend on which article came first.
    alphabetical = sorted(np.flatnonzero(weights.kept).tolist(), key=names.__getitem__)
    kept = np.asarray(alphabetical, dtype=np.int64)
    idf, ties = weights.idf[kept], weights.ties[kept]
    terms = [names[i] for i in kept]
    matrix = _tying(weighed(counts[:, kept].tocsr(), idf), ties)
    return Vectors(
        matrix,
        pl.DataFrame({"term": terms, "idf": idf, "ties": ties}, schema=VOCABULARY),
        told_apart(matrix, terms, languages),
        languages,
        originals,
        int((_empty(plain) & ~_empty(articles)).sum()),
    )


def project(articles: pl.DataFrame, nodes: list[int], vocabulary: pl.DataFrame) -> csr_matrix:
    """Vectors of `nodes` in a saved vocabulary (schema VOCABULARY), rows of `Vectors.matrix`.

    `articles` are all that were weighed: what is repeated shows in all of them.
    """
    theirs = articles[nodes].with_columns(*without_boilerplate(articles, nodes))
    column = {term: number for number, term in enumerate(vocabulary["term"])}
    numbered = number_terms(_texts(theirs))
    columns = np.array([column.get(name, -1) for name in numbered.names], dtype=np.int32)
    counts = _counted(numbered, columns, len(column))
    matrix = weighed(counts, vocabulary["idf"].to_numpy())
    return _tying(matrix, vocabulary["ties"].fill_null(value=True).to_numpy())


def longer(articles: pl.DataFrame) -> int:
    """How many articles have more than the MOST_CHARACTERS that are weighed."""
    length = pl.col("excerpt").str.len_chars() + pl.col("body").str.len_chars()
    return articles.filter(length >= MOST_CHARACTERS).height


def _empty(articles: pl.DataFrame) -> pl.Series:
    """Whether each has no text but its title."""
    blank = (~pl.col(name).str.contains(r"\S") for name in ("excerpt", "body"))
    return articles.select(pl.all_horizontal(*blank))[:, 0]


def _texts(articles: pl.DataFrame) -> pl.Series:
    """The title of each article, and the rest of its text without web addresses, in turn.

    How a post begins counts as a part of its text; a short one is a headline, and nothing else.
    """
    text = pl.concat_str("excerpt", "body", separator="\n").str.slice(0, MOST_CHARACTERS)
    text = text.str.replace_all(ADDRESS, " ")
    length = pl.col("excerpt").str.len_chars() + pl.col("body").str.len_chars()
    post = pl.col("untitled").fill_null(value=False)
    headline = post & (length <= OPENING)
    counted = pl.concat_list(
        pl.when(headline).then(text).when(post).then(pl.lit("")).otherwise("title"),
        pl.when(headline).then(pl.lit("")).otherwise(text),
    )
    return articles.select(counted.explode())[:, 0]


def _counted(numbered: Numbered, columns: np.ndarray, width: int) -> csr_matrix:
    """How much each term counts in each article, shape (articles, width), float64.

    `numbered` holds titles and texts in turn; `columns` gives the column of each of its terms, or
    -1 for one that takes a place and counts nothing.
    """
    from scipy.sparse import csr_matrix, vstack

    articles = (len(numbered.starts) - 1) // 2
    counts = [csr_matrix((0, width))]
    for first in range(0, articles, BLOCK):
        # One number for each word of a long archive takes gigabytes; one for each term does not
        starts = numbered.starts[2 * first : 2 * (first + BLOCK) + 1]
        indices = columns[numbered.flat[starts[0] : starts[-1]]]
        known = indices >= 0
        lengths = np.diff(starts)
        place = np.arange(len(indices)) - np.repeat(starts[:-1] - starts[0], lengths)
        in_title = np.repeat(np.arange(len(lengths)) % 2 == 0, lengths)
        data = np.where(in_title, TITLE_COUNTS, 1.0 / (1.0 + place / HALF_WEIGHT))[known]
        through = np.concatenate(([0], np.cumsum(known)))[starts[::2] - starts[0]]
        block = csr_matrix((data, indices[known], through), shape=(len(through) - 1, width))
        block.sum_duplicates()
        counts.append(block)
    return vstack(counts, format="csr")


def _tying(matrix: csr_matrix, ties: np.ndarray) -> csr_matrix:
    """Rows without the weights of terms that tie nothing (`ties` false)."""
    matrix.data[~ties[matrix.indices]] = 0.0
    matrix.eliminate_zeros()
    return matrix
