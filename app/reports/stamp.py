"""What is seen of a digital signature on paper (Nghị định 30/2020/NĐ-CP, Phụ lục I): drawn as a one-page PDF.

Main document: signature image blue, seal red over a third of it on its left, then who, which office, when. Annex in a
file of its own: one line at the top right of page 1, size 10, no seal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.errors import refuse
from app.reports.canvases import new_canvas
from app.reports.fonts import Face, FontSet, find_fonts

VIETNAM: Final = timezone(timedelta(hours=7))
ANNEX_SIZE: Final = 10
_LARGEST, _SMALLEST = 9.0, 5.0
_LEADING: Final = 1.2
_BLUE: Final = HexColor(0x1F3A93)
_IMAGES_SHARE: Final = 0.5
"""Of the height, for the images where there are any; the words stand under them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a signature is to be seen.

    Attributes:
        annex: the one line of an annex in its own file.
        number: of the document the annex belongs to, such as "05/BC-UBND".
        signature, seal: images (PNG or JPEG); empty for none.
    """

    annex: bool = False
    number: str = ""
    signature: bytes = b""
    seal: bytes = b""


def main_stamp(width: float, height: float, name: str, office: str, at: datetime, look: Look) -> bytes:
    """Draws the stamp of a main document.

    Args:
        width, height: points.
        name, office: of the certificate; office may be empty.
        at: the signing time, shown in Vietnam's.
        look: its images.

    Returns:
        A PDF of one page of that size.

    Raises:
        UserError: PDF-01 an image cannot be read, FONT-01.
    """
    moment = at.astimezone(VIETNAM)
    lines = [f"Người ký: {name}", f"Cơ quan: {office}", f"Thời gian ký: {moment:%d/%m/%Y %H:%M:%S} +07:00"]
    shown = [line for line in lines if not line.endswith(": ")]
    fonts, stream = find_fonts(), BytesIO()
    canvas = new_canvas(stream, fonts, page=(width, height))
    room = height
    if look.signature or look.seal:
        room = height * (1 - _IMAGES_SHARE)
        _draw_images(canvas, width, height, room, look)
    size = _fitting(shown, width - 4, room - 2, fonts)
    canvas.setFillColor(_BLUE)
    canvas.setFont(fonts.name(Face.REGULAR), size)
    top = (room + len(shown) * size * _LEADING) / 2
    for number, line in enumerate(shown, 1):
        canvas.drawCentredString(width / 2, top - number * size * _LEADING + size * 0.3, line)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def annex_line(number: str, at: datetime) -> str:
    """The line of an annex: "Số: 05/BC-UBND; 26/11/2026; 08:05:00"; the number is left blank where it is not known."""
    return f"Số: {number or '……………'}; {at.astimezone(VIETNAM):%d/%m/%Y; %H:%M:%S}"


def annex_stamp(text: str) -> tuple[bytes, float, float]:
    """Draws the line of an annex.

    Returns:
        A PDF of one page as large as the line, its width and its height in points.
    """
    fonts, stream = find_fonts(), BytesIO()
    width, height = fonts.width(text, Face.REGULAR, ANNEX_SIZE) + 4, ANNEX_SIZE * 1.4
    canvas = new_canvas(stream, fonts, page=(width, height))
    canvas.setFont(fonts.name(Face.REGULAR), ANNEX_SIZE)
    canvas.drawRightString(width - 2, ANNEX_SIZE * 0.4, text)
    canvas.showPage()
    canvas.save()
    return stream.getvalue(), width, height


def _draw_images(canvas: Canvas, width: float, height: float, bottom: float, look: Look) -> None:
    room = height - bottom
    middle = width / 2
    wide = room * 2
    if look.signature:
        canvas.drawImage(
            _image(look.signature, "ảnh chữ ký"),
            middle - wide / 2,
            bottom,
            wide,
            room,
            mask="auto",
            preserveAspectRatio=True,
        )
    if look.seal:
        left = middle - wide / 2 - room * 2 / 3 if look.signature else middle - room / 2
        canvas.drawImage(
            _image(look.seal, "ảnh con dấu"), left, bottom, room, room, mask="auto", preserveAspectRatio=True
        )


def _image(content: bytes, name: str) -> ImageReader:
    try:
        return ImageReader(BytesIO(content))
    except (OSError, ValueError, TypeError) as wrong:
        raise refuse("PDF-01", name=name, detail="cần ảnh PNG hoặc JPEG") from wrong


def _fitting(lines: list[str], width: float, height: float, fonts: FontSet) -> float:
    """The largest size in which all lines fit."""
    widest = max(fonts.width(line, Face.REGULAR, 1.0) for line in lines)
    return max(_SMALLEST, min(_LARGEST, width / widest, height / (len(lines) * _LEADING)))
