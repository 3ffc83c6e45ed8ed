"""A list of a few hundred rows whose texts wrap, read whole; Enter does what the list is for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ui.lists.findings_view import LinesDelegate
from ui.look.icons import icon


class LineList(QTreeWidget):
    """Rows of texts, the first column as wide as there is room."""

    wanted = Signal()
    """Enter or a double click on a row."""

    def __init__(self, name: str, columns: Sequence[tuple[str, int]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = 0
        self.setAccessibleName(name)
        self.setHeaderLabels([title for title, _ in columns])
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setItemDelegate(LinesDelegate(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())
        for place, (_, width) in enumerate(columns):
            self.setColumnWidth(place, width)
        self.itemDoubleClicked.connect(lambda *_: self.wanted.emit())

    def keep_wide(self, least: int) -> None:
        """Never squeezes the columns into less room than this: the list scrolls sideways by itself."""
        self._least = least
        self._fit_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The first column has what the others leave."""
        super().resizeEvent(event)
        self._fit_first()

    def _fit_first(self) -> None:
        header = self.header()
        wide = self.viewport().width() >= self._least
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch if wide else QHeaderView.ResizeMode.Interactive)
        if not wide:
            self.setColumnWidth(0, self._least - sum(map(self.columnWidth, range(1, self.columnCount()))))

    def show_rows(self, rows: Sequence[Sequence[str]], picture: str = "", colour: str = "") -> None:
        """Shows rows; the place of the chosen one stays chosen."""
        place = max(self.currentIndex().row(), 0)
        self.clear()
        for cells in rows:
            item = QTreeWidgetItem(list(cells))
            if picture:
                item.setIcon(0, icon(picture, colour))
            self.addTopLevelItem(item)
        if rows:
            self.setCurrentIndex(self.model().index(min(place, len(rows) - 1), 0))

    def current(self) -> int:
        """Number of the chosen row; -1 for none."""
        item = self.currentItem()
        return self.indexOfTopLevelItem(item) if item is not None else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for the list, not for the tree."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)
