"""Figures: cell key → integer, of one unit at one cut-off; figures add.

A cell key is self-describing text `subject[.measure]{dim=code,…}` with sorted dims; every dimension has a value "?"
for unknown, so that the parts make the total. Absent is not counted, 0 is zero.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import Final

from app.domain.schema import Level

UNKNOWN: Final = "?"
OF_PAPER: Final = "paper"
"""Stands for the definitions of figures that a signed report on paper states: nobody counted them here."""


@dataclass(frozen=True, slots=True)
class CellKey:
    """A parsed cell key.

    Attributes:
        subject: what is counted, such as "leader".
        measure: what is summed, empty for a count.
        dims: sorted pairs of dimension and code.
    """

    subject: str
    measure: str
    dims: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        head = f"{self.subject}.{self.measure}" if self.measure else self.subject
        return f"{head}{{{','.join(f'{name}={code}' for name, code in self.dims)}}}"


def cell_key(subject: str, measure: str = "", /, **dims: str) -> str:
    """Text of a cell key from its parts."""
    return str(CellKey(subject, measure, tuple(sorted(dims.items()))))


@lru_cache(maxsize=1 << 16)
def parse_cell_key(text: str) -> CellKey:
    """Reads a cell key and puts its dims in order.

    Raises:
        ValueError: the text is no cell key.
    """
    head, brace, rest = text.partition("{")
    if not head or (brace and not rest.endswith("}")):
        raise ValueError(text)
    subject, _, measure = head.partition(".")
    pairs = [part.partition("=") for part in rest[:-1].split(",") if part] if brace else []
    if not subject.isidentifier() or any(not equals or not name or not code for name, equals, code in pairs):
        raise ValueError(text)
    return CellKey(subject, measure, tuple(sorted((name, code) for name, _, code in pairs)))


class PackedCells(Mapping[str, int]):
    """Cells of one unit as numbers beside a list of names that many units share.

    A province is thousands of cells of each of its units: as dictionaries that is a gigabyte, and most of it is never
    looked at.
    """

    __slots__ = ("numbers", "places")

    def __init__(self, places: Mapping[str, int], numbers: array[int]) -> None:
        """Takes name → place, and the number at each place."""
        self.places = places
        self.numbers = numbers

    def __getitem__(self, cell: str) -> int:
        """The number of a cell."""
        return self.numbers[self.places[cell]]

    def __iter__(self) -> Iterator[str]:
        """Names of the cells."""
        return iter(self.places)

    def __len__(self) -> int:
        """How many cells there are."""
        return len(self.places)

    def __contains__(self, cell: object) -> bool:
        """Whether a cell was counted."""
        return cell in self.places


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one unit, or of a union of units.

    Attributes:
        unit: unit key, or "" for a union.
        cut_off: ISO day.
        definitions: digest of the definitions of the counted cells; only equal ones may be added.
        level: at which they were counted.
        cells: cell key → integer.
    """

    unit: str
    cut_off: str
    definitions: str
    level: Level
    cells: Mapping[str, int]

    def __add__(self, other: Figures) -> Figures:
        """The union: a cell is counted only where both sides counted it.

        Raises:
            ValueError: cut-off or definitions differ; such figures do not add.
        """
        if (self.cut_off, self.definitions) != (other.cut_off, other.definitions):
            raise ValueError("figures of different cut-offs or definitions do not add")
        cells = {key: value + other.cells[key] for key, value in self.cells.items() if key in other.cells}
        return replace(self, unit="", level=min(self.level, other.level), cells=cells)


class Sums:
    """Sums of cells over the same units, each reckoned once; units of one list of names are added by columns."""

    __slots__ = ("_kept", "_packed", "_plain")

    def __init__(self, by_unit: Mapping[str, Figures]) -> None:
        """Takes figures by unit."""
        self._kept: dict[str, int | None] = {}
        self._packed: dict[int, tuple[Mapping[str, int], list[array[int]]]] = {}
        self._plain: list[Mapping[str, int]] = []
        for figures in by_unit.values():
            cells = figures.cells
            if isinstance(cells, PackedCells):
                self._packed.setdefault(id(cells.places), (cells.places, []))[1].append(cells.numbers)
            else:
                self._plain.append(cells)

    def of(self, cells: Iterable[str]) -> int | None:
        """Sum of cells; None where a unit did not count one, or where there is no unit."""
        result = 0
        for cell in cells:
            if cell not in self._kept:
                self._kept[cell] = self._reckoned(cell)
            kept = self._kept[cell]
            if kept is None:
                return None
            result += kept
        return result if self._packed or self._plain else None

    def _reckoned(self, cell: str) -> int | None:
        result = 0
        for places, rows in self._packed.values():
            place = places.get(cell)
            if place is None:
                return None
            result += sum(map(itemgetter(place), rows))
        for cells in self._plain:
            number = cells.get(cell)
            if number is None:
                return None
            result += number
        return result


def total(parts: Iterable[Figures]) -> Figures | None:
    """Sum of figures; None of nothing."""
    result: Figures | None = None
    for part in parts:
        result = part if result is None else result + part
    return result
