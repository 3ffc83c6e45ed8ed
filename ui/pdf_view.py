"""A PDF on screen as it will be printed: one page at a time, zoom, search and print; drawn by PDFium, not by Qt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import sqrt
from typing import Final

import pypdfium2
from PySide6.QtCore import QEvent, QMarginsF, QObject, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.pdf_find import FindLine
from ui.pdf_thumbs import Thumbs
from ui.shortcuts import bind
from ui.widgets import READING, button, label, row

_STEPS: Final = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_POINTS_PER_INCH: Final = 72
_PRINT_DPI: Final = 300
_MARGIN: Final = 8
_MOST_PIXELS: Final = 60_000_000
"""Of one page as a picture; a page that is drawn to be huge comes coarser (A3 at 500 dpi still fits)."""
_FOUND: Final = QColor(255, 214, 0, 90)
_CHOSEN: Final = QColor(255, 120, 0, 140)
"""Marks over the page, which is white in both themes."""
_UNREADABLE: Final = "Không đọc được tệp PDF này."


class PdfView(QWidget):
    """Shows a PDF given as bytes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: pypdfium2.PdfDocument | None = None
        self._page = 0
        self._zoom = _STEPS.index(1.0)
        self._fits = True
        self._chosen = -1
        self._sheet = QLabel(READING)
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sheet.setAccessibleName("Trang in")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._sheet)
        self._where = label("", "soft", wrap=False)
        self.tools = row(
            button("Trang trước", "back", lambda: self.turn(-1), "plain"),
            self._where,
            button("Trang sau", "jump", lambda: self.turn(1), "plain"),
            button("Nhỏ", "zoom-out", lambda: self.zoom(-1), "plain"),
            button("To", "zoom-in", lambda: self.zoom(1), "plain"),
            button("Vừa bề ngang", "", self.fit, "plain"),
            1,
            button("Tìm", "search", self._enter_find, "plain"),
            button("In…", "print", self.print_out),
        )
        self.find_line = FindLine(lambda: self._document)
        self.find_line.found.connect(self._show_found)
        self.find_line.left.connect(self._leave_find)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self.tools)
        layout.addWidget(self.find_line)
        self.thumbs = Thumbs(self._small)
        self.thumbs.chosen.connect(self.go_to)
        sheets = row(self.thumbs)
        sheets.addWidget(self._area, 1)
        layout.addLayout(sheets, 1)
        self._area.installEventFilter(self)
        self._area.viewport().installEventFilter(self)
        slots: dict[str, Callable[[], object]] = {
            "next page": partial(self.turn, 1),
            "first sheet": partial(self.go_to, 0),
            "end sheet": lambda: self.go_to(self.pages - 1),
            "last page": partial(self.turn, -1),
            "larger": partial(self.zoom, 1),
            "smaller": partial(self.zoom, -1),
            "fit": self.fit,
            "print": self.print_out,
            "find on page": self._enter_find,
            "next found": partial(self.find_line.go, 1),
            "last found": partial(self.find_line.go, -1),
        }
        bind(self, slots, Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_pdf(self, content: bytes) -> None:
        """Shows a document from its first page; one that cannot be read says so, for it may come from outside."""
        self.close_document()
        try:
            self._document = pypdfium2.PdfDocument(content)
            self._document.init_forms()
        except pypdfium2.PdfiumError:
            self._sheet.setText(_UNREADABLE)
            return
        self._page = 0
        self.find_line.turn_to(0)
        self.thumbs.renew(self.pages)
        self._draw()

    def close_document(self) -> None:
        """Lets the document go."""
        if self._document is not None:
            self._document.close()
            self._document = None
        self.find_line.forget()
        self.thumbs.renew(0)
        self._chosen = -1
        self._sheet.clear()
        self._where.clear()

    @property
    def pages(self) -> int:
        """Pages of the document; 0 without one."""
        return len(self._document) if self._document is not None else 0

    def turn(self, by: int) -> None:
        """Shows another page."""
        self.go_to(self._page + by)

    def go_to(self, page: int) -> None:
        """Shows a page, counted from 0; one that there is not, or that is shown, changes nothing."""
        if 0 <= page < self.pages and page != self._page:
            self._page = page
            self._chosen = -1
            self.find_line.turn_to(self._page)
            self._draw()
            self._area.verticalScrollBar().setValue(0)

    def zoom(self, by: int) -> None:
        """Shows the page larger or smaller than fits the width."""
        if self._fits:
            self._fits = False
            self._zoom = min(range(len(_STEPS)), key=lambda step: abs(_STEPS[step] - self._scale_of_width()))
        self._zoom = min(max(self._zoom + by, 0), len(_STEPS) - 1)
        self._draw()

    def fit(self) -> None:
        """Shows the page as wide as there is room."""
        self._fits = True
        self._draw()

    def picture(self, page: int, dpi: float) -> QImage:
        """A page as a picture."""
        assert self._document is not None
        sheet = self._document[page]
        width, height = sheet.get_size()
        scale = min(dpi / _POINTS_PER_INCH, sqrt(_MOST_PIXELS / max(width * height, 1.0)))
        drawn = sheet.render(scale=scale, rev_byteorder=True)
        shape = QImage.Format.Format_RGB888 if drawn.n_channels == 3 else QImage.Format.Format_RGBA8888
        return QImage(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride, shape).copy()

    def _small(self, page: int, dpi: float) -> QImage | None:
        try:
            return self.picture(page, dpi) if page < self.pages else None
        except pypdfium2.PdfiumError:
            return None

    def print_out(self) -> None:
        """Asks for a printer, for pages and copies, and prints each page at its size."""
        if self._document is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(self._layout_of(0))
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, self.pages)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)
        dialog.deleteLater()

    def print_on(self, printer: QPrinter) -> None:
        """Prints the pages that a printer was asked for, each on its own size of paper and way round."""
        printer.setFullPage(True)
        first, last = printer.fromPage() or 1, printer.toPage() or self.pages
        wanted = range(max(first, 1) - 1, min(last, self.pages))
        if not wanted:
            return
        printer.setPageLayout(self._layout_of(wanted[0]))
        painter = QPainter(printer)
        for page in wanted:
            if page != wanted[0]:
                printer.setPageLayout(self._layout_of(page))
                printer.newPage()
            drawn = self.picture(page, _PRINT_DPI)
            sheet = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
            fitted = QRectF(drawn.rect())
            fitted.setSize(fitted.size().scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio))
            fitted.moveCenter(sheet.center())
            painter.drawImage(fitted, drawn)
        painter.end()

    def _layout_of(self, page: int) -> QPageLayout:
        """Paper of a page as the document has it, without margins of the printer's own."""
        assert self._document is not None
        width, height = self._document[page].get_size()
        way = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
        size = QSizeF(min(width, height), max(width, height))
        paper = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        made = QPageLayout(paper, way, QMarginsF())
        made.setMode(QPageLayout.Mode.FullPageMode)
        return made

    def _enter_find(self) -> None:
        if self._document is not None:
            self.find_line.enter()

    def _leave_find(self) -> None:
        self._chosen = -1
        self._draw()
        self._area.setFocus()

    def _show_found(self, page: int, number: int) -> None:
        """Turns to a find, marks it and brings it into sight."""
        self._page, self._chosen = page, number
        self._draw()
        place = self.find_line.hits(page)[number]
        if place:
            shown = self._sheet.pixmap().deviceIndependentSize()
            self._sheet.adjustSize()
            spot = place[0].center()
            margin = self._area.viewport().height() // 3
            self._area.ensureVisible(int(spot.x() * shown.width()), int(spot.y() * shown.height()), margin, margin)

    def _mark(self, drawn: QPixmap) -> None:
        """Colours what was found on the page."""
        painter = QPainter(drawn)
        for number, hit in enumerate(self.find_line.hits(self._page)):
            for place in hit:
                spot = QRectF(
                    place.x() * drawn.width(),
                    place.y() * drawn.height(),
                    place.width() * drawn.width(),
                    place.height() * drawn.height(),
                )
                painter.fillRect(spot, _CHOSEN if number == self._chosen else _FOUND)
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel with Ctrl makes the page larger and smaller; a page that fits the width goes on fitting it."""
        if watched is self._area and event.type() == QEvent.Type.Resize and self._fits:
            self._draw()
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.zoom(1 if turned > 0 else -1)
            return True
        return False

    def _scale_of_width(self) -> float:
        if self._document is None:
            return 1.0
        bar = self._area.verticalScrollBar().sizeHint().width()
        inside = self._area.width() - 2 * self._area.frameWidth() - bar
        wanted = max(inside - 2 * _MARGIN, 200)
        width = max(self._document[self._page].get_width(), 1.0)
        return float(wanted * _POINTS_PER_INCH / width / self.logicalDpiX())

    def _draw(self) -> None:
        if self._document is None:
            return
        ratio = self.devicePixelRatioF()
        try:
            scale = self._scale_of_width() if self._fits else _STEPS[self._zoom]
            drawn = QPixmap.fromImage(self.picture(self._page, self.logicalDpiX() * scale * ratio))
        except pypdfium2.PdfiumError:
            self.close_document()
            self._sheet.setText(_UNREADABLE)
            return
        self._mark(drawn)
        drawn.setDevicePixelRatio(ratio)
        self._sheet.setPixmap(drawn)
        self._where.setText(f"trang {self._page + 1}/{self.pages}")
        self.thumbs.show_page(self._page)
