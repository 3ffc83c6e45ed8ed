"""A canvas of ReportLab as all our papers begin: typeface, language, properties; equal pages give equal bytes."""

from __future__ import annotations

from datetime import date
from typing import IO

from reportlab.pdfgen.canvas import Canvas

from app.reports.blocks import MM
from app.reports.fonts import Face, FontSet

A4 = (210 * MM, 297 * MM)
"""Width and height, points."""


def new_canvas(
    target: IO[bytes],
    fonts: FontSet,
    title: str = "",
    author: str = "",
    day: date | None = None,
    *,
    page: tuple[float, float] = A4,
) -> Canvas:
    """Begins a file.

    Args:
        target: what is written.
        fonts: the typeface.
        title, author: of the file.
        day: that it says it was made on; None where nothing is signed yet.
        page: width and height, points.
    """
    canvas = Canvas(
        target,
        pagesize=page,
        pageCompression=1,
        invariant=1,
        initialFontName=fonts.name(Face.REGULAR),  # type: ignore[arg-type]  # the stub is wrong: a font's name
        lang="vi-VN",
    )
    canvas.setDateFormatter(lambda *_now: f"D:{day:%Y%m%d}000000+07'00'" if day else "D:20000101000000Z")
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("Sổ 2282")
    return canvas
