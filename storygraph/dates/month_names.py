"""Months by their names in sixteen languages: in a date, and in short."""

from __future__ import annotations

NAMES = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    (
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
        "syyskuuta lokakuuta marraskuuta joulukuuta"
    ),
    (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
        "listopada grudnia"
    ),
    (
        "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie "
        "decembrie"
    ),
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
)
"""As they stand beside a day, January first: English, German, French, Spanish, Portuguese, Italian,
Dutch, Swedish, Danish, Finnish, Polish, Romanian, Turkish, Indonesian, Russian, Ukrainian (Unicode
CLDR)."""

SHORTEST = 3
"""Letters of a name from which it may be cut short, as far as no other month begins so."""


def numbers() -> dict[str, str]:
    """The number, 01 to 12, of each name and of each beginning that means one month only.

    The three letters of English, as in feeds, mean what they mean there.
    """
    found: dict[str, set[int]] = {}
    whole = {name[:3]: f"{number:02}" for number, name in enumerate(NAMES[0].split(), 1)}
    for names in NAMES:
        for number, name in enumerate(names.split(), 1):
            whole[name] = f"{number:02}"
            for length in range(SHORTEST, len(name)):
                found.setdefault(name[:length], set()).add(number)
    cut = {name: f"{months.pop():02}" for name, months in found.items() if len(months) == 1}
    return {**cut, **whole}
