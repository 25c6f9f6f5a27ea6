"""Dates as people, feeds and machines write them."""
