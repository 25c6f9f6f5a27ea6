"""The graph as users have it: its tables, and what can be done with them.

The methods import what they need when they are called: a graph that is only looked at loads neither
networkx nor templates.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import polars as pl

from storygraph.counting import counted
from storygraph.files.ours import Format
from storygraph.tables import Tables

if TYPE_CHECKING:
    import networkx as nx

    from storygraph.stories.why import Membership, Tie


@dataclass(frozen=True, eq=False)
class StoryGraph(Tables):
    """A built graph, as `build` and `load` give it. Its tables are of polars.

    Attributes:
        articles: one row a node, in time order: articles, and externals, known from links alone.
        edges: one row a pair of nodes that are linked, similar, or both.
        stories: one row a story of two nodes and more, the largest first, numbered from 1.
        singletons: the rows of `articles` that belong to no story.
        levels: themes and parts, of a build with `levels`.
        problems: inputs that were skipped or repaired, with line and reason.
        vocabulary: the terms that articles are compared by.
        run: what `run.json` holds: options, what was chosen and why, counts, versions, seconds.

    `docs/outputs.md` has every column, and `tables.py` its type.
    """

    def __repr__(self) -> str:
        held = (
            counted(self.articles.height, "node"),
            counted(self.edges.height, "edge"),
            counted(self.stories.height, "story", "stories"),
            counted(self.singletons.height, "singleton"),
        )
        return f"StoryGraph({', '.join(held)})"

    def _repr_html_(self) -> str:
        """What a notebook shows: the counts, and the largest stories."""
        shown = self.stories.select("story", "title", "size", "first", "last", "keywords").head(10)
        with pl.Config(fmt_str_lengths=120, tbl_hide_dataframe_shape=True):
            return f"<p>{html.escape(repr(self))}</p>{shown._repr_html_()}"

    def story(self, which: str | int) -> dict[str, Any]:
        """A story, its row of `stories` by column: by its number, or an article in it.

        An article is named as in `why`, but by text alone: numbers are those of stories, and change
        with every build. A part of ids or titles may be of several articles of one story.
        Raises UnknownNodeError where there is none, or the article is a singleton, and UsageError
        for what is neither a number nor a text.
        """
        from storygraph.stories.lookup import story_of

        return self.stories.row(story_of(self, which) - 1, named=True)

    def articles_of(self, story: str | int) -> pl.DataFrame:
        """The articles and externals of a story, in time order: rows of `articles`.

        Named as in `story`. Raises UnknownNodeError and UsageError, as there.
        """
        from storygraph.stories.lookup import story_of

        return self.articles.filter(story=story_of(self, story))

    def to_networkx(self) -> nx.Graph[str]:
        """An undirected networkx graph: ids as nodes, the attributes of the GraphML as data."""
        from storygraph.export.networkx_graph import to_networkx

        return to_networkx(self)

    def write_graphml(self, path: str | Path) -> Path:
        """Write GraphML that networkx, igraph and Gephi read, and give the file.

        As of every format, a file of that kind that storygraph made is replaced, and no other.
        Raises OutputError, also where such a one is in the place.
        """
        return self._export(Format.graphml, path)

    def write_gexf(self, path: str | Path) -> Path:
        """Write GEXF 1.3 with positions and colours, for Gephi. Raises OutputError."""
        return self._export(Format.gexf, path)

    def write_json(self, path: str | Path) -> Path:
        """Write the stories with their articles, as `stories.json` has them. Raises OutputError."""
        return self._export(Format.json, path)

    def write_csv(self, path: str | Path) -> Path:
        """Write the articles with the numbers of their stories, as in `articles.csv`.

        Raises OutputError.
        """
        return self._export(Format.csv, path)

    def write_network(
        self, path: str | Path, story: str | int, *, single_file: bool = False
    ) -> Path:
        """Write the interactive page of one story, named as in `story`.

        With `single_file` all that the page needs is inside, for mailing; otherwise a library lies
        in `assets/` beside it. Raises OutputError, and UnknownNodeError and UsageError as `story`.
        """
        from storygraph.stories.lookup import story_of

        number = story_of(self, story)
        return self._export(Format.network, path, story=number, single_file=single_file)

    def _export(
        self, form: Format, path: str | Path, *, story: int | None = None, single_file: bool = False
    ) -> Path:
        from storygraph.publish import export

        return export(self, form, Path(path), story=story, single_file=single_file)

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
        where the folder holds what storygraph did not make, and UsageError for less than no pages,
        or a title that is no text.
        """
        from storygraph.publish import publish

        return publish(self, Path(folder), pages=pages, title=title, graphml=graphml)

    @overload
    def why(self, a: str | int, b: None = None) -> Membership: ...

    @overload
    def why(self, a: str | int, b: str | int) -> Tie: ...

    def why(self, a: str | int, b: str | int | None = None) -> Tie | Membership:
        """What ties two articles, or without `b` why `a` is in its story.

        Each is named by its number in `articles`, by id or URL, or by a part of its id or title
        that no other has. Raises UnknownNodeError, also where both are one, and UsageError for what
        is neither.
        """
        from storygraph.stories.lookup import find_node
        from storygraph.stories.why import explain_node, explain_pair

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
