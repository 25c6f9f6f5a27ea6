"""The version of storygraph, for the package and for what it imports alike."""

from __future__ import annotations

__version__ = "0.1.0"
