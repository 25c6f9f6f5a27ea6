"""Copies: re-prints of one text by several outlets, which count once, as their original.

Twenty re-prints of one dispatch say nothing that it does not say itself. Were each weighed, its
rare words would pass for common ones and its story would look tighter than others do; so
vocabulary, background, kernel and communities see originals alone, and each copy goes where its
original goes.
"""

from __future__ import annotations

import numpy as np

from storygraph.arrays import Bools, Floats, Ints
from storygraph.terms.shingles import candidates, hashes_of_all, resemblance
from storygraph.terms.tokens import Numbered

RESEMBLANCE = 0.7
"""Share of common shingles from which two texts are one; usual for news re-prints."""

DAYS = 7.0
"""Days after its original up to which a text is a copy: later it is a page brought up to date."""

SHINGLED = 12
"""Words from which a text is compared by its shingles: two short ones are too easily alike."""

EXACT = 6
"""Words from which a headline with a shorter text, or none, is a copy of one with just the same."""


def find_originals(numbered: Numbered, days: Floats) -> Ints:
    """Of each article, the earliest one with nearly the same text; of most, the article itself.

    `numbered` holds titles and texts in turn, `days` the dates (nan: unknown), by which and then by
    place articles are ordered. A long enough text alone decides, whatever headline an outlet has
    put above it.
    """
    lengths = np.diff(numbered.starts)
    titles, texts = lengths[::2], lengths[1::2]
    ranked = _by_time(days)
    long = ranked[texts[ranked] >= SHINGLED]
    found = candidates(numbered, 2 * long + 1)
    alike = resemblance(numbered, 2 * long + 1, found) >= RESEMBLANCE
    short = ranked[(texts < SHINGLED)[ranked] & (titles + texts >= EXACT)[ranked]]
    earlier, later = _equal(numbered, short)
    earlier = np.r_[long[found.a[alike]], earlier]
    later = np.r_[long[found.b[alike]], later]
    place = np.argsort(ranked)
    order = np.lexsort((place[earlier], place[later]))
    return _originals(len(days), earlier[order], later[order], days)


def _by_time(days: Floats) -> Ints:
    """Articles by their dates, undated ones last; a day without a time stands at its end.

    It is a date at midnight. Who else wrote on that day has said when, and may have been first.
    """
    when = np.where(days == np.floor(days), days + 1, days)
    return np.lexsort((np.arange(len(days)), when))


def are_copies(originals: Ints) -> Bools:
    """Whether each article is a copy, of what `find_originals` gives."""
    return np.asarray(originals != np.arange(len(originals)))


def _equal(numbered: Numbered, articles: Ints) -> tuple[Ints, Ints]:
    """Pairs of these articles that follow one another among those of the same words throughout.

    In the order given.
    """
    if not len(articles):
        return articles, articles
    whole = Numbered(numbered.names, numbered.flat, numbered.starts[::2])
    words = hashes_of_all(whole, articles)
    order = np.argsort(words, kind="stable")
    equal = words[order[:-1]] == words[order[1:]]
    return articles[order[:-1][equal]], articles[order[1:][equal]]


def _originals(count: int, earlier: Ints, later: Ints, days: Floats) -> Ints:
    """Each article's original, of the pairs that resemble, by the later one.

    One after the other, since what a text is a copy of may itself be one, and DAYS run from the
    original.
    """
    original = np.arange(count)
    for one, other in zip(earlier.tolist(), later.tolist(), strict=True):
        first = original[one]
        if original[other] == other and not days[other] - days[first] > DAYS:
            original[other] = first
    return original
