"""Text as it was meant: repaired, unescaped, normalised; and headlines without their outlet."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import polars as pl

_CONTROL = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{AD}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}"
    r"\x{2060}-\x{2064}\x{2066}-\x{2069}\x{FEFF}\x{FFF0}-\x{FFFB}\x{FFFE}\x{FFFF}]"
)
"""Control characters and bidi overrides: invisible, and able to make text lie."""

_MOJIBAKE = r"[\x{C2}-\x{F4}][\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
"""A first byte of UTF-8 read as one character, and what its second byte looks like then.
Only such texts go through ftfy, which needs milliseconds for a page."""

_ENTITY = r"&(?:#|[A-Za-z])"
_TAG = (
    r"(?i)</?(?:p|br|div|span|a|b|i|em|strong|img|h[1-6]|ul|ol|li|blockquote|figure)"
    r"\b[^<>]{0,1000}>"
)
_ON = re.compile(r" on (?:MSN|Yahoo|Flipboard|SmartNews|Apple News)(?:\.com)?$", re.IGNORECASE)
_SUFFIX = re.compile(r"^(.{12,}?)\s+(?:[|•»]|[-–—]{1,2})\s+([^|•»]{2,40})$", re.DOTALL)


def clean(texts: pl.Series) -> pl.Series:
    """Each text repaired (mojibake), unescaped (entities), NFC, on single spaces; "" for null.

    Line breaks fold into spaces; tags of HTML and control characters are dropped.
    """
    texts = texts.cast(pl.String).fill_null("")
    texts = _where(texts, texts.str.contains(_MOJIBAKE), _repaired)
    texts = _where(texts, texts.str.contains(_ENTITY), _unescaped)
    return (
        texts.str.replace_all(_TAG, " ")
        .str.replace_all(_CONTROL, "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
        .str.normalize("NFC")
    )


def _where(texts: pl.Series, odd: pl.Series, mend: Callable[[str], str]) -> pl.Series:
    """`texts` with `mend` applied to the distinct ones that are odd."""
    if not odd.any():
        return texts
    distinct = texts.filter(odd).unique()
    return texts.replace(distinct, pl.Series([mend(text) for text in distinct], dtype=pl.String))


def _repaired(text: str) -> str:
    """Mojibake undone; nothing else of what ftfy can do."""
    import ftfy

    return ftfy.fix_encoding(text)


def _unescaped(text: str) -> str:
    """Entities unescaped, also those escaped twice."""
    return html.unescape(html.unescape(text))


def strip_publisher(titles: pl.Series, sources: pl.Series) -> pl.Series:
    """Headlines without the outlet's name at the end: "... - IGN", "... | The Post", "... on MSN".

    What follows the last dash or bar goes when it is the outlet (or part of its name, or the
    reverse), compared by letters and digits alone; a headline is never emptied.
    """
    pairs = zip(titles.to_list(), sources.to_list(), strict=True)
    return pl.Series(titles.name, [_stripped(title, source) for title, source in pairs], pl.String)


def _stripped(title: str, source: str | None) -> str:
    title = _ON.sub("", title)
    outlet = _bare(source or "")
    found = _SUFFIX.match(title)
    if not found or not outlet:
        return title
    name = _bare(found[2])
    same = len(name) >= 2 and (name in outlet or outlet in name)
    return found[1].rstrip() if same else title


def _bare(name: str) -> str:
    return re.sub(r"[^\w]|_", "", name.lower())
