"""Keywords say what a story is about, in whatever language it is told."""

from __future__ import annotations

import pytest

from storygraph.pipeline import build
from storygraph.terms.function_words import FUNCTION_WORDS, content_words

GERMAN = [
    "Die Fähre von Hallsund liegt fest: Der Anleger hat Risse in den Pfählen.",
    "Risse in den Pfählen des Anlegers: Hallsund ist ohne die Fähre und wartet auf den Bericht.",
    "Nach den Rissen im Anleger der Fähre will Hallsund die Pfähle nun prüfen.",
]


def test_keywords_of_a_few_articles_are_no_function_words() -> None:
    rows = [{"title": text, "text": text, "date": "2026-03-04"} for text in GERMAN]
    (story,) = build(rows).stories.to_dicts()
    found = {word.lower() for word in story["keywords"]}
    assert found
    assert not found & FUNCTION_WORDS["de"]
    assert {"hallsund", "anleger"} & found


def test_keywords_of_a_chinese_story_are_whole_words() -> None:
    told = {
        "維爾納大橋發現裂縫後關閉": "市長宣布維爾納大橋即日起關閉，渡輪免費。",
        "維爾納大橋裂縫：市長道歉": "裂縫早在去年已被發現，維爾納大橋由道路局管理。",
        "渡輪免費載客，維爾納大橋仍關閉": "市長說渡輪將免費直到大橋修復。",
    }
    rows = [{"title": title, "text": text, "date": "2026-03-04"} for title, text in told.items()]
    (story,) = build(rows).stories.to_dicts()
    assert {"維爾納大橋", "裂縫", "關閉"} < set(story["keywords"])
    assert len(story["keywords"]) == 6


@pytest.mark.parametrize(
    ("words", "text", "kept"),
    [
        (
            ["Alcarán", "el", "río"],
            "El río de la mina tiñe el valle de Alcarán",
            ["Alcarán", "río"],
        ),
        (["son", "court"], "His son is to stand before the court in the morning", ["son", "court"]),
        (["War", "die"], "Many are to die in this war, and the men of it", ["War", "die"]),
        (["der", "die"], "der die das", ["der", "die"]),  # rather than nothing
        (["AI", "chip"], "Nvidia unveils AI chip", ["AI", "chip"]),
        (["MIT", "bee"], "MIT builds tiny robot bee", ["MIT", "bee"]),
        (["War", "Sudan"], "War in Sudan: thousands flee", ["War", "Sudan"]),
        (["men", "Oslo"], "Men arrested over Oslo museum theft", ["men", "Oslo"]),
        (["podle", "most"], "Most je podle policie uzavřen za obcí", ["most"]),
        (["ale", "pubs"], "Craft ale prices surge in Dublin pubs", ["ale", "pubs"]),
    ],
)
def test_a_word_is_a_function_word_in_its_own_language_only(
    words: list[str], text: str, kept: list[str]
) -> None:
    assert content_words(words, [text]) == kept


def test_a_day_or_an_age_is_no_keyword_and_the_number_of_an_aircraft_is() -> None:
    texts = (
        "A 737 lost a panel at 31 thousand feet on 14 March over Hallsund bay",
        "The 737 that lost its panel over Hallsund had 31 warnings before 14 March",
        "Hallsund 737: 31 bolts were missing, says the report of 14 March",
    )
    rows = [{"title": text, "text": text, "date": "2026-03-16"} for text in texts]
    (story,) = build(rows).stories.to_dicts()
    assert {"737", "Hallsund"} <= set(story["keywords"])
    assert not {"14", "31"} & set(story["keywords"])
