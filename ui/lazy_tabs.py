"""Tabs whose pages are made when they are first shown, so that a screen with many forms comes up at once."""

from __future__ import annotations

from collections.abc import Callable

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

    def made(self) -> tuple[QWidget, ...]:
        """Pages that were made."""
        return tuple(self._pages.values())
