"""Above and below the stories: themes that several stories belong to, and parts of one story.

Both come from the linkage that finds the stories, stopped elsewhere. A **theme** is what goes on
merging until the gain has fallen to a third of a story's: it holds two whole stories or more, and
single articles. A **part** is what a linkage that stops at twice the gain holds together inside one
story. The stories themselves are those of a build without levels.

Why a third and twice: read on two folders of news, a third joined what an editor would file
together (a test's dates, the rush on its servers, what to order first) and little else; at half a
closed bridge and the school boat that replaces it stayed apart, at a quarter other subjects came
in. Twice parts a rumour from its confirmation; at one and a half few stories have parts at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storygraph.communities.partition import by_linkage
from storygraph.communities.stragglers import take_in
from storygraph.communities.strays import let_go
from storygraph.runtime.progress import Advance, unwatched

if TYPE_CHECKING:
    import polars as pl

    from storygraph.similarity.evidence import Evidence

THEME = 1 / 3
"""Resolution of themes, as a multiple of the stories'."""

PART = 2.0
"""Resolution of parts, as a multiple of the stories'."""


@dataclass(frozen=True)
class Nested:
    """A label a node at each level, shape (nodes,): parts lie in stories, stories in themes."""

    themes: np.ndarray
    stories: np.ndarray
    parts: np.ndarray


def nest(
    edges: pl.DataFrame, evidence: Evidence, resolution: float, advance: Advance = unwatched
) -> Nested:
    """Themes, stories and parts of the evidence, whose `edges` bring in what is left alone.

    `resolution` is that of the stories. `advance` counts nodes that have joined others.
    """
    found, themes = by_linkage(evidence, (resolution, resolution * THEME), advance)
    kept = let_go(found, evidence)
    stories = take_in(kept, edges, evidence.rows, resolution)
    theme = np.zeros(int(kept.max(initial=0)) + 1, np.int64)
    theme[kept] = themes
    themes = theme[stories]  # a straggler is in its story's theme
    (strict,) = by_linkage(evidence, (resolution * PART,))
    # A strict linkage may, rarely, join what a lenient one has put elsewhere meanwhile.
    parts = np.unique(np.c_[stories, strict], axis=0, return_inverse=True)[1].ravel()
    return Nested(themes, np.unique(stories, return_inverse=True)[1], parts)
