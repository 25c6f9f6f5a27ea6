"""Results as one JSON document, for scripts."""

from __future__ import annotations

import sys
from typing import Any


def print_json(value: Any) -> None:
    """Print `value` as JSON: UTF-8, sorted as given, one document."""
    import orjson

    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode() + "\n")
