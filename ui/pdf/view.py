"""A PDF on screen as it will be printed: one page at a time, zoom, search, copy and print; drawn by PDFium, not Qt."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Final

import pypdfium2
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QScrollArea, QToolTip, QVBoxLayout, QWidget

from ui.look.flow_layout import flowing
from ui.look.shortcuts import bind
from ui.look.widgets import button, row
from ui.pdf.find import FindLine
from ui.pdf.page_field import PageField
from ui.pdf.paint import POINTS_PER_INCH, Page
from ui.pdf.printing import PrintingDialog, layout_of, printing, wanted_pages
from ui.pdf.sheet import Sheet
from ui.pdf.text import text_of
from ui.pdf.thumbs import Thumbs

_STEPS: Final = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_MARGIN: Final = 8
_LEAST_ROOM: Final = 200
_MOST_PIXELS: Final = 60_000_000
"""Of one page as a picture; a page that is drawn to be huge comes coarser (A3 at 500 dpi still fits)."""
_FOUND: Final = QColor(255, 214, 0, 90)
_CHOSEN: Final = QColor(255, 120, 0, 140)
"""Marks over the page, which is white in both themes."""
_UNREADABLE: Final = "Không đọc được tệp PDF này."


class _Fit(Enum):
    """How large a page is shown."""

    STEP = 0
    WIDTH = 1
    PAGE = 2


class PdfView(QWidget):
    """Shows a PDF given as bytes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: pypdfium2.PdfDocument | None = None
        self._content = b""
        self._page = 0
        self._zoom = _STEPS.index(1.0)
        self._fits = _Fit.WIDTH
        self._chosen = -1
        self._sheet = Sheet()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._sheet)
        self.field = PageField()
        self.field.chosen.connect(self.go_to)
        self.field.left.connect(self._area.setFocus)
        self.tools = flowing(
            button("Trang trước", "back", lambda: self.turn(-1), "plain"),
            self.field,
            button("Trang sau", "jump", lambda: self.turn(1), "plain"),
            button("Nhỏ", "zoom-out", lambda: self.zoom(-1), "plain"),
            button("To", "zoom-in", lambda: self.zoom(1), "plain"),
            button("Vừa bề ngang", "", self.fit, "plain"),
            button("Vừa trang", "", self.fit_page, "plain"),
            1,
            button("Tìm", "search", self._enter_find, "plain"),
            button("In…", "print", self.print_out),
        )
        self.find_line = FindLine(lambda: self._document)
        self.find_line.found.connect(self._show_found)
        self.find_line.left.connect(self._leave_find)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tools)
        layout.addWidget(self.find_line)
        self.thumbs = Thumbs(self._small)
        self.thumbs.chosen.connect(self.go_to)
        sheets = row(self.thumbs)
        sheets.addWidget(self._area, 1)
        layout.addLayout(sheets, 1)
        copy = QAction("Chép chữ của trang này", self._area)
        copy.triggered.connect(self.copy_text)
        self._area.addAction(copy)
        self._area.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
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
            "fit page": self.fit_page,
            "sheet number": self.field.enter,
            "copy page": self.copy_text,
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
            self._sheet.say(_UNREADABLE)
            return
        self._content = content
        self._page = 0
        self.find_line.turn_to(0)
        self.thumbs.renew(self.pages)
        self.field.renew(self.pages)
        self._draw()

    def close_document(self) -> None:
        """Lets the document go."""
        self._sheet.say("")
        if self._document is not None:
            self._document.close()
            self._document = None
        self.find_line.forget()
        self.thumbs.renew(0)
        self.field.renew(0)
        self._content = b""
        self._chosen = -1

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
        """Shows the page a step larger or smaller than it is."""
        if self._fits is not _Fit.STEP:
            scale = self._scale()
            self._fits = _Fit.STEP
            self._zoom = min(range(len(_STEPS)), key=lambda step: abs(_STEPS[step] - scale))
        self._zoom = min(max(self._zoom + by, 0), len(_STEPS) - 1)
        self._draw()

    def fit(self) -> None:
        """Shows the page as wide as there is room."""
        self._fits = _Fit.WIDTH
        self._draw()

    def fit_page(self) -> None:
        """Shows the whole page."""
        self._fits = _Fit.PAGE
        self._draw()

    def copy_text(self) -> None:
        """Puts the words of the page on the clipboard."""
        if self._document is None:
            return
        text = text_of(self._document[self._page])
        if text:
            QGuiApplication.clipboard().setText(text)
        told = f"Đã chép chữ của trang {self._page + 1}." if text else "Trang này là ảnh, không có chữ để chép."
        QToolTip.showText(self._area.mapToGlobal(QPoint(_MARGIN, _MARGIN)), told, self._area)

    def picture(self, page: int, dpi: float) -> QImage:
        """A page as a picture."""
        assert self._document is not None
        drawn = Page(self._document, page, dpi, _MOST_PIXELS)
        try:
            return drawn.strip(0, drawn.height)
        finally:
            drawn.close()

    def _small(self, page: int, dpi: float) -> QImage | None:
        try:
            return self.picture(page, dpi) if page < self.pages else None
        except pypdfium2.PdfiumError:
            return None

    def print_out(self) -> None:
        """Asks for a printer, for pages and copies, and prints each page at its size while the window stays alive."""
        if self._document is None:
            return
        content, pages = self._content, self.pages
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(layout_of(self._document, 0))
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintCurrentPage)
        dialog.setMinMax(1, pages)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            wanted = wanted_pages(printer, pages, self._page)
            if wanted:
                PrintingDialog(content, printer, wanted, self).open()
        dialog.deleteLater()

    def print_on(self, printer: QPrinter) -> None:
        """Prints the pages that a printer was asked for and waits for the end.

        Raises:
            PrintFailed: the printer refused.
        """
        wanted = wanted_pages(printer, self.pages, self._page)
        for _ in printing(self._content, printer, wanted) if wanted else ():
            pass

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
            self._sheet.adjustSize()
            spot = self._sheet.place(place[0]).center().toPoint()
            margin = self._area.viewport().height() // 3
            self._area.ensureVisible(spot.x(), spot.y(), margin, margin)

    def _mark(self) -> None:
        """Colours what was found on the page."""
        hits = enumerate(self.find_line.hits(self._page))
        self._sheet.mark(
            tuple((place, _CHOSEN if number == self._chosen else _FOUND) for number, hit in hits for place in hit)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel with Ctrl makes the page larger and smaller; a page that fits the width goes on fitting it."""
        if watched is self._area and event.type() == QEvent.Type.Resize and self._fits is not _Fit.STEP:
            self._draw()
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.zoom(1 if turned > 0 else -1)
            return True
        return False

    def _scale(self) -> float:
        """How large the page is shown; 1 is as on paper."""
        if self._document is None or self._fits is _Fit.STEP:
            return _STEPS[self._zoom]
        width, height = self._document.get_page_size(self._page)
        bar = self._area.verticalScrollBar().sizeHint().width() if self._fits is _Fit.WIDTH else 0
        edges = 2 * self._area.frameWidth() + 2 * _MARGIN
        scale = max(self._area.width() - bar - edges, _LEAST_ROOM) / max(width, 1.0)
        if self._fits is _Fit.PAGE:
            scale = min(scale, max(self._area.height() - edges, _LEAST_ROOM) / max(height, 1.0))
        return float(scale * POINTS_PER_INCH / self.logicalDpiX())

    def _draw(self) -> None:
        if self._document is None:
            return
        ratio = self.devicePixelRatioF()
        try:
            self._sheet.show_page(self._document, self._page, self.logicalDpiX() * self._scale() * ratio, ratio)
        except pypdfium2.PdfiumError:
            self.close_document()
            self._sheet.say(_UNREADABLE)
            return
        self._mark()
        self.field.show_page(self._page)
        self.thumbs.show_page(self._page)
