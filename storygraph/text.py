"""Text as it was meant: repaired, unescaped, normalised; and headlines without their outlet."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import polars as pl

from storygraph.runtime.parallel import on_all_cores

_CONTROL = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\x{AD}\x{61C}\x{180E}\x{200B}\x{200E}\x{200F}"
    r"\x{202A}-\x{202E}\x{2060}-\x{206F}\x{FEFF}\x{FFF0}-\x{FFFB}\x{FFFE}\x{FFFF}"
    r"\x{E0000}-\x{E007F}]"
)
"""Control characters and bidi overrides: invisible, and able to make text lie.

White space among them is left to the folding. Joiners stay: Persian and emoji need them."""

_MOJIBAKE = r"[\xC2-\xF4][\x80-\xBF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Ã |вЂ|‚Ä|√[\xA0-\xBF]|Ă[©¨ł]"
"""A first byte of UTF-8 read as one character, and what its second byte looks like then, in
Windows-1252; and the most frequent pairs of four other encodings. Only such lines go through
ftfy, which needs milliseconds for a page. Written so that polars and Python mean the same by it."""

MAX_REPAIRED = 200_000
"""Characters of one text that go through ftfy, which needs up to 12 s for a million. What follows
stays as it is: nobody writes articles of that length."""

_ODD = re.compile(_MOJIBAKE)
_LINE = re.compile(r"[^\n]{0,2000}\n|.{1,2000}\s|.{1,2000}", re.DOTALL)
"""A line, or a piece of a long one that ends with white space where there is some."""

_ESCAPED = r"\\+([()\[\]_*#&/!'\x22-])"
r"""What was escaped for Markdown or JSON once too often: `\(subscription\)`, `Life \& Style`."""

_ENTITY = r"&(?:#|[A-Za-z])"
_BLOCK = (
    "p|br|hr|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|figure|figcaption|table|thead|tbody|tr|td|th|"
    "section|article|aside|header|footer|main|nav|center|pre|form|iframe|object|embed|video|audio|"
    "picture|svg|noscript"
)
_INLINE = (
    "span|a|b|i|u|s|em|strong|small|sup|sub|font|img|code|mark|cite|time|abbr|del|ins|q|button|"
    "source|param|path|input|label"
)
_HIDDEN = "script|style"
_HTML = (
    rf"(?i)</(?:{_BLOCK}|{_INLINE}|{_HIDDEN})\s*>|<(?:p|br|hr)\s*/?>|<!--|"
    rf"<(?:{_BLOCK}|{_INLINE})\s+[a-z-]+\s*="
)
"""What a text must hold before its tags are dropped: a headline may speak of `<b>`."""

_BLOCK_TAG = rf"(?i)</?(?:{_BLOCK})(?:[\s/][^<>]{{0,2000}})?>"
_INLINE_TAG = rf"(?i)</?(?:{_INLINE})(?:[\s/][^<>]{{0,2000}})?>"

SCRIPTS = (
    *((rf"(?is)<{name}\b.*?</{name}\s*>", " ") for name in _HIDDEN.split("|")),
    (r"(?s)<!--.*?-->", " "),
)
"""What of HTML nobody is to read, and what stays of it. One by one: together, each comment after an
unclosed script would be looked for to the end."""

_UNCLOSED = rf"(?is)<(?:{_HIDDEN})\b[^<>]{{0,2000}}>[^<>]*\z"
"""What a summary was cut off in."""

LONGEST = 100
"""Characters of an outlet's name that are compared."""

OPENING = 90
"""Characters of a headline that is taken from a text: of given ones few are longer."""

_ROWS = 50_000  # texts that are cleaned at once, side by side with others
_WORDS = re.compile(r"[^\W_]+")
_ON = re.compile(r" on (?:MSN|Yahoo|Flipboard|SmartNews|Apple News)(?:\.com)?$", re.IGNORECASE)
_SUFFIX = re.compile(r"^(.{12,}?)\s+(?:[|•»]|[-–—]{1,2})\s+([^|•»]{2,40})$", re.DOTALL)


def clean(texts: pl.Series) -> pl.Series:
    """Each text unescaped (entities), repaired (mojibake), NFC, on single spaces; "" for null.

    Control characters are dropped, line breaks fold into spaces; so do tags, where a text is
    clearly HTML.
    """
    missing = texts.null_count() == len(texts)
    texts = texts.cast(pl.String).fill_null("")
    if missing:
        return texts
    pieces = [texts.slice(start, _ROWS) for start in range(0, len(texts), _ROWS)]
    # Polars searches one column on one core
    return pl.concat(on_all_cores(_cleaned, pieces), rechunk=True)


def _cleaned(texts: pl.Series) -> pl.Series:
    """`clean` of texts without nulls."""
    texts = _where(texts, texts.str.contains(_ENTITY), _unescaped)
    texts = _where(texts, texts.str.contains(_MOJIBAKE), _repaired)
    texts = replaced(texts, texts.str.contains(_ESCAPED), (_ESCAPED, "${1}"))
    marks = (*SCRIPTS, (_UNCLOSED, " "), (_BLOCK_TAG, " "), (_INLINE_TAG, ""))
    texts = replaced(texts, texts.str.contains(_HTML), *marks)
    texts = replaced(texts, texts.str.contains(_CONTROL), (_CONTROL, ""))
    texts = replaced(texts, texts.str.contains(r"\s\s|[^\S ]"), (r"\s+", " ")).str.strip_chars()
    composed = texts.filter(odd := texts.str.contains(r"[^\x00-\xff]")).str.normalize("NFC")
    return texts.scatter(odd.arg_true(), composed) if len(composed) else texts


def replaced(texts: pl.Series, odd: pl.Series, *marks: tuple[str, str]) -> pl.Series:
    """`texts` with patterns (of polars) replaced, in order, in those that are `odd`."""
    if not odd.any():
        return texts
    some = texts.filter(odd)
    for pattern, value in marks:
        some = some.str.replace_all(pattern, value)
    return texts.scatter(odd.arg_true(), some)


def _where(texts: pl.Series, odd: pl.Series, mend: Callable[[str], str]) -> pl.Series:
    """`texts` with `mend` applied to the distinct ones that are odd."""
    if not odd.any():
        return texts
    distinct = texts.filter(odd).unique()
    return texts.replace(distinct, pl.Series([mend(text) for text in distinct], dtype=pl.String))


def _repaired(text: str) -> str:
    """Mojibake undone, line by line where there is some; nothing else of what ftfy can do."""
    import ftfy

    pieces, left = [], MAX_REPAIRED
    for line in _LINE.findall(text):
        odd = left > 0 and _ODD.search(line) is not None
        left -= len(line) * odd
        pieces.append(ftfy.fix_encoding(line) if odd else line)
    return "".join(pieces)


def _unescaped(text: str) -> str:
    """Entities unescaped, also those escaped twice."""
    return html.unescape(html.unescape(text))


def opening(texts: pl.Series) -> pl.Series:
    """How each text begins, in OPENING characters at most: what a post has instead of a title."""
    cut = texts.str.slice(0, OPENING - 1).str.replace(r"\s+\S*$", "") + "…"
    return texts.zip_with(texts.str.len_chars() <= OPENING, cut)


def strip_publisher(titles: pl.Series, sources: pl.Series) -> pl.Series:
    """Headlines without the outlet's name at the end: "... - IGN", "... | The Post", "... on MSN".

    What follows the last dash or bar goes when it names the outlet; a headline is never emptied.
    """
    pairs = zip(titles.to_list(), sources.to_list(), strict=True)
    return pl.Series(titles.name, [_stripped(title, source) for title, source in pairs], pl.String)


def _stripped(title: str, source: str | None) -> str:
    title = _ON.sub("", title)
    found = _SUFFIX.match(title)
    return found[1].rstrip() if found and source and _names(found[2], source) else title


def _names(end: str, source: str) -> bool:
    """Whether the end of a headline is the outlet, some words of its name, or begins with it.

    Words count whole, where there are spaces between words: the Japan of a headline is not AP. What
    goes on after the name is one word at most ("IGN Now"), or follows letters that stand for a
    station ("WNCN: News, Weather for ..."). Of a domain's name two thirds are enough.
    """
    name, outlet = _WORDS.findall(end.lower()), _WORDS.findall(source[:LONGEST].lower())
    one, other = "".join(name), "".join(outlet)
    if len(one) < 2 or not outlet:
        return False
    of_outlet, of_name = _runs(outlet), _runs(name)
    unspaced = not _is_cased(one + other) and (one in other or other in one)
    of_domain = "." in source and any(
        one in word and 3 * len(one) >= 2 * len(word) for word in outlet
    )
    of_station = source.isupper() and len(other) > 2 and name[: len(outlet)] == outlet
    goes_on = other in of_name and len(name) <= len(outlet) + 1
    return one in of_outlet or of_domain or of_station or goes_on or unspaced


def _is_cased(text: str) -> bool:
    """Whether a script has capitals, and so, as it happens, spaces between words."""
    return text.upper() != text.lower()


def _runs(words: list[str]) -> set[str]:
    """Neighbouring words, joined, of every number."""
    count = len(words)
    return {"".join(words[a:b]) for a in range(count) for b in range(a + 1, count + 1)}


def usual_spelling(texts: pl.Series, folded: pl.Expr) -> pl.Series:
    """Texts that are `folded` alike as most of them are spelled, equal counts by the alphabet.

    `folded` is of the column `text`; what it leaves nothing of stays as it is, as nulls do.
    """
    given = texts.alias("text").to_frame()
    usual = (
        given.group_by("text")
        .agg(count=pl.len())
        .drop_nulls()
        .with_columns(folded=folded)
        .filter(pl.col("folded") != "")
        .sort("count", "text", descending=[True, False])
        .select("text", usual=pl.col("text").first().over("folded"))
    )
    found = given.join(usual, on="text", how="left", maintain_order="left")
    return found.select(pl.coalesce("usual", "text").alias(texts.name)).to_series()
