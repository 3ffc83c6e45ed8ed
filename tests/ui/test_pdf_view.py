"""The page view: words are found without marks, and what is printed is what was shown."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfgen.canvas import Canvas

from app.reports.fonts import Face, find_fonts
from ui.pdf.printing import PrintFailed, PrintingDialog, wanted_pages
from ui.pdf.view import PdfView

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


LOST_SHARE = 0.002
"""Of the ink of a page that may stand elsewhere by rounding; a word of the fixture is ten times as much."""


def _ink(document: pypdfium2.PdfDocument, page: int, size: tuple[int, int] | None = None) -> Image.Image:
    """White where a page is dark, at 144 dpi."""
    drawn = document[page].render(scale=2).to_pil().convert("L")
    return (drawn.resize(size) if size else drawn).point(lambda shade: 255 if shade < 150 else 0)


def _lost(ink: Image.Image, other: Image.Image) -> float:
    """Share of the ink that has none of the other within two pixels."""
    near = other.filter(ImageFilter.MaxFilter(5))
    return ImageChops.subtract(ink, near).histogram()[255] / max(ink.histogram()[255], 1)


def _printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def _view(content: bytes, qtbot: QtBot) -> PdfView:
    view = PdfView()
    qtbot.addWidget(view)
    view.resize(900, 420)
    view.show()
    view.show_pdf(content)
    return view


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
    marked = view._sheet.grab().toImage()
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
    printer = _printer(tmp_path / "in.pdf")
    if pages:
        printer.setFromTo(*pages)
    view.print_on(printer)
    view.close_document()
    shown, printed = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument(tmp_path / "in.pdf")
    assert len(printed) == len(wanted)
    for place, page in enumerate(wanted):
        assert printed[place].get_size() == pytest.approx(shown[page].get_size(), abs=1.5)
        original = _ink(shown, page)
        paper = _ink(printed, place, original.size)
        assert _lost(original, paper) < LOST_SHARE
        assert _lost(paper, original) < LOST_SHARE
    shown.close()
    printed.close()


def test_a_lost_word_would_be_seen(content: bytes) -> None:
    document = pypdfium2.PdfDocument(content)
    whole = _ink(document, 1)
    height = document[1].get_height()
    without = whole.copy()
    word = document[1].get_textpage()
    left, bottom, right, top = word.get_rect(word.count_rects() - 1)
    without.paste(
        0, (int(2 * (right - 30)), int(2 * (height - top)), int(2 * right) + 2, int(2 * (height - bottom)) + 2)
    )
    word.close()
    document.close()
    assert left < right - 30
    assert _lost(whole, whole) == 0
    assert _lost(whole, without) > LOST_SHARE
    assert _lost(without, whole) == 0


def test_the_window_lives_while_pages_are_printed(content: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    view = _view(content, qtbot)
    dialog = PrintingDialog(content, _printer(tmp_path / "in.pdf"), range(4), view)
    dialog.open()
    assert dialog.panel.isVisible()
    QTest.qWait(1)
    assert dialog.isVisible()  # some strips are on paper, and the window was asked
    view.close_document()
    with qtbot.waitSignal(dialog.ended, timeout=20_000) as told:
        pass
    assert told.args == [""]
    assert not dialog.isVisible()
    printed = pypdfium2.PdfDocument(tmp_path / "in.pdf")
    assert len(printed) == 4
    printed.close()


def test_a_stopped_print_leaves_no_part(content: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    view = _view(content, qtbot)
    dialog = PrintingDialog(content, _printer(tmp_path / "in.pdf"), range(4), view)
    dialog.open()
    QTest.qWait(20)
    assert (tmp_path / "in.pdf").exists()
    with qtbot.waitSignal(dialog.ended, timeout=5000) as told:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert told.args == ["Đã dừng in."]
    assert not (tmp_path / "in.pdf").exists()
    view.close_document()


def test_a_print_whose_window_goes_is_taken_back(content: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    view = PdfView()
    view.show()
    PrintingDialog(content, _printer(tmp_path / "in.pdf"), range(4), view).open()
    QTest.qWait(20)
    assert (tmp_path / "in.pdf").exists()
    view.deleteLater()
    QGuiApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete)
    assert not (tmp_path / "in.pdf").exists()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_is_told(content: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    view = _view(content, qtbot)
    path = tmp_path / "không có" / "in.pdf"
    with pytest.raises(PrintFailed, match="Không ghi được tệp"):
        view.print_on(_printer(path))
    dialog = PrintingDialog(content, _printer(path), range(4), view)
    with qtbot.waitSignal(dialog.ended, timeout=5000) as told:
        dialog.open()
    assert str(path) in told.args[0]
    (box,) = view.findChildren(QMessageBox)
    assert box.text() == told.args[0]
    box.close()
    view.close_document()


def test_a_printer_that_fails_on_the_way_is_told(content: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    class Broken(QPrinter):
        def newPage(self) -> bool:
            return False

    view = _view(content, qtbot)
    printer = Broken(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "in.pdf"))
    with pytest.raises(PrintFailed, match="sau 1/4 trang"):
        view.print_on(printer)
    assert not (tmp_path / "in.pdf").exists()
    view.close_document()


def test_pages_come_out_as_they_were_asked_for(tmp_path: Path) -> None:
    printer = _printer(tmp_path / "in.pdf")
    assert wanted_pages(printer, 3, 1) == [0, 1, 2]
    printer.setFromTo(2, 9)
    assert wanted_pages(printer, 3, 1) == [1, 2]
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert wanted_pages(printer, 3, 1) == [2, 1]
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert wanted_pages(printer, 3, 0) == [0]


def test_the_field_of_the_page_goes_with_keys_and_small_pages(content: bytes, qtbot: QtBot) -> None:
    view = _view(content, qtbot)
    field = view.field
    assert field.text() == "Trang 1 / 4"
    assert field.accessibleName() == "Số trang"
    assert field.lineEdit().width() >= field.fontMetrics().horizontalAdvance(field.text())
    view.activateWindow()
    field.enter()
    qtbot.keyClicks(field, "3")
    assert view.thumbs.currentIndex().row() == 0  # not before Enter
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.thumbs.currentIndex().row() == 2
    assert field.text() == "Trang 3 / 4"
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert view.thumbs.currentIndex().row() == 3
    view.turn(-2)
    assert field.value() == 2
    view.close_document()
    assert field.text() == "Trang 0 / 0"
    assert view.pages == 0


def test_a_whole_page_fits_and_goes_on_fitting(content: bytes, qtbot: QtBot) -> None:
    view = _view(content, qtbot)
    wide = view._sheet.pixmap().width()
    view.fit_page()
    QTest.qWait(20)
    assert view._sheet.pixmap().height() <= view._area.viewport().height()
    assert view._area.verticalScrollBar().maximum() == 0
    assert view._sheet.pixmap().width() < wide
    before = view._sheet.pixmap().height()
    view.resize(900, 700)
    QTest.qWait(20)
    assert view._sheet.pixmap().height() > before
    assert view._area.verticalScrollBar().maximum() == 0
    view.close_document()


def test_a_large_page_comes_strip_by_strip(content: bytes, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.pdf.sheet._TURN_MS", 0)
    monkeypatch.setattr("ui.pdf.paint._STRIP_PIXELS", 100_000)
    view = _view(content, qtbot)
    view.go_to(2)
    assert not view._sheet.is_whole
    qtbot.waitUntil(lambda: view._sheet.is_whole, timeout=5000)
    shown = view._sheet.pixmap().toImage()
    dpi = view.logicalDpiX() * view._scale()
    whole = view.picture(2, dpi)
    assert shown.size() == whole.size()
    assert shown.convertToFormat(whole.format()) == whole
    view.go_to(3)
    view.go_to(2)
    assert view._sheet.is_whole  # kept
    view.go_to(1)
    view.close_document()  # in the middle of a page
    QTest.qWait(20)


def test_the_words_of_the_page_are_copied_composed(content: bytes, qtbot: QtBot) -> None:
    view = _view(content, qtbot)
    view.go_to(1)
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow, timeout=3000)
    view._area.setFocus()
    QTest.keyClick(view.windowHandle(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied == "Trang 2 của biểu\nBà Lò Thị Đức, xã Mường Nhé; ông Đức"
    view.close_document()


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
    assert view.field.text() == "Trang 3 / 4"
    qtbot.keyClick(view.thumbs, Qt.Key.Key_End)
    assert view.field.text() == "Trang 4 / 4"
    view.turn(-1)
    assert view.thumbs.currentIndex().row() == 2
    view.go_to(0)
    assert view.thumbs.currentIndex().row() == 0
    assert view.thumbs.accessibleName()
    view.close_document()
    assert not view.thumbs.isVisible()
