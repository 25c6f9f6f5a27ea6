"""Readers: inputs to records, strings as they were written."""
