"""Figures: cell key → integer, of one unit at one cut-off; figures add.

A cell key is self-describing text `subject[.measure]{dim=code,…}` with sorted dims; every dimension has a value "?"
for unknown, so that the parts make the total. Absent is not counted, 0 is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
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


def total(parts: Iterable[Figures]) -> Figures | None:
    """Sum of figures; None of nothing."""
    result: Figures | None = None
    for part in parts:
        result = part if result is None else result + part
    return result
