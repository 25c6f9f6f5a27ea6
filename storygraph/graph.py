"""The graph as users have it: its tables, and what can be done with them.

The methods import what they need when they are called: a graph that is only looked at loads neither
networkx nor templates.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, overload

import polars as pl

from storygraph.tables import Tables

if TYPE_CHECKING:
    import networkx as nx

    from storygraph.stories.explain import Membership, Tie


@dataclass(frozen=True, eq=False)
class StoryGraph(Tables):
    """A built graph: `articles`, `edges`, `stories`, and more tables of `tables.py`."""

    def __repr__(self) -> str:
        return (
            f"StoryGraph({self.articles.height} nodes, {self.edges.height} edges, "
            f"{self.stories.height} stories, {self.singletons.height} singletons)"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: the counts, and the largest stories."""
        shown = self.stories.select("story", "title", "size", "first", "last", "keywords").head(10)
        with pl.Config(fmt_str_lengths=120, tbl_hide_dataframe_shape=True):
            return f"<p>{html.escape(repr(self))}</p>{shown._repr_html_()}"

    def to_networkx(self) -> nx.Graph[str]:
        """An undirected networkx graph: ids as nodes, the attributes of the GraphML as data."""
        from storygraph.export.graphs import to_networkx

        return to_networkx(self)

    def write_graphml(self, path: str | Path) -> Path:
        """Write GraphML that networkx, igraph and Gephi read. Raises OutputError."""
        from storygraph.export.graphml import write_graphml

        return write_graphml(self, Path(path))

    def write_gexf(self, path: str | Path) -> Path:
        """Write GEXF 1.3 with positions and colours, for Gephi. Raises OutputError."""
        from storygraph.export.gexf import write_gexf

        return write_gexf(self, Path(path))

    def publish(
        self,
        folder: str | Path,
        *,
        pages: int | None = None,
        title: str | None = None,
        graphml: bool = True,
    ) -> Path:
        """Write what `storygraph build` writes, and give the page to open.

        `pages` is how many stories, largest first, get one of their own (None: 500); `title` heads
        the page to open; without `graphml` the largest file is left out. Raises OutputError, also
        where the folder holds what storygraph did not make, and UsageError for less than no pages.
        """
        from storygraph.publish import publish

        return publish(self, Path(folder), pages=pages, title=title, graphml=graphml)

    @overload
    def why(self, a: str | int) -> Membership: ...

    @overload
    def why(self, a: str | int, b: str | int) -> Tie: ...

    def why(self, a: str | int, b: str | int | None = None) -> Tie | Membership:
        """What ties two articles, or without `b` why `a` is in its story.

        Each is named by its number in `articles`, by id or URL, or by a part of its id or title
        that no other has. Raises UnknownNodeError, also where both are one, and UsageError for what
        is neither.
        """
        from storygraph.stories.explain import explain_node, explain_pair
        from storygraph.stories.lookup import find_node

        first = find_node(self, a)
        if b is None:
            return explain_node(self, first)
        return explain_pair(self, first, find_node(self, b))

    def save(self, folder: str | Path) -> Path:
        """Save the graph as Parquet, whole or not at all. Raises OutputError."""
        from storygraph.files.save import save

        return save(self, Path(folder))


def load(folder: str | Path) -> StoryGraph:
    """The graph that was saved as `folder`, or as `graph` inside it.

    Raises GraphError when it is missing, damaged, or written by a newer version.
    """
    from storygraph.files.save import load

    return StoryGraph(**vars(load(folder)))
