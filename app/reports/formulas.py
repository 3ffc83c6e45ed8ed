"""Formulas of a spreadsheet form: column formulas such as "c4/c2*100" and sums over rows, turned into cell references.

A formula is used only where it gives the very value that the plan counted; else the value itself is written, so that
the spreadsheet can never disagree with the printed form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from app.domain.table import Column, Points, Ratio, Row, Table, Value
from app.reports.values import shows_zero
from app.vietnamese.numbers import written

MILLION: Final = 10**6
"""Money is shown, and stored in the sheet, in triệu đồng."""

_TOKEN: Final = re.compile(r"\s*(?:(?P<name>[A-Za-z_]\w*)|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[-+*/()]))")
_SUM: Final = "sum"


def amount(value: Value, column: Column) -> Fraction | None:
    """The number that stands in a sheet's cell; None for text, symbols and empty cells."""
    if isinstance(value, Ratio):
        return Fraction(value.scale * value.numerator, value.denominator)
    if isinstance(value, Points):
        return Fraction(0) if shows_zero(value) else Fraction(value.hundredths, 100)
    if isinstance(value, int):
        return Fraction(value, MILLION) if column.kind == "money" else Fraction(value)
    return None


def sheet_formula(table: Table, row: Row, index: int, places: Mapping[str, int], letters: tuple[str, ...]) -> str:
    """Writes the formula of one cell.

    Args:
        table: the table.
        row: the row of the cell; its `sums` name the rows that a "sum" adds.
        index: the column of the cell.
        places: row number in the sheet by row id.
        letters: letters of the sheet's columns, one for each column of the table.

    Returns:
        The formula with "=", or "" where the plain value must be written.
    """
    cell, column = row.cells[index], table.columns[index]
    wanted = amount(cell.value, column)
    if not cell.formula or wanted is None:
        return ""
    if cell.formula == _SUM:
        return _sum_formula(table, row, index, places, letters[index], wanted)
    points = isinstance(cell.value, Points)
    names = {c.id: _operand(row.cells[i].value, c, points) for i, c in enumerate(table.columns)}
    tokens = _tokens(cell.formula)
    if _Reader(tokens, names).value() != wanted:
        return ""
    spots = {
        c.id: _spot(row.cells[i].value, f"{letters[i]}{places[row.id]}", points) for i, c in enumerate(table.columns)
    }
    return "=" + "".join(spots.get(token, token) for token in tokens)


def _operand(value: Value, column: Column, points: bool) -> Fraction | None:
    """What a formula takes from another column: a difference of percentages takes them as they are written."""
    if points and isinstance(value, Ratio):
        return written(value.numerator, value.denominator, value.decimals, value.scale)
    return amount(value, column)


def _spot(value: Value, place: str, points: bool) -> str:
    return f"ROUND({place},{value.decimals})" if points and isinstance(value, Ratio) else place


def _sum_formula(table: Table, row: Row, index: int, places: Mapping[str, int], letter: str, wanted: Fraction) -> str:
    parts = {part.id: amount(part.cells[index].value, table.columns[index]) for part in table.rows}
    if not row.sums or any(key not in parts for key in row.sums):
        return ""
    if sum((parts[key] or Fraction(0) for key in row.sums), Fraction(0)) != wanted:
        return ""
    ranges = [f"{letter}{a}:{letter}{b}" if b > a else f"{letter}{a}" for a, b in _runs(places[k] for k in row.sums)]
    return f"=SUM({','.join(ranges)})" if len(ranges) <= 250 else ""


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Joins consecutive numbers: 3, 4, 5, 8 → (3, 5), (8, 8)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] + 1 == number:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _tokens(formula: str) -> tuple[str, ...]:
    tokens = []
    at = 0
    while at < len(formula.rstrip()):
        match = _TOKEN.match(formula, at)
        if match is None:
            raise ValueError(f"column formula {formula!r} is not understood at {formula[at:]!r}")
        tokens.append(match.group(0).strip())
        at = match.end()
    return tuple(tokens)


class _Reader:
    """Works out a column formula over exact fractions; None where an operand is not a number."""

    def __init__(self, tokens: tuple[str, ...], names: Mapping[str, Fraction | None]) -> None:
        self._tokens, self._names, self._at = tokens, names, 0

    def value(self) -> Fraction | None:
        """The value of the whole formula; None also for a division by zero."""
        try:
            result = self._sum()
        except (_NotANumberError, ZeroDivisionError):
            return None
        if self._at != len(self._tokens):
            raise ValueError(f"column formula {' '.join(self._tokens)!r} does not end where it should")
        return result

    def _next(self, *signs: str) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at] in signs:
            self._at += 1
            return self._tokens[self._at - 1]
        return ""

    def _sum(self) -> Fraction:
        total = self._product()
        while sign := self._next("+", "-"):
            total = total + self._product() if sign == "+" else total - self._product()
        return total

    def _product(self) -> Fraction:
        total = self._atom()
        while sign := self._next("*", "/"):
            total = total * self._atom() if sign == "*" else total / self._atom()
        return total

    def _atom(self) -> Fraction:
        if self._next("-"):
            return -self._atom()
        if self._next("("):
            inner = self._sum()
            if not self._next(")"):
                raise ValueError(f"column formula {' '.join(self._tokens)!r} lacks a closing bracket")
            return inner
        if self._at == len(self._tokens):
            raise ValueError(f"column formula {' '.join(self._tokens)!r} ends too early")
        token = self._tokens[self._at]
        self._at += 1
        if token[0].isdigit():
            return Fraction(token)
        if token not in self._names:
            raise ValueError(f"column formula names {token!r}, which is no column")
        found = self._names[token]
        if found is None:
            raise _NotANumberError
        return found


class _NotANumberError(Exception):
    """An operand is a symbol or empty."""
