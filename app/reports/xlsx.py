"""XLSX: forms as sheets with real numbers, and formulas where a reader would expect them; hides openpyxl.

One sheet a table, since column widths and repeated heading rows belong to a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.table import Column, Points, Ratio, Row, Value, header_cells
from app.reports.document import Document, FormSection
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.form_blocks import SIGNATURE_SHARES, SIGNATURE_SPACE, TITLE_SIZE, legend_text
from app.reports.formulas import amount, sheet_formula
from app.reports.grid import (
    Grid,
    alignment,
    has_numbers,
    heading_block,
    heading_heights,
    is_turned,
    row_blocks,
    row_face,
)
from app.reports.layout import KEPT_ROWS, section_grids
from app.reports.metrics import LEADING, Measure
from app.reports.values import display, label_column
from app.reports.xlsx_cache import with_results
from app.reports.xlsx_pages import keep_together, set_up_page
from app.sheets import INTEGER_FORMAT, CellStyle, put, put_formula, saved

POINTS_PER_CHARACTER: Final = 5.25
"""Width of a digit in the default font of a workbook."""
BAND_COLOR: Final = "FF9A6700"

_TURNED: Final = Alignment(horizontal="center", vertical="center", wrap_text=True, text_rotation=90)
_NOT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\']")


def write_xlsx(document: Document, target: BinaryIO | Path, fonts: FontSet | None = None) -> None:
    """Writes the forms of a document as a workbook; words have no place in one.

    Args:
        document: what is written.
        target: a binary stream, or the file to write.
        fonts: the typeface whose widths give the column widths; None looks for the installed one.

    Raises:
        UserError: FONT-01.
        OSError: the file cannot be written.
    """
    measure = Measure(fonts or find_fonts())
    book = Workbook()
    book.remove(book.worksheets[0])
    results: list[dict[str, float]] = []
    for section in document.forms:
        grids = section_grids(section, measure)
        for index, grid in enumerate(grids):
            suffix = f"-{grid.table.id}" if len(grids) > 1 else ""
            sheet = book.create_sheet(_sheet_name(book, f"{section.name}{suffix}"))
            writer = _SheetWriter(sheet, section, grid, measure)
            writer.write(document, last=index + 1 == len(grids))
            results.append(writer.results)
    first = document.sections[0]
    day = first.day
    book.properties.title, book.properties.creator = document.title, first.author
    book.properties.created = datetime(day.year, day.month, day.day) if day else datetime(2000, 1, 1)  # noqa: DTZ001 - openpyxl takes no zone
    whole = with_results(saved(book), results)
    if isinstance(target, Path):
        target.write_bytes(whole)
    else:
        target.write(whole)


def _sheet_name(book: Workbook, wanted: str) -> str:
    """A name that Excel accepts and that no other sheet has."""
    base = _NOT_IN_SHEET_NAMES.sub("-", wanted)[:27]
    names = {name.casefold() for name in book.sheetnames}
    return next(
        name
        for number in range(1, len(names) + 2)
        if (name := base if number == 1 else f"{base} ({number})").casefold() not in names
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring columns of a sheet, counted from 1."""

    first: int
    last: int


def _stretches(widths: Sequence[float], shares: Sequence[float]) -> tuple[_Stretch, ...]:
    """Cuts the columns into stretches so that the one that falls shortest of its share falls least short.

    With fewer columns than shares, the last stretches lie beyond the table.
    """
    sums = [0.0, *accumulate(widths)]
    if len(widths) < len(shares):
        return tuple(_Stretch(index + 1, index + 1) for index in range(len(shares)))
    best = max(
        combinations(range(1, len(widths)), len(shares) - 1),
        key=lambda cuts: min(
            (sums[end] - sums[start]) / share
            for start, end, share in zip((0, *cuts), (*cuts, len(widths)), shares, strict=True)
        ),
    )
    return tuple(_Stretch(start + 1, end) for start, end in zip((0, *best), (*best, len(widths)), strict=True))


class _SheetWriter:
    """Fills one sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, section: FormSection, grid: Grid, measure: Measure) -> None:
        self._sheet, self._section, self._grid, self._measure = sheet, section, grid, measure
        self._columns = len(grid.table.columns)
        self._letters = tuple(get_column_letter(index + 1) for index in range(self._columns))
        self._widths = [right - left for left, right in zip(grid.edges, grid.edges[1:], strict=False)]
        self._row = 1
        self.results: dict[str, float] = {}

    def write(self, document: Document, *, last: bool) -> None:
        """Writes header, table and, on the last sheet of a form, its foot."""
        for letter, width in zip(self._letters, self._widths, strict=True):
            self._sheet.column_dimensions[letter].width = width / POINTS_PER_CHARACTER
        if document.practice:
            style = CellStyle(bold=True, horizontal="center", color=BAND_COLOR)
            self._line(document.practice, style)
        self._head()
        first, end = self._heading()
        self._body()
        body = self._row - KEPT_ROWS
        kept = body if body > end + 1 else self._row  # all rows of a short table stay under their heading
        if last:
            self._foot()
            keep_together(self._sheet, kept, self._row - 1, self._section.form)
        self._page(document, first, end)

    def _line(self, text: str, style: CellStyle, stretch: _Stretch | None = None) -> None:
        """Writes a text over merged columns of the current row; over all of them, it also ends the row."""
        place = stretch or _Stretch(1, self._columns)
        put(self._cell(self._row, place.first), text, style)
        if place.last > place.first:
            self._sheet.merge_cells(None, self._row, place.first, self._row, place.last)
        width = sum(self._widths[place.first - 1 : place.last]) or 60
        face = Face.BOLD if style.bold else Face.REGULAR
        lines = len(self._measure.wrap(text, width * 0.94, face, style.size)) if text else 1
        self._grow(self._row, lines * LEADING * style.size + 3)
        if stretch is None:
            self._row += 1

    def _cell(self, row: int, column: int) -> Any:
        return self._sheet.cell(row, column)

    def _grow(self, row: int, height: float) -> None:
        dimension = self._sheet.row_dimensions[row]
        dimension.height = max(height, dimension.height or 0)

    def _head(self) -> None:
        left, right = _stretches(self._widths, (0.55, 0.45))
        blocks = (self._section.left_block(), self._section.right_block())
        for index in range(max(len(block) for block in blocks)):
            if index < len(blocks[0]):
                self._line(blocks[0][index], CellStyle(bold=index == 0), left)
            if index < len(blocks[1]):
                self._line(blocks[1][index], CellStyle(bold=index % 2 == 1), right)
            self._row += 1
        self._row += 1
        self._line(self._section.form.title, CellStyle(bold=True, size=TITLE_SIZE, horizontal="center"))
        for line in self._section.subtitles():
            italic = line.startswith("(")
            self._line(line, CellStyle(bold=not italic, italic=italic, size=TITLE_SIZE, horizontal="center"))
        if self._grid.table.caption:
            self._line(self._grid.table.caption, CellStyle(bold=True, size=12))
        if self._grid.table.unit_text:
            self._line(self._grid.table.unit_text, CellStyle(italic=True, horizontal="right"))

    def _heading(self) -> tuple[int, int]:
        """Writes the heading; returns its first and last row."""
        table, first = self._grid.table, self._row
        style = CellStyle(bold=True, size=self._grid.size, horizontal="center", grid=True)
        for cell in header_cells(table.columns):
            top, left = first + cell.row, cell.column + 1
            put(self._cell(top, left), cell.text, style)
            if is_turned(self._grid, cell):
                self._cell(top, left).alignment = _TURNED
            if cell.row_span > 1 or cell.column_span > 1:
                self._sheet.merge_cells(None, top, left, top + cell.row_span - 1, left + cell.column_span - 1)
        heights = heading_heights(self._grid, self._measure)
        if has_numbers(table):
            for index, column in enumerate(table.columns):
                put(self._cell(first + len(heights) - 1, index + 1), column.number, replace(style, bold=False))
        for height in heights:
            self._grow(self._row, height * 1.08)
            self._row += 1
        return first, self._row - 1

    def _body(self) -> None:
        table, grid = self._grid.table, self._grid
        places = {row.id: self._row + index for index, row in enumerate(table.rows)}
        blocks = row_blocks(grid, heading_block(grid, self._measure), self._measure, tallest=10_000)
        for row, block in zip(table.rows, blocks, strict=True):
            for index in range(self._columns):
                self._value(row, index, places)
            self._grow(self._row, min(block.height * 1.05, 400))
            self._row += 1

    def _value(self, row: Row, index: int, places: dict[str, int]) -> None:
        table = self._grid.table
        column, cell = table.columns[index], row.cells[index]
        place = self._cell(self._row, index + 1)
        style = CellStyle(
            bold=row_face(row) is Face.BOLD,
            size=self._grid.size,
            horizontal=alignment(table, index, row),
            grid=True,
            indent=row.indent if index == label_column(table) else 0,
            number_format=number_format(cell.value, column),
        )
        number = amount(cell.value, column)
        formula = sheet_formula(table, row, index, places, self._letters)
        if formula and number is not None:
            put_formula(place, formula, style)
            self.results[place.coordinate] = float(number)
        elif number is not None:
            put(place, int(number) if number.denominator == 1 else float(number), style)
        else:
            put(place, display(cell.value, column), style)

    def _foot(self) -> None:
        form = self._section.form
        for note in form.notes:
            self._line(note, CellStyle())
        if form.legend:
            self._line(legend_text(form.legend), CellStyle(italic=True, size=10))
        self._row += 1
        boxes = self._section.boxes()
        places = _stretches(self._widths, SIGNATURE_SHARES)
        titles = CellStyle(bold=True, size=12, horizontal="center", vertical="top")
        lines = [
            [(box.day, CellStyle(italic=True, size=12, horizontal="center")) for box in boxes],
            [("\n".join(box.titles), titles) for box in boxes],
            [(box.remark, CellStyle(italic=True, horizontal="center")) for box in boxes],
            [("", CellStyle()) for _ in boxes],
            [(box.name, CellStyle(bold=True, size=12, horizontal="center")) for box in boxes],
        ]
        for index, line in enumerate(lines):
            for (text, style), place in zip(line, places, strict=True):
                self._line(text, style, place)
            if index == 3:
                self._grow(self._row, SIGNATURE_SPACE)
            self._row += 1

    def _page(self, document: Document, first: int, end: int) -> None:
        area = f"A1:{self._letters[-1]}{self._row - 1}"
        set_up_page(self._sheet, document, self._section.form, heading=(first, end), area=area)
        self._sheet.freeze_panes = self._cell(end + 1, label_column(self._grid.table) + 2)


def number_format(value: Value, column: Column) -> str:
    """Format of a number; a Vietnamese Windows shows "#,##0.0" as 1.234,5."""
    if isinstance(value, Points):
        digits = _digits(value.decimals)
        return f"+{digits};-{digits};{digits}"
    if isinstance(value, Ratio):
        return _digits(value.decimals)
    if isinstance(value, int):
        return _digits(1) if column.kind == "money" else INTEGER_FORMAT
    return "General"


def _digits(decimals: int) -> str:
    return INTEGER_FORMAT + ("." + "0" * decimals if decimals else "")
