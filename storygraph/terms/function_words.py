"""Words of other languages than English that hold a sentence together, and are no keywords.

In a large corpus they are too common to mark a story off. Where a language has a few articles only,
they look as rare as its names; and only there these lists are asked, for what is shown: nothing
that ties articles depends on them. English words of the kind are `stop_words.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from storygraph.terms.stop_words import ENGLISH
from storygraph.terms.words import fold, terms_of_word

_LISTS = {
    "de": """
    der die das des dem den ein eine einer eines einem einen und oder aber auch nicht noch
    nur mit bei nach von vom aus zu zum zur im in ins am an auf über unter vor für durch
    gegen ohne um wie als wenn dass weil ob er sie es wir ihr ich sich sein seine seiner
    ihre ihrer ihren dieser diese dieses ist sind war waren wird werden wurde wurden hat
    haben hatte hatten kann können soll sollen muss müssen will wollen mehr sehr schon so
    man was wer wo wieder sei
    """,
    "fr": """
    le la les l un une des du de d au aux à en dans par pour avec sans sous sur vers chez
    entre et ou mais ni ne pas plus que qui dont où quand comme si ce cet cette ces son sa
    ses leur leurs il elle ils elles on nous vous je se y est sont était étaient été être a
    ont avait avaient avoir sera seront fait faire peut peuvent doit après avant depuis
    aussi très tout tous toute toutes même deux c s n qu
    """,
    "es": """
    el la los las lo un una unos unas de del a al en por para con sin sobre entre desde
    hasta y e o u pero ni no que quien cuando como si se su sus le les él ella ellos este
    esta estos estas ese esa es son era eran fue fueron ha han había ser está están hay más
    muy ya también tras ante donde todo todos todas
    """,
    "pt": """
    o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas
    para com sem sobre entre até e ou mas nem não que quem quando como se seu sua seus suas
    ele ela eles este esta esse essa isso é são era eram foi foram ser está estão há tem têm
    mais muito já também após ao aos à às
    """,
    "it": """
    il lo la i gli le un uno una di del dello della dei degli delle a al alla ai alle da dal
    dalla in nel nella nei nelle con su sul sulla per tra fra e o ma né non che chi cui
    quando come se si suo sua suoi sue questo questa è sono era erano stato stata ha hanno
    aveva essere più molto già anche dopo
    """,
    "nl": """
    de het een van in op te aan bij met voor door over uit naar om tot tegen en of maar niet
    geen dat die wie wat waar als dan er hij zij ze het wij we zijn haar hun deze dit is was
    waren wordt worden werd werden heeft hebben had kan kunnen moet zal zullen meer ook nog
    al zo na
    """,
    "sv": """
    en ett den det de i på av till för från med om vid under över efter och eller men inte
    som att när han hon de vi sig sin sitt sina är var har hade blir blev ska kan mer också
    nu så
    """,
    "da": """
    en et den det de i på af til for fra med om ved under over efter og eller men ikke som
    at når han hun vi sig sin sit sine er var har havde bliver blev skal kan mere også nu så
    der
    """,
    "fi": """
    ja tai mutta ei että kun jos kuin myös on ovat oli olivat ole hän se ne joka jotka tämä
    mukaan sekä
    """,
    "pl": """
    i a w we z ze na do od po przez dla przy o u nie tak że jak co kto który która które się
    jest są był była było były będzie oraz lub ale już tylko jego jej ich
    """,
    "cs": """
    a i v ve z ze na do od po pro při o u s se si ne že jak co kdo který která které je jsou
    byl byla bylo byly bude nebo ale už jen jeho její jejich
    """,
    "hu": """
    a az és vagy de nem hogy is ha mint már csak egy ez van volt voltak lesz meg el ki be
    """,
    "ro": """
    un o și sau dar nu că care în la de pe cu din pentru prin după este sunt era au fost va
    al ale cel cea lui mai
    """,
    "tr": """
    ve veya ama ile için da de bu bir o ne gibi daha çok olan olarak olduğu göre kadar sonra
    önce en
    """,
    "id": """
    dan atau tetapi yang di ke dari pada untuk dengan oleh dalam ini itu adalah akan telah
    sudah tidak bukan juga para
    """,
    "vi": """
    và hoặc nhưng là của có không được bị cho một các những trong ngoài với tại từ này đó đã
    đang sẽ khi
    """,
    "ru": """
    и а но или в во на с со к ко по из за от до о об у для при над под не ни что чтобы как
    когда если то это этот эта эти он она оно они его ее их мы вы я был была было были будет
    есть так же уже только который которая которые
    """,
    "el": """
    ο η το οι τα του της των τον την σε στο στη στην στον από με για και ή αλλά δεν να θα
    που ότι είναι ήταν έχει
    """,
}

FUNCTION_WORDS = {name: frozenset(map(fold, words.split())) for name, words in _LISTS.items()}
"""By language, folded as `words.fold` does."""

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
