"""The error tree. A run ends on one of these and on nothing else.

    StorygraphError               exit 1
    ├── UsageError                exit 2: an option, or a mix of options, makes no sense
    ├── InputError                exit 1: a named input is missing, or nothing in it can be read
    │   └── UnreadableError       one file or record; a reader turns it into a problem row
    ├── OutputError               exit 1: the output cannot be written, or is not ours to replace
    ├── MemoryLimitError          exit 1: the run needs more memory than it may take
    └── GraphError                exit 1: a saved graph is missing, damaged, or from a newer version
        └── UnknownNodeError      no such article or story in the graph

Each message is one line that says what is wrong, where, and what to do.
A *problem* is no error: it is a row of the problems table, and the run goes on.
"""

from __future__ import annotations


class StorygraphError(Exception):
    """Anything that ends a run. `exit_code` is what the command line exits with."""

    exit_code = 1


class UsageError(StorygraphError):
    """An option, or a mix of options, makes no sense."""

    exit_code = 2


class InputError(StorygraphError):
    """A named input is missing, or nothing in it can be read."""


class UnreadableError(InputError):
    """One file or record that gives no article. `line` counts from 1; None means the whole file."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class OutputError(StorygraphError):
    """The output cannot be written, or holds something that we did not make."""


class MemoryLimitError(StorygraphError):
    """The run needs more memory than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"more than {limit / 1e9:.2g} GB of memory needed: give fewer articles, a smaller "
            "--window or fewer --neighbours, or a higher --max-memory"
        )


class GraphError(StorygraphError):
    """A saved graph is missing, damaged, or written by a newer version."""


class UnknownNodeError(GraphError):
    """No article or story of the graph answers to that name."""
