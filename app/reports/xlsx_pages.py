"""Pages of a printed sheet: size, margins, what repeats, and a break that keeps the signatures whole.

A sheet is fitted to the width of the page, because programs reckon widths differently and a cut column is worse than
smaller type. So nobody can say where a page ends: rows that belong together get a break before them unless the whole
sheet surely fits on one page.
"""

from __future__ import annotations

from typing import Any, Final

from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.table import FilledForm
from app.reports.document import Document
from app.reports.layout import MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, sides

SURE: Final = 0.94
"""Of a page: a sheet that is no higher fits on it in other programs too."""
DEFAULT_HEIGHT: Final = 15.0
INCH: Final = 72
A4: Final = 9
A3: Final = 8


def set_up_page(sheet: Worksheet, document: Document, form: FilledForm, *, heading: tuple[int, int], area: str) -> None:
    """Sets paper, margins, repeated heading rows, page numbers and the texts at the edges.

    Args:
        sheet: finished.
        document: whose practice text and tie stand on each page.
        form: whose paper it is.
        heading: first and last row that repeat.
        area: that is printed.
    """
    sheet.page_setup.orientation = "landscape" if form.landscape else "portrait"
    sheet.page_setup.paperSize = A3 if form.large else A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.firstPageNumber, sheet.page_setup.useFirstPageNumber = 1, True
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(
        MARGIN_LEFT / INCH, MARGIN_RIGHT / INCH, MARGIN_TOP / INCH, MARGIN_BOTTOM / INCH, 0.35, 0.35
    )
    sheet.print_title_rows = f"{heading[0]}:{heading[1]}"
    sheet.print_area = area
    edge: Any = sheet.HeaderFooter
    edge.differentFirst = True
    edge.oddHeader.center.text = "&P"
    for head in (edge.firstHeader, edge.oddHeader):
        head.left.text = document.practice.replace("&", "&&") or None
    for foot in (edge.firstFooter, edge.oddFooter):
        foot.left.text, foot.left.size = document.tie.words.replace("&", "&&") or None, 8


def keep_together(sheet: Worksheet, first: int, last: int, form: FilledForm) -> None:
    """Sets a break before rows that may not stand on one page.

    Args:
        sheet: with the heights of its rows.
        first, last: the rows to keep, the last ones of the sheet.
        form: whose paper it is.
    """
    short, long = sides(large=form.large)
    room = (short if form.landscape else long) - MARGIN_TOP - MARGIN_BOTTOM
    if sum(_height(sheet, row) for row in range(1, last + 1)) > room * SURE:
        sheet.row_breaks.append(Break(id=first - 1))


def _height(sheet: Worksheet, row: int) -> float:
    return sheet.row_dimensions[row].height or DEFAULT_HEIGHT
