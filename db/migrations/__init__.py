"""Frozen steps from each released schema to the next; none of them imports today's classes."""

from __future__ import annotations

from typing import Final

HEAD: Final = 1
"""Version of the schema that this program reads and writes (`PRAGMA user_version`)."""
