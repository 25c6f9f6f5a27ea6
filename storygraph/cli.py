"""The command line: the only place that exits, and with `printing` the only one that prints.

Exit codes: 0 fine; 1 failed, or inputs had problems; 2 wrong usage; 130 interrupted, 143 and 129
where the system or the terminal asked for the end.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import Annotated, Any, NoReturn

import typer

from storygraph.commands.evaluation import evaluate
from storygraph.commands.exports import export
from storygraph.commands.graphs import news, show, stories, view, why
from storygraph.commands.inputs import build, check
from storygraph.commands.options import Command, Commands, meant_by
from storygraph.errors import StorygraphError
from storygraph.printing.terminal import print_whatever_comes
from storygraph.version import __version__

app = typer.Typer(
    name="storygraph",
    cls=Commands,
    help="Turn a pile of news coverage into stories.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS = (build, check, stories, news, show, why, export, evaluate, view)

for _command in COMMANDS:
    app.command(cls=Command)(_command)


_UsageError: Any = typer.BadParameter.__base__
"""What Typer raises of any wrong usage: it has no public name."""

_OF_TYPES = "Value error, "
"""How the library that checks values for Typer begins what we say of a name."""

_A_NUMBER = re.compile(r"Input should be ([^,.]+)(, unable to parse [^,.]+)?")
"""What that library says of a value that is no number, or one out of range."""

_POSSIBLE = re.compile(r" \(Possible options: ([^)]*)\)")
"""How Typer names the options like one that there is not; of a command it asks \"Did you mean\"."""

_EXTRA = re.compile(r"extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
"""How Typer tells of words that a command has no place for."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EIO}
"""What standard output may raise when it is sent to a file."""


def _version(show: bool) -> None:  # noqa: FBT001 (typer calls it with the flag's value)
    if show:
        typer.echo(f"storygraph {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    context: typer.Context,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), nl=False)
        raise typer.Exit(2)


def main() -> None:
    """Run the command line and exit; a user sees one line for each error."""
    print_whatever_comes()
    try:
        sys.exit(app(standalone_mode=False))
    except typer.Abort:
        sys.exit(130)
    except _UsageError as error:
        _fail(_wrong_usage(error), 2)
    except StorygraphError as error:
        _fail(str(error), error.exit_code)
    except OSError as error:
        if os.environ.get("STORYGRAPH_DEBUG"):
            raise
        where = f" {error.filename}" if error.filename else ""
        doing = "write" if error.errno in _NO_ROOM else "use"
        _fail(f"cannot {doing}{where}: {error.strerror or error}", 1)
    except MemoryError:
        _fail("out of memory: give fewer articles, or a smaller --window", 1)
    except BaseException as error:
        # A panic of polars is no Exception
        known = isinstance(error, Exception) or type(error).__name__ == "PanicException"
        if not known or os.environ.get("STORYGRAPH_DEBUG"):
            raise
        _fail(
            f"internal error, please report it: {type(error).__name__}: {error} "
            "(STORYGRAPH_DEBUG=1 shows where)",
            1,
        )


def _wrong_usage(error: Any) -> str:
    """What Typer says of wrong usage, in one line, and what may have been meant."""
    said = error.format_message().replace(_OF_TYPES, "")
    said = _A_NUMBER.sub(r"it should be \1", said)
    said = _POSSIBLE.sub(r". Did you mean \1?", said)
    asked = [command.__name__ for command in COMMANDS if command.__name__ in sys.argv[1:2]]
    if asked and (extra := _EXTRA.search(said)):
        said = f"unexpected {extra[1]!r}. {meant_by(asked[0], extra[1])}"
    said = f"{said[:1].lower()}{said[1:]}" + ("" if said.endswith((".", "?")) else ".")
    path = error.ctx.command_path if error.ctx else " ".join(["storygraph", *asked])
    return f"{said} See `{path} --help`"


def _fail(message: str, code: int) -> NoReturn:
    from storygraph.printing.terminal import safe, spelled
    from storygraph.runtime.signals import end_code

    asked = end_code()
    if asked is not None:  # what a signal became in a library that it hit
        sys.exit(asked)
    typer.echo(f"storygraph: {safe(spelled(message))}", err=True)
    sys.exit(code)
