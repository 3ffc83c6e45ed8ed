"""QR codes: as rectangles on a canvas, as a picture for Word, and read back from a photograph or a scan."""

from __future__ import annotations

import io
from typing import Final

import segno
from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

QUIET: Final = 4
"""White modules around a code (ISO/IEC 18004)."""
_PIXELS: Final = 8
"""Of a module in a picture."""


def draw_qr(canvas: Canvas, said: str, left: float, bottom: float, side: float) -> None:
    """Draws a code, rows of dark modules joined; its quiet zone lies inside the square.

    Args:
        canvas: to draw on; its fill is black afterwards.
        said: by the code.
        left, bottom, side: of the square with the quiet zone, points.
    """
    rows = [list(row) for row in _made(said).matrix_iter(border=QUIET)]
    module = side / len(rows)
    canvas.setFillColor(white)
    canvas.rect(left, bottom, side, side, stroke=0, fill=1)
    canvas.setFillColor(black)
    for number, row in enumerate(rows):
        y = bottom + side - (number + 1) * module
        start = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                canvas.rect(left + start * module, y, (column - start) * module, module, stroke=0, fill=1)
                start = None


def qr_picture(said: str) -> bytes:
    """A code as PNG with its quiet zone."""
    target = io.BytesIO()
    _made(said).save(target, kind="png", scale=_PIXELS, border=QUIET)
    return target.getvalue()


def _made(said: str) -> segno.QRCode:
    return segno.make_qr(said, error="m")
