"""Records to articles: cleaned, dated, in canonical order, and what was wrong with them."""

from __future__ import annotations

from storygraph.articles.cleaning import normalise

__all__ = ["normalise"]
