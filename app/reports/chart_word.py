"""The pages of charts as a Word file: the same pictures and tables as in `app.reports.chart_page`, to be edited."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

from app.plan.trends import Trend
from app.reports.chart_bars import bars_picture, ranked, tiles_picture
from app.reports.chart_line import line_picture
from app.reports.chart_marks import Picture
from app.reports.chart_page import HEADS, MOST_BARS, SHARES, ChartPage, UnitsChart, year_rows
from app.reports.charts import paper_width
from app.reports.document import PRACTICE_TEXT
from app.reports.docx_pictures import picture_paragraph
from app.reports.docx_xml import FONT_NAME, Align, Style, cell, element, paragraph, row, table
from app.reports.fonts import FontSet, find_fonts
from app.reports.layout import LONG_SIDE, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, SHORT_SIDE

_WIDTH: Final = SHORT_SIDE - MARGIN_LEFT - MARGIN_RIGHT
_LARGE: Final = 176.0
_SIZE: Final = 8.5
_TITLE: Final = Style(12, bold=True, before=10, after=3, keep=True)
_PICTURE: Final = Style(2, keep=True)
_NUMBERS: Final = range(1, 5)
"""Columns that stand on the right."""


def charts_docx(page: ChartPage, fonts: FontSet | None = None) -> bytes:
    """Writes the pages.

    Args:
        page: what stands on them.
        fonts: the typeface whose widths place the letters; None looks for the installed one.

    Raises:
        UserError: FONT-01.
    """
    word = docx.Document()
    pen = _Pen(word.part, fonts or find_fonts())
    _set_up(word, page)
    end = word.element.body.sectPr
    for node in _nodes(pen, page):
        end.addprevious(node)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


class _Pen:
    """Makes paragraphs with pictures in one Word file."""

    def __init__(self, part: Any, fonts: FontSet) -> None:
        self._part = part
        self.width_of = paper_width(fonts)

    def picture(self, picture: Picture) -> Any:
        """A paragraph of a picture."""
        return picture_paragraph(self._part, picture, self.width_of, _PICTURE)


def _set_up(word: Any, page: ChartPage) -> None:
    style, section, properties = word.styles["Normal"], word.sections[0], word.core_properties
    style.font.name, style.font.size = FONT_NAME, Pt(11)
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.replace(defaults.find(qn("w:lang")), element("lang", val="vi-VN", eastAsia="vi-VN"))
    section.page_width, section.page_height = Pt(SHORT_SIDE), Pt(LONG_SIDE)
    section.top_margin, section.bottom_margin = Pt(MARGIN_TOP), Pt(MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Pt(MARGIN_LEFT), Pt(MARGIN_RIGHT)
    day = datetime(page.day.year, page.day.month, page.day.day, tzinfo=UTC)
    properties.title, properties.author, properties.comments = page.title, "Sở Nội vụ tỉnh Điện Biên", ""
    properties.language, properties.last_modified_by = "vi-VN", "Sổ 2282"
    properties.created = properties.modified = day


def _nodes(pen: _Pen, page: ChartPage) -> Iterator[Any]:
    if page.practice:
        yield paragraph(PRACTICE_TEXT, Style(11, bold=True, align="center"))
    yield paragraph(page.title, Style(14, bold=True))
    yield paragraph(page.basis, Style(11, italic=True, after=4))
    for item in page.trends:
        yield from _large(pen, item)
    for chart in page.units:
        yield from _units(pen, chart)


def _large(pen: _Pen, item: Trend) -> Iterator[Any]:
    yield paragraph(f"{item.line.code}  {item.line.title}", _TITLE)
    yield paragraph(item.line.clause, Style(10, italic=True, after=3, keep=True))
    yield pen.picture(line_picture(item, _WIDTH, _LARGE, _SIZE, pen.width_of))
    widths = [share * _WIDTH for share in SHARES]
    lines = [row(_cells(HEADS, widths, bold=True), heading=True)]
    lines += [row(_cells(values, widths)) for values in year_rows(item)]
    yield table(widths, lines, bordered=True, padding=3)
    yield paragraph("", Style(4))


def _cells(values: tuple[str, ...], widths: list[float], *, bold: bool = False) -> Iterator[Any]:
    for number, (value, width) in enumerate(zip(values, widths, strict=True)):
        align: Align = "right" if number in _NUMBERS else "left"
        yield cell(width, [paragraph(value, Style(9, bold=bold, align=align))])


def _units(pen: _Pen, chart: UnitsChart) -> Iterator[Any]:
    if chart.tiles:
        yield paragraph(chart.title, _TITLE)
        yield pen.picture(tiles_picture(chart.title, chart.tiles, _WIDTH, _SIZE, pen.width_of))
    yield paragraph(chart.title, _TITLE)
    for first in range(0, len(chart.bars), MOST_BARS):
        some = ranked(chart.bars)[first : first + MOST_BARS]
        yield pen.picture(bars_picture(chart.title, some, chart.target, _WIDTH, _SIZE, pen.width_of))
