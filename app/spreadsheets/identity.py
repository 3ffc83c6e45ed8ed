"""Which record of the dataset a row speaks of, in every table but that of people (`persons`).

Hides natural keys. Each record is claimed by one row of a workbook at most, so that importing a file twice finds every
row again, and two equal rows stay two records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.dataset import Dataset
from app.domain.dates import PartialDate
from app.domain.schema import TableSpec
from app.vietnamese.fold import fold, fold_marked

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "unit_profile": (),
    "body": ("name",),
    "person": ("full_name",),
    "appointment": ("person", "post"),
    "planning_list": ("number", "term", "tier"),
    "planning_entry": ("person", "post"),
    "course": ("name", "kind"),
    "training": ("person", "course"),
    "headcount": ("body", "dimension", "as_of"),
    "population": ("year", "ethnic"),
    "activity": ("task", "name"),
    "budget": ("year", "source"),
    "narrative": ("year", "section"),
    "difficulty": ("text",),
    "inspection": ("by", "date"),
}
"""Fields that tell records of a table apart; texts are compared without marks. A unit has one profile."""

_DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "appointment": ("start",),
    "planning_list": ("date",),
    "planning_entry": ("start",),
    "course": ("start",),
    "difficulty": ("sent_on",),
}
"""Dates that must not contradict each other; an unknown part contradicts nothing."""

_AGREEING: Final[Mapping[str, tuple[str, ...]]] = {
    "appointment": ("body",),
    "planning_entry": ("planning_list", "body"),
}
"""Values that must be equal where both sides say them."""


TITLED: Final = frozenset({"appointment", "planning_entry"})
"""Tables whose post may be the text of a list that is not recognised yet; that text tells them apart then."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a row.

    Attributes:
        record: the record it speaks of; None for a new one.
        reason: why it cannot be decided.
    """

    record: Any = None
    reason: str = ""


class Claims:
    """The records of a dataset that no row has claimed yet."""

    __slots__ = ("_by_id", "_by_key", "_claimed")

    def __init__(self, data: Dataset, specs: Iterable[TableSpec]) -> None:
        self._claimed: set[str] = set()
        self._by_id: dict[tuple[str, str], Any] = {}
        self._by_key: dict[tuple[Any, ...], list[Any]] = {}
        for spec in specs:
            for record in data.rows(spec.cls):
                self._by_id[spec.name, record.id] = record
                self._by_key.setdefault(_key(spec.name, record), []).append(record)

    def match(self, table: str, values: Mapping[str, Any], record_id: str = "") -> Match:
        """Finds the record that a row speaks of and claims it.

        Args:
            table: of the row.
            values: understood values by field; None where the row says nothing.
                record_id: what the column of ids says; an id that nobody knows is passed over.
        """
        found = self._find(table, values, record_id)
        if found.record is not None:
            if found.record.id in self._claimed:
                return Match(reason="trùng mã với một dòng trước")
            self._claimed.add(found.record.id)
        return found

    def _find(self, table: str, values: Mapping[str, Any], record_id: str) -> Match:
        if record_id and (record := self._by_id.get((table, record_id))):
            return Match(record)
        return self._by_natural_key(table, values)

    def _by_natural_key(self, table: str, values: Mapping[str, Any]) -> Match:
        if not self._by_id:
            return Match()
        candidates = [
            record
            for record in self._by_key.get(_key(table, values), ())
            if record.id not in self._claimed and _agrees(table, record, values)
        ]
        if not candidates:
            return Match()
        return Match(max(candidates, key=lambda record: _likeness(record, values)))


def contradicts(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether two dates cannot be the same day."""
    if one is None or other is None:
        return False
    return not (one.text.startswith(other.text) or other.text.startswith(one.text))


def _agrees(table: str, record: Any, values: Mapping[str, Any]) -> bool:
    """Whether nothing that tells records apart speaks against it."""
    if any(contradicts(getattr(record, field), values.get(field)) for field in _DATES.get(table, ())):
        return False
    for field in _AGREEING.get(table, ()):
        if values.get(field) and getattr(record, field) and values[field] != getattr(record, field):
            return False
    if table == "appointment":
        # A post that was left is not the one that a row without dates speaks of.
        return record.end is None or bool(values.get("start") or values.get("end"))
    return True


def _likeness(record: Any, values: Mapping[str, Any]) -> int:
    return sum(value is not None and getattr(record, field) == value for field, value in values.items())


def _key(table: str, source: Any) -> tuple[Any, ...]:
    get = source.get if isinstance(source, Mapping) else lambda field: getattr(source, field)
    if table in TITLED and get("post") is None:
        return (table, get("person"), None, fold_marked(get("title") or ""))
    return (table, *(_comparable(get(field)) for field in KEYS[table]))


def _comparable(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value
