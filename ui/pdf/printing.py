"""Printing a PDF strip by strip: the window stays alive, the person can stop, and what fails is said in one sentence.

Hides how a page comes onto paper: each at its size and way round, as a picture as fine as the printer, white left out.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import pypdfium2
from PySide6.QtCore import QMarginsF, QRect, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QMessageBox, QVBoxLayout, QWidget

from app.errors import Cancelled
from ui.pdf.paint import Page
from ui.work.jobs import Run
from ui.work.progress_panel import ProgressPanel

_FINEST_DPI: Final = 600
_MOST_PIXELS: Final = 80_000_000
"""Of a page (A3 at 600 dpi)."""
_OVERLAP: Final = 2
"""Rows that a strip shares with the next one, so that no seam is seen between them."""
_STOPPED: Final = "Đã dừng in."
_ON_ITS_WAY: Final = "Đã dừng in; những trang đã gửi đến máy in vẫn có thể được in ra."


class PrintFailed(Exception):  # noqa: N818 - a sentence for a person
    """The printer did not take the pages; says where and what to do, in Vietnamese."""


def layout_of(document: pypdfium2.PdfDocument, page: int) -> QPageLayout:
    """Paper of a page (from 0) as the document has it, without margins of the printer's own."""
    width, height = document.get_page_size(page)
    way = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    size = QSizeF(min(width, height), max(width, height))
    paper = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    made = QPageLayout(paper, way, QMarginsF())
    made.setMode(QPageLayout.Mode.FullPageMode)
    return made


def wanted_pages(printer: QPrinter, count: int, current: int) -> list[int]:
    """Pages (from 0) that a printer was asked for, in the order they are to come out.

    Args:
        printer: after its dialog.
        count: pages of the document.
        current: page that is shown, from 0.
    """
    ranges = printer.pageRanges()
    pages = [page for page in range(count) if ranges.isEmpty() or ranges.contains(page + 1)]
    if printer.printRange() == QPrinter.PrintRange.CurrentPage:
        pages = [current]
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(printer.copyCount(), 1)
    return pages * copies if printer.collateCopies() else [page for page in pages for _ in range(copies)]


def printing(content: bytes, printer: QPrinter, pages: Sequence[int]) -> Generator[int, None, None]:
    """Prints pages; closed before its end, it takes the job back, and deletes the file where it wrote one.

    Args:
        content: the PDF; it is opened anew, so the view may show another one meanwhile.
        printer: as it was asked for.
        pages: from 0, in the order they come out.

    Yields:
        Pages that are done, after each strip, which takes some milliseconds.

    Raises:
        PrintFailed: the printer refused.
        PdfiumError: the document cannot be read.
    """
    document = pypdfium2.PdfDocument(content)
    painter = QPainter()
    is_done = False
    try:
        document.init_forms()
        printer.setFullPage(True)
        for place, page in enumerate(pages):
            printer.setPageLayout(layout_of(document, page))
            if not (printer.newPage() if place else painter.begin(printer)):
                raise PrintFailed(_refusal(printer, place, len(pages)))
            painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for _ in _strips(document, page, printer, painter):
                yield place
            if printer.printerState() == QPrinter.PrinterState.Error:
                raise PrintFailed(_refusal(printer, place, len(pages)))
        is_done = painter.end()
        if not is_done:
            raise PrintFailed(_refusal(printer, len(pages), len(pages)))
        yield len(pages)
    finally:
        if not is_done:
            _take_back(printer, painter)
        document.close()


def _strips(document: pypdfium2.PdfDocument, number: int, printer: QPrinter, painter: QPainter) -> Iterator[None]:
    """Puts a page in the middle of its paper, as large as fits."""
    sheet = QRect(printer.pageLayout().fullRectPixels(printer.resolution()))
    page = Page(document, number, min(printer.resolution(), _FINEST_DPI), _MOST_PIXELS)
    scale = min(sheet.width() / page.width, sheet.height() / page.height)
    if abs(page.width - sheet.width()) <= _OVERLAP and abs(page.height - sheet.height()) <= _OVERLAP:
        scale = 1.0  # a pixel for a dot, nothing is blurred
    left = round((sheet.width() - page.width * scale) / 2)
    above = round((sheet.height() - page.height * scale) / 2)
    tops = page.tops()
    for top in tops:
        drawn = page.strip(top, tops.step + _OVERLAP)
        if not _is_white(drawn):
            grey = drawn.convertToFormat(QImage.Format.Format_Grayscale8) if drawn.isGrayscale() else drawn
            place = QRectF(left, above + top * scale, page.width * scale, drawn.height() * scale)
            painter.drawImage(place, grey)
        yield
    page.close()


def _is_white(drawn: QImage) -> bool:
    # the whole image is compared in C; a page of a form is mostly such strips
    return bytes(drawn.constBits()).count(b"\xff") == drawn.sizeInBytes()


def _take_back(printer: QPrinter, painter: QPainter) -> None:
    """Ends a job that is not whole, so that nobody takes a part for the whole."""
    if painter.isActive():
        printer.abort()
        painter.end()
        if printer.outputFileName():
            Path(printer.outputFileName()).unlink(missing_ok=True)


def _refusal(printer: QPrinter, done: int, total: int) -> str:
    far = f" sau {done}/{total} trang" if done else ""
    if printer.outputFileName():
        return (
            f"Không ghi được tệp “{printer.outputFileName()}”{far}: hãy đóng tệp ấy nếu đang mở, "
            "kiểm tra ổ đĩa còn chỗ trống, rồi in lại."
        )
    return (
        f"Máy in “{printer.printerName()}” không nhận bản in{far}: hãy kiểm tra máy in đã bật, đã nối và còn giấy, "
        "rồi in lại."
    )


def _close(steps: Generator[int, None, None], *_: object) -> None:
    steps.close()


class PrintingDialog(QDialog):
    """How far the printing is, and a button that stops it; Esc stops it too."""

    ended = Signal(str)
    """What there is to say: nothing when all pages went out."""

    def __init__(self, content: bytes, printer: QPrinter, pages: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Đang in")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(520)
        self._to_file = bool(printer.outputFileName())
        self._total = len(pages)
        self._run: Run | None = Run(f"In {self._total} trang", self)
        self.panel = ProgressPanel()
        self.panel.watch(self._run)
        self.panel.show()
        layout = QVBoxLayout(self)
        layout.addWidget(self.panel)
        steps = printing(content, printer, pages)
        self._steps = steps
        self.destroyed.connect(partial(_close, steps))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self._timer.start(0)

    def reject(self) -> None:
        """Esc or the cross of the window: the printing ends at its next step."""
        if self._run is not None:
            self._run.cancel()

    def _step(self) -> None:
        if self._run is None:
            return
        try:
            done = next(self._steps)
            self._run.step(done, self._total, f"trang {min(done + 1, self._total)}/{self._total}")
        except StopIteration:
            self._end("")
        except Cancelled:
            self._steps.close()
            self._end(_STOPPED if self._to_file else _ON_ITS_WAY)
        except PrintFailed as wrong:
            self._end(str(wrong))
        except pypdfium2.PdfiumError:
            self._end("Có trang của tệp PDF không đọc được, nên chưa in xong; hãy lập lại tệp rồi in lại.")

    def _end(self, text: str) -> None:
        assert self._run is not None
        self._timer.stop()
        self._run.ended.emit()
        self._run = None
        self.accept()
        if text:
            box = QMessageBox(QMessageBox.Icon.Warning, "Chưa in xong", text, parent=self.parentWidget())
            box.setStandardButtons(QMessageBox.StandardButton.Ok)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()
        self.ended.emit(text)
        self.deleteLater()
