"""Tabs whose pages are made when they are first shown, so that a screen with many forms comes up at once.

Ctrl+Tab goes to the next tab and takes the cursor along, so that a clerk goes on typing there.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget


class LazyTabs(QTabWidget):
    """A tab widget that is told how to make each page."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers: list[Callable[[], QWidget]] = []
        self._rooms: list[QVBoxLayout] = []
        self._pages: dict[int, QWidget] = {}
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName(name)

    def add(self, title: str, make: Callable[[], QWidget]) -> None:
        """Adds a tab; its page is made when it is first shown or asked for."""
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        self._makers.append(make)
        self._rooms.append(layout)
        self.addTab(frame, title)

    def start(self) -> None:
        """Makes the first page, and from now on each page that is shown."""
        self.page(self.currentIndex())
        self.currentChanged.connect(self.page)

    def page(self, index: int) -> QWidget:
        """The page of a tab, made now if it was not."""
        if index not in self._pages:
            self._pages[index] = made = self._makers[index]()
            self._rooms[index].addWidget(made)
        return self._pages[index]

    def enter(self) -> None:
        """Puts the cursor into the page that is shown: where it wants it, else into its first field."""
        page = self.page(self.currentIndex())
        target = page.focusProxy() or _first_of(page)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Tab and Ctrl+Shift+Tab."""
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.enter()

    def made(self) -> tuple[QWidget, ...]:
        """Pages that were made."""
        return tuple(self._pages.values())


def _first_of(page: QWidget) -> QWidget | None:
    """The first widget of a page that Tab would reach."""
    widget = page.nextInFocusChain()
    while widget is not None and widget is not page:
        reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if page.isAncestorOf(widget) and widget.isVisibleTo(page) and widget.isEnabled() and reached:
            return widget
        widget = widget.nextInFocusChain()
    return None
