"""The commands, by what they work on; `cli.py` puts them together."""
