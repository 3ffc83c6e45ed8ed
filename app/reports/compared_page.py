"""One page "Đơn vị của bạn so với tỉnh": a table of the indicators, and a bar for the unit and for the province each.

Hides how it is drawn. The page carries no names and no letterhead: it comes inside a signed receipt, which is the
document; what may not be shown is masked before it gets here.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.colors import Color, HexColor, black

from app.reports.blocks import MM
from app.reports.canvases import A4, new_canvas
from app.reports.document import PRACTICE_TEXT
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.metrics import LEADING, Align, Measure

_WIDTH, _HEIGHT = A4
_LEFT: Final = 25 * MM
_RIGHT: Final = _WIDTH - 18 * MM
_TOP: Final = _HEIGHT - 18 * MM
_PAD: Final = 4.0
_INK: Final = HexColor(0x1F2933)
_SOFT: Final = HexColor(0x5B6770)
_RULE: Final = HexColor(0xB8C0C7)
_BAND: Final = HexColor(0xF1F4F6)
_UNIT: Final = HexColor(0x8C2F39)
_PROVINCE: Final = HexColor(0x7A8B99)
_TITLE: Final = "ĐƠN VỊ CỦA BẠN SO VỚI TỈNH"
_BAR: Final = 5.6
_COLUMNS: Final = (0.39, 0.11, 0.25, 0.25)
_HEADS: Final = ("Chỉ tiêu", "Mục tiêu", "Đơn vị", "Toàn tỉnh")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a line as it is shown.

    Attributes:
        share: such as "46,7%"; empty where it is not shown.
        counts: such as "7/15 người", or why there is none.
        needed: such as "cần thêm 3".
        percent: 0 to 100, for the bar; None where the share is not shown.
    """

    share: str
    counts: str
    needed: str = ""
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator line: number and title, target (None for none), the unit's side and the province's."""

    number: str
    title: str
    target: int | None
    unit: Side
    province: Side
    indent: bool = False


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """What stands on the page.

    Attributes:
        unit, period: whose and of when. basis: whose figures the province's are.
        day: of making. lines: of the table. notes: under it. practice: made of invented data.
    """

    unit: str
    period: str
    basis: str
    day: date
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    practice: bool = False


def compared_pdf(page: ComparedPage, fonts: FontSet | None = None) -> bytes:
    """Draws the page; equal arguments give equal bytes.

    Args:
        page: what stands on it.
        fonts: the typeface; None looks for the installed one.

    Raises:
        UserError: FONT-01.
    """
    target = io.BytesIO()
    pen = _Pen(target, fonts or find_fonts(), page)
    _heading(pen, page)
    _table(pen, page.lines)
    pen.y -= 10
    for note in page.notes:
        pen.write(note, (_LEFT, _RIGHT), Face.ITALIC, 10.5, colour=_SOFT)
        pen.y -= 2
    pen.canvas.showPage()
    pen.canvas.save()
    return target.getvalue()


class _Pen:
    """Writes from the top down."""

    def __init__(self, target: io.BytesIO, fonts: FontSet, page: ComparedPage) -> None:
        self._fonts = fonts
        self.measure = Measure(fonts)
        title = f"Đơn vị của bạn so với tỉnh - {page.unit}"
        self.canvas = new_canvas(target, fonts, title, "Sở Nội vụ tỉnh Điện Biên", page.day)
        self.y = _TOP

    def font(self, face: Face, size: float) -> None:
        """Takes a cut of the typeface."""
        self.canvas.setFont(self._fonts.name(face), size)

    def write(
        self,
        text: str,
        edges: tuple[float, float],
        face: Face,
        size: float,
        align: Align = "left",
        colour: Color = _INK,
    ) -> None:
        """A text over as many lines as it needs, between two edges."""
        left, right = edges
        self.canvas.setFillColor(colour)
        self.font(face, size)
        for line in self.measure.wrap(text, right - left, face, size):
            self.y -= size * LEADING
            if align == "center":
                self.canvas.drawCentredString((left + right) / 2, self.y, line)
            elif align == "right":
                self.canvas.drawRightString(right, self.y, line)
            else:
                self.canvas.drawString(left, self.y, line)

    def rule(self, y: float, colour: Color = _RULE, width: float = 0.6) -> None:
        """A line across the page."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(width)
        self.canvas.line(_LEFT, y, _RIGHT, y)

    def box(self, left: float, bottom: float, width: float, height: float, colour: Color) -> None:
        """A filled box."""
        self.canvas.setFillColor(colour)
        self.canvas.rect(left, bottom, width, height, stroke=0, fill=1)


def _heading(pen: _Pen, page: ComparedPage) -> None:
    across = (_LEFT, _RIGHT)
    if page.practice:
        pen.write(PRACTICE_TEXT, across, Face.BOLD, 11, "center", _UNIT)
        pen.y -= 4
    pen.write(_TITLE, across, Face.BOLD, 16, "center")
    pen.y -= 2
    pen.write(f"{page.unit} · {page.period}", across, Face.BOLD, 13, "center")
    pen.y -= 2
    pen.write(page.basis, across, Face.ITALIC, 12, "center", _SOFT)
    pen.y -= 12
    _key(pen)


def _key(pen: _Pen) -> None:
    """What the bars and the mark mean."""
    y, left = pen.y - 9, _LEFT
    for colour, word in ((_UNIT, "đơn vị"), (_PROVINCE, "toàn tỉnh")):
        pen.box(left, y + 0.5, 16, _BAR, colour)
        pen.canvas.setFillColor(_SOFT)
        pen.font(Face.REGULAR, 10.5)
        pen.canvas.drawString(left + 21, y, word)
        left += 21 + pen.measure.width(word, Face.REGULAR, 10.5) + 18
    _mark(pen, left + 4, y - 1, _BAR + 3)
    pen.canvas.setFillColor(_SOFT)
    pen.canvas.drawString(left + 12, y, "mục tiêu của tỉnh")
    pen.y = y - 8


def _table(pen: _Pen, lines: Sequence[Line]) -> None:
    edges = _edges()
    top = pen.y
    pen.box(_LEFT, top - 20, _RIGHT - _LEFT, 20, _BAND)
    for head, (left, right) in zip(_HEADS, edges, strict=True):
        pen.y = top - 3
        pen.write(head, (left + _PAD, right - _PAD), Face.BOLD, 11, "left" if head == _HEADS[0] else "right")
    pen.y = top - 20
    pen.rule(pen.y, _SOFT, 0.8)
    for line in lines:
        _row(pen, line, edges)
        pen.rule(pen.y)


def _edges() -> tuple[tuple[float, float], ...]:
    width, left, found = _RIGHT - _LEFT, _LEFT, []
    for share in _COLUMNS:
        found.append((left, left + share * width))
        left += share * width
    return tuple(found)


def _row(pen: _Pen, line: Line, edges: Sequence[tuple[float, float]]) -> None:
    top = pen.y - 5
    inner = [(left + _PAD, right - _PAD) for left, right in edges]
    indent = 10.0 if line.indent else 0.0
    pen.y = top
    title = line.title if line.indent else f"{line.number}  {line.title}"
    pen.write(title, (inner[0][0] + indent, inner[0][1]), Face.REGULAR if line.indent else Face.BOLD, 11)
    lowest = pen.y
    pen.y = top
    pen.write("không nêu" if line.target is None else f"{line.target}%", inner[1], Face.REGULAR, 11, "right")
    for side, column in ((line.unit, inner[2]), (line.province, inner[3])):
        pen.y = top
        if side.share:
            pen.write(side.share, column, Face.BOLD, 12, "right")
        pen.write(side.counts, column, Face.REGULAR, 10.5, "right", _INK if side.share else _SOFT)
        if side.needed:
            pen.write(side.needed, column, Face.ITALIC, 10.5, "right", _SOFT)
        lowest = min(lowest, pen.y)
    pen.y = lowest - 5
    if line.unit.percent is not None or line.province.percent is not None:
        _bars(pen, line)
    pen.y -= 6


def _bars(pen: _Pen, line: Line) -> None:
    """Two bars from 0 to 100 percent over each other, and the target as a mark."""
    width = _RIGHT - _LEFT - 2 * _PAD
    left = _LEFT + _PAD
    pen.box(left, pen.y - 2 * _BAR - 1.5, width, 2 * _BAR + 1.5, _BAND)
    for number, (side, colour) in enumerate(((line.unit, _UNIT), (line.province, _PROVINCE))):
        if side.percent is not None:
            bottom = pen.y - (number + 1) * _BAR - number * 1.5
            pen.box(left, bottom, width * min(max(side.percent, 0.4), 100) / 100, _BAR, colour)
    if line.target is not None:
        _mark(pen, left + width * line.target / 100, pen.y - 2 * _BAR - 4, 2 * _BAR + 6.5)
    pen.y -= 2 * _BAR + 4


def _mark(pen: _Pen, x: float, bottom: float, height: float) -> None:
    pen.canvas.setStrokeColor(black)
    pen.canvas.setLineWidth(1.4)
    pen.canvas.line(x, bottom, x, bottom + height)
