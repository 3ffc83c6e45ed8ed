"""Use cases, one function each; table.py lists them as data."""
