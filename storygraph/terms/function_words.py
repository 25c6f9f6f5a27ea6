"""Words that hold a sentence together, by language: they tell which it is, and are no keywords.

In a large corpus they are too common to mark a story off. Where a language has a few articles only,
they look as rare as its names; and there these lists are asked for what is shown. What ties
articles depends on TELLING alone, by which `languages.py` tells languages of the Latin script.

A language more is an entry more in `_LISTS`; English words of the kind are `stop_words.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from storygraph.terms.stop_words import ENGLISH, MOST_COMMON
from storygraph.terms.words import fold, terms_of_word

_LISTS = {
    "de": (
        "der und das nicht mit ist für von den auf im in sich ein eine einen zu am an",
        """
        die des dem einer eines einem oder aber auch noch nur bei nach vom aus zum zur ins über
        unter vor durch gegen ohne um wie als wenn dass weil ob er sie es wir ihr ich sein seine
        seiner ihre ihrer ihren dieser diese dieses sind war waren wird werden wurde wurden hat
        haben hatte hatten kann können soll sollen muss müssen will wollen mehr sehr schon so
        man was wer wo wieder sei
        """,
    ),
    "fr": (
        "de la le les des et est une dans pour du au sur qui un par en à sa ses son que",
        """
        l d aux avec sans sous vers chez entre ou mais ni ne pas plus dont où quand comme si ce
        cet cette ces leur leurs il elle ils elles on nous vous je se y sont était étaient été
        être a ont avait avaient avoir sera seront fait faire peut peuvent doit après avant
        depuis aussi très tout tous toute toutes même deux c s n qu
        """,
    ),
    "es": (
        "de la el los las y en del por una con que se al su sus más un lo",
        """
        unos unas a para sin sobre entre desde hasta e o u pero ni no quien cuando como si le
        les él ella ellos este esta estos estas ese esa es son era eran fue fueron ha han había
        ser está están hay muy ya también tras ante donde todo todos todas
        """,
    ),
    "pt": (
        "de os um uma não com para em dos da ao que são se por na no mais",
        """
        o a as uns umas do das nos nas pelo pela pelos pelas sem sobre entre até e ou mas nem
        quem quando como seu sua seus suas ele ela eles este esta esse essa isso é era eram foi
        foram ser está estão há tem têm muito já também após aos à às
        """,
    ),
    "it": (
        "di il la che per gli della una nel con alla sono più un del non le",
        """
        lo i uno dello dei degli delle a al ai alle da dal dalla in nella nei nelle su sul sulla
        tra fra e o ma né chi cui quando come se si suo sua suoi sue questo questa è era erano
        stato stata ha hanno aveva essere molto già anche dopo
        """,
    ),
    "nl": (
        "de het een van niet voor zijn op ook naar bij en in dat met aan",
        """
        te door over uit om tot tegen of maar geen die wie wat waar als dan er hij zij ze wij we
        haar hun deze dit is was waren wordt worden werd werden heeft hebben had kan kunnen moet
        zal zullen meer nog al zo na
        """,
    ),
    "sv": (
        "och att det för som inte på av till är en ett i den med",
        """
        de från om vid under över efter eller men när han hon vi sig sin sitt sina var har hade
        blir blev ska kan mer också nu så
        """,
    ),
    "da": (
        "og af til ikke på et er det der som en den med for",
        """
        de i fra om ved under over efter eller men at når han hun vi sig sin sit sine var har
        havde bliver blev skal kan mere også nu så
        """,
    ),
    "fi": (
        "ja ei että oli myös sekä ovat kun mutta mukaan",
        """
        tai jos kuin on olivat ole hän se ne joka jotka tämä
        """,
    ),
    "pl": (
        "na się nie do że jest po oraz przez dla za od",
        """
        i a w we z ze przy o u tak jak co kto który która które są był była było były będzie lub
        ale już tylko jego jej ich
        """,
    ),
    "cs": (
        "na se je že do pro po byl jako podle ze za",
        """
        a i v ve z od při o u s si ne jak co kdo který která které jsou byla bylo byly bude nebo
        ale už jen jeho její jejich
        """,
    ),
    "hu": (
        "az és nem hogy egy meg van volt szerint ki csak",
        """
        a vagy de is ha mint már ez voltak lesz el be
        """,
    ),
    "ro": (
        "de și în la pe care să nu cu din pentru este",
        """
        un o sau dar că prin după sunt era au fost va al ale cel cea lui mai
        """,
    ),
    "tr": (
        "ve bir bu için ile da olarak daha çok göre",
        """
        veya ama de o ne gibi olan olduğu kadar sonra önce en
        """,
    ),
    "id": (
        "yang dan di dengan untuk dari pada ini itu tidak",
        """
        atau tetapi ke oleh dalam adalah akan telah sudah bukan juga para
        """,
    ),
    "vi": (
        "và là của có không được cho một các trong",
        """
        hoặc nhưng bị những ngoài với tại từ này đó đã đang sẽ khi
        """,
    ),
    "ru": (
        "",
        """
        и а но или в во на с со к ко по из за от до о об у для при над под не ни что чтобы как
        когда если то это этот эта эти он она оно они его ее их мы вы я был была было были будет
        есть так же уже только который которая которые
        """,
    ),
    "el": (
        "",
        """
        ο η το οι τα του της των τον την σε στο στη στην στον από με για και ή αλλά δεν να θα
        που ότι είναι ήταν έχει
        """,
    ),
}
"""By language the words that stand in most of its texts, and the others. What two languages share
stands in both, so that it speaks for neither. Where the script tells, the first may be none."""

TELLING = {"en": [*MOST_COMMON.split(), "says"]} | {
    name: telling.split() for name, (telling, _) in _LISTS.items() if telling
}
"""By language of the Latin script the words that tell it, as they are written."""

FUNCTION_WORDS = {
    name: frozenset(map(fold, f"{telling} {others}".split()))
    for name, (telling, others) in _LISTS.items()
}
"""All of both by language, folded as `words.fold` does."""

_WORDS = FUNCTION_WORDS | {"en": ENGLISH}
_ANY = frozenset().union(*FUNCTION_WORDS.values())
_WORD = re.compile(r"[^\W\d_]+")

TERMS = frozenset(term for word in _ANY for term in terms_of_word(word))
"""What vectors have of them; among them are words that other languages use as names (`son`)."""


def content_words(words: list[str], texts: Iterable[str]) -> list[str]:
    """Those of `words`, which stand in `texts`, that are no function words of their language.

    The language is the one whose function words the texts use most, but for the word in question:
    AI is no Italian. Of several it is English, if that is one. All, where none is left.
    """
    doubtful = _ANY.intersection(map(fold, words))
    if not doubtful:
        return words
    used = Counter(fold(word) for text in texts for word in _WORD.findall(text))
    counts = {name: sum(used[word] for word in known) for name, known in _WORDS.items()}

    def is_function_word(word: str) -> bool:
        others = {
            name: count - used[word] * (word in _WORDS[name]) for name, count in counts.items()
        }
        most = max(others.values())
        told = ["en"] if others["en"] == most else [n for n in others if others[n] == most]
        return any(word in _WORDS[name] for name in told)

    gone = set(filter(is_function_word, doubtful))
    return [word for word in words if fold(word) not in gone] or words
