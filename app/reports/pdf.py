"""PDF: draws laid-out pages on a canvas; every letter embedded and subset, equal documents give equal bytes.

Own drawing of tables: a list of a thousand pages must take seconds (the library's table flowable takes minutes).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from reportlab.lib.colors import HexColor, black, white
from reportlab.pdfgen.canvas import Canvas

from app.domain.tie import Tie
from app.reports.blocks import MM, Page, Placed
from app.reports.canvases import new_canvas
from app.reports.charts import draw_picture
from app.reports.document import Document
from app.reports.fonts import Face, FontSet, find_fonts
from app.reports.layout import lay_out
from app.reports.qr import draw_qr

RULE_WIDTH: Final = 0.5
NUMBER_SIZE: Final = 13
NUMBER_TOP: Final = 16 * MM
TIE_SIZE: Final = 8
TIE_BOTTOM: Final = 10 * MM
QR_SIDE: Final = 14 * MM
QR_BOTTOM: Final = 4 * MM
"""With its quiet zone the code stands in the bottom margin of 20 mm; its modules are about 0.4 mm wide."""
SIGNATURE_MARK: Final = "Chỗ ký"
"""Title of the bookmark that leads to a signature place and says how large it is."""
BAND_TOP: Final = 5 * MM
BAND_HEIGHT: Final = 6 * MM
BAND_COLOR: Final = HexColor(0x9A6700)


def write_pdf(document: Document, target: BinaryIO | Path, fonts: FontSet | None = None) -> int:
    """Writes a document as PDF.

    Args:
        document: what is printed.
        target: a binary stream, or the file to write.
        fonts: the typeface; None looks for the installed one.

    Returns:
        The number of pages.

    Raises:
        UserError: FONT-01.
        OSError: the file cannot be written.
    """
    if isinstance(target, Path):
        with target.open("wb") as stream:
            return write_pdf(document, stream, fonts)
    fonts = fonts or find_fonts()
    pages = lay_out(document, fonts)
    first = document.sections[0]
    canvas = new_canvas(target, fonts, document.title, first.author, first.day)
    canvas.setSubject(first.about)
    keywords = [section.name for section in document.sections]
    canvas.setKeywords(", ".join([*keywords, document.tie.words] if document.tie.words else keywords))
    for index, page in enumerate(pages):
        canvas.setPageSize((page.width, page.height))
        if page.number == 1:
            canvas.bookmarkPage(f"p{index}")
            canvas.addOutlineEntry(page.title, f"p{index}", 0)
        _draw(canvas, page, document, fonts)
        _mark_signature(canvas, page, f"s{index}")
        canvas.showPage()
    canvas.save()
    return len(pages)


def _draw(canvas: Canvas, page: Page, document: Document, fonts: FontSet) -> None:
    canvas.setLineWidth(RULE_WIDTH)
    canvas.setLineCap(2)
    canvas.setStrokeColor(black)
    canvas.setFillColor(black)
    canvas.lines(list(_strokes(page)))
    _draw_text(canvas, page, fonts)
    _draw_pictures(canvas, page, fonts)
    centre = (page.left + page.right) / 2
    if page.number > 1:
        canvas.setFont(fonts.name(Face.REGULAR), NUMBER_SIZE)
        canvas.drawCentredString(centre, page.height - NUMBER_TOP, str(page.number))
    if page.tied:
        _draw_tie(canvas, page, document.tie, fonts)
    if document.practice:
        bottom = page.height - BAND_TOP - BAND_HEIGHT
        canvas.setFillColor(BAND_COLOR)
        canvas.rect(page.left, bottom, page.right - page.left, BAND_HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont(fonts.name(Face.BOLD), 11)
        canvas.drawCentredString(centre, bottom + 5, document.practice)


def _draw_pictures(canvas: Canvas, page: Page, fonts: FontSet) -> None:
    for top, block in page.placed:
        if block.picture is not None:
            left = page.left + (page.right - page.left - block.picture.width) / 2
            draw_picture(canvas, block.picture, left, page.height - top, fonts)


def _draw_tie(canvas: Canvas, page: Page, tie: Tie, fonts: FontSet) -> None:
    """The foot that ties the paper to a file; the page with its count, so that a missing sheet is seen."""
    if not tie.words:
        return
    canvas.setFont(fonts.name(Face.REGULAR), TIE_SIZE)
    canvas.drawString(page.left, TIE_BOTTOM, tie.words)
    right = page.right - (QR_SIDE if tie.mark else 0)
    canvas.drawRightString(right, TIE_BOTTOM, f"Trang {page.number}/{page.total}")
    if tie.mark:
        draw_qr(canvas, tie.mark, right, QR_BOTTOM, QR_SIDE)


def _mark_signature(canvas: Canvas, page: Page, name: str) -> None:
    """Leads to the place of the signature, so that a digital one is put there (`app.reports.pades`)."""
    for top, block in page.placed:
        if block.sign_at is not None:
            left, upper, right, lower = block.sign_at
            base = page.height - top
            canvas.bookmarkPage(name, "FitR", left, base - upper, base - lower, right)
            canvas.addOutlineEntry(SIGNATURE_MARK, name, 1, closed=True)


def _draw_text(canvas: Canvas, page: Page, fonts: FontSet) -> None:
    text = canvas.beginText()
    names = {face: fonts.name(face) for face in Face}
    current: tuple[Face, float] | None = None
    for top, block in page.placed:
        base = page.height - top
        for x, y, letters, face, size, turned in block.runs:
            if (face, size) != current:
                current = (face, size)
                text.setFont(names[face], size)
            if turned:
                text.setTextTransform(0, 1, -1, 0, x, base - y)
            else:
                text.setTextOrigin(x, base - y)
            text.textOut(letters)
    canvas.drawText(text)


def _strokes(page: Page) -> Iterable[tuple[float, float, float, float]]:
    for top, block in page.placed:
        base = page.height - top
        for line in block.lines:
            yield line.x1, base - line.y1, line.x2, base - line.y2
    for edges, top, bottom in _columns(page.placed):
        for x in edges:
            yield x, page.height - top, x, page.height - bottom


def _columns(placed: tuple[Placed, ...]) -> Iterable[tuple[tuple[float, ...], float, float]]:
    """Joins neighbouring blocks of one table, so that each of its vertical lines is one stroke."""
    edges: tuple[float, ...] = ()
    start = end = 0.0
    for top, block in placed:
        if block.edges is not edges:
            if edges:
                yield edges, start, end
            edges, start = block.edges, top
        end = top + block.height
    if edges:
        yield edges, start, end
