"""A returned list written anew: an .xlsx of the values of an .xls or .ods, or a text file with one more column.

Hides the look: only values, joined cells, hidden sheets and the names of fonts made before Unicode come along, so that
TCVN3 and VNI letters still look right under their own fonts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from typing import Any, Final

from openpyxl import Workbook as NewWorkbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.progress import Progress
from app.sheets import GRID, LONGEST_TEXT, CellStyle, put, saved
from app.spreadsheets.returned_sheet import WIDTH, Marks, height_of
from app.spreadsheets.returned_styles import REJECTED_COLOR
from app.spreadsheets.text_table import decode_text, separator
from app.spreadsheets.titles import RETURN_TITLE
from app.spreadsheets.wire import Sheet, Workbook

_DATE_FORMAT: Final = "dd/mm/yyyy"
_WHOLE_FORMAT: Final = "0"  # twelve digits are not shown as 1.1E+10
_TINT: Final = PatternFill("solid", fgColor=REJECTED_COLOR)
_HEADING: Final = CellStyle(bold=True, horizontal="center", grid=True, heading=True)
_CENTERED: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_REASON: Final = CellStyle(vertical="top", grid=True, number_format="@", locked=False)
_NARROWEST: Final = 8
_WIDEST: Final = 45
_MEASURED_ROWS: Final = 200
_TICK: Final = 500


def workbook_anew(workbook: Workbook, marks: Mapping[str, Marks], progress: Progress) -> bytes:
    """Makes an .xlsx of a workbook that was read, with the reasons.

    Args:
        workbook: as read; its texts as stored, not decoded.
        marks: by name of the sheet.
        progress: told rows; may cancel.
    """
    book = NewWorkbook()
    for number, sheet in enumerate(workbook.sheets):
        page = book.worksheets[0] if number == 0 else book.create_sheet()
        page.title = sheet.name
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        _write_sheet(page, sheet, marks.get(sheet.name), progress)
    shown = (number for number, sheet in enumerate(workbook.sheets) if not sheet.hidden)
    book.active = next(shown, 0)
    return saved(book)


def text_anew(data: bytes, rows: list[list[Any]], marks: Marks, sign: str = "") -> bytes:
    """Makes a text file of one that was read, with one column more; UTF-8, so that the reasons can be written.

    Args:
        data: the whole file, for the sign between its columns.
        rows: as read.
        marks: of its only sheet.
        sign: between the columns; "" for the one of the file.
    """
    added = {marks.heading[0]: RETURN_TITLE} | dict(marks.reasons)
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=sign or separator(decode_text(data)[0]), lineterminator="\r\n")
    for number, row in enumerate(rows, start=1):
        cells = ["" if value is None else str(value) for value in row[: marks.column]]
        if number in added:
            cells.extend([""] * (marks.column - len(cells)))
            cells.append(added[number])
        writer.writerow(cells)
    return stream.getvalue().encode("utf-8-sig")


def _write_sheet(page: Worksheet, sheet: Sheet, marks: Marks | None, progress: Progress) -> None:
    fonts = _legacy_fonts(sheet)
    for place, row in enumerate(sheet.rows):
        number = sheet.first_row + place
        if place % _TICK == 0:
            progress.step(place, len(sheet.rows), f"Đang ghi trang tính {sheet.name}")
        for column, value in enumerate(row):
            if value is not None and not (marks and column == marks.column):
                _write_cell(_at(page, number, column), value, fonts.get((number, column)))
    if marks is not None:
        _frame(page, marks)
        _write_marks(page, marks, joined=bool(sheet.merged))
    for top, left, bottom, right in sheet.merged:
        page.merge_cells(start_row=top, start_column=left + 1, end_row=bottom, end_column=right + 1)
    for column, width in enumerate(_widths(sheet.rows[:_MEASURED_ROWS])):
        page.column_dimensions[get_column_letter(column + 1)].width = width
    if marks is not None:
        page.column_dimensions[get_column_letter(marks.column + 1)].width = WIDTH


def _write_cell(cell: Cell, value: Any, font: str | None) -> None:
    put(cell, value[:LONGEST_TEXT] if isinstance(value, str) else value)
    if isinstance(value, date):
        cell.number_format = _DATE_FORMAT
    elif isinstance(value, float | int) and not isinstance(value, bool) and value == int(value):
        cell.value = int(value)
        cell.number_format = _WHOLE_FORMAT
    if font:
        cell.font = Font(name=font, size=11)


def _frame(page: Worksheet, marks: Marks) -> None:
    """Draws the lines of the table, and its headings as such, in the font that each has."""
    for number in range(marks.heading[0], marks.last + 1):
        for column in range(marks.left, marks.column):
            cell = _at(page, number, column)
            cell.border = GRID
            if number in marks.heading_rows:
                cell.font = Font(name=cell.font.name, size=11, bold=True)
                cell.alignment = _CENTERED


def _write_marks(page: Worksheet, marks: Marks, *, joined: bool) -> None:
    for number in marks.heading_rows:
        put(_at(page, number, marks.column), RETURN_TITLE if number == marks.heading[0] else None, _HEADING)
    if joined and len(marks.heading_rows) > 1:  # where none are joined, that says how headings are to be read
        letter = get_column_letter(marks.column + 1)
        page.merge_cells(f"{letter}{marks.heading[0]}:{letter}{marks.heading[1]}")
    for number, reason in marks.reasons.items():
        for column in range(marks.left, marks.column):
            _at(page, number, column).fill = _TINT
        cell = _at(page, number, marks.column)
        put(cell, reason, _REASON)
        cell.fill = _TINT
        page.row_dimensions[number].height = height_of(reason)


def _legacy_fonts(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Cell → name of its font, for the fonts made before Unicode; of several in one cell the one of the most text."""
    fonts = {(row, run.column): run.font for run in sheet.fonts for row in range(run.first, run.last + 1)}
    for cell in sheet.mixed:
        fonts[cell.row, cell.column] = max(cell.pieces, key=lambda piece: len(piece[0]))[1]
    return fonts


def _widths(rows: Iterable[list[Any]]) -> list[int]:
    widths: list[int] = []
    for row in rows:
        widths.extend([_NARROWEST] * (len(row) - len(widths)))
        filled = [value for value in row if value is not None]
        for column, value in enumerate(row) if len(filled) > 1 else ():  # a title alone in its row flows over
            length = 10 if isinstance(value, date) else len(str(value or "").split("\n")[0])
            widths[column] = max(widths[column], min(length + 2, _WIDEST))
    return widths


def _at(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column + 1)
    assert isinstance(cell, Cell), "joined only afterwards, and never in this column"
    return cell
