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
    ],
)
def test_a_word_is_a_function_word_in_its_own_language_only(
    words: list[str], text: str, kept: list[str]
) -> None:
    assert content_words(words, [text]) == kept
