"""Results as one document, for scripts and for files."""

from __future__ import annotations

import json
import sys
from typing import Any

from storygraph.printing.terminal import unheard


def print_json(value: Any) -> None:
    """Print `value` as JSON: UTF-8, sorted as given, one document; dates end in Z.

    Bytes of the command line that are no UTF-8 come as the escapes that Python has for them. Where
    standard output is closed, nobody is told, as of other prints.
    """
    import orjson

    try:
        option = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z
        text = orjson.dumps(value, option=option, default=str).decode()
    except orjson.JSONEncodeError:
        text = json.dumps(value, indent=2, default=str)
    print_document(text + "\n")


def print_document(text: str) -> None:
    """Print `text` as UTF-8, whatever the terminal is set to: it goes to files and programs."""
    if sys.stdout is None:
        return
    with unheard(sys.stdout):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()  # a full disk is told now, and not as Python ends
