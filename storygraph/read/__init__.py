"""Inputs to records: folders and files of Markdown, JSON, CSV and Parquet."""

from __future__ import annotations

from storygraph.read.reading import TYPES, read

__all__ = ["TYPES", "read"]
