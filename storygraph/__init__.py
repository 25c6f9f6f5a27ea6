"""storygraph turns a pile of news coverage into stories.

    import storygraph as sg

    graph = sg.build("seeds")
    graph.stories                     # a polars table, largest story first
    graph.to_networkx()
    graph.write_graphml("storygraph.graphml")
    graph.publish("output")           # pages, tables, everything

`build` reads and groups, `load` opens a saved graph; both give a `StoryGraph`, whose stories
`evaluate` compares with gold ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storygraph.errors import StorygraphError
    from storygraph.evaluation.evaluate import evaluate
    from storygraph.graph import StoryGraph, load
    from storygraph.options import Options
    from storygraph.pipeline import build

__version__ = "0.1.0"
__all__ = ["Options", "StoryGraph", "StorygraphError", "__version__", "build", "evaluate", "load"]

_HOME = {
    "Options": "storygraph.options",
    "StoryGraph": "storygraph.graph",
    "StorygraphError": "storygraph.errors",
    "build": "storygraph.pipeline",
    "evaluate": "storygraph.evaluation.evaluate",
    "load": "storygraph.graph",
}


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: `import storygraph` costs nothing."""
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module 'storygraph' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
