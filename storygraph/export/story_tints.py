"""Colours of the articles of one story on its page, and the legend that explains them.

By outlet; by date where the outlets that have a colour wrote little of the story, and nearly all
of it would be grey.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from storygraph.counting import counted

if TYPE_CHECKING:
    from datetime import datetime

OUTLETS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56a9d8", "#7a5bb5")
"""Colours of the most frequent outlets. After Okabe and Ito 2008, "Color Universal Design";
yellow darkened to stand on white, a violet added."""

OTHERS = "#8c8880"
"""Other outlets; undated articles."""

DATES = ("#1f6fb2", "#3d8a94", "#6d9a5c", "#a1912a", "#c08a00")
"""From the earliest article to the latest: blue to yellow, which most colour-blind readers tell
apart, and ever lighter; each stands on white and on black."""

FEW = 0.5
"""Share of the articles that the coloured outlets must have written."""


@dataclass(frozen=True)
class Tints:
    """`colours`: one a member, in their order. Of the legend either `outlets` or `ramp` is there.

    `outlets`: `name`, `count`, `colour`, the rest as one. `ramp`: first and last day, in words.
    """

    colours: list[str]
    outlets: list[dict[str, Any]]
    ramp: tuple[str, str] | None


def tints(members: pl.DataFrame, sources: list[dict[str, Any]]) -> Tints:
    """Of a story's `members` (rows of the articles table); its `sources` are `name`, `count`."""
    told = sum(source["count"] for source in sources[: len(OUTLETS)])
    if told < members.height * FEW:
        moments: list[datetime | None] = members["published"].to_list()
        dated = sorted(moment for moment in moments if moment)
        if len(dated) > len(moments) * FEW and dated[0].date() < dated[-1].date():
            # Python's own names of months are those of the program that calls it
            first, last = pl.Series([dated[0], dated[-1]]).dt.strftime("%-d %b %Y")
            return Tints(_by_date(moments, dated), [], (first, last))
    coloured = dict(zip((source["name"] for source in sources), OUTLETS, strict=False))
    names: list[str | None] = members["source"].to_list()
    unknown = sum(not name for name in names)
    colours = [coloured.get(name or "", OTHERS) for name in names]
    return Tints(colours, _legend(sources, coloured, unknown), None)


def _by_date(moments: list[datetime | None], dated: list[datetime]) -> list[str]:
    """By the order of the dates: one article long before the rest must not make those alike."""
    order = list(dict.fromkeys(dated))
    share = (len(DATES) - 1) / (len(order) - 1)
    colours = {moment: DATES[round(place * share)] for place, moment in enumerate(order)}
    return [OTHERS if moment is None else colours[moment] for moment in moments]


def _legend(
    sources: list[dict[str, Any]], coloured: dict[str, str], unknown: int
) -> list[dict[str, Any]]:
    """Outlets with their colours, the rest as one, and the articles of nobody knows whom."""
    shown = [
        {**source, "colour": coloured[source["name"]]}
        for source in sources
        if source["name"] in coloured
    ]
    rest = [source["count"] for source in sources if source["name"] not in coloured]
    if rest:
        name = counted(len(rest), "other outlet")
        shown.append({"name": name, "count": sum(rest), "colour": OTHERS})
    if unknown and shown:
        shown.append({"name": "unknown outlet", "count": unknown, "colour": OTHERS})
    return shown
