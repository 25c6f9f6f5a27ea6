"""Text to terms, for any script.

The rules need no knowledge of a language: a word is cut to its first six letters (a stemmer that
fits every alphabet), and writing without spaces becomes pairs of characters.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, lru_cache

from storygraph.terms.stop_words import ENGLISH

STEM_LETTERS = 6
"""Letters kept of a word. Of 5, 6, 7, a light English stemmer and none, 6 scored best."""

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Myanmar
    "\u1780-\u17ff"  # Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\uac00-\ud7af"  # Hangul: spaced, but endings stick to the word
    "\U00020000-\U0003ffff"
)


@cache
def _marks() -> str:
    """Every combining mark outside the Latin block: they are letters of Indic and Thai words."""
    return "".join(
        re.escape(chr(c))
        for c in range(0x370, min(sys.maxunicode, 0xFFFF))
        if unicodedata.category(chr(c)) in ("Mn", "Mc")
    )


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"[{_UNSPACED}]+|(?:(?![{_UNSPACED}_])[\w{_marks()}])+")


_ASCII_WORD = re.compile(r"[a-z0-9]+")
_OTHER_DIGITS = re.compile(r"[^\D0-9]")
_PLAIN_WORD = re.compile(r"[A-Za-z0-9]+")
_LATIN_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED_START = re.compile(f"[{_UNSPACED}]")
_TYPOGRAPHY = re.compile("[\u00a0\u00ab\u00bb\u2010-\u2027\u202f-\u205e€£©®]+")
"""Marks of typesetters, and no part of any word: most English texts have no other characters than
these and ASCII, whose words are found many times faster."""


def fold(text: str) -> str:
    """Lower case without accents, digits as 0 to 9: `Élysée` becomes `elysee`, `٢١٤` 214.

    Other scripts keep their marks.
    """
    if text.isascii():
        return text.lower()
    if _OTHER_DIGITS.search(text):
        text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    bare = _LATIN_ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", bare)


def cut(word: str) -> tuple[str, ...]:
    """The terms of one word of `words_of`: its stem, or pairs of characters, or none."""
    if is_unspaced(word):
        if len(word) == 1:
            return (word,)
        return tuple(word[i : i + 2] for i in range(len(word) - 1))
    if word[0].isdigit():
        return (word,) if len(word) > 1 else ()
    return (word[:STEM_LETTERS],) if len(word) > 1 else ()


@lru_cache(maxsize=1 << 18)
def terms_of_word(word: str) -> tuple[str, ...]:
    """What `cut` gives, remembered: for words that may come again."""
    return cut(word)


def without_typography(text: str) -> str:
    """`text` with a space for typographic quotes, dashes and the like; its words are the same."""
    return text if text.isascii() else _TYPOGRAPHY.sub(" ", text)


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in order; writing without spaces comes in runs."""
    bare = fold(without_typography(text))
    if bare.isascii() and bare == bare.lower():  # of ™, folding leaves capitals: TM
        plain: list[str] = _ASCII_WORD.findall(bare)
        return plain
    folded = fold(text) if bare.isascii() else bare
    found: list[str] = (_ASCII_WORD if folded.isascii() else _pattern()).findall(folded)
    return found


def terms_of(text: str) -> list[str]:
    """The terms of a text, in order, repeats kept."""
    return [term for word in words_of(text) for term in terms_of_word(word)]


@cache
def stop_terms() -> frozenset[str]:
    """English words that say nothing; other languages' fall to the document-frequency cut."""
    return frozenset(word[:STEM_LETTERS] for word in ENGLISH)


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script without spaces, or of one whose endings stick to the word."""
    return bool(_UNSPACED_START.match(word))


def spelled_words(text: str) -> list[str]:
    """The words of a text as they are written there; writing without spaces comes in runs."""
    found: list[str] = (_PLAIN_WORD if text.isascii() else _pattern()).findall(text)
    return found
