"""Charts in Word are vectors with real text: the records are whole, and another program draws what the PDF draws."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest

from app.reports.chart_bars import Part, bars_picture, tiles_picture
from app.reports.chart_emf import picture_emf
from app.reports.chart_marks import Picture, Shape, Stroke, Words
from app.reports.chart_page import ChartPage, UnitsChart, charts_pdf
from app.reports.chart_word import charts_docx
from app.reports.charts import paper_width
from app.reports.fonts import find_fonts

WIDTH_OF = paper_width(find_fonts())
PARTS = tuple(
    Part(str(n), f"Xã Mường Ẫn {n}", f"Ẫn {n}", Fraction(n * 7 % 100), f"{n * 7 % 100},0 %", n % 3 == 0)
    for n in range(12)
)


def records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record."""
    place = 0
    while place < len(content):
        kind, size = struct.unpack_from("<II", content, place)
        assert size >= 8
        assert size % 4 == 0
        yield kind, content[place + 8 : place + size]
        place += size
    assert place == len(content)


def texts(content: bytes) -> list[str]:
    """What the metafile writes."""
    found = []
    for kind, body in records(content):
        if kind == 84:
            count, offset = struct.unpack_from("<II", body, 36)
            found.append(body[offset - 8 : offset - 8 + 2 * count].decode("utf-16-le"))
    return found


@pytest.mark.parametrize(
    "picture",
    [
        bars_picture("Tỷ lệ", PARTS, 50, 440, 8.5, WIDTH_OF),
        tiles_picture("Tỷ lệ", PARTS, 440, 8.5, WIDTH_OF),
        Picture(100, 50, "", (Stroke(0, 0, 100, 50, "ink", 1, "dash"), Shape(((0, 0), (9, 0), (9, 9)), "good")), ()),
    ],
)
def test_the_records_are_whole_and_say_every_text(picture: Picture) -> None:
    content = picture_emf(picture, WIDTH_OF)
    found = list(records(content))
    kind, head = found[0]
    assert kind == 1
    right, bottom = struct.unpack_from("<2i", head, 8)
    frame = struct.unpack_from("<4i", head, 16)
    assert head[32:36] == b" EMF"
    size, count = struct.unpack_from("<II", head, 40)
    assert (size, count) == (len(content), len(found))
    assert found[-1][0] == 14
    assert abs(right / 20 - picture.width) < 0.06
    assert abs(bottom / 20 - picture.height) < 0.06
    assert abs(frame[2] / 100 * 72 / 25.4 - picture.width) < 0.06
    marks = [*picture.behind, *(mark for item in picture.items for mark in item.marks)]
    assert texts(content) == [mark.text for mark in marks if isinstance(mark, Words)]
    made = [kind for kind, _ in found if kind in {38, 39, 82}]
    assert len(made) == len([kind for kind, _ in found if kind == 40])
    assert content == picture_emf(picture, WIDTH_OF)


def test_word_shows_the_same_texts_as_the_pdf_and_no_bitmap(tmp_path: Path) -> None:
    page = ChartPage("Chỉ tiêu", "Toàn tỉnh", date(2026, 12, 20), (), (UnitsChart("Tỷ lệ nữ", 60, PARTS, PARTS),))
    path = tmp_path / "hinh.docx"
    path.write_bytes(charts_docx(page))
    with zipfile.ZipFile(path) as package:
        media = [name for name in package.namelist() if name.startswith("word/media/")]
    assert len(media) == 2
    assert all(name.endswith(".emf") for name in media)
    office = shutil.which("soffice")
    assert office is not None
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    convert = [office, "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    drawn, ours = _words(tmp_path / "hinh.pdf"), _words(io.BytesIO(charts_pdf(page)))
    for part in PARTS:
        assert part.name in drawn
        assert part.words in drawn
        assert part.name in ours
    images = subprocess.run(
        [shutil.which("pdfimages") or "", "-list", str(tmp_path / "hinh.pdf")],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert len(images.stdout.splitlines()) == 2  # its two lines of heading


def _words(source: Path | io.BytesIO) -> str:
    with pypdfium2.PdfDocument(source) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
