"""Tables of a form: rows in order, numbers first and then the columns that refer to them.

Hides grouping of small rows, leaving out empty ones, sorting and totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from app.domain.table import Cell, Column, Row, Symbol, Table
from app.plan.figure_refs import sum_ref
from app.plan.form_cells import (
    Number,
    Shown,
    below_cell,
    integer_cell,
    mark_cell,
    minus_cell,
    points_cell,
    quotient_cell,
    result_cell,
)  # fmt: skip
from app.plan.form_notes import NOTES, filled_title
from app.plan.form_record_texts import RECORD_TEXTS, field_text
from app.plan.form_rows import RowSpec, Scene, cells_of, columns_of, doubts_of, numbered, rows_of, unsure_of
from app.plan.form_shapes import ColumnDef, FormDef, RowDef, TableDef
from app.plan.form_texts import TEXTS
from app.plan.form_values import FormInput, Values
from app.plan.indicator_results import IndicatorResult
from app.plan.rules import path_of

_DERIVED: Final = frozenset({"minus", "ratio", "share", "points", "mark", "below"})


def fill_table(form: FormDef, table: TableDef, data: FormInput, scene: Scene) -> Table:
    """Fills one table of a form."""
    filler = _Filler(form, table, data, scene)
    lines = filler.lines()
    specs = numbered([line.spec for line in lines])
    rows = tuple(filler.row(replace(line, spec=spec)) for line, spec in zip(lines, specs, strict=True))
    columns = tuple(
        Column(column.id, column.number, filled_title(column.title, data), column.groups, column.kind, column.width)
        for column in filler.visible
    )
    return Table(table.id, columns, rows, filled_title(table.caption, data), table.unit_text)


@dataclass(frozen=True, slots=True)
class _Line:
    """A filled row; `sums` are the rows that a total adds."""

    spec: RowSpec
    shown: Mapping[str, Shown]
    sums: tuple[str, ...] = ()


class _Filler:
    """Fills one table."""

    def __init__(self, form: FormDef, table: TableDef, data: FormInput, scene: Scene) -> None:
        self._data = data
        self._facts = scene.facts
        own = data.data.units.get(next(iter(data.data.by_unit), "")) if data.scope == "unit" else None
        self._kind = own.kind if own else ""
        self._columns = columns_of(form, table)
        self.visible = tuple(column for column in self._columns if not column.hidden)
        self._shown_ids = {column.id for column in self.visible}
        self._specs = tuple(rows_of(form, table, scene))
        self._values = Values(data, set(self._body_cells()), scene.facts)

    def lines(self) -> list[_Line]:
        """The rows in order."""
        lines: list[_Line] = []
        for entry, specs in _by_entry(self._specs):
            match entry.rows:
                case "indicators":
                    lines.extend(self._result_line(entry, result) for result in self._results(entry))
                case "total":
                    lines.extend(self._total_lines(entry, specs, lines))
                case "group" | "records":
                    lines.extend(_Line(spec, {}) for spec in specs)
                case _:
                    lines.extend(self._counted_lines(entry, specs))
        return [line for index, line in enumerate(lines) if not _is_bare(lines, index)]

    def row(self, line: _Line) -> Row:
        """A row as it is shown."""
        entry = line.spec.definition
        cells = []
        for column in self.visible:
            if column.operation in {"text", "field"}:
                cells.append(Cell(self._text(column, line.spec)))
            else:
                cells.append(line.shown[column.id].cell if column.id in line.shown else Cell(None))
        indent = entry.indent + (1 if line.spec.is_part else 0)
        return Row(line.spec.id, tuple(cells), _style(entry), indent, line.sums)

    def _counted_lines(self, entry: RowDef, specs: tuple[RowSpec, ...]) -> list[_Line]:
        if entry.others:
            specs = self._joined(entry, specs)
        lines = [_Line(spec, self._shown(spec)) for spec in specs]
        if not entry.keep_empty:
            mains = {line.spec.id for line in lines if not line.spec.second and not self._is_empty(line)}
            lines = [line for line in lines if _main_id(line.spec) in mains]
        if entry.sort:
            lines.sort(key=lambda line: _order(line.shown[entry.sort].number))
        return lines

    def _is_empty(self, line: _Line) -> bool:
        if line.spec.answered:
            return False
        counted = [line.shown[column.id].number for column in self._columns if column.operation == "cells"]
        return set(counted) in ({0}, {0, None})

    def _joined(self, entry: RowDef, specs: tuple[RowSpec, ...]) -> tuple[RowSpec, ...]:
        """Rows under the small-cell limit in the first number column become one, so that nobody is pointed at."""
        numbers = [column for column in self._columns if column.operation == "cells"]
        counts = [[self._values.sum(spec, cells_of(column, spec)) for spec in specs] for column in numbers]
        limit = self._data.data.definitions.small_cell
        kept: list[RowSpec] = []
        small: list[RowSpec] = []
        for spec, number in zip(specs, next((found for found in counts if any(found)), counts[0]), strict=True):
            (small if number is not None and number < limit else kept).append(spec)
        if not small:
            return tuple(kept)
        variants = tuple(variant for spec in small for variant in spec.variants)
        return (*kept, replace(small[0], id=f"{small[0].id}+", label=entry.others, variants=variants, code=None))

    def _shown(self, spec: RowSpec) -> dict[str, Shown]:
        shown: dict[str, Shown] = {}
        for column in self._columns:
            if column.id in spec.definition.excluded or (self._kind and self._kind in column.not_of):
                shown[column.id] = Shown(None, Cell(Symbol.EXCLUDED))
            elif column.operation == "cells":
                shown[column.id] = self._counted(column, spec)
            elif column.operation in _DERIVED:
                shown[column.id] = self._derived(column, spec, shown)
        return shown

    def _counted(self, column: ColumnDef, spec: RowSpec) -> Shown:
        if spec.second and spec.record is not None:
            return integer_cell(self._values.of_record(spec.record.id, column.cells), column)
        cells = cells_of(column, spec)
        key = cells[0] if len(cells) == 1 else ""
        if key and spec.unit is not None:
            key = f"{key}@{spec.unit.id}"
        number = None if self._values.sum(spec, doubts_of(column, spec)) else self._values.sum(spec, cells)
        if number == 0 and self._values.sum(spec, unsure_of(column, spec)):
            number = None
        asks = "" if key else _asked(cells, spec)
        shown = integer_cell(number, column, key, asks=asks)
        return replace(shown, cell=replace(shown.cell, value=Symbol.UNKNOWN)) if self._is_silent(spec) else shown

    def _is_silent(self, spec: RowSpec) -> bool:
        """Whether a code has neither a record nor a statement that there is none: nothing was looked through."""
        if self._facts is None or self._facts.context.nil or not spec.definition.records:
            return False
        return spec.code is not None and not spec.answered

    def _derived(self, column: ColumnDef, spec: RowSpec, shown: Mapping[str, Shown], decimals: int = 0) -> Shown:
        first = shown[column.of[0]]
        second = shown[column.of[-1]]
        match column.operation:
            case "minus":
                return minus_cell(first, second, column, self._formula(column, "-"))
            case "ratio":
                return quotient_cell(first, second, column, self._formula(column, "/"), decimals)
            case "points":
                return points_cell(first, second, self._formula(column, "-"), decimals)
            case "share":
                return quotient_cell(first, self._base(column, spec), column, "")
            case "mark":
                return mark_cell(first)
            case _:
                return below_cell(first, second, getattr(self._data.data.definitions, column.limit))

    def _base(self, column: ColumnDef, spec: RowSpec) -> Shown:
        base = next(other for other in self._columns if other.id == column.of[0])
        return integer_cell(self._values.sum(spec, base.cells), base, asks=_asked(base.cells, spec))

    def _formula(self, column: ColumnDef, sign: str) -> str:
        if not set(column.of) <= self._shown_ids:
            return ""
        return sign.join(column.of) + ("*100" if column.operation == "ratio" and column.scale == 100 else "")

    def _text(self, column: ColumnDef, spec: RowSpec) -> str | None:
        facts, name = self._facts, column.of[0]
        if column.operation == "field":
            return field_text(spec.record, path_of(name), self._data.data.catalogue)
        if name in RECORD_TEXTS:
            return RECORD_TEXTS[name](spec, facts) if facts is not None else None

        def value(cells: tuple[str, ...]) -> int | None:
            return self._values.sum(spec, cells)

        return TEXTS[name].write(spec, self._data, value)

    def _body_cells(self) -> Iterator[str]:
        """Cells of the rows by body, so that they are counted in one go."""
        data = self._data.data
        for spec in self._specs:
            for column in self._columns if spec.body is not None else ():
                yield from (*cells_of(column, spec), *doubts_of(column, spec))
                if column.operation == "text" and column.of[0] in TEXTS:
                    for cells in TEXTS[column.of[0]].cells(spec, data.catalogue, data.definitions).values():
                        yield from cells

    def _total_lines(self, entry: RowDef, specs: tuple[RowSpec, ...], above: list[_Line]) -> list[_Line]:
        """Totals of the rows since the total before, of units that reported; or counted of their own."""
        last = max((index for index, line in enumerate(above, 1) if line.spec.definition.rows == "total"), default=0)
        reported = self._data.data.by_unit
        rows = [
            line
            for line in above[last:]
            if _is_summand(line.spec) and (line.spec.unit is None or line.spec.unit.id in reported)
        ]
        return [self._total_line(spec, rows) for spec in specs] if rows or entry.keep_empty else []

    def _total_line(self, spec: RowSpec, rows: list[_Line]) -> _Line:
        shown: dict[str, Shown] = {}
        for column in self._columns:
            if column.operation == "cells" and column.total == "sum":
                parts = [line.shown[column.id] for line in rows]
                shown[column.id] = _sum_of(parts, column) if self._data.data.by_unit else integer_cell(None, column)
            elif column.operation == "cells" and column.total == "cell":
                shown[column.id] = self._counted(column, spec)
            elif column.operation in _DERIVED - {"mark", "below"} and column.total != "none":
                shown[column.id] = self._derived(column, spec, shown)
        adds = any(cell.cell.formula == "sum" for cell in shown.values())
        return _Line(spec, shown, tuple(line.spec.id for line in rows) if adds else ())

    def _results(self, entry: RowDef) -> Iterator[IndicatorResult]:
        for name in entry.lines:
            code, _, line = name.partition("/")
            for result in self._data.results:
                named = result.headline if line == "*" else result.definition.line == line
                if result.code == code and named and (entry.keep_empty or result.denominator != 0):
                    yield result

    def _result_line(self, entry: RowDef, result: IndicatorResult) -> _Line:
        definition = result.definition
        label = entry.label.format(
            name=definition.name,
            title=definition.title,
            convention=definition.convention,
            span=NOTES["span"](self._data),
        )
        label = label or definition.title
        number = entry.number.format(number=result.number)
        spec = RowSpec(f"i:{definition.id}:{entry.number}", entry, label, number, ({},))
        shown: dict[str, Shown] = {}
        for column in self._columns:
            if column.operation == "indicator":
                shown[column.id] = result_cell(result, column.of[0])
            elif column.operation in _DERIVED:
                shown[column.id] = self._derived(column, spec, shown, result.decimals)
        return _Line(spec, shown)


def _by_entry(specs: tuple[RowSpec, ...]) -> Iterator[tuple[RowDef, tuple[RowSpec, ...]]]:
    start = 0
    for index in range(1, len(specs) + 1):
        if index == len(specs) or specs[index].definition is not specs[start].definition:
            yield specs[start].definition, specs[start:index]
            start = index


def _main_id(spec: RowSpec) -> str:
    return spec.id.rpartition("/")[0] if spec.second else spec.id


def _is_summand(spec: RowSpec) -> bool:
    entry = spec.definition
    return not spec.is_part and entry.style == "normal" and entry.rows not in {"group", "total", "indicators"}


def _is_bare(lines: list[_Line], index: int) -> bool:
    """A heading of a group that has lost all its rows."""
    if lines[index].spec.definition.rows != "group":
        return False
    following = lines[index + 1].spec.definition.rows if index + 1 < len(lines) else "group"
    return following in {"group", "total"}


def _style(entry: RowDef) -> Literal["normal", "group", "subtotal", "total"]:
    return "group" if entry.rows == "group" else "total" if entry.rows == "total" else entry.style


def _asked(cells: tuple[str, ...], spec: RowSpec) -> str:
    """What a sum of cells is of."""
    return sum_ref(f"{cell}@{spec.unit.id}" if spec.unit is not None else cell for cell in cells)


def _sum_of(parts: list[Shown], column: ColumnDef) -> Shown:
    numbers = [part.number for part in parts]
    known = [number for number in numbers if isinstance(number, int)]
    complete = len(known) == len(numbers)
    formula, asks = "sum" if complete and known else "", sum_ref(part.cell.source for part in parts)
    return integer_cell(sum(known) if complete else None, column, formula=formula, asks=asks)


def _order(number: Number) -> tuple[bool, Fraction]:
    if number is None:
        return True, Fraction(0)
    return False, Fraction(*number) if isinstance(number, tuple) else Fraction(number)
