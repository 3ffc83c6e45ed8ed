"""Where the numbers of a row come from: the total of the units, one unit, or one body counted from its records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.figures import Sums, parse_cell_key
from app.plan.counting import count_facts
from app.plan.entries import Entry
from app.plan.facts import Context, Facts
from app.plan.form_rows import RowSpec
from app.plan.form_shapes import Scope
from app.plan.indicator_results import IndicatorInput, IndicatorResult
from app.plan.subjects import SUBJECTS

Look = Callable[[str], int | None]


@dataclass(frozen=True, slots=True)
class FormInput:
    """What a form is a function of.

    Attributes:
        scope: "unit" or "province": which tables and rows stand in it.
        data: figures by unit; a unit is a map of one.
        results: of the pack's indicators, computed from the same data.
        cut_off: ngày chốt số liệu.
        reporter, receiver: who reports to whom.
        context: records of the unit, for rows by body and for notes; None at the province.
        counted_here: cells of the total that do not add up and were counted from the records held.
        breaks: first days of new boundaries beside those of the pack, with the act of law behind each.
        behalf: units whose reports Sở Nội vụ entered for them.
    """

    scope: Scope
    data: IndicatorInput
    results: tuple[IndicatorResult, ...]
    cut_off: date
    reporter: str
    receiver: str
    context: Context | None = None
    counted_here: Mapping[str, int] = field(default_factory=dict)
    breaks: Mapping[date, str] = field(default_factory=dict)
    behalf: tuple[str, ...] = ()
    sums: Sums = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sums are kept from table to table and from form to form."""
        object.__setattr__(self, "sums", Sums(self.data.by_unit))


class Values:
    """Cells of the rows of one table."""

    def __init__(self, data: FormInput, body_cells: Collection[str], facts: Facts | None) -> None:
        self._data = data
        self._facts = facts
        self._entries: dict[str, Mapping[str, Entry]] = {}
        self._totals: dict[str, int | None] = dict(data.counted_here)
        counted = count_facts(facts, body_cells) if facts and body_cells else None
        self._of_bodies: Mapping[str, int] = counted.cells if counted else {}

    def sum(self, spec: RowSpec, cells: tuple[str, ...]) -> int | None:
        """Sum of cells for a row; None where one was not counted."""
        look = self._look(spec)
        numbers = [look(cell) for cell in cells]
        known = [number for number in numbers if number is not None]
        return sum(known) if cells and len(known) == len(numbers) else None

    def of_record(self, record: str, cells: tuple[str, ...]) -> int | None:
        """What one record adds to cells; 0 where the figures do not count it, None without records."""
        if self._facts is None:
            return None
        total = 0
        for key in map(parse_cell_key, cells):
            if key.subject not in self._entries:
                made = SUBJECTS[key.subject].entries(self._facts)
                self._entries[key.subject] = {entry.record: entry for entry in made}
            entry = self._entries[key.subject].get(record)
            total += entry.values.get(key.measure, 0) if entry is not None else 0
        return total

    def _look(self, spec: RowSpec) -> Look:
        if spec.body is not None:
            return self._of_bodies.get
        if spec.unit is not None:
            figures = self._data.data.by_unit.get(spec.unit.id)
            return figures.cells.get if figures else lambda _cell: None
        return self._total

    def _total(self, cell: str) -> int | None:
        if cell not in self._totals:
            self._totals[cell] = self._data.sums.of((cell,))
        return self._totals[cell]
