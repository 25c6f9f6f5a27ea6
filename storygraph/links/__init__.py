"""Related entries to links, and to externals: pages that are known from such entries alone."""

from __future__ import annotations

from storygraph.links.linking import Linked, link

__all__ = ["Linked", "link"]
