"""Terms back into the words that people read.

A term is the stem of a word, or a pair of characters where a script has no spaces. A stem is
spelled as the texts write its word most often; pairs that follow each other are joined again.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from storygraph.terms import fold, is_unspaced, spelled_words, terms_of_word

_WORD_OF_TWO = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2}")
"""Two Han or Hangul characters are often a word; two of Thai or kana hardly ever are."""


def spoken(texts: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """For each wanted term the word that `texts` use for it most, as it is written there.

    A term that no text uses stands for itself.
    """
    seen: dict[str, Counter[str]] = {term: Counter() for term in wanted}
    for text in texts:
        for word in spelled_words(unicodedata.normalize("NFC", text)):
            folded = fold(word)
            if is_unspaced(folded):
                for term, stretch in _stretches(folded, seen):
                    seen[term][stretch] += 1
                continue
            for term in terms_of_word(folded):
                if term in seen:
                    seen[term][word] += 1
    return {term: _most_used(term, words) for term, words in seen.items()}


def readable(words: Iterable[str]) -> list[str]:
    """`words` once each, in order, without scraps of writing that has no spaces."""
    distinct = list(dict.fromkeys(words))
    return [word for word in distinct if not is_unspaced(word) or _whole(word)] or distinct


def _whole(stretch: str) -> bool:
    """Whether a stretch of characters may be a word: not a pair at random, nor half a character."""
    if unicodedata.category(stretch[0]).startswith("M"):
        return False
    return len(stretch) > 2 or bool(_WORD_OF_TWO.fullmatch(stretch))


def _stretches(run: str, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each wanted pair of characters in `run`, and the stretch of wanted pairs that it lies in."""
    start = None
    for at in range(len(run)):
        inside = run[at : at + 2] in wanted and at + 2 <= len(run)
        if inside and start is None:
            start = at
        if not inside and start is not None:
            for place in range(start, at):
                yield run[place : place + 2], run[start : at + 1]
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
