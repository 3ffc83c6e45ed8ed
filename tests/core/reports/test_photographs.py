"""Pictures that somebody else made: large ones are read, larger ones refused, and nothing else suffers."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.errors import Cancelled, UserError
from app.progress import Silent
from app.reports import photographs
from app.reports.photographs import marks_in
from app.reports.qr import qr_picture
from tests.simulator.refusals import code_of

TEXT = "2282:4K7PX-29XDM:1A2B3C4D5E6F"


def code(side: int) -> Image.Image:
    """The code as a picture, with its quiet zone."""
    with Image.open(io.BytesIO(qr_picture(TEXT))) as made:
        return made.convert("L").resize((side, side), Image.Resampling.NEAREST)


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    made = Image.new("RGB", (width, height), "white")
    made.paste(code(600), (width - 700, height - 700))
    stream = io.BytesIO()
    made.save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "BMP", "WEBP"])
def test_every_format_is_read(kind: str) -> None:
    assert marks_in(picture(1200, 900, kind), "anh", Silent()) == (TEXT,)


def test_the_largest_photograph_is_read_and_a_larger_one_refused() -> None:
    assert marks_in(picture(10_000, 8_000, "JPEG"), "anh.jpg", Silent()) == (TEXT,)
    with pytest.raises(UserError, match=r"ANH-01.*anh\.png.*quá lớn"):
        marks_in(picture(12_000, 8_000), "anh.png", Silent())


def test_a_page_as_large_as_pdf_allows_does_not_take_all_memory() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, (14_000, 14_000))
    canvas.drawImage(ImageReader(code(900)), 1000, 1000, 4000, 4000)
    canvas.save()
    assert marks_in(stream.getvalue(), "lon.pdf", Silent()) == (TEXT,)


def test_a_process_that_dies_or_stays_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photographs, "_READER", photographs.Part("", "antigravity_that_is_not"))
    with pytest.raises(UserError, match=r"ANH-01.*dừng lại"):
        marks_in(b"", "anh.jpg", Silent())
    monkeypatch.setattr(photographs, "_READER", photographs.Part("", "http.server"))
    monkeypatch.setattr(photographs, "_LONGEST_SECONDS", 0.5)
    assert code_of(marks_in, b"", "anh.jpg", Silent()) == "ANH-01"


def test_reading_stops_when_asked() -> None:
    class Stopped:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        marks_in(picture(1200, 900), "anh.png", Stopped())
