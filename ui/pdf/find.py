"""The line that looks for words in a PDF; reads one page at a time, so that the window goes on answering."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.look.widgets import button, label
from ui.pdf.text import Hit, hits_on


class FindLine(QWidget):
    """Looks from the page that is shown, forwards or back, and around the end of the document."""

    found = Signal(int, int)
    """Page (from 0) and number (from 0) of the find on it."""
    left = Signal()
    """The line was closed."""

    def __init__(self, document: Callable[[], pypdfium2.PdfDocument | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._at: tuple[int, int] = (0, -1)
        self._by = 1
        self._looked = 0
        self._known: dict[int, tuple[Hit, ...]] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self.line = QLineEdit()
        self.line.setAccessibleName("Tìm chữ trong trang in")
        self.line.setPlaceholderText("Tìm chữ trong trang in; không cần dấu")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self.forget)
        self.line.returnPressed.connect(lambda: self.go(1))
        self.told = label("", "soft", wrap=False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.told)
        layout.addWidget(button("Chỗ trước", "back", lambda: self.go(-1), "plain"))
        layout.addWidget(button("Chỗ sau", "jump", lambda: self.go(1), "plain"))
        layout.addWidget(button("Đóng", "cross", self.leave, "plain"))
        self.hide()

    def enter(self) -> None:
        """Shows the line, ready for typing."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def leave(self) -> None:
        """Hides the line and what it marked."""
        self.line.clear()
        self.hide()
        self.left.emit()

    def forget(self) -> None:
        """What was found no longer holds: another text, or another document."""
        self._timer.stop()
        self._known.clear()
        self._at = (self._at[0], -1)
        self.told.clear()

    def turn_to(self, page: int) -> None:
        """The next search starts at this page."""
        if page != self._at[0]:
            self._timer.stop()
            self._at = (page, -1)

    def hits(self, page: int) -> tuple[Hit, ...]:
        """Finds on a page that has been looked at."""
        return self._known.get(page, ())

    def go(self, by: int) -> None:
        """Looks for the next find (1) or the one before (-1)."""
        if self._document() is not None and self.line.text().strip():
            self._by, self._looked = by, 0
            self.told.setText("đang tìm…")
            self._timer.start(0)

    def _look(self) -> None:
        document = self._document()
        if document is None:
            self.forget()
            return
        page, number = self._at
        if page not in self._known:
            self._known[page] = hits_on(document[page], self.line.text())
        hits = self._known[page]
        following = len(hits) - 1 if number < 0 and self._by < 0 and self._looked else number + self._by
        if 0 <= following < len(hits):
            self._timer.stop()
            self._at = (page, following)
            self.told.setText(f"chỗ {following + 1}/{len(hits)} của trang {page + 1}")
            self.found.emit(page, following)
        elif self._looked > len(document):
            self._timer.stop()
            self.told.setText("không tìm thấy")
        else:
            self._looked += 1
            self._at = ((page + self._by) % len(document), -1)
