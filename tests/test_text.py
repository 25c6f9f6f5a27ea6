"""Text reaches the tables as it was meant, and cannot lie."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storygraph.articles import normalise
from storygraph.read import read
from storygraph.read.markdown import prose
from storygraph.text import clean, strip_publisher, usual_spelling

if TYPE_CHECKING:
    from pathlib import Path


def cleaned(text: str | None) -> str:
    (found,) = clean(pl.Series([text], dtype=pl.String)).to_list()
    return str(found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (None, ""),
        ("", ""),
        (" \t\n ", ""),
        ("Governmentâ€™s plan", "Government’s plan"),
        ("GovernmentÃ©s", "Governmentés"),
        ("VoilÃ  la suite", "Voilà la suite"),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
        ("Don&acirc;&euro;&trade;t", "Don’t"),
        ("AT&amp;T &quot;wins&quot; &#8212; again", 'AT&T "wins" — again'),
        ("AT&amp;amp;T", "AT&T"),
        ("cafe\u0301", "café"),
        ("two\n\nlines\tand\u00a0spaces \u2028 here", "two lines and spaces here"),
        ("form\x0cfeed and\x85next", "form feed and next"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("invoice\u202egpj.exe\u2069", "invoicegpj.exe"),
        ("zero\u200bwidth\ufeff soft\u00adhyphen", "zerowidth softhyphen"),
        ("<p>First.</p><p>Second &amp; <b>th</b>ird<br/>line</p>", "First. Second & third line"),
        ("&lt;p&gt;Escaped&lt;/p&gt;", "Escaped"),
        ('A <a href="https://x.com">link</a> here', "A link here"),
        (r"Ledger \(blog\)", "Ledger (blog)"),
        (r"Life \\& Style", "Life & Style"),
    ],
)
def test_text_is_repaired(written: str | None, meant: str) -> None:
    assert cleaned(written) == meant


def test_each_line_is_repaired_by_itself_and_no_text_without_end() -> None:
    mixed = "Governmentâ€™s plan\n“quoted” — 日本\nVoilÃ\u00a0 la suite"
    assert cleaned(mixed) == "Government’s plan “quoted” — 日本 Voilà la suite"
    long = "Voilà “quoted” " * 1_000
    assert cleaned(long + "â€™s Ã©tÃ©") == long + "’s été"
    assert cleaned("x " * 200_000 + "\nâ€™s") == "x " * 200_000 + "’s"
    whole = cleaned("Ã©tÃ© " * 80_000)
    assert whole.startswith("été " * 33_000)
    assert whole.endswith("Ã©tÃ© " * 46_000 + "Ã©tÃ©")


@pytest.mark.parametrize(
    "text",
    [
        "Why the <b> tag is back",
        "5 < 6 and 7 > 3",
        "Q&A; R&D & more",
        "L’été « ça » d’où",
        "«Año» – ¿qué?",
        "Ça coûte 5 € à l’arrivée",
        "ÉTÉ À LA PLAGE",
        "می‌خواهم",
        "👩‍👩‍👧 family",
        "日本語のニュース",
        "Größe, Äpfel, Übung",
        r"C:\new and \d",
    ],
)
def test_sound_text_stays_as_it_is(text: str) -> None:
    assert cleaned(text) == text


@given(st.text(max_size=200))
@example("&#x202e;evil")
@example("&#0;&#xd800;&#1114112;")
@example("<" * 50 + "p>")
def test_clean_text_is_one_printable_line(text: str) -> None:
    found = cleaned(text)
    assert found == " ".join(found.split())
    assert unicodedata.is_normalized("NFC", found)
    allowed = {"\u200c", "\u200d"}
    assert not [c for c in found if unicodedata.category(c) == "Cc" and c not in allowed]
    assert not set(found) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )


@given(st.lists(st.text(max_size=40), max_size=8))
def test_a_text_is_cleaned_alike_in_any_company(texts: list[str]) -> None:
    assert clean(pl.Series(texts, dtype=pl.String)).to_list() == [cleaned(text) for text in texts]


def test_prose_keeps_what_a_reader_reads() -> None:
    body = """# A heading

Some **bold** words, *slanted* ones, a [link](https://example.com/a_(b) "title")
and ![a picture](/p.png), <https://example.com/bare>.

> quoted
- an item

```py
code
```
{{< tweet 1 >}}{% include x.html %}<!-- hidden --><script>alert(1)</script>
---
snake_case and 2*3 stay, see [there][1].

[1]: https://example.com/there
"""
    read_aloud = (
        "A heading Some bold words, slanted ones, a link and a picture, . quoted an item code "
        "snake_case and 2*3 stay, see there."
    )
    assert prose(pl.Series([body])).to_list() == [read_aloud]


@pytest.mark.parametrize(
    "bomb",
    ["&amp;", "â€™", "<a ", "<a b=", "[", "[a](", "{{", "<script", "<!--", "*", "- ", "\u0301"],
)
def test_hostile_repetition_takes_linear_time(bomb: str) -> None:
    # Each takes well under a second; quadratic behaviour would take minutes.
    assert len(prose(pl.Series([bomb * (2_000_000 // len(bomb))]))) == 1


@pytest.mark.parametrize(
    ("title", "source", "headline"),
    [
        ("Diablo 4 is late again - IGN", "IGN", "Diablo 4 is late again"),
        ("Ministers quiet on cameras | The Guardian", "The Guardian", "Ministers quiet on cameras"),
        ("Ministers quiet on cameras | Guardian", "The Guardian", "Ministers quiet on cameras"),
        ("Diablo 4 is late again on MSN", "IGN on MSN.com", "Diablo 4 is late again"),
        ("War - and peace, at long last", "IGN", "War - and peace, at long last"),
        ("IGN", "IGN", "IGN"),
        ("Diablo 4 is late again - IGN Now", "IGN", "Diablo 4 is late again"),
        ("Snowden has no regrets - WNCN: News, Weather for ...", "WNCN", "Snowden has no regrets"),
        ("Two suspects detained - Xinhua", "news.xinhuanet.com", "Two suspects detained"),
        ("Ministers quiet on it - The Guardian", "theguardian.com", "Ministers quiet on it"),
        ("Quake shakes coast - Japan declares", "AP", "Quake shakes coast - Japan declares"),
        ("The druid at last - New class design", "IGN", "The druid at last - New class design"),
        ("PM resigns at dawn – Tories in crisis", "i", "PM resigns at dawn – Tories in crisis"),
        ("Leaders meet in hills - APEC summit", "AP", "Leaders meet in hills - APEC summit"),
        ("It is fast - RTX 5090 review", "RT", "It is fast - RTX 5090 review"),
        ("The fleet sails at dawn - Green", "greenpeace.org", "The fleet sails at dawn - Green"),
        ("It may be the best - game", "gamespot.com", "It may be the best - game"),
        ("Ministers quiet on it - Guardian", "theguardian.com", "Ministers quiet on it"),
        ("橋が閉鎖されひび割れ見つかる - 岬新聞", "岬新聞版", "橋が閉鎖されひび割れ見つかる"),
        ("We waited too long - Time to act", "Time", "We waited too long - Time to act"),
        ("A title without a source - IGN", None, "A title without a source - IGN"),
    ],
)  # fmt: skip
def test_publishers_leave_the_headline(title: str, source: str | None, headline: str) -> None:
    titles, sources = pl.Series([title]), pl.Series([source], dtype=pl.String)
    assert strip_publisher(titles, sources).to_list() == [headline]


@pytest.mark.corpora
def test_the_sample_s_mojibake_is_repaired(sample: Path) -> None:
    records, problems, *_ = read([sample])
    articles, related, unclear = normalise(records)
    assert (articles.height, related.height) == (1, 4)
    assert problems.height == unclear.height == 0
    assert related["excerpt"][0] == (
        "Government’s intentions revealed in document produced for surveillance camera commissioner"
    )


def test_an_outlet_of_one_letter_is_not_looked_for() -> None:
    titles, sources = pl.Series(["Ferries cancelled: plan - B"]), pl.Series(["B"])
    assert strip_publisher(titles, sources).to_list() == titles.to_list()


def test_of_spellings_as_frequent_the_first_by_the_alphabet_is_usual() -> None:
    lower = pl.col("text").str.to_lowercase()
    for texts in (["sea", "Sea", "WIND", None], ["Sea", "sea", "WIND", None]):
        found = usual_spelling(pl.Series("topics", texts), lower)
        assert (found.name, found.to_list()) == ("topics", ["Sea", "Sea", "WIND", None])
    assert usual_spelling(pl.Series(["sea", "Sea", "sea"]), lower).to_list() == ["sea"] * 3
