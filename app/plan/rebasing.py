"""Figures of the units of their time, shown under the units of another day; nothing is lost and nobody is split.

A merged unit has the sum of its parts. A unit that was split stays whole: its heirs, and all that shares an heir with
them, are one *cụm*; only residents may be shared out among them, as a marked estimate. Local governments are counted
anew, because those that were merged are one (1.1a, convention B).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.domain.figures import Figures, parse_cell_key
from app.domain.unit_records import Unit
from app.domain.units import Units
from app.plan.indicator_results import IndicatorInput

_JOINED: Final = "+"
_ESTIMATED: Final = "resident"


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a table by the units of a day.

    Attributes:
        key: of the unit; of a cụm the keys of its units, joined.
        units: one, or several that cannot be told apart.
        parts: keys of the units of the time of the figures that it gathers, in the order of the catalogue.
    """

    key: str
    units: tuple[Unit, ...]
    parts: tuple[str, ...]

    @property
    def is_cluster(self) -> bool:
        """Whether people cannot be told apart here."""
        return len(self.units) > 1

    @property
    def name(self) -> str:
        """Name of the unit, or of the cụm by its units."""
        if not self.is_cluster:
            return self.units[0].name or self.key if self.units else self.key
        return "Cụm " + ", ".join(unit.name or unit.id for unit in self.units)


def places(keys: Iterable[str], units: Units, when: date) -> tuple[Place, ...]:
    """The units of a day that stand in the place of others.

    Args:
        keys: of units of another time.
        units: with their lineage.
        when: the day of the boundaries, "hiện nay".

    Returns:
        Places in the order of the list of units, so that a unit has the same place in every year; every key is a part
        of exactly one.
    """
    heirs = {key: units.heirs(key, when) for key in dict.fromkeys(keys)}
    root: dict[str, str] = {}
    for key, found in heirs.items():
        names = [unit.id for unit in found] or [key]
        for name in names:
            root[_root(root, name)] = _root(root, names[0])
    members: dict[str, dict[str, Unit]] = defaultdict(dict)
    parts: dict[str, list[str]] = defaultdict(list)
    for key, found in heirs.items():
        group = _root(root, found[0].id if found else key)
        members[group].update((unit.id, unit) for unit in found)
        parts[group].append(key)
    order = {unit.id: number for number, unit in enumerate(units)}
    made = (
        Place(_JOINED.join(sorted(members[group])) or group, tuple(members[group].values()), tuple(parts[group]))
        for group in parts
    )
    return tuple(sorted(made, key=lambda place: order.get(place.units[0].id if place.units else "", len(order))))


def _root(root: dict[str, str], name: str) -> str:
    while root.setdefault(name, name) != name:
        name = root[name]
    return name


def rebase(by_unit: Mapping[str, Figures], units: Units, when: date = date.max) -> dict[str, Figures]:
    """Figures of dissolved units, added up under the units that took over.

    Local governments do not add: those merged are one, with a woman among its key leaders where any of them had one.

    Args:
        by_unit: figures of one period.
        units: with their lineage.
        when: the day of the boundaries.

    Returns:
        Key of the place → figures; a unit that still exists or was abolished keeps its key.
    """
    return {
        place.key: _gathered(place, [by_unit[key] for key in place.parts]) for place in places(by_unit, units, when)
    }


def _gathered(place: Place, parts: Sequence[Figures]) -> Figures:
    """The sum, as the sums of the province are made: a cell that one part lacks is not known."""
    first = parts[0]
    cells = dict(first.cells)
    for part in parts[1:]:
        cells = {cell: number + part.cells[cell] for cell, number in cells.items() if cell in part.cells}
    if len(parts) > 1:
        cells = _governments(cells)
    alike = all(part.definitions == first.definitions for part in parts)
    return replace(
        first,
        unit=place.key,
        definitions=first.definitions if alike else "",
        level=min(part.level for part in parts),
        cells=cells,
    )


def _governments(cells: Mapping[str, int]) -> dict[str, int]:
    """Cells of a merged unit: governments are counted anew, one for each tier."""
    merged = dict(cells)
    for cell, number in cells.items():
        key = parse_cell_key(cell)
        if key.subject == "government":
            tiers = 1 if any(name == "tier" for name, _ in key.dims) else _tiers(cells)
            merged[cell] = min(number, tiers)
    return merged


def _tiers(cells: Mapping[str, int]) -> int:
    """How many tiers of government the merged unit has."""
    tiers = [
        cell for cell, number in cells.items() if number and cell.startswith("government{tier=") and "," not in cell
    ]
    return max(1, len(tiers))


def as_now(data: IndicatorInput, when: date) -> IndicatorInput:
    """The same figures by the units of a day; those of the year before too, so that both are compared alike.

    Args:
        data: as reported.
        when: the day of the boundaries.

    Returns:
        Input in which a dissolved unit's figures and duty stand under its successor, a split one's under its cụm.
    """
    found = places((*data.expected, *data.by_unit), data.units, when)
    past = places(data.previous, data.units, when)
    return replace(
        data,
        by_unit=_at_places(data.by_unit, found),
        previous=_at_places(data.previous, past),
        units=with_clusters(data.units, (*found, *past)),
        expected=tuple(place.key for place in found if set(place.parts) & set(data.expected)),
    )


def _at_places(by_unit: Mapping[str, Figures], found: Iterable[Place]) -> dict[str, Figures]:
    result = {}
    for place in found:
        parts = [by_unit[key] for key in place.parts if key in by_unit]
        if parts:
            result[place.key] = _gathered(place, parts)
    return result


def with_clusters(units: Units, found: Iterable[Place]) -> Units:
    """Units that also know each cụm, as a unit that stands before the first of its own."""
    clusters: dict[str, Place] = {place.key: place for place in found if place.is_cluster}
    if not clusters:
        return units
    before = {place.units[0].id: place for place in clusters.values()}
    return Units(_rows(units, before))


def _rows(units: Units, before: Mapping[str, Place]) -> Iterator[Unit]:
    for unit in units:
        place = before.get(unit.id)
        if place is not None:
            yield replace(unit, id=place.key, code="", name=place.name, successor=None)
        yield unit


def shared(number: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Shares of a number by largest remainder; they sum to it. Ties go to the earlier one.

    Args:
        number: not negative.
        weights: not negative; all 0 shares evenly.
    """
    if not weights:
        return ()
    whole = sum(weights)
    told = list(weights) if whole else [1] * len(weights)
    whole = whole or len(told)
    shares = [number * weight // whole for weight in told]
    order = sorted(range(len(told)), key=lambda place: (-(number * told[place] % whole), place))
    for place in order[: number - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def estimated_residents(figures: Figures, units: Collection[Unit]) -> Mapping[str, Mapping[str, int]]:
    """Residents of a cụm shared out by the population of its units: an estimate, to be marked as one.

    Returns:
        Unit key → cell → residents; empty where the population of a unit is not known. People of no other kind are
        ever shared out.
    """
    weights = [unit.population or 0 for unit in units]
    if not all(weights):
        return {}
    result: dict[str, dict[str, int]] = {unit.id: {} for unit in units}
    for cell, number in figures.cells.items():
        if parse_cell_key(cell).subject == _ESTIMATED:
            for unit, share in zip(units, shared(number, weights), strict=True):
                result[unit.id][cell] = share
    return result
