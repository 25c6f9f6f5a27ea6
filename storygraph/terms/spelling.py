"""Terms back into the words that people read.

A term is the stem of a word, or a pair of characters where a script has no spaces. A stem is
spelled as the texts write its word most often; pairs that follow each other are joined again.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from storygraph.terms.words import (
    STEM_LETTERS,
    fold,
    is_unspaced,
    spelled_words,
    terms_of_word,
    without_typography,
)

_REST = re.compile(r"[a-z0-9]*")

LONGEST = 20
"""Characters of a word in a script without spaces."""

SHORTEST_NUMBER = 3
"""Digits of a number that means something by itself: 737, 2026."""

_WORD_OF_TWO = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2}")
"""Two Han or Hangul characters are often a word; two of Thai or kana hardly ever are."""


def spoken(texts: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """For each wanted term the word that `texts` use for it most, as it is written there.

    A term that no text uses stands for itself.
    """
    seen: dict[str, Counter[str]] = {term: Counter() for term in wanted}
    plain: list[str] = []
    for text in texts:
        bare = without_typography(text)
        if bare.isascii():
            plain.append(bare)
        else:
            _count_words(unicodedata.normalize("NFC", text), seen)
    whole = "\n".join(plain)
    folded = whole.lower()
    for term, words in seen.items():
        words.update(_spellings(term, whole, folded))
    return {term: _most_used(term, words) for term, words in seen.items()}


def _spellings(term: str, text: str, folded: str) -> Iterator[str]:
    """Each word of `text`, all ASCII, that has this term, as written; `folded` is lower case.

    Looks for the term and not at each word: a story has thousands of words and a few terms.
    """
    stem = len(term) == STEM_LETTERS and not term[0].isdigit()
    end = 0
    while (start := folded.find(term, end)) >= 0:
        end = start + len(term)
        if start and folded[start - 1].isalnum():
            continue
        if stem:
            rest = _REST.match(folded, end)
            end = rest.end() if rest else end
        elif folded[end : end + 1].isalnum():
            continue
        yield text[start:end]


def _count_words(text: str, seen: dict[str, Counter[str]]) -> None:
    """Count the words of `text` under those of their terms that are in `seen`."""
    for word in spelled_words(text):
        terms = _terms_spelled(word)
        if terms is None:
            for term, stretch in _stretches(fold(word), seen):
                seen[term][stretch] += 1
            continue
        for term in terms:
            if term in seen:
                seen[term][word] += 1


@lru_cache(maxsize=1 << 16)
def _terms_spelled(word: str) -> tuple[str, ...] | None:
    """The terms of a word as it is written; None for a run of writing without spaces."""
    folded = fold(word)
    return None if is_unspaced(folded) else terms_of_word(folded)


def readable(words: Iterable[str]) -> list[str]:
    """`words` once each, in order, without scraps of writing that has no spaces and short numbers.

    A number of one or two digits is a day, an age or a score. Words that differ by an s at the end
    (build, builds) count as one, and the first stands.
    """
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(fold(word).removesuffix("s"), word)
    distinct = list(first.values())
    return [word for word in distinct if says_something(word)] or distinct


def says_something(word: str) -> bool:
    """Whether a word means anything by itself: no short number, no pair of characters at random."""
    if is_unspaced(word):
        return _whole(word)
    return not (word.isdecimal() and len(word) < SHORTEST_NUMBER)


def _whole(stretch: str) -> bool:
    """Whether a stretch of characters may be a word: not a pair at random, nor half a character."""
    if unicodedata.category(stretch[0]).startswith("M"):
        return False
    return len(stretch) > 2 or bool(_WORD_OF_TWO.fullmatch(stretch))


def _stretches(run: str, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each wanted pair of characters in `run`, and the stretch of wanted pairs that it lies in.

    A stretch of more than LONGEST characters is no word: there each pair stands for itself.
    """
    start = None
    for at in range(len(run)):
        inside = run[at : at + 2] in wanted and at + 2 <= len(run)
        if inside and start is None:
            start = at
        if not inside and start is not None:
            word = run[start : at + 1] if at + 1 - start <= LONGEST else None
            for place in range(start, at):
                pair = run[place : place + 2]
                yield pair, word or pair
            start = None


def _most_used(term: str, words: Counter[str]) -> str:
    """The most frequent spelling, the longest stretch of equally frequent ones.

    A word stands in capitals only when that is how it is mostly written.
    """
    if not words:
        return term
    if is_unspaced(term):
        return min(words, key=lambda word: (-words[word], -len(word), word))
    return min(words, key=lambda word: (-words[word], word.isupper(), word))
