"""Dates that people write in words of their own, in the words that `forms.py` knows."""

from __future__ import annotations

import polars as pl

from storygraph.dates.ranges import first_day

MAX_LENGTH = 64
"""Characters of a text that can be a date."""

_DAY_PARTS = {"上午": "AM", "午前": "AM", "오전": "AM", "下午": "PM", "午後": "PM", "오후": "PM"}

_CLOCKS = (
    # 14.05 Uhr, 8h10, 15時10分
    (r"\b([0-9]{1,2})\.([0-9]{2})\s*(Uhr\b|[AaPp]\.?[Mm]\b)", "${1}:${2} ${3}"),
    (r"\b([0-9]{1,2})\s?[hH]\s?([0-9]{2})\b", "${1}:${2}"),
    (r"([0-9]{1,2})\s?[時时시]\s?([0-9]{1,2})[分분]", "${1}:${2}"),
    # 14 Uhr, 8 a.m., 8 h
    (r"(^|[^0-9:.])([0-9]{1,2})\s*(Uhr\b|[AaPp]\.?[Mm]\b)", "${1}${2}:00 ${3}"),
    (r"(^|[^0-9:.])([0-9]{1,2})\s?(?:[hH]\b|[時时시])", "${1}${2}:00"),
    # the half of the day before the clock
    *(
        (rf"\s*{word}\s*([0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)", f" ${{1}} {half}")
        for word, half in _DAY_PARTS.items()
    ),
)


def reworded(texts: pl.Series) -> pl.Series:
    """Texts with clocks as `14:05` and `2:05 PM`, and without all but the first day of ranges.

    What is longer than a date can be stays as it is.
    """
    short = texts.str.len_chars() <= MAX_LENGTH
    found = texts.filter(short)
    for pattern, usual in _CLOCKS:
        found = found.str.replace(pattern, usual)
    found = pl.Series([first_day(text) for text in found], dtype=pl.String)
    return texts.clone().scatter(short.arg_true(), found)  # which changes what it is called on
