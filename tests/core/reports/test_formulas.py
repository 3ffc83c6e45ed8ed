"""Formulas of spreadsheets: only where they give the very value that was counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.table import Cell, Column, Points, Ratio, Row, Symbol, Table, Value
from app.reports.formulas import sheet_formula

COLUMNS = (
    Column("B", "B", "Tên", kind="text"),
    Column("c1", "1", "Nữ"),
    Column("c2", "2", "Tổng"),
    Column("c3", "3=1/2×100", "Tỷ lệ", kind="ratio"),
    Column("c4", "4", "Mục tiêu", kind="ratio"),
    Column("c5", "5=3-4", "Chênh lệch", kind="points"),
    Column("c6", "6", "Kinh phí", kind="money"),
)
LETTERS = tuple("ABCDEFG")
PLACES = {"a": 7, "b": 8, "c": 10, "total": 11}


def _row(key: str, women: Value, everyone: Value, ratio: Cell, gap: Cell) -> Row:
    return Row(key, (Cell(key), Cell(women), Cell(everyone), ratio, Cell(Ratio(75, 1, 1)), gap, Cell(1_500_000)))


A = _row("a", 7, 15, Cell(Ratio(7, 15), formula="c1/c2*100"), Cell(Points(-2830), formula="c3-c4"))
B = _row("b", 1, 3, Cell(Ratio(1, 3), formula="c1 / c2 * 100"), Cell(Points(-4170), formula="(c3 - c4)"))
C = _row("c", 0, 2, Cell(Ratio(0, 2), formula="c1/c2*100"), Cell(Points(-7500), formula="-c4+c3"))
TOTAL = Row(
    "total",
    (
        Cell("Cộng"),
        Cell(8, formula="sum"),
        Cell(20, formula="sum"),
        Cell(Ratio(8, 20), formula="c1/c2*100"),
        Cell(None),
        Cell(None),
        Cell(4_500_000, formula="sum"),
    ),
    "total",
    sums=("a", "b", "c"),
)
TABLE = Table("A", COLUMNS, (A, B, C, TOTAL))


def _formula(row: Row, index: int, table: Table = TABLE) -> str:
    return sheet_formula(table, row, index, PLACES, LETTERS)


def test_column_formulas_name_the_cells_of_their_row() -> None:
    assert _formula(A, 3) == "=B7/C7*100"
    assert _formula(B, 3) == "=B8/C8*100"
    assert _formula(A, 5) == "=ROUND(D7,1)-ROUND(E7,1)"
    assert _formula(B, 5) == "=(ROUND(D8,1)-ROUND(E8,1))"
    assert _formula(C, 5) == "=-ROUND(E10,1)+ROUND(D10,1)"


def test_sums_join_neighbouring_rows() -> None:
    assert _formula(TOTAL, 1) == "=SUM(B7:B8,B10)"
    assert _formula(TOTAL, 6) == "=SUM(G7:G8,G10)"


def test_cells_that_are_counted_of_their_own_stay_values() -> None:
    assert _formula(A, 1) == ""
    distinct = replace(TOTAL, cells=(*TOTAL.cells[:2], Cell(18, formula="sum"), *TOTAL.cells[3:]))
    assert _formula(distinct, 2, replace(TABLE, rows=(A, B, C, distinct))) == ""
    other = replace(A, cells=(*A.cells[:3], Cell(Ratio(8, 15), formula="c1/c2*100"), *A.cells[4:]))
    assert _formula(other, 3) == ""


@pytest.mark.parametrize("women", [Symbol.NONE, Symbol.UNKNOWN, None, "7"])
def test_no_formula_over_what_is_not_a_number(women: Value) -> None:
    row = replace(A, cells=(A.cells[0], Cell(women), *A.cells[2:]))
    assert _formula(row, 3) == ""


def test_symbols_do_not_disturb_a_sum() -> None:
    symbol = replace(C, cells=(C.cells[0], Cell(Symbol.NONE), *C.cells[2:]))
    assert _formula(TOTAL, 1, replace(TABLE, rows=(A, B, symbol, TOTAL))) == "=SUM(B7:B8,B10)"


@pytest.mark.parametrize("formula", ["c9/c2", "c1/c2)", "(c1", "c1 &c2", "c1/", "HYPERLINK(c1)"])
def test_a_formula_that_is_not_understood_is_a_bug(formula: str) -> None:
    row = replace(A, cells=(*A.cells[:3], Cell(Ratio(7, 15), formula=formula), *A.cells[4:]))
    with pytest.raises(ValueError, match="column formula"):
        _formula(row, 3)


def test_division_by_zero_is_left_as_a_value() -> None:
    row = replace(A, cells=(A.cells[0], Cell(1), Cell(0), Cell(Ratio(1, 2), formula="c1/c2"), *A.cells[4:]))
    assert _formula(row, 3) == ""
