"""Ranges and lists of dates, and the first day of each: `4-6 March 2026` begins on 4 March 2026."""

from __future__ import annotations

import re

from storygraph.dates.month_names import numbers

_MONTHS = numbers()

_DASH = r"(?:--|[-–—~〜～])"
_BETWEEN = rf"(?:\s*(?:{_DASH}|[/&])\s*|\s+(?:to|till|until|and|bis|und|à|au|et|al|y|e|tot|en)\s+)"
_BETWEEN_ALL = rf"(?:{_BETWEEN}|\s*[,;|]\s*)"
_WORD = r"(?:[^\W\d_]+[.,]*\s+)?"
_MONTH = r"[^\W\d_]{3,}"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th|er|[.º])?"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
_ZONE = r"(?:\s*(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
_TIME = rf"(?:(?:T|,?\s+){_CLOCK}(?:\s*[AaPp]\.?[Mm]\.?)?{_ZONE})?"
_DATE = (
    rf"{_WORD}(?:[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}|[0-9]{8}"
    rf"|{_DAY}\s+(?:(?:de|of)\s+)?{_MONTH}\.?,?\s+(?:del?\s+)?[0-9]{{4}}"
    rf"|{_MONTH}\.?\s+{_DAY},?\s+[0-9]{{4}}"
    r"|[0-9]{4}\s*[年년]\s*[0-9]{1,2}\s*[月월]\s*[0-9]{1,2}\s*[日일])"
)

# 2026-03-04 - 2026-03-06; March 4, 2026 and March 5, 2026; 2026-03-04, 2026-03-05, 2026-03-06
_DATES = re.compile(rf"({_DATE}{_TIME}){_BETWEEN_ALL}({_DATE}).*", re.IGNORECASE)
# 2026-03-04/06, 2026-03-04/03-06, as ISO 8601 has it; 2026年3月4日至6日
_SHORTENED = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:\s*(?:/|--|[–—])\s*|\s+to\s+)(?:[0-9]{{2}}-)?[0-9]{{2}}"
    rf"|([0-9]{{4}}\s*[年년]\s*[0-9]{{1,2}}\s*[月월]\s*[0-9]{{1,2}}\s*[日일])\s*(?:{_DASH}|至|[、,])"
    r"\s*(?:[0-9]{1,2}\s*[月월]\s*)?[0-9]{1,2}\s*[日일]"
)
# 04.-06.03.2026, 30.03.-02.04.2026
_NUMERIC = re.compile(
    rf"([0-9]{{1,2}}\.)([0-9]{{1,2}}\.)?\s*(?:{_DASH}|/|bis|und)\s*[0-9]{{1,2}}\.\s?([0-9]{{1,2}}\.)\s?([0-9]{{4}}\b.*)"
)
# 4-6 March 2026; 4, 5 and 6 March 2026; 30 March - 2 April 2026
_DAYS_BEFORE = re.compile(
    rf"({_WORD})({_DAY})(?:\s+(?:de\s+)?({_MONTH})\.?)?((?:{_BETWEEN_ALL}{_DAY}){{1,9}})"
    rf"(\s+(?:(?:de|of)\s+)?({_MONTH})\b.*[0-9]{{4}}.*)",
    re.IGNORECASE,
)
# March 4-6, 2026; March 30 - April 2, 2026
_DAYS_AFTER = re.compile(
    rf"({_WORD})({_MONTH})(\.?\s+{_DAY}){_BETWEEN}(?:({_MONTH})\.?\s+)?({_DAY})(,?\s+[0-9]{{4}}\b.*)",
    re.IGNORECASE,
)
_IN_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_LAST_MONTH = 12
_CLOCKS = re.compile(rf",?\s*{_CLOCK}\s*{_DASH}\s*{_CLOCK}\s*")


def first_day(text: str) -> str:
    """The text without all but the first day of a range or list; any other as it is.

    A range of clocks goes altogether: one of them may be a zone. What begins in the year before the
    one that it names, `30 December - 2 January 2026`, is left as it is.
    """
    if found := _DATES.fullmatch(text):
        return _in_order(*found.groups())
    if found := _SHORTENED.fullmatch(text):
        return str(next(filter(None, found.groups())))
    text = _CLOCKS.sub(" ", text).strip()
    if found := _NUMERIC.fullmatch(text):
        day, month, last_month, rest = found.groups()
        if month is None or _number(month) <= _number(last_month):
            return f"{day}{month or last_month}{rest}"
    elif found := _DAYS_BEFORE.fullmatch(text):
        word, day, month, more, rest, last_month = found.groups()
        commas = not re.search(rf"{_BETWEEN}{_DAY}$", more)
        if _rise(month, last_month, [day, *re.findall(_DAY, more)]) and not (word and commas):
            rest = rest if month is None else rest.replace(last_month, month, 1)
            return f"{word}{day}{rest}"
    elif found := _DAYS_AFTER.fullmatch(text):
        word, month, day, last_month, last_day, rest = found.groups()
        if _rise(month, last_month or month, [day, last_day]):
            return f"{word}{month}{day}{rest}"
    return text


def _in_order(first: str, last: str) -> str:
    """The `first` date, without doubt which number is the month where the `last` one shows it."""
    one, other = _IN_NUMBERS.fullmatch(first), _IN_NUMBERS.fullmatch(last)
    if one is None or other is None or one[2] == ".":
        return first
    if int(other[1]) > _LAST_MONTH:
        return f"{one[4]}-{one[3].zfill(2)}-{one[1].zfill(2)}"
    if int(other[3]) > _LAST_MONTH:
        return f"{one[4]}-{one[1].zfill(2)}-{one[3].zfill(2)}"
    return first


def _rise(month: str | None, last_month: str, days: list[str]) -> bool:
    """Whether each day is after the one before it, and within one year."""
    last = _MONTHS.get(last_month.lower())
    first = _MONTHS.get(month.lower()) if month else last
    if first is None or last is None:
        return False
    numbered = [_number(day) for day in days]
    return first < last or (first == last and numbered == sorted(set(numbered)))


def _number(text: str) -> int:
    """The number that a text begins with, after white space."""
    found = re.search("[0-9]+", text)
    return int(found[0]) if found else 0
