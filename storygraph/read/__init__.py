"""Inputs to records: folders and files of Markdown, JSON, CSV, Parquet and feeds."""

from __future__ import annotations

from storygraph.read.reading import read

__all__ = ["read"]
