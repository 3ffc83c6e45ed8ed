"""The field that says which page is shown and goes to another one: "Trang 3 / 12"."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSpinBox

_WITHOUT_ARROWS: Final = "QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }"
"""With `NoButtons` Qt gives the text of a styled field no room at all."""


class PageField(QSpinBox):
    """A number typed and ended with Enter goes there; the arrow keys go one page on."""

    chosen = Signal(int)
    """Page (from 0) that the person went to."""
    left = Signal()
    """Enter: the person is done with the field."""

    def __init__(self) -> None:
        super().__init__()
        self.setPrefix("Trang ")
        self.setAccessibleName("Số trang")
        self.lineEdit().setAccessibleName("Số trang")
        self.setToolTip("Gõ số trang rồi nhấn Enter")
        self.setStyleSheet(_WITHOUT_ARROWS)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.lineEdit().setStyleSheet("border: none; padding: 0; min-height: 0; background: transparent")
        self.setKeyboardTracking(False)  # so that "12" does not go to page 1 first
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda number: self.chosen.emit(number - 1))
        self.renew(0)

    def renew(self, count: int) -> None:
        """Another document, with so many pages."""
        blocked = QSignalBlocker(self)
        self.setRange(min(count, 1), count)
        self.setSuffix(f" / {count}")
        self.setValue(min(count, 1))
        blocked.unblock()

    def show_page(self, page: int) -> None:
        """Says which page is shown, counted from 0."""
        blocked = QSignalBlocker(self)
        self.setValue(page + 1)
        blocked.unblock()

    def enter(self) -> None:
        """Ready for typing."""
        self.setFocus()
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the page; it never reaches the buttons of a dialog around."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.interpretText()
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)
