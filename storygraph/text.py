"""Text as it was meant: repaired, unescaped, normalised; and headlines without their outlet."""

from __future__ import annotations

import html
import re
import unicodedata

import polars as pl

_CONTROL = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{AD}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}"
    r"\x{2060}-\x{2064}\x{2066}-\x{2069}\x{FEFF}\x{FFF0}-\x{FFFB}\x{FFFE}\x{FFFF}]"
)
"""Control characters and bidi overrides: invisible, and able to make text lie."""

_ODD = r"[^\x20-\x7e\n]|&[#\w]"  # anything that repair or unescaping could change
_TAG = r"(?i)</?(?:p|br|div|span|a|b|i|em|strong|img|h[1-6]|ul|ol|li|blockquote|figure)\b[^<>]{0,1000}>"
_ON = re.compile(r" on (?:MSN|Yahoo|Flipboard|SmartNews|Apple News)(?:\.com)?$", re.IGNORECASE)
_SUFFIX = re.compile(r"^(.{12,}?)\s+(?:[|•»]|[-–—]{1,2})\s+([^|•»]{2,40})$", re.DOTALL)


def clean(texts: pl.Series) -> pl.Series:
    """Each text repaired (mojibake), unescaped (entities), NFC, on single spaces; "" for null.

    Line breaks fold into spaces; tags of HTML and control characters are dropped.
    """
    texts = texts.cast(pl.String).fill_null("")
    odd = texts.str.contains(_ODD)
    if odd.any():
        distinct = texts.filter(odd).unique()
        repaired = pl.Series([_repaired(text) for text in distinct], dtype=pl.String)
        texts = texts.replace(distinct, repaired)
    return (
        texts.str.replace_all(_TAG, " ")
        .str.replace_all(_CONTROL, "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def _repaired(text: str) -> str:
    """Mojibake undone, entities unescaped (also when escaped twice), NFC."""
    import ftfy

    text = ftfy.fix_text(
        text,
        unescape_html=False,
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        normalization="NFC",
    )
    for _ in range(2):
        text = html.unescape(text)
    return unicodedata.normalize("NFC", text)


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
