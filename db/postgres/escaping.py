"""Text that PostgreSQL cannot hold: U+0000 travels as two characters that nothing else is written as.

Hides how psycopg is told. Values come back through the type `db.tables.Words`, which undoes it.
"""

from __future__ import annotations

from typing import Any

from psycopg.types.string import StrDumperUnknown

from db.tables import escaped


class WordsDumper(StrDumperUnknown):
    """Writes every text escaped, whether it is a value or a word to search."""

    def dump(self, obj: str) -> Any:
        """See psycopg."""
        return super().dump(escaped(obj))
