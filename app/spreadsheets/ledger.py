"""The records as an import would leave them, row by row, and the changes that lead there.

Hides what a blank cell means: it never erases a value, a coarser date never replaces a finer one, and a text in
capitals never the same text in small letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from app.domain.dataset import Change, Dataset
from app.domain.dates import PartialDate
from app.domain.registry import TABLES
from app.vietnamese.detect import clean, clean_lines
from app.vietnamese.fold import lacks_marks


class Ledger:
    """Records touched so far."""

    __slots__ = ("_data", "_touched")

    def __init__(self, data: Dataset) -> None:
        self._data = data
        self._touched: dict[tuple[str, str], Any] = {}

    def find(self, table: str, record_id: str) -> Any:
        """A record as it would be now; None where there is none."""
        return self._touched.get((table, record_id)) or self._data.find(table, record_id)

    def create(self, table: str, record_id: str, values: Mapping[str, Any]) -> Any:
        """A new record."""
        record = TABLES[table].make({**values, "id": record_id})
        self._touched[table, record_id] = record
        return record

    def update(self, record: Any, table: str, values: Mapping[str, Any]) -> Any:
        """A record with what a row says of it; the same object where the row says nothing new."""
        news = {name: value for name, value in values.items() if says_more(record, name, value)}
        if not news:
            return record
        updated = replace(record, **news)
        self._touched[table, record.id] = updated
        return updated

    def settle(self, record: Any, table: str, values: Mapping[str, Any]) -> Any:
        """A record whose post was not recognised before, with its post; the title has done its duty."""
        settled = replace(record, **{"title": None, **values})
        self._touched[table, record.id] = settled
        return settled

    def changes(self) -> tuple[Change, ...]:
        """What would be written, referenced tables first."""
        found: dict[str, list[Change]] = {table: [] for table in TABLES}
        for (table, record_id), record in self._touched.items():
            before = self._data.find(table, record_id)
            if before is None or before != record:
                found[table].append(Change(table, record_id, before, record))
        return tuple(chain.from_iterable(found.values()))


def says_more(record: Any, name: str, told: Any) -> bool:
    """Whether a value tells something of a field of a record that is not known yet."""
    known = getattr(record, name)
    if told is None or told == known:
        return False
    if isinstance(known, PartialDate) and isinstance(told, PartialDate):
        return not known.text.startswith(told.text)
    if isinstance(known, str) and isinstance(told, str):
        if (told.isupper() and told == known.upper()) or lacks_marks(told, known):
            return False
        return told not in (clean(known), "\n".join(clean_lines(known)))
    return True
