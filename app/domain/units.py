"""Reporting units as of a date, and who succeeds whom; the key is code@valid_from because codes are reused.

A first day says since when the unit is recorded, not since when it exists: 2021-01-01, where the Programme begins, for
the province, its districts and the old communes; 2025-03-01 for the provincial agencies, whose earlier frame is not
recorded. A district has no successor: it was abolished, and eight new communes straddle two old ones (domain §5).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from app.domain.dates import PartialDate, in_force
from app.domain.unit_records import Unit


def unit_key(code: str, valid_from: str) -> str:
    """Key of a unit: code and first day."""
    return f"{code}@{valid_from}"


class Units:
    """All units known, dissolved ones too."""

    __slots__ = ("_by_key", "_predecessors")

    def __init__(self, rows: Iterable[Unit]) -> None:
        self._by_key = {row.id: row for row in rows}
        self._predecessors: dict[str, list[Unit]] = {}
        for row in self._by_key.values():
            for key in (row.successor or "").split():
                self._predecessors.setdefault(key, []).append(row)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._by_key.values())

    def get(self, key: str | None) -> Unit | None:
        """A unit by its key code@valid_from."""
        return self._by_key.get(key) if key else None

    def name(self, key: str) -> str:
        """Name of a unit; its key where it is not known."""
        found = self._by_key.get(key)
        return found.name or key if found else key

    def on(self, when: date) -> tuple[Unit, ...]:
        """Units that existed on a day."""
        return tuple(row for row in self._by_key.values() if in_force(row.valid_from, row.valid_to, when))

    def by_code(self, code: str, when: date) -> Unit | None:
        """The unit that carried a code on a day."""
        for row in self.on(when):
            if row.code == code:
                return row
        return None

    def successors(self, key: str) -> tuple[Unit, ...]:
        """The units that took over, one step: several after a split, none where it still exists or was abolished."""
        found = self._by_key.get(key)
        keys = (found.successor or "").split() if found else []
        return tuple(row for row in map(self.get, keys) if row is not None)

    def successor(self, key: str) -> Unit | None:
        """The one unit that took over, one step; None where there is none (the districts) or where it was split."""
        found = self.successors(key)
        return found[0] if len(found) == 1 else None

    def predecessors(self, key: str) -> tuple[Unit, ...]:
        """The units that were merged into this one, or of which it is a part."""
        return tuple(self._predecessors.get(key, ()))

    def heirs(self, key: str, when: date) -> tuple[Unit, ...]:
        """The units that stand in the place of one on a day: itself while it exists or where nobody took over."""
        found = self._by_key.get(key)
        if found is None:
            return ()
        after = self.successors(key) if found.valid_to is not None and found.valid_to.latest < when else ()
        if not after:
            return (found,)
        found_heirs = {heir.id: heir for row in after for heir in self.heirs(row.id, when)}
        return tuple(found_heirs.values())

    def forebears(self, key: str) -> tuple[Unit, ...]:
        """All units that this one goes back to, those of later reorganisations first; never the unit itself."""
        found: dict[str, Unit] = {}
        waiting = list(self.predecessors(key))
        while waiting:
            row = waiting.pop(0)
            if row.id not in found:
                found[row.id] = row
                waiting.extend(self.predecessors(row.id))
        return tuple(found.values())

    def with_units(self, rows: Iterable[Unit]) -> Units:
        """These units and others; a row with a known key takes its place."""
        return Units((self._by_key | {row.id: row for row in rows}).values())


def load_units(path: Path) -> Units:
    """Reads units.csv: columns code, valid_from, valid_to, name, kind, tier, within, successor and more."""
    with path.open(encoding="utf-8", newline="") as stream:
        return Units(_unit(row) for row in csv.DictReader(stream))


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        id=unit_key(row["code"], row["valid_from"]),
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        tier=row["tier"],
        valid_from=PartialDate(row["valid_from"]),
        valid_to=PartialDate(row["valid_to"]) if row["valid_to"] else None,
        within=row["within"] or None,
        successor=row["successor"] or None,
        other_spelling=row["other_spelling"] or None,
        sector=row["sector"] or None,
        population=int(row["population"]) if row["population"] else None,
        unconfirmed=row["unconfirmed"] == "1",
    )
