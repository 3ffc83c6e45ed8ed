"""Charts on paper: draws the marks of a picture on a PDF canvas as vectors, with real text.

Hides the axis that runs upwards there. In Word the same marks are a metafile, see `app.reports.chart_emf`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from app.reports.chart_marks import DASHES, LINE_SHARE, PAPER_COLOURS, Mark, Picture, Role, Shape, Stroke, Width, Words
from app.reports.fonts import Face, FontSet
from app.reports.metrics import Measure

_COLOURS: Final[Mapping[Role, Color]] = MappingProxyType({role: HexColor(rgb) for role, rgb in PAPER_COLOURS.items()})


def paper_width(fonts: FontSet) -> Width:
    """Measures texts as they are printed."""
    measure = Measure(fonts)
    return lambda text, size: measure.width(text, Face.REGULAR, size)


def draw_picture(canvas: Canvas, picture: Picture, left: float, top: float, fonts: FontSet) -> None:
    """Draws a picture.

    Args:
        canvas: of the PDF.
        left, top: of the picture's upper left corner; `top` from the lower edge of the page, as PDF counts.
        fonts: the typeface.
    """
    canvas.saveState()
    marks: list[Mark] = [*picture.behind, *(mark for item in picture.items for mark in item.marks)]
    _draw(canvas, marks, left, top, fonts)
    canvas.restoreState()


def _draw(canvas: Canvas, marks: Iterable[Mark], left: float, top: float, fonts: FontSet) -> None:
    for mark in marks:
        match mark:
            case Stroke():
                canvas.setStrokeColor(_COLOURS[mark.role])
                canvas.setLineWidth(mark.width * LINE_SHARE)
                canvas.setDash(list(DASHES[mark.dash]))
                canvas.line(left + mark.x1, top - mark.y1, left + mark.x2, top - mark.y2)
            case Shape():
                _shape(canvas, mark, left, top)
            case Words():
                _words(canvas, mark, left, top, fonts)


def _shape(canvas: Canvas, mark: Shape, left: float, top: float) -> None:
    path = canvas.beginPath()
    for number, (x, y) in enumerate(mark.points):
        (path.lineTo if number else path.moveTo)(left + x, top - y)
    path.close()
    canvas.setDash()
    canvas.setLineWidth(1)
    if mark.fill:
        canvas.setFillColor(_COLOURS[mark.fill])
    if mark.edge:
        canvas.setStrokeColor(_COLOURS[mark.edge])
    canvas.drawPath(path, stroke=int(bool(mark.edge)), fill=int(bool(mark.fill)))


def _words(canvas: Canvas, mark: Words, left: float, top: float, fonts: FontSet) -> None:
    canvas.setFillColor(_COLOURS[mark.role])
    canvas.setFont(fonts.name(_face(bold=mark.bold)), mark.size)
    match mark.anchor:
        case "middle":
            canvas.drawCentredString(left + mark.x, top - mark.y, mark.text)
        case "end":
            canvas.drawRightString(left + mark.x, top - mark.y, mark.text)
        case _:
            canvas.drawString(left + mark.x, top - mark.y, mark.text)


def _face(*, bold: bool) -> Face:
    return Face.BOLD if bold else Face.REGULAR
