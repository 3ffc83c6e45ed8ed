"""The page that is shown: drawn strip by strip, those in sight first, and kept for when one comes back to it.

Measured with 322 pages of forms on two cores: 3.6 ms for a page that fits the width of a small laptop, 12 ms at most;
23 ms at three times its size; no turn of the event loop took more than 35 ms.
"""

from __future__ import annotations

from math import ceil
from typing import Final

import pypdfium2
from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.look.widgets import READING
from ui.pdf.paint import Page, pixels

_MOST_PIXELS: Final = 60_000_000
"""Of one page as a picture (A3 at 500 dpi still fits)."""
_KEPT_PIXELS: Final = 24_000_000
"""Of all pages that are kept: 96 MB."""
_TURN_MS: Final = 25
"""Of drawing before the window is asked whether it wants something."""
_EDGE: Final = QColor(138, 148, 158)


class Sheet(QLabel):
    """Shows one page, or a sentence where there is none."""

    def __init__(self) -> None:
        super().__init__(READING)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName("Trang in")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._shown: tuple[int, int, int] | None = None
        self._picture: QPixmap | None = None
        self._page: Page | None = None
        self._waiting: list[tuple[int, int]] = []
        self._kept: dict[tuple[int, int, int], QPixmap] = {}
        self._marks: tuple[tuple[QRectF, QColor], ...] = ()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._draw_on)

    def show_page(self, document: pypdfium2.PdfDocument, number: int, dpi: float, ratio: float) -> None:
        """Shows a page: at once what can be drawn in a moment, the rest strip by strip.

        Args:
            document: stays open until `forget`.
            number: of the page, from 0.
            dpi: pixels of the screen per inch of paper.
            ratio: pixels of the screen per pixel of Qt.

        Raises:
            PdfiumError: the page cannot be read.
        """
        wanted = (number, *pixels(document.get_page_size(number), dpi, _MOST_PIXELS))
        if wanted != self._shown:
            self._leave_page()
            made = self._kept.pop(wanted, None)
            if made is None:
                page = Page(document, number, dpi, _MOST_PIXELS)
                made = self._fresh(page, number)
                self._page = page
                tops = page.tops()
                self._waiting = [(top, tops.step) for top in tops]
            else:
                self._kept[wanted] = made
            self._shown, self._picture = wanted, made
            self.updateGeometry()
        assert self._picture is not None
        self._picture.setDevicePixelRatio(ratio)
        if self._waiting:
            self._timer.start(0)
            self._draw_on()
        self.update()

    def say(self, text: str) -> None:
        """Shows a sentence in place of a page."""
        self._leave_page()
        self._kept.clear()
        self._shown = self._picture = None
        self._marks = ()
        self.setText(text)
        self.updateGeometry()

    def mark(self, marks: tuple[tuple[QRectF, QColor], ...]) -> None:
        """Colours places, given as shares (0-1) of the page's width and height."""
        self._marks = marks
        self.update()

    def place(self, share: QRectF) -> QRectF:
        """Where a share of the page stands on this widget."""
        origin, size = self._origin(), self.pixmap().deviceIndependentSize()
        return QRectF(
            origin.x() + share.x() * size.width(),
            origin.y() + share.y() * size.height(),
            share.width() * size.width(),
            share.height() * size.height(),
        )

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the page is still to be drawn."""
        return not self._waiting

    def pixmap(self) -> QPixmap:
        """The page as far as it is drawn, without marks."""
        return self._picture if self._picture is not None else QPixmap()

    def sizeHint(self) -> QSize:
        """As large as the page."""
        if self._picture is None:
            return super().sizeHint()
        size = self._picture.deviceIndependentSize()
        return QSize(ceil(size.width()), ceil(size.height()))

    def minimumSizeHint(self) -> QSize:
        """As large as the page, which is scrolled, never cut."""
        return self.sizeHint() if self._picture is not None else super().minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page in the middle, its edge and the marks on it."""
        if self._picture is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.drawPixmap(self._origin(), self._picture)
        for share, colour in self._marks:
            painter.fillRect(self.place(share), colour)
        painter.setPen(_EDGE)
        painter.drawRect(self.place(QRectF(0, 0, 1, 1)).adjusted(0, 0, -1, -1))
        painter.end()

    def _origin(self) -> QPointF:
        """Upper left corner of the page, on a pixel of the screen, so that nothing is blurred."""
        ratio, size = self.devicePixelRatioF(), self.pixmap().deviceIndependentSize()
        x, y = ((room - taken) / 2 for room, taken in ((self.width(), size.width()), (self.height(), size.height())))
        return QPointF(round(max(x, 0.0) * ratio) / ratio, round(max(y, 0.0) * ratio) / ratio)

    def _fresh(self, page: Page, number: int) -> QPixmap:
        """A white sheet; while it is drawn, the same page at its last size stands on it."""
        made = QPixmap(page.width, page.height)
        made.fill(QColor("white"))
        if self._shown is not None and self._shown[0] == number and self._picture is not None:
            painter = QPainter(made)
            painter.drawPixmap(made.rect(), self._picture)
            painter.end()
        return made

    def _draw_on(self) -> None:
        """Draws for a moment."""
        if self._page is None or self._picture is None:
            self._timer.stop()
            return
        clock = QElapsedTimer()
        clock.start()
        ratio = self._picture.devicePixelRatio()
        self._picture.setDevicePixelRatio(1.0)
        painter = QPainter(self._picture)
        while self._waiting:
            top, rows = self._next(ratio)
            painter.drawImage(0, top, self._page.strip(top, rows))
            if clock.elapsed() >= _TURN_MS:
                break
        painter.end()
        self._picture.setDevicePixelRatio(ratio)
        self.update()
        if not self._waiting:
            self._keep()
            self._leave_page()

    def _next(self, ratio: float) -> tuple[int, int]:
        """The strip nearest to the middle of what is in sight."""
        middle = self.visibleRegion().boundingRect().center().y() * ratio
        chosen = min(self._waiting, key=lambda strip: abs(strip[0] + strip[1] / 2 - middle))
        self._waiting.remove(chosen)
        return chosen

    def _keep(self) -> None:
        assert self._shown is not None
        assert self._picture is not None
        if self._shown[1] * self._shown[2] <= _KEPT_PIXELS // 2:
            self._kept[self._shown] = self._picture
        while sum(width * height for _, width, height in self._kept) > _KEPT_PIXELS:
            del self._kept[next(iter(self._kept))]

    def _leave_page(self) -> None:
        self._timer.stop()
        self._waiting = []
        if self._page is not None:
            self._page.close()
            self._page = None
