"""URLs: comparing them, and the only maker of clickable ones.

Two addresses name one page when their *compared* forms are equal: the same host and path, less
what publishers and networks add on the way (scheme, `www.`, AMP, tracking, fragment).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

import polars as pl

MAX_LENGTH = 4096
"""Characters; browsers and servers cut longer addresses, so they can be no link of ours."""

_TRACKING = re.compile(
    r"utm_\w+|[fgtwy]bclid|[gd]clid|fbclid|gclsrc|msclkid|twclid|igshid|mc_[ce]id|_ga|_gl|yclid"
    r"|ref|ref_?src|referrer|source|src|cmp|cmpid|campaign\w*|ocid|ncid|ftag|track|tracking"
    r"|s?cid|smid|smtyp|partner|share\w*|via|feature|amp|outputtype|output|guccounter|guce_\w+"
)
_CACHE = re.compile(r"^/(?:[a-z]/)?(?:s/)?(?=[^/]+\.[^/]+)")
_HOST_PREFIX = re.compile(r"^(?:(?:www\d?|m|mobile|amp|amphtml)\.)+(?=[^.]+\.[^.])")
_AMP_PATH = re.compile(r"/amp(?:\.html)?$|\.amp(?:\.html)?$")
_AMP_FIRST = re.compile(r"^/amp(?=/)|(?<=/)amp-(?=[a-z]+/)")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\\"<>`\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def clickable(url: str | None) -> str | None:
    """`url` if it may become an `href`, else None. Never raises.

    Only http and https with a host, without user information, backslash, quotes, white space
    or control characters: parsers disagree about the rest, and a disagreement is an attack.
    """
    if not url:
        return None
    url = url.strip()
    parts = _split(url)
    if parts is None or len(url) > MAX_LENGTH or _UNSAFE.search(url):
        return None
    if parts.scheme.lower() not in {"http", "https"} or "@" in parts.netloc:
        return None
    return url if parts.hostname else None


def clickable_column(urls: pl.Series) -> pl.Series:
    """`clickable` of every value."""
    return _mapped(urls, clickable)


def compared(urls: pl.Series) -> pl.Series:
    """The form under which addresses are compared; null where there is no host.

    Without scheme, port, `www.`, `m.`, `amp.`, AMP path marks and caches, trailing slash,
    tracking parameters and fragment; other parameters sorted. Comparing a compared form again
    gives it back.
    """
    return _mapped(urls, _compared)


def domain(urls: pl.Series) -> pl.Series:
    """The host in lower case, without `www.` and the like; null where there is none."""
    return _mapped(urls, lambda url: _host(_split(url)))


def _mapped(values: pl.Series, function: Callable[[str], str | None]) -> pl.Series:
    """`function` over the distinct values: archives repeat theirs."""
    distinct = values.drop_nulls().unique()
    results = pl.Series([function(value) for value in distinct], dtype=pl.String)
    return values.replace_strict(distinct, results, default=None, return_dtype=pl.String)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        _ = parts.port  # raises on a port that is no number
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult | None) -> str | None:
    host = (parts.hostname or "").rstrip(".") if parts else ""
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return None
    host = _HOST_PREFIX.sub("", host.lower())
    return host if re.fullmatch(r"[a-z0-9_:-]+(?:\.[a-z0-9_-]+)*", host) else None


def _compared(url: str) -> str | None:
    parts = _split(url.strip())
    host = _host(parts)
    if parts is None or host is None:
        return None
    path = unquote(parts.path, errors="replace")
    if host.endswith(".cdn.ampproject.org") or (host == "google.com" and path.startswith("/amp/")):
        inner = _CACHE.sub("", path.removeprefix("/amp"))
        if inner and inner != path and not inner.startswith("/"):
            return _compared(f"https://{inner}?{parts.query}")
    path = _AMP_PATH.sub("", re.sub(r"/{2,}", "/", path).rstrip("/"))
    path = _AMP_FIRST.sub("", path)
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="replace")
        if not _TRACKING.fullmatch(name.lower())
    )
    return host + path + (f"?{urlencode(kept)}" if kept else "")
