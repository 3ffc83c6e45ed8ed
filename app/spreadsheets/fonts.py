"""Fonts from before Unicode, by name, and where they stand in a sheet.

Hides that whole columns usually share one font: places are kept as runs of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import Any, Final

import xlrd

from app.spreadsheets.wire import FontRun

_NAMES: Final = (".vn", "vni", "vps", "viscii")
_MARKS: Final = tuple(
    name.encode(encoding)
    for name in (".Vn", ".VN", ".vn", "VNI", "Vni", "VPS", "VISCII")
    for encoding in ("ascii", "utf-16-le")
)


def is_legacy_font(name: str) -> bool:
    """Whether a font holds letters of TCVN3 (.Vn…), VNI (VNI-…), VPS or VISCII."""
    return name.lower().startswith(_NAMES)


def runs_of(cells: Iterable[tuple[int, int, str]]) -> tuple[FontRun, ...]:
    """Joins cells (row, column, font) into runs of neighbouring rows."""
    runs: list[FontRun] = []
    for row, column, font in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        last = runs[-1] if runs else None
        if last and (last.column, last.font) == (column, font) and row - last.last <= 1:
            runs[-1] = FontRun(column, last.first, row, font)
        else:
            runs.append(FontRun(column, row, row, font))
    return tuple(runs)


def xls_fonts(data: bytes) -> dict[str, tuple[FontRun, ...]]:
    """Runs of legacy fonts in an .xls, by sheet.

    Only a file that names such a font anywhere is read a second time, because that costs six times the first reading.

    Args:
        data: the whole file.

    Returns:
        Name of the sheet → runs; empty where the file has no such font or its formats cannot be read.
    """
    if not any(mark in data for mark in _MARKS):
        return {}
    try:
        # Its log goes nowhere: it would stand in the middle of the answer, and may quote a cell.
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO())
        return {sheet.name: runs_of(_cells(book, sheet)) for sheet in book.sheets()}
    except Exception:  # the values were read by the other reader; broken formats are no reason to refuse them
        return {}


def _cells(book: Any, sheet: Any) -> Iterable[tuple[int, int, str]]:
    legacy = {
        number: book.font_list[style.font_index].name
        for number, style in enumerate(book.xf_list)
        if is_legacy_font(book.font_list[style.font_index].name)
    }
    for row in range(sheet.nrows):
        styles = sheet.row(row)
        for column, cell in enumerate(styles):
            if cell.ctype == xlrd.XL_CELL_TEXT and cell.xf_index in legacy:
                yield row + 1, column, legacy[cell.xf_index]
