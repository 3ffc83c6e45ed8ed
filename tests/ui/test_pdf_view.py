"""The page view: words are found without marks, and what is printed is what was shown."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfgen.canvas import Canvas

from app.reports.fonts import Face, find_fonts
from ui.pdf_view import PdfView

SIZES = (A4, landscape(A4), landscape(A3), A4)


@pytest.fixture
def content() -> bytes:
    """Four pages of three kinds of paper, with names on the second and the last."""
    font = find_fonts().name(Face.REGULAR)
    target = io.BytesIO()
    canvas = Canvas(target)
    for number, (width, height) in enumerate(SIZES):
        canvas.setPageSize((width, height))
        canvas.setFont(font, 14)
        canvas.drawString(60, height - 80, f"Trang {number + 1} của biểu")
        if number in {1, 3}:
            canvas.drawString(120, height - 200, "Bà Lò Thị Đức, xã Mường Nhé; ông Đức")
        canvas.rect(20, 20, width - 40, height - 40)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _drawn(document: pypdfium2.PdfDocument, page: int) -> Image.Image:
    return document[page].render(scale=1).to_pil().convert("L")


def test_words_are_found_without_marks_and_marked(content: bytes, qtbot: QtBot) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    view.show_pdf(content)
    found: list[tuple[int, int]] = []
    view.find_line.found.connect(lambda page, number: found.append((page, number)))
    view.find_line.enter()
    view.find_line.line.setText("duc")
    for by in (1, 1, 1, 1, 1, -1):
        with qtbot.waitSignal(view.find_line.found, timeout=3000):
            view.find_line.go(by)
    assert found == [(1, 0), (1, 1), (3, 0), (3, 1), (1, 0), (3, 1)]
    place = view.find_line.hits(1)[0][0]
    height = SIZES[1][1]
    assert place.top() * height < 200 < (place.bottom() * height) + 2
    plain = view.picture(3, 96).pixelColor(0, 0)
    assert plain.lightness() == 255
    marked = view._sheet.pixmap().toImage()
    spot = view.find_line.hits(3)[1][0]
    shade = marked.pixelColor(int((spot.left() + 0.001) * marked.width()), int(spot.top() * marked.height()) + 1)
    assert shade.red() - shade.blue() > 100
    view.find_line.line.setText("khong co")
    view.find_line.go(1)
    qtbot.waitUntil(lambda: view.find_line.told.text() == "không tìm thấy", timeout=3000)
    view.close_document()


@pytest.mark.parametrize(("pages", "wanted"), [(None, [0, 1, 2, 3]), ((2, 3), [1, 2])])
def test_what_is_printed_is_what_was_shown(
    content: bytes, tmp_path: Path, qtbot: QtBot, pages: tuple[int, int] | None, wanted: list[int]
) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.show_pdf(content)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "in.pdf"))
    if pages:
        printer.setFromTo(*pages)
    view.print_on(printer)
    view.close_document()
    shown, printed = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument(tmp_path / "in.pdf")
    assert len(printed) == len(wanted)
    for place, page in enumerate(wanted):
        assert printed[place].get_size() == pytest.approx(shown[page].get_size(), abs=1.5)
        first = _drawn(shown, page)
        difference = ImageChops.difference(first, _drawn(printed, place).resize(first.size))
        assert ImageStat.Stat(difference).mean[0] < 1.5
    shown.close()
    printed.close()


def test_small_pages_go_with_the_page_that_is_shown(content: bytes, qtbot: QtBot) -> None:
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(900, 420)
    view.show()
    view.show_pdf(content)
    assert view.thumbs.isVisible()
    qtbot.waitUntil(lambda: 0 in view.thumbs.pages.drawn, timeout=3000)
    qtbot.wait(50)
    assert 3 not in view.thumbs.pages.drawn  # out of sight, so not drawn
    assert view._area.horizontalScrollBar().maximum() == 0
    view.thumbs.setCurrentIndex(view.thumbs.pages.index(2))
    assert view._where.text() == "trang 3/4"
    qtbot.keyClick(view.thumbs, Qt.Key.Key_End)
    assert view._where.text() == "trang 4/4"
    view.turn(-1)
    assert view.thumbs.currentIndex().row() == 2
    view.go_to(0)
    assert view.thumbs.currentIndex().row() == 0
    assert view.thumbs.accessibleName()
    view.close_document()
    assert not view.thumbs.isVisible()
