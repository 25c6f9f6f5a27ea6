"""Page order: by story, then by time, singletons last.

So a story is a range of articles, and its inner edges are a range of edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storygraph.arrays import Ints

if TYPE_CHECKING:
    from storygraph.tables import Tables


@dataclass(frozen=True)
class Order:
    """Page order, there and back.

    `rows[i]` is the node at place i and `story[i]` its story (0: a singleton); `place[node]` is the
    way back. `starts[s - 1]` is where story s begins, and the last entry where the singletons do.
    """

    rows: Ints
    place: Ints
    story: Ints
    starts: Ints


def page_order(graph: Tables) -> Order:
    """Nodes by story, then date (undated last), then node; singletons last."""
    nodes = graph.articles.select("node", "story", "published").sort(
        ["story", "published", "node"], nulls_last=True
    )
    rows = nodes["node"].to_numpy().astype(np.int64)
    place = np.empty(rows.size, dtype=np.int64)
    place[rows] = np.arange(rows.size)
    story = nodes["story"].fill_null(0).to_numpy().astype(np.int64)
    in_story = np.where(story > 0, story, graph.stories.height + 1)
    starts = np.searchsorted(in_story, np.arange(1, graph.stories.height + 2))
    return Order(rows, place, story, starts.astype(np.int64))
