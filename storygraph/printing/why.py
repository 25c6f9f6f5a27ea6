"""Why articles are in one story, in words."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from storygraph.counting import counted
from storygraph.printing.document import print_json
from storygraph.printing.terminal import safe
from storygraph.printing.wording import headline
from storygraph.stories.cohesion import hundredths, is_loose

if TYPE_CHECKING:
    from storygraph.stories.why import Membership, Tie


def print_tie(tie: Tie, *, as_json: bool) -> None:
    """Why two nodes are in one story, or not."""
    if as_json:
        print_json(asdict(tie))
    else:
        tell_tie(tie, Console(highlight=False))


def tell_tie(tie: Tie, console: Console) -> None:
    """Both nodes, whether they are in one story, and what ties them."""
    for node in (tie.a, tie.b):
        story = f"story {node['story']}" if node["story"] else "singleton"
        console.print(Text(f"{headline(node)}  [{story}]", style="bold"))
    together = tie.a["story"] is not None and tie.a["story"] == tie.b["story"]
    console.print()
    console.print("In one story." if together else "Not in one story.")
    for line in _reasons(tie):
        console.print(Text(f"  {line}"))


def print_membership(membership: Membership, *, as_json: bool) -> None:
    """Why a node belongs to its story."""
    if as_json:
        print_json({**asdict(membership), "story": _as_listed(membership.story)})
    else:
        tell_membership(membership, Console(highlight=False))


def tell_membership(membership: Membership, console: Console) -> None:
    """The node, its story, how it fits it, and its strongest ties."""
    console.print(Text(headline(membership.node), style="bold"))
    story = membership.story
    if story is None:
        console.print("A singleton: no group of articles was close enough.")
    else:
        console.print(Text(f"Story {story['story']}: {safe(story['title'])}"))
        console.print(
            f"Weight of its ties inside the story {membership.inside:.2f}, "
            f"to everything else {membership.outside:.2f}."
        )
        if membership.fit is not None:
            loose = ", loose: it has little in common with most of it"
            told = f"{hundredths(membership.fit)} of 1{loose if is_loose(membership.fit) else ''}"
            console.print(f"Fit with the rest of the story {told}.")
    for tie in membership.ties:
        console.print()
        console.print(Text(headline(tie.b)))
        for line in _reasons(tie):
            console.print(Text(f"  {line}", style="dim"))


def _as_listed(story: dict[str, Any] | None) -> dict[str, Any] | None:
    """A story under the names that stories.json has."""
    if story is None:
        return None
    names = ("title", "keywords", "size", "first", "last", "sources", "topics", "cohesion", "loose")
    return {"id": story["story"], **{name: story[name] for name in names}}


def _reasons(tie: Tie) -> list[str]:
    """A tie in words, one line a fact."""
    cites = {"a": "the first names the second", "b": "the second names the first"}
    lines = []
    if tie.cites:
        words = cites.get(tie.cites, "each names the other")
        lines.append(f"related link: {words} in its related list")
    terms = ", ".join(f"{safe(term)} {part:.2f}" for term, part in tie.terms)
    lines.append(f"shared terms (cosine {tie.cosine:.2f}): {terms or 'none'}")
    if tie.days is not None:
        lines.append(_gap(tie))
    if tie.one_text:
        lines.append("one text: copies count once, as their original, and go where it goes")
    elif tie.similarity is not None:
        lines.append(f"similarity {tie.similarity:.2f} (the cosine, less for the days between)")
    lines.append(
        f"edge: {tie.provenance}, weight {tie.weight:.2f}" if tie.provenance else "no edge"
    )
    return lines


def _gap(tie: Tie) -> str:
    """How far the dates lie apart: in whole days where one has no time, and so is at midnight."""
    dates = [node["published"] for node in (tie.a, tie.b)]
    if all(date.time() != time() for date in dates):
        return f"dates {tie.days:.1f} days apart"
    days = abs((dates[0].date() - dates[1].date()).days)
    return f"dates {counted(days, 'day')} apart" if days else "dates of one day"
