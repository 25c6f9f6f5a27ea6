"""Which articles are in one language, so that a mixed corpus is weighed as its parts would be.

A word is common or rare within its language: `der` stands in every German article, and in one of
ten when the other nine are English. And a number says something among articles of one language
only: between two it is all that they share, however little they have to do with each other.

The language is the one given (`lang`), or else that of the script, or else, for the Latin script,
that of the small words. Nothing finer is needed: a wrong guess costs a little weight. A wrong
`lang` costs more, and many a system writes its own into every page: so what a text says clearly
goes before it, and a code that most texts contradict counts for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storygraph.terms.function_words import TELLING

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SCRIPTS = {
    "zh": r"[\u4e00-\u9fff]",
    "ja": r"[\u3040-\u30ff]",
    "ko": r"[\uac00-\ud7af]",
    "th": r"[\u0e01-\u0e5b]",
    "my": r"[\u1000-\u109f]",
    "km": r"[\u1780-\u17ff]",
    "hi": r"[\u0900-\u097f]",
    "bn": r"[\u0980-\u09ff]",
    "ta": r"[\u0b80-\u0bff]",
    "te": r"[\u0c00-\u0c7f]",
    "ar": r"[\u0600-\u06ff]",
    "he": r"[\u0590-\u05ff]",
    "ru": r"[\u0400-\u04ff]",
    "el": r"[\u0370-\u03ff]",
    "ka": r"[\u10a0-\u10ff]",
    "hy": r"[\u0530-\u058f]",
}
"""A language for each script, and characters that show it: languages that share a script count as
one. The most characters win."""

LATIN = r"[A-Za-z\u00c0-\u024f]"

NOT_LATIN = r"[\u0370-\u1dff\u3040-\uffef]"

CODES = {
    "ar": "ara", "bn": "ben", "cs": "ces cze", "da": "dan", "de": "deu ger", "el": "ell gre",
    "en": "eng", "es": "spa", "fi": "fin", "fr": "fra fre", "he": "heb iw", "hi": "hin",
    "hu": "hun", "hy": "hye arm", "id": "ind in", "it": "ita", "ja": "jpn", "ka": "kat geo",
    "km": "khm", "ko": "kor", "my": "mya bur", "nl": "nld dut", "no": "nor nb nob nn nno",
    "pl": "pol", "pt": "por", "ro": "ron rum mo", "ru": "rus", "sv": "swe", "ta": "tam",
    "te": "tel", "th": "tha", "tr": "tur", "vi": "vie", "zh": "zho chi cmn",
}  # fmt: skip
"""Other codes of a language (ISO 639-2, and those that ISO 639-1 withdrew), which mean the same."""

UNTOLD = r"^(?:und|mul|mis|zxx|q[a-t][a-z]|unk|xx)$"
"""Codes that name no language (ISO 639-2: undetermined, several, none, of local use)."""

LOOKED_AT = 400
"""Characters of an article whose small words are counted."""

SURE = 2
"""Small words of one language that make a guess, when no other has as many."""

CLEARLY = 2
"""Small words of another language, for each of the one given, from which the text is believed."""

MOST = 0.5
"""Share of the texts that speak clearly from which on they contradict a code."""

FEWEST = 3
SHARE = 0.005
"""A language of fewer articles, or of a smaller share, has no statistics of its own: its articles
count with the most common language. Of 12,500 articles in English one in 2,000 is taken for
another language."""

SAMPLE = 5_000
"""Articles that tell which languages there are; then each is told among these alone."""

KANA = 4
"""Japanese is written with Han characters, too: a kana speaks for it as often as so many of them
for Chinese."""

ACROSS = 0.5
"""What a word that two languages share counts between them: a name names one thing, but `die` and
`gift` do not, and a common `hospital` is no common story."""


@dataclass(frozen=True)
class Languages:
    """`codes[i]` is the number of article i's language in `names`, the most common one first."""

    codes: np.ndarray
    names: list[str]


def settle(articles: pl.DataFrame) -> Languages:
    """The languages of `articles` (columns `lang`, `title`, `excerpt`, `body`) that are common.

    An article in none of them, or in one that cannot be told, counts with the most common one, of
    the Latin script where it is written in that.
    """
    looked = _looked(articles)
    every = -(-looked.height // SAMPLE) or 1
    sample = looked.gather_every(every)
    known = sorted({*SCRIPTS, *TELLING})
    told = _chosen(_borne_out(_guessed(sample, known)))
    sizes = (
        told.value_counts(name="size")
        .drop_nulls()
        .filter(pl.col("size") >= max(FEWEST, SHARE * sample.height))
        .sort("size", "language", descending=[True, False])
    )
    return told_among(articles, sizes["language"].to_list())


def told_among(articles: pl.DataFrame, names: Sequence[str]) -> Languages:
    """The languages of some articles, out of those that `settle` found in all of them, `names`."""
    if len(names) < 2:
        return Languages(np.zeros(articles.height, dtype=np.int64), list(names) or [""])
    known = pl.col("given").is_in(pl.Series(names, dtype=pl.String).implode())
    looked = _looked(articles).with_columns(given=pl.when(known).then("given"))
    found = languages_of(looked, names)
    codes = found.replace_strict(names, range(len(names)), default=None, return_dtype=pl.Int64)
    spelled = [code for code, name in enumerate(names) if name in TELLING]
    latin = looked["text"].str.contains(NOT_LATIN).not_()
    rest = pl.select(pl.when(latin).then(spelled[0] if spelled else 0).otherwise(0)).to_series()
    return Languages(pl.select(pl.coalesce(codes, rest)).to_series().to_numpy(), list(names))


def languages_of(looked: pl.DataFrame, among: Sequence[str]) -> pl.Series:
    """The language of each row (columns `given`, `text`), as `language`; null where it is unclear.

    A guess, where none is given or the text contradicts it, is one of `among`.
    """
    return _chosen(_guessed(looked, among))


def _chosen(told: pl.DataFrame) -> pl.Series:
    """What is given, but for a guess where nothing is or the text contradicts it, as `language`."""
    guess = pl.when("contradicts").then("guess").otherwise(pl.coalesce("given", "guess"))
    return told.select(language=guess)["language"]


def _borne_out(told: pl.DataFrame) -> pl.DataFrame:
    """What `_guessed` tells, without the codes that more texts contradict than bear out.

    Those are no codes for texts that do not speak clearly, either.
    """
    speak = told.filter(pl.col("contradicts") | (pl.col("given") == pl.col("guess")))
    wrong = speak.group_by("given").agg(pl.col("contradicts").mean() > MOST)
    codes = wrong.filter("contradicts")["given"].sort()
    kept = ~pl.col("given").is_in(codes.implode())
    return told.with_columns(given=pl.when(kept).then("given"))


def _guessed(looked: pl.DataFrame, among: Sequence[str]) -> pl.DataFrame:
    """Columns `given`, `guess` (null: unclear), and whether the guess clearly `contradicts`.

    A text contradicts only a code whose language would be told: one of the Latin script by another
    script, and any by its small words.
    """
    rows = looked.with_row_index("row")
    foreign = rows.filter(pl.col("text").str.contains(NOT_LATIN))
    scripts = {name: pattern for name, pattern in SCRIPTS.items() if name in among}
    by_script = foreign.select(
        "row", guess=_most(foreign["text"], {"": LATIN, **scripts}, least=1)[0]
    )
    written = by_script.filter(pl.col("guess") != "").with_columns(
        most=pl.lit(1, pl.Int64), own=pl.lit(0, pl.Int64)
    )
    latin = rows.join(written, on="row", how="anti", maintain_order="left")
    small = {
        name: rf"(?i)\b(?:{'|'.join(words)})\b" for name, words in TELLING.items() if name in among
    }
    guess, most, own = _most(latin["text"], small, least=SURE, given=latin["given"])
    by_words = latin.select("row", guess=guess, most=most, own=own)
    told = rows.join(pl.concat([written, by_words]), on="row", how="left", maintain_order="left")
    spelled, worded = (pl.col(name).is_in(list(TELLING)) for name in ("given", "guess"))
    other_script = spelled & ~worded
    other_words = (spelled | pl.col("given").is_in(list(SCRIPTS))) & worded
    clear = (pl.col("guess") != pl.col("given")) & (pl.col("most") >= CLEARLY * pl.col("own"))
    contradicts = (clear & (other_script | other_words)).fill_null(value=False)
    return told.select("given", "guess", contradicts=contradicts)


def _looked(articles: pl.DataFrame) -> pl.DataFrame:
    """Columns `given`: the language given, or null; `text`: the beginning."""
    codes = {other: name for name, others in CODES.items() for other in others.split()}
    code = pl.col("lang").str.extract(r"^([a-z]{2,3})(?:$|[-_])")
    return articles.select(
        given=pl.when(~code.str.contains(UNTOLD)).then(code.replace(codes)),
        text=pl.concat_str("title", "excerpt", "body", separator=" ").str.slice(0, LOOKED_AT),
    )


def _most(
    texts: pl.Series, patterns: dict[str, str], least: int, given: pl.Series | None = None
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Of each text the pattern that matches most often, by name, how often, and the `given` one.

    The name is null where that is below `least`, or where two match as often.
    """
    if not len(texts) or not patterns:
        none = pl.repeat(0, len(texts), dtype=pl.Int64, eager=True)
        return pl.repeat(None, len(texts), dtype=pl.String, eager=True), none, none
    counts = np.column_stack([texts.str.count_matches(each) for each in patterns.values()])
    counts = counts.astype(np.int64) * [KANA if name == "ja" else 1 for name in patterns]
    best = counts.argmax(axis=1)
    row = np.arange(len(counts))
    most = counts[row, best]
    clear = (most >= least) & ((counts == most[:, None]).sum(axis=1) == 1)
    names = np.array(list(patterns), dtype=object)[best]
    told = [str(name) if sure else None for name, sure in zip(names, clear, strict=True)]
    own = np.zeros(len(counts), np.int64)
    if given is not None:
        place = {name: at for at, name in enumerate(patterns)}
        column = np.array([place.get(code, -1) for code in given], dtype=np.int64)
        own = np.where(column >= 0, counts[row, column], 0)
    return pl.Series(told, dtype=pl.String), pl.Series(most), pl.Series(own)


def across(terms: Sequence[str]) -> np.ndarray:
    """What each term counts between two languages, of what it counts within one."""
    return np.array([0.0 if term[:1].isdigit() else ACROSS for term in terms])


def told_apart(matrix: csr_matrix, terms: Sequence[str], languages: Languages) -> csr_matrix:
    """`matrix` with terms of several languages told apart, its rows as long as before.

    Within a language every inner product stays. Between two, a shared word counts ACROSS of what it
    counts within one, a shared number nothing. To that end a term that several languages use gets
    a column for each of them, after the others, which takes its share of the weight.
    """
    from scipy.sparse import csr_matrix as sparse

    if len(languages.names) < 2:
        return matrix
    entries, width = matrix.tocoo(), matrix.shape[1]
    language = languages.codes[entries.row]
    used = np.zeros((len(languages.names), width), dtype=bool)
    used[language, entries.col] = True
    own = np.where(used.sum(axis=0) > 1, 1.0 - across(terms), 0.0)[entries.col]
    at = np.flatnonzero(own)
    key = language[at] * width + entries.col[at].astype(np.int64)
    added, column = np.unique(key, return_inverse=True)
    told = sparse(
        (
            np.concatenate([entries.data * np.sqrt(1.0 - own), (entries.data * np.sqrt(own))[at]]),
            (
                np.concatenate([entries.row, entries.row[at]]),
                np.concatenate([entries.col, width + column.ravel()]),
            ),
        ),
        shape=(matrix.shape[0], width + len(added)),
        dtype=matrix.dtype,
    )
    told.eliminate_zeros()
    return told
