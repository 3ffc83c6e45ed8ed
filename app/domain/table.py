"""Rows and spans of a form, as values that every writer and the screen read alike.

A `Table` has leaf columns with a path of group titles above each; the header rows with their spans are derived here
once, so that screen, PDF, DOCX and XLSX cannot draw different headers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Symbol(StrEnum):
    """The signs under a table (forms-and-rules §1.9): they are not numbers."""

    NONE = "-"  # không phát sinh
    UNKNOWN = "…"  # chưa có số liệu
    EXCLUDED = "x"  # không thuộc diện


MARK = "x"
"""The text of a ticked cell in a column of kind "mark"."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient kept as integers until it is written: `scale`·numerator/denominator.

    Attributes:
        numerator, denominator: the integers; the denominator is not 0.
        scale: 100 for a percentage, 1 for a plain ratio.
        decimals: digits after the comma when written.
    """

    numerator: int
    denominator: int
    scale: int = 100
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Points:
    """A signed difference of percentages in tenths of hundredths: value/100 percentage points ("điểm phần trăm")."""

    hundredths: int
    decimals: int = 1


Value = int | Ratio | Points | Symbol | str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value, the figure it shows, and how a spreadsheet may compute it.

    Attributes:
        value: what stands in it; None is an empty cell.
        key: figure key that `explain` understands, or empty.
        formula: column formula such as "c4/c2*100" (column ids of the same row) or "sum" (of the rows it totals);
            empty where the cell is counted of its own.
        asks: what the cell is of where that is more than one figure, see `app.plan.figure_refs`; or empty.
    """

    value: Value
    key: str = ""
    formula: str = ""
    asks: str = ""

    @property
    def source(self) -> str:
        """What explains the cell; empty where nothing is behind it."""
        return self.key or self.asks


@dataclass(frozen=True, slots=True)
class Column:
    """One leaf column.

    Attributes:
        id: stable name, such as "c4".
        number: what stands in the row of column numbers: "A", "1", "3=1/2×100".
        title: heading of the leaf.
        groups: headings above it, outermost first.
        kind: how its cells are aligned and written.
        width: relative width (10 = an ordinary number column).
    """

    id: str
    number: str
    title: str
    groups: tuple[str, ...] = ()
    kind: Literal["text", "int", "ratio", "points", "mark", "money"] = "int"
    width: int = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One body row; `sums` are ids of the rows whose cells a "sum" formula adds."""

    id: str
    cells: tuple[Cell, ...]
    style: Literal["normal", "group", "subtotal", "total"] = "normal"
    indent: int = 0
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a form.

    Attributes:
        id: such as "A".
        caption: line above it, or empty.
        unit_text: "Đơn vị tính: người", printed in italics just above the table.
        columns, rows: the leaves and the body.
    """

    id: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    unit_text: str = ""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A heading with its place: row and column of its first field, and how many it spans."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form with its numbers: what the plan makes and the reports print.

    Attributes:
        code: "01" … "10".
        title: in capitals, as printed.
        basis: left block under the code ("Ban hành kèm theo …").
        period_text: "Năm 2026"; cut_off_text: "(Số liệu tính đến ngày 14/12/2026)".
        reporter, receiver: right block.
        tables: one or more.
        notes: lines under the table, before the legend.
        legend: the four symbols, only where the form uses any.
        landscape: page orientation; large: on A3 instead of A4; dense: more than 20 columns, small type allowed.
    """

    code: str
    title: str
    basis: tuple[str, ...]
    period_text: str
    cut_off_text: str
    reporter: str
    receiver: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    legend: tuple[str, ...] = ()
    landscape: bool = False
    dense: bool = False
    large: bool = False


def header_cells(columns: tuple[Column, ...]) -> tuple[HeaderCell, ...]:
    """Lays out the heading rows of leaf columns.

    Args:
        columns: leaves, each with its path of groups; equal neighbouring groups are joined.

    Returns:
        Every heading with its spans; the heading has 1 + the deepest path rows, without the row of column numbers.
    """
    depth = header_depth(columns)
    cells: list[HeaderCell] = []
    for level in range(depth - 1):
        start = 0
        while start < len(columns):
            path = columns[start].groups[: level + 1]
            end = start + 1
            while end < len(columns) and columns[end].groups[: level + 1] == path and len(path) == level + 1:
                end += 1
            if len(path) == level + 1:
                cells.append(HeaderCell(path[level], level, start, 1, end - start))
            start = end
    for index, column in enumerate(columns):
        row = len(column.groups)
        cells.append(HeaderCell(column.title, row, index, depth - row, 1))
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def header_depth(columns: tuple[Column, ...]) -> int:
    """Rows of headings above the row of column numbers."""
    return 1 + max((len(column.groups) for column in columns), default=0)
