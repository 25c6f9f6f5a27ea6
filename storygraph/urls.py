"""URLs: comparing them, and the only maker of clickable ones.

Two addresses name one page when their *compared* forms are equal: the same host and path, less
what publishers and networks add on the way (scheme, `www.`, AMP, tracking, fragment).

Columns of plain addresses are handled by regular expressions over the whole column; only the
odd rest goes through the Python functions, which are the definition of both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LENGTH = 4096
"""Characters; browsers and servers cut longer addresses, so they name no page."""

MAX_CACHES = 5
"""Caches inside caches that `compared` unwraps."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"[^\W_](?:[\w-]*(?:\.[\w-]+)*)|[0-9a-f:.]*:[0-9a-f:.]*")
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\\\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff]"
)
_QUOTED = re.compile(r"""[\s"'<>`{}|^]""")

_TRACKING = re.compile(
    r"utm_\w+|\w*clid|gclsrc|gbraid|wbraid|igshid|igsh|mc_[ce]id|_ga|_gl|_hsenc|_hsmi|mkt_tok"
    r"|ref|ref_?src|ref_?url|referr?er|source|src|cmp|cmpid|campaign\w*|at_\w+|ns_\w+|int_\w+"
    r"|ocid|cvid|ncid|ftag|track|tracking|trk|s_?cid|icid|intcid|intcmp|smid|smtyp|partner|share"
    r"|sr_share|soc_src|soc_trk|sref|via|feature|guccounter|guce_\w+|wt\.\w+|xtor|spm|ito|ico"
    r"|feedtype|feedname|rss|mod|taid|amp|amphtml|amp_js_v|amp_gsa|usqp"
)
_AMP_VALUE = re.compile(r"(?:output|outputtype|type|view|format)=amp", re.IGNORECASE)
_AMP_CACHE = re.compile(
    r"(?:[^/]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)/[a-z]{1,2}/(?:s/)?(?=[^/]+\.[^/]+)"
)
_GOOGLE_AMP = re.compile(r"google(?:\.[a-z]{2,3}){1,2}/+amp/(?:s/)?(?=[^/]+\.[^/]+)")
_HOST_PREFIX = re.compile(r"^(?:(?:www\d?|m|mobile|amp|amphtml)\.)+(?=[^.]+\.[^.])")
_AMP_SEGMENT = re.compile(r"(?:/platform)?/(?:google-)?amp(?:html)?(?=/|$)")
_AMP_PREFIX = re.compile(r"(?<=/)amp[-_](?=[a-z]+/)")
_AMP_SUFFIX = re.compile(r"(?:\.amp|\.amphtml|[.-]amp(?=\.html?$))(?P<type>\.html?)?$")
_MARKED = re.compile(r"amp|//|/$|/index\.html?$")  # a path that may not be bare yet
_UNEVEN = re.compile(r"[^\w.~/:@,;-]", re.ASCII)
_INDEX = re.compile(r"(?:/(?:index|amp)\.html?)+$")

_SAFE = r"^https?://[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+(?:[/?][A-Za-z0-9._~/%?=&+,;:@!$*()#-]*)?$"
_PLAIN = (
    r"^https?://(?:www\.)?([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]*[a-z0-9])+(?:/[A-Za-z0-9._~/-]*)?)$"
)
_NOT_PLAIN = r"^(?:www\d?|m|mobile|amp|amphtml)\.|//|\bamp|/index\.html?$|^google\."


def clickable(url: str | None) -> str | None:
    """`url` if it may become an `href`, else None. Never raises.

    Only http and https with a host, without user information, backslash, control or invisible
    characters: parsers disagree about the rest, and a disagreement is an attack. What begins with
    `www.` is of https. White space and quotes after the host come back percent-encoded.
    """
    if not url:
        return None
    url = url.strip()
    if url[:4].lower() == "www.":
        url = f"https://{url}"
    if len(url) > MAX_LENGTH or _CONTROL.search(url) or not _SCHEME.match(url):
        return None
    parts = _split(url)
    if parts is None or parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return None
    if not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return None
    return _QUOTED.sub(lambda found: quote(found[0], safe=""), url)


def clickable_column(urls: pl.Series) -> pl.Series:
    """`clickable` of every value."""
    safe = urls.str.contains(_SAFE) & (urls.str.len_bytes() <= MAX_LENGTH)
    return _by_pattern(urls, urls.set(~safe, None), clickable)


def compared(urls: pl.Series) -> pl.Series:
    """The form under which addresses are compared; null where there is no host with a dot.

    Without scheme, default port, `www.`, `m.`, `amp.`, AMP path marks and caches, trailing
    slash, `index.html`, tracking parameters and fragment; other parameters sorted,
    percent-encoding made even. Comparing a compared form again gives it back. What has more
    than MAX_LENGTH characters gives null, too.
    """
    urls = urls.set(urls.str.len_chars() > MAX_LENGTH, None)
    plain = urls.str.extract(_PLAIN)
    plain = plain.set(plain.str.contains(_NOT_PLAIN), None).str.strip_chars_end("/")
    return _by_pattern(urls, plain, _compared)


def domain(urls: pl.Series) -> pl.Series:
    """The host in lower case, without `www.` and the like; null where there is none.

    A page in an AMP cache has the domain of its publisher.
    """
    return compared(urls).str.extract(r"^(\[[^\]]*\]|[^/?#:]+)")


def _by_pattern(
    values: pl.Series, known: pl.Series, function: Callable[[str], str | None]
) -> pl.Series:
    """`known` where it is not null, `function` over the distinct other values."""
    rest = values.is_not_null() & known.is_null()
    if not rest.any():
        return known
    distinct = values.filter(rest).unique()
    results = pl.Series([function(value) for value in distinct], dtype=pl.String)
    others = values.set(~rest, None).replace_strict(
        distinct, results, default=None, return_dtype=pl.String
    )
    return known.zip_with(~rest, others).alias(values.name)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises on a port that is no number
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str | None:
    """The compared form of a host, with a port that is not the default one."""
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host[:253].encode("idna").decode()
        except UnicodeError:
            return None
    host = _HOST_PREFIX.sub("", host.lower())
    if not _HOST.fullmatch(host) or ("." not in host and ":" not in host):
        return None
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in {None, 80, 443} else f"{host}:{parts.port}"


def _compared(url: str) -> str | None:
    """The compared form of one address."""
    url = url.strip()
    key, query = "", ""
    for _ in range(MAX_CACHES):
        if not _SCHEME.match(url):
            url = f"//{url.removeprefix('//')}"
        parts = _split(url)
        if parts is None or parts.scheme not in {"http", "https", ""}:
            return None
        host = _host(parts)
        if host is None or (not parts.scheme and "@" in parts.netloc):  # an e-mail address
            return None
        path, query = _even(parts.path, "/:@!$&'()*+,;=~"), parts.query
        key = host + _path(path)
        cached = _GOOGLE_AMP.match(written := host + path) or _AMP_CACHE.match(written := key)
        if not cached:
            break
        url = f"https://{written[cached.end() :]}" + (f"?{query}" if query else "")
    key += _query(query)
    return key if len(key) <= MAX_LENGTH else None  # encoding makes some longer


def _path(path: str) -> str:
    """A path without AMP marks, doubled slashes and the last slash."""
    while _MARKED.search(path):
        bare = re.sub(r"/{2,}", "/", path).rstrip("/")
        bare = _AMP_PREFIX.sub("", _AMP_SEGMENT.sub("", bare))
        bare = _INDEX.sub("", _AMP_SUFFIX.sub(lambda found: found["type"] or "", bare))
        if bare == path:
            break
        path = bare
    return path


def _query(query: str) -> str:
    """The parameters that say which page it is, sorted, with `?` before."""
    kept = []
    for pair in query.split("&"):
        name, sign, value = pair.partition("=")
        name = _even(name.replace("+", " "), "~")
        if name and not _TRACKING.fullmatch(name.lower()) and not _AMP_VALUE.fullmatch(pair):
            kept.append(name + sign + _even(value.replace("+", " "), "/:@,;~"))
    return "?" + "&".join(sorted(set(kept))) if kept else ""


def _even(text: str, safe: str) -> str:
    """The same text with one way of percent-encoding."""
    return quote(unquote_to_bytes(text), safe=safe) if _UNEVEN.search(text) else text
