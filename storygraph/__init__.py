"""storygraph turns a pile of news coverage into stories.

    import storygraph as sg

    graph = sg.build("seeds", window=7)
    graph.stories                     # a polars table, largest story first
    graph.articles_of(1)              # those of the largest, in time order
    graph.to_networkx()
    graph.write_graphml("storygraph.graphml")
    graph.publish("output")           # pages, tables, everything

`build` reads and groups, `load` opens a saved graph; both give a `StoryGraph`, whose stories
`evaluate` compares with gold ones, as `sweep` does along an option. `Options` are what `build` may
be told. `why` of a graph gives a `Tie` or a `Membership`, `evaluate` an `Evaluation`, which holds
`Scores`, `sweep` a list of `Sweep`. All that storygraph raises is a `StorygraphError`: the tree is
in `errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storygraph.version import __version__

if TYPE_CHECKING:
    from storygraph import errors
    from storygraph.errors import StorygraphError
    from storygraph.evaluation.evaluate import Evaluation, Scores, evaluate
    from storygraph.evaluation.sweep import Sweep, sweep
    from storygraph.graph import StoryGraph, load
    from storygraph.options import Options
    from storygraph.pipeline import build
    from storygraph.stories.why import Membership, Tie

__all__ = [
    "Evaluation",
    "Membership",
    "Options",
    "Scores",
    "StoryGraph",
    "StorygraphError",
    "Sweep",
    "Tie",
    "__version__",
    "build",
    "errors",
    "evaluate",
    "load",
    "sweep",
]

_HOME = {
    "Evaluation": "storygraph.evaluation.evaluate",
    "Membership": "storygraph.stories.why",
    "Options": "storygraph.options",
    "Scores": "storygraph.evaluation.evaluate",
    "StoryGraph": "storygraph.graph",
    "StorygraphError": "storygraph.errors",
    "Sweep": "storygraph.evaluation.sweep",
    "Tie": "storygraph.stories.why",
    "build": "storygraph.pipeline",
    "evaluate": "storygraph.evaluation.evaluate",
    "load": "storygraph.graph",
    "sweep": "storygraph.evaluation.sweep",
}


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:  # with it in sight, no checker would find a name that is not there

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for: `import storygraph` costs nothing."""
        from importlib import import_module

        if name == "errors":
            return import_module("storygraph.errors")
        if name not in _HOME:
            raise AttributeError(f"module 'storygraph' has no attribute {name!r}")
        return getattr(import_module(_HOME[name]), name)
