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

SAME = 0.95
"""Share from which a text under the same headline is a copy whenever it appears: a page put up
again, dated by that. One brought up to date has changed more."""

SHINGLED = 12
"""Words from which a text is compared by its shingles: two short ones are too easily alike."""

EXACT = 6
"""Words from which a headline with a shorter text, or none, is a copy of one with just the same."""


def find_originals(numbered: Numbered, days: Floats) -> Ints:
    """Of each article, the earliest one with nearly the same text; of most, the article itself.

    `numbered` holds titles and texts in turn, `days` the dates (nan: unknown), by which and then by
    place articles are ordered. A long enough text alone decides, whatever headline an outlet has
    put above it; more than DAYS later, the headline has to be the same, too.
    """
    lengths = np.diff(numbered.starts)
    titles, texts = lengths[::2], lengths[1::2]
    ranked = _by_time(days)
    long = ranked[texts[ranked] >= SHINGLED]
    found = candidates(numbered, 2 * long + 1)
    likeness = resemblance(numbered, 2 * long + 1, found)
    alike = likeness >= RESEMBLANCE
    same = (likeness >= SAME) & _one_headline(numbered, long[found.a], long[found.b])
    short = ranked[(texts < SHINGLED)[ranked] & (titles + texts >= EXACT)[ranked]]
    earlier, later = _equal(numbered, short)
    most = np.r_[np.where(same[alike], np.inf, DAYS), np.full(len(later), DAYS)]
    earlier = np.r_[long[found.a[alike]], earlier]
    later = np.r_[long[found.b[alike]], later]
    place = np.argsort(ranked)
    order = np.lexsort((place[earlier], place[later]))
    return _originals(days, earlier[order], later[order], most[order])


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


def _one_headline(numbered: Numbered, one: Ints, other: Ints) -> Bools:
    """Whether the headlines of each two articles have the same words, and some."""
    titles = np.unique(np.r_[one, other])
    lengths = numbered.starts[2 * titles + 1] - numbered.starts[2 * titles]
    words = np.zeros(len(titles), np.uint64)
    words[lengths > 0] = hashes_of_all(numbered, 2 * titles[lengths > 0])
    mine, theirs = np.searchsorted(titles, one), np.searchsorted(titles, other)
    return np.asarray((words[mine] == words[theirs]) & (lengths[mine] > 0))


def _originals(days: Floats, earlier: Ints, later: Ints, most: Floats) -> Ints:
    """Each article's original, of the pairs that resemble, by the later one.

    One after the other, since what a text is a copy of may itself be one, and the `most` days that
    a pair may lie apart run from the original.
    """
    original = np.arange(len(days))
    for one, other, within in zip(earlier.tolist(), later.tolist(), most.tolist(), strict=True):
        first = original[one]
        if original[other] == other and not days[other] - days[first] > within:
            original[other] = first
    return original
