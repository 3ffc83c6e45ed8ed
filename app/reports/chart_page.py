"""Pages of charts as a PDF: small pictures of all lines, then each line large with the table of its years, then units.

Hides how they are laid out. Equal pages give equal bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.colors import HexColor

from app.plan.trends import Trend
from app.reports.blocks import MM
from app.reports.canvases import A4, new_canvas
from app.reports.chart_bars import Part, bars_picture, ranked, tiles_picture
from app.reports.chart_line import line_picture
from app.reports.chart_marks import Picture
from app.reports.chart_words import SOURCES, count_words, share_words, unit_count
from app.reports.charts import draw_picture, paper_width
from app.reports.document import PRACTICE_TEXT
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.metrics import LEADING, Measure
from app.vietnamese.numbers import decimal

_WIDTH, _HEIGHT = A4
_LEFT: Final = 25 * MM
_RIGHT: Final = _WIDTH - 18 * MM
_TOP: Final = _HEIGHT - 18 * MM
_BOTTOM: Final = 16 * MM
_SIZE: Final = 9.0
_LARGE: Final = 62 * MM
_SMALL: Final = 44 * MM
_GAP: Final = 6 * MM
_ROW: Final = 11.5
_INK: Final = HexColor(0x1D2733)
_SOFT: Final = HexColor(0x54606C)
_RULE: Final = HexColor(0xB8C0C7)
MOST_BARS: Final = 38
"""On one page."""
HEADS: Final = ("Năm", "Số liệu", "Tử/mẫu", "Mục tiêu", "Theo đường", "Nguồn", "Đơn vị")
SHARES: Final = (0.07, 0.15, 0.13, 0.1, 0.12, 0.29, 0.14)


@dataclass(frozen=True, slots=True)
class UnitsChart:
    """Units beside each other: what is compared, target in percent or None, units; those with a tile."""

    title: str
    target: int | None
    bars: tuple[Part, ...]
    tiles: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartPage:
    """What stands on the pages.

    Attributes:
        title: of the file and its first page. basis: whose figures these are.
        day: of making. trends: lines. units: after them. practice: made of invented data.
    """

    title: str
    basis: str
    day: date
    trends: tuple[Trend, ...]
    units: tuple[UnitsChart, ...] = ()
    practice: bool = False


def charts_pdf(page: ChartPage, fonts: FontSet | None = None) -> bytes:
    """Draws the pages.

    Args:
        page: what stands on them.
        fonts: the typeface; None looks for the installed one.

    Raises:
        UserError: FONT-01.
    """
    target = io.BytesIO()
    pen = _Pen(target, fonts or find_fonts(), page)
    if len(page.trends) > 1:
        _multiples(pen, page.trends)
    for item in page.trends:
        _large(pen, item)
    for chart in page.units:
        _units(pen, chart)
    pen.canvas.showPage()
    pen.canvas.save()
    return target.getvalue()


class _Pen:
    """Writes from the top down, over as many pages as it takes."""

    def __init__(self, target: io.BytesIO, fonts: FontSet, page: ChartPage) -> None:
        self.fonts = fonts
        self.measure = Measure(fonts)
        self.width_of = paper_width(fonts)
        self._page = page
        self._number = 1
        self.canvas = new_canvas(target, fonts, page.title, "Sở Nội vụ tỉnh Điện Biên", page.day)
        self.y = _TOP
        self._band()
        self.write(page.title, Face.BOLD, 14)
        self.write(page.basis, Face.ITALIC, 11)
        self.y -= 10

    def write(self, text: str, face: Face, size: float) -> None:
        """A text over the whole width."""
        self.canvas.setFillColor(_INK if face is not Face.ITALIC else _SOFT)
        self.canvas.setFont(self.fonts.name(face), size)
        for line in self.measure.wrap(text, _RIGHT - _LEFT, face, size):
            self.y -= size * LEADING
            self.canvas.drawString(_LEFT, self.y, line)

    def need(self, height: float) -> None:
        """Goes to a new page where the height does not fit."""
        if self.y - height < _BOTTOM and self.y < _TOP - 40:
            self.canvas.showPage()
            self._number += 1
            self.y = _TOP
            self._band()
            self.canvas.setFont(self.fonts.name(Face.REGULAR), 12)
            self.canvas.setFillColor(_SOFT)
            self.canvas.drawCentredString(_WIDTH / 2, _HEIGHT - 12 * MM, str(self._number))

    def picture(self, picture: Picture, left: float) -> None:
        """A picture below what is written; the place below it is not taken."""
        draw_picture(self.canvas, picture, left, self.y, self.fonts)

    def _band(self) -> None:
        if self._page.practice:
            self.write(PRACTICE_TEXT, Face.BOLD, 10)
            self.y -= 4


def _multiples(pen: _Pen, trends: Sequence[Trend]) -> None:
    """Small pictures, two beside each other."""
    width = (_RIGHT - _LEFT - _GAP) / 2
    for first in range(0, len(trends), 2):
        pen.need(_SMALL)
        for number, item in enumerate(trends[first : first + 2]):
            pen.picture(line_picture(item, width, _SMALL, 8, pen.width_of), _LEFT + number * (width + _GAP))
        pen.y -= _SMALL + _GAP


def _large(pen: _Pen, item: Trend) -> None:
    pen.need(_LARGE + 34 + _ROW * (len(item.points) + 2))
    pen.write(f"{item.line.code}  {item.line.title}", Face.BOLD, 11.5)
    pen.write(item.line.clause, Face.ITALIC, 9.5)
    pen.y -= 6
    pen.picture(line_picture(item, _RIGHT - _LEFT, _LARGE, _SIZE, pen.width_of), _LEFT)
    pen.y -= _LARGE + 4
    _row(pen, HEADS, Face.BOLD)
    for row in year_rows(item):
        _row(pen, row, Face.REGULAR)
    pen.y -= 16


def year_rows(item: Trend) -> Iterator[tuple[str, ...]]:
    """The table beside a line: what every year says."""
    for point in item.points:
        yield (
            str(point.year),
            "" if point.result is None else share_words(point),
            count_words(point),
            "" if point.target is None else f"{point.target} %",
            "" if point.path is None else f"{decimal(point.path.numerator, point.path.denominator, 1)} %",
            SOURCES[point.source],
            unit_count(point),
        )


def _row(pen: _Pen, cells: Sequence[str], face: Face) -> None:
    canvas, left = pen.canvas, _LEFT
    canvas.setFillColor(_INK)
    canvas.setFont(pen.fonts.name(face), 8.5)
    for number, (text, share) in enumerate(zip(cells, SHARES, strict=True)):
        right = left + share * (_RIGHT - _LEFT)
        if 1 <= number <= 4:
            canvas.drawRightString(right - 6, pen.y - 8.5, text)
        else:
            canvas.drawString(left, pen.y - 8.5, text)
        left = right
    pen.y -= _ROW
    canvas.setStrokeColor(_RULE)
    canvas.setLineWidth(0.4)
    canvas.setDash()
    canvas.line(_LEFT, pen.y, _RIGHT, pen.y)


def _units(pen: _Pen, chart: UnitsChart) -> None:
    width = _RIGHT - _LEFT
    if chart.tiles:
        picture = tiles_picture(chart.title, chart.tiles, width, 8.5, pen.width_of)
        pen.need(picture.height + 30)
        pen.write(chart.title, Face.BOLD, 11.5)
        pen.y -= 6
        pen.picture(picture, _LEFT)
        pen.y -= picture.height + 16
    pen.need(60)
    pen.write(chart.title, Face.BOLD, 11.5)
    pen.y -= 6
    for first in range(0, len(chart.bars), MOST_BARS):
        some = ranked(chart.bars)[first : first + MOST_BARS]
        picture = bars_picture(chart.title, some, chart.target, width, 8.5, pen.width_of)
        pen.need(picture.height)
        pen.picture(picture, _LEFT)
        pen.y -= picture.height + 16
