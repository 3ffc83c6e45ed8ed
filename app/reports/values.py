"""The text of a value: the one place where a number becomes what people read (screen, PDF, DOCX and check of XLSX)."""

from __future__ import annotations

import unicodedata

from app.domain.table import Column, Points, Ratio, Symbol, Table, Value
from app.vietnamese.numbers import decimal, integer, millions


def display(value: Value, column: Column) -> str:
    """Writes a value as it is printed.

    Args:
        value: what stands in the cell; an integer of a money column is in đồng.
        column: its column; only the kind "money" changes how an integer is written (triệu đồng).

    Returns:
        NFC text: "1.234", "46,7", "+2,1", "-", "x", "" for an empty cell.

    Raises:
        ZeroDivisionError: a ratio with denominator 0, which the plan never makes.
    """
    if value is None:
        return ""
    if isinstance(value, Symbol):
        return value.value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Ratio):
        return decimal(value.numerator, value.denominator, value.decimals, value.scale)
    if isinstance(value, Points):
        return _signed(value)
    return millions(value) if column.kind == "money" else integer(value)


def shows_zero(points: Points) -> bool:
    """Whether a difference is written as zero, without a sign, because nothing of it is left at its decimals."""
    return not any(digit in "123456789" for digit in decimal(abs(points.hundredths), 100, points.decimals))


def _signed(points: Points) -> str:
    text = decimal(abs(points.hundredths), 100, points.decimals)
    if shows_zero(points):
        return text
    return ("+" if points.hundredths > 0 else "-") + text


def label_column(table: Table) -> int:
    """Index of the column that names the row: the first text column after the ordinal number, if there is one."""
    columns = table.columns
    if len(columns) > 1 and columns[0].kind == "text" and columns[1].kind == "text":
        return 1
    return 0
