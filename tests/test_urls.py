"""What may be clicked, and which addresses count as one page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storygraph import urls
from storygraph.read import read

if TYPE_CHECKING:
    from pathlib import Path


def compared(*values: str | None) -> list[str | None]:
    return urls.compared(pl.Series(values, dtype=pl.String)).to_list()


def test_a_host_that_says_that_it_is_of_the_web_needs_no_scheme() -> None:
    for page in ("www.tide.example/page?a=b", "WWW.tide.example"):
        assert urls.clickable(page) == f"https://{page}"
    for other in ("tide.example/page", "/page", "ftp://www.tide.example", "www.", "www.a b/c"):
        assert urls.clickable(other) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com/a/b.html?x=1&y=%20#top",
        "HTTPS://Example.COM/Path",
        "https://example.com:8443/a",
        "http://[2001:db8::1]/a",
        "https://bücher.example/straße",
        "https://example.com/@author/post",
        "https://example.com/a(b),c;d",
    ],
)
def test_web_addresses_are_clickable_as_they_are(url: str) -> None:
    assert urls.clickable(url) == url
    assert urls.clickable(f"  {url}\n") == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "   ",
        "example.com/a",
        "//example.com/a",
        "/local/path",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "JaVaScRiPt://example.com/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "ftp://example.com/",
        "vbscript://example.com",
        "https://",
        "https:///path",
        "https:example.com",
        "http://[",
        "http://[::1",
        "http://example.com:port/",
        "http://example.com:99999/",
        "https://user@example.com/",
        "https://good.example@evil.example/",
        "https://good.example\\@evil.example/",
        "https://good.example\\.evil.example/",
        "https://exa\tmple.com/",
        "https://example.com/\x00",
        "https://example.com/\u202egpj.exe",
        "https://example.com/\ud800",
        "https://exam ple.com/",
        "https://<b>.example/",
        "https://%65xample.com/",
        "https://example.com／@evil.example/",
        "https://example.com/" + "a" * 5000,
    ],
)
def test_nothing_else_is(url: str | None) -> None:
    assert urls.clickable(url) is None


def test_quotes_and_spaces_cannot_leave_an_attribute() -> None:
    url = urls.clickable("""https://example.com/a b"onclick='x'<i>`""")
    assert url == "https://example.com/a%20b%22onclick=%27x%27%3Ci%3E%60"


SCHEMES = ["http://", "https://", "//", "", "HTTP://", "ftp://", "http:/", "https:\\\\"]
PREFIXES = ["", "www.", "m.", "amp.www.", "user@", "google.com/amp/s/", "www.google.co.uk/amp/"]
HOSTS = ["example.com", "a-b.example", "[::1]", "bücher.example", "www.com", "amp.example"]
AMPS = ["", ":80", ":8080", ":x", "/amp", "/a/amp/", "/amp/a-amp.html", "/a.amp.html", "//a//"]
QUERIES = ["", "?utm_source=x&b=2&a=1", "?amp", "?outputType=amp#x", "?q=%C3%BC+x", "?&&=&a"]
ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}{}{}{}{}{}".format,
        st.sampled_from(SCHEMES),
        st.sampled_from(PREFIXES),
        st.one_of(st.text(max_size=12), st.sampled_from(HOSTS)),
        st.sampled_from(AMPS),
        st.text(alphabet="aA/%2f.-_?=&+#amp ü\\@:;", max_size=20),
        st.sampled_from(QUERIES),
    ),
)


@given(ADDRESSES)
@example("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a/amp/?utm_x=1")
def test_clickable_never_raises_and_gives_web_addresses_only(url: str) -> None:
    found = urls.clickable(url)
    assert urls.clickable_column(pl.Series([url])).to_list() == [found]
    if found is not None:
        parts = urlsplit(found)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert not set(found) & set("\\\"'<>` \t\r\n\x00\u202e")
        assert urls.clickable(found) == found


@given(ADDRESSES)
@example("www.amp.com.au/amp/amp-articles/amp-x/")
@example("https://example.com/%2525/%3Famp")
@example("https://example.com/a.amp.html.amp.html")
@example("https://example.com/-amp/.amp")
@example("https://example.com/a?source%3D=1&b=%26")
def test_comparing_a_compared_form_gives_it_back(url: str) -> None:
    (once,) = compared(url)
    assert compared(once) == [once]


@pytest.mark.parametrize(
    "url", ["https://-a.example/x", "https://a-.example", "https://a.-b.example/"]
)
def test_both_ways_agree_about_odd_hosts(url: str) -> None:
    assert urls.clickable_column(pl.Series([url])).to_list() == [urls.clickable(url)]


@given(ADDRESSES)
def test_the_fast_way_over_columns_agrees_with_the_definition(url: str) -> None:
    assert compared(url) == [urls._compared(url)]


SAME_PAGE = [
    "https://www.example.com/news/a-story",
    "http://example.com/news/a-story/",
    "HTTP://WWW.EXAMPLE.COM:80/news/a-story#comments",
    "https://example.com:443/news/a-story",
    "https://m.example.com/news/a-story?utm_source=rss&utm_medium=feed",
    "https://www.example.com/news/a-story?fbclid=IwAR0&gclid=x&track=rss",
    "//www.example.com/news//a-story",
    "www.example.com/news/a-story",
    "https://www.example.com/news/%61-story",
    "https://amp.example.com/news/a-story",
    "https://www.example.com/news/a-story/amp/",
    "https://www.example.com/amp/news/a-story",
    "https://www.example.com/news/amp/a-story",
    "https://www.example.com/platform/amp/news/a-story",
    "https://www.example.com/google-amp/news/a-story",
    "https://www.example.com/news/a-story.amp",
    "https://www.example.com/amp-news/a-story",
    "https://www.example.com/news/a-story/index.html",
    "https://www.example.com/news/a-story?amp",
    "https://www.example.com/news/a-story?amp=1",
    "https://www.example.com/news/a-story?outputType=amp",
    "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/a-story",
    "https://www-example-com.cdn.ampproject.org/v/s/www.example.com/news/a-story/amp/?amp_js_v=0.1",
    "https://www.google.com/amp/s/www.example.com/news/a-story/amp",
    "https://www.google.co.uk/amp/s/amp.example.com/news/a-story",
]


@pytest.mark.parametrize("url", SAME_PAGE)
def test_one_page_by_many_addresses(url: str) -> None:
    assert compared(url) == ["example.com/news/a-story"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a", "https://example.org/a"),
        ("https://example.com/?id=1", "https://example.com/?id=2"),
        ("https://example.com/a", "https://news.example.com/a"),
        ("https://example.com/a", "https://example.com:8080/a"),
        ("https://example.com/marshall-amp", "https://example.com/marshall"),
        ("https://youtube.com/watch?v=abc", "https://youtube.com/watch?v=abd"),
    ],
)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    first, second = compared(one, other)
    assert first
    assert second
    assert first != second


def test_order_and_encoding_of_parameters_do_not_matter() -> None:
    first, second = compared(
        "https://x.com/s?b=2&a=%C3%BC+1&b=2", "https://x.com/s?a=ü%201&b=2&utm_id=3"
    )
    assert first == second == "x.com/s?a=%C3%BC%201&b=2"


def test_the_html_suffix_survives_amp() -> None:
    assert (
        len(
            set(
                compared(
                    "https://x.com/a.html", "https://x.com/a.amp.html", "https://x.com/a-amp.html"
                )
            )
        )
        == 1
    )


@pytest.mark.parametrize(
    "text",
    [None, "", "n/a", "see below", "mailto:a@b.com", "a@b.com", "http://[", "javascript:alert(1)"],
)
def test_no_address_no_key(text: str | None) -> None:
    assert compared(text) == [None]


@pytest.mark.parametrize(
    "end", ["/index.html", ".amp", "/index.html.amp", "/amp-a/", "//amp", "%FF"]
)
def test_an_endless_address_names_no_page_and_takes_no_time(end: str) -> None:
    start = time.process_time()
    assert compared("https://example.com/a" + end * 8_000) == [None]
    assert time.process_time() - start < 1  # grew with the square: 51 s


def test_an_address_too_long_for_browsers_is_nothing_to_click() -> None:
    longest = "https://example.com/".ljust(urls.MAX_LENGTH, "a")
    found = urls.clickable_column(pl.Series([longest, longest + "a"]))
    assert found.to_list() == [longest, None]


def test_an_address_that_is_too_long_once_encoded_names_no_page() -> None:
    assert compared("https://example.com/" + "日" * 1_000) == [None]


def test_domains() -> None:
    given = ["https://www.Example.com/a", "http://news.example.com:80", "https://amp.example.com/x",
             "https://www.google.com/amp/s/www.example.org/a", "https://www.google.com/search?q=1",
             "https://bücher.example/", "nothing", None]  # fmt: skip
    assert urls.domain(pl.Series(given)).to_list() == [
        "example.com", "news.example.com", "example.com", "example.org", "google.com",
        "xn--bcher-kva.example", None, None,
    ]  # fmt: skip


@pytest.mark.corpora
def test_real_amp_addresses_lead_to_their_pages(diablo4: Path) -> None:
    records, _, *_ = read([diablo4])
    entries = records.select("related").explode("related").unnest("related")
    both = entries.filter(pl.col("amp_url").is_not_null() & pl.col("url").is_not_null())
    same = urls.compared(both["amp_url"]) == urls.compared(both["url"])
    assert both.height > 1_500
    # The rest keep their AMP pages under paths that say nothing about the page's own.
    assert same.sum() >= 0.93 * both.height
