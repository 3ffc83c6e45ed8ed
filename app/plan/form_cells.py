"""From numbers to what stands in a cell: symbols, quotients divided last, points, marks.

Hides the signs of forms-and-rules §1.9: absent is "…", a quotient without anyone below the line is "x", and zero is
"0" or "-" as the column says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from app.domain.table import MARK, Cell, Points, Ratio, Symbol, Value
from app.plan.figure_refs import line_ref, minus_ref, quotient_ref
from app.plan.form_shapes import ColumnDef
from app.plan.indicator_results import IndicatorResult
from app.vietnamese.numbers import written

Quotient = tuple[int, int]
Number = int | Quotient | None
"""What a column holds before it is shown; None is not counted."""

_RATIO_DECIMALS: Final = 1
_PLAIN_DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell with the number behind it, for the columns that refer to it."""

    number: Number
    cell: Cell


def integer_cell(number: int | None, column: ColumnDef, key: str = "", formula: str = "", asks: str = "") -> Shown:
    """A counted number."""
    value: Value = Symbol.UNKNOWN if number is None else number
    if number == 0 and column.zero == "-":
        value = Symbol.NONE
    return Shown(number, Cell(value, key, formula, asks))


def quotient_cell(above: Shown, below: Shown, column: ColumnDef, formula: str, decimals: int = 0) -> Shown:
    """A quotient of numbers or of quotients; it is divided when it is written, not here."""
    if above.number is None or below.number is None:
        return _without(above, below)
    (top, top_unit), (bottom, bottom_unit) = _pair(above.number), _pair(below.number)
    numerator, denominator = top * bottom_unit, bottom * top_unit
    if denominator == 0:
        return Shown(None, Cell(Symbol.EXCLUDED, asks=quotient_ref(above.cell.source, below.cell.source)))
    digits = decimals or (_RATIO_DECIMALS if column.scale == 100 else _PLAIN_DECIMALS)
    asks = quotient_ref(above.cell.source, below.cell.source) or _line_of(above, below)
    value = Ratio(numerator, denominator, column.scale, digits)
    return Shown((numerator, denominator), Cell(value, "", formula, asks))


def minus_cell(first: Shown, second: Shown, column: ColumnDef, formula: str) -> Shown:
    """A difference of counted numbers."""
    if not isinstance(first.number, int) or not isinstance(second.number, int):
        return _without(first, second)
    asks = minus_ref(first.cell.source, second.cell.source)
    return integer_cell(first.number - second.number, column, formula=formula, asks=asks)


def points_cell(first: Shown, second: Shown, formula: str, decimals: int = 0) -> Shown:
    """A difference of percentages in points, of the figures on paper, so that a reader can check it there."""
    if first.number is None or second.number is None:
        return _without(first, second)
    difference = _on_paper(first) - _on_paper(second)
    points = Points(round(100 * difference), decimals or _RATIO_DECIMALS)
    return Shown(None, Cell(points, "", formula, first.cell.source))


def mark_cell(of: Shown) -> Shown:
    """A mark where something was counted."""
    if of.number is None:
        return _without(of, of)
    return Shown(None, Cell(MARK if _pair(of.number)[0] > 0 else None, asks=of.cell.source))


def below_cell(part: Shown, whole: Shown, percent: int) -> Shown:
    """A mark where the part is under a percentage of the whole, compared in integers."""
    if not isinstance(part.number, int) or not isinstance(whole.number, int):
        return _without(part, whole)
    asks = quotient_ref(part.cell.source, whole.cell.source)
    return Shown(None, Cell(MARK if whole.number and 100 * part.number < percent * whole.number else None, asks=asks))


def result_cell(result: IndicatorResult, field: str) -> Shown:
    """A field of an indicator's result.

    Raises:
        KeyError: no such field.
    """
    shown = _RESULTS[field](result)
    return replace(shown, cell=replace(shown.cell, asks=line_ref(result.definition.id))) if field in _TOLD else shown


def _counted(number: int | None) -> Shown:
    return Shown(number, Cell(Symbol.UNKNOWN if number is None else number))


def _target(result: IndicatorResult) -> Shown:
    if result.target is None:
        return Shown(None, Cell(Symbol.EXCLUDED))
    return Shown((result.target, 100), Cell(result.target))


def _needed(result: IndicatorResult) -> Shown:
    unsaid = Symbol.UNKNOWN if result.numerator is None else Symbol.EXCLUDED
    return Shown(result.needed, Cell(unsaid if result.needed is None else result.needed))


def _previous(result: IndicatorResult) -> Shown:
    before = result.previous
    if before is None or not before.denominator:
        return Shown(None, Cell(Symbol.UNKNOWN))
    return Shown((before.numerator, before.denominator), Cell(Ratio(before.numerator, before.denominator)))


_RESULTS: Final[Mapping[str, Callable[[IndicatorResult], Shown]]] = MappingProxyType(
    {
        "numerator": lambda result: _counted(result.numerator),
        "denominator": lambda result: _counted(result.denominator),
        "target": _target,
        "needed": _needed,
        "previous": _previous,
        "verdict": lambda result: Shown(None, Cell(str(result.verdict) or Symbol.EXCLUDED)),
        "unit_word": lambda result: Shown(None, Cell(result.definition.unit_word)),
    }
)
RESULT_FIELDS: Final = frozenset(_RESULTS)
_TOLD: Final = RESULT_FIELDS - {"unit_word", "target", "previous"}
"""Fields that follow from the figures of the period."""


def _without(first: Shown, second: Shown) -> Shown:
    """What stands where an input has no number: it does not apply, or it is not known."""
    excluded = Symbol.EXCLUDED in {first.cell.value, second.cell.value}
    return Shown(None, Cell(Symbol.EXCLUDED if excluded else Symbol.UNKNOWN))


def _line_of(above: Shown, below: Shown) -> str:
    """Both of one line of an indicator: that line."""
    return above.cell.source if above.cell.source == below.cell.source else ""


def _on_paper(of: Shown) -> Fraction:
    """A percentage as it is written: a quotient rounded, a target as it is."""
    value = of.cell.value
    if isinstance(value, Ratio):
        return written(value.numerator, value.denominator, value.decimals, value.scale)
    return 100 * Fraction(*_pair(of.number or 0))


def _pair(number: int | Quotient) -> Quotient:
    return (number, 1) if isinstance(number, int) else number
