"""Small pictures of the pages of a PDF in a narrow list; only those in sight are drawn, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

_SIDE: Final = 96
_CELL: Final = QSize(116, 132)
_WIDTH: Final = 140
_DPI: Final = 12.0
"""At which A4 is about as high as a picture of the list, twice as fine for screens with small pixels."""


class _Pages(QAbstractListModel):
    """Pages as icons; a page that nobody has looked at yet is a blank sheet and waits to be drawn."""

    def __init__(self, draw: Callable[[int, float], QImage | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._draw = draw
        self._count = 0
        self.drawn: dict[int, QIcon] = {}
        self._waiting: list[int] = []
        blank = QPixmap(_SIDE * 2 // 3, _SIDE)
        blank.fill(QColor("white"))
        self._blank = QIcon(blank)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._draw_next)

    def renew(self, count: int) -> None:
        """Another document, with so many pages."""
        self.beginResetModel()
        self._timer.stop()
        self._count = count
        self.drawn.clear()
        self._waiting.clear()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Pages of the document."""
        return 0 if parent.isValid() else self._count

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Number and picture of a page; asking for the picture puts the page in line to be drawn."""
        page = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return str(page + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Trang {page + 1}"
        if role == Qt.ItemDataRole.SizeHintRole:
            return _CELL  # without it the list asks for every picture to measure it
        if role == Qt.ItemDataRole.DecorationRole:
            if page not in self.drawn and page not in self._waiting:
                self._waiting.append(page)
                self._timer.start(0)
            return self.drawn.get(page, self._blank)
        return None

    def _draw_next(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        page = self._waiting.pop()
        found = self._draw(page, 2 * _DPI)
        self.drawn[page] = self._blank if found is None else _icon(found)
        place = self.index(page)
        self.dataChanged.emit(place, place, [Qt.ItemDataRole.DecorationRole])


class Thumbs(QListView):
    """The list; hidden where there is no more than one page."""

    chosen = Signal(int)
    """Page (from 0) that the person went to."""

    def __init__(self, draw: Callable[[int, float], QImage | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = _Pages(draw, self)
        self.setModel(self.pages)
        self.setAccessibleName("Các trang thu nhỏ")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setGridSize(_CELL)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFixedWidth(_WIDTH)
        self.hide()
        self.selectionModel().currentChanged.connect(self._on_current)

    def renew(self, count: int) -> None:
        """Another document, with so many pages."""
        self.pages.renew(count)
        self.setVisible(count > 1)

    def show_page(self, page: int) -> None:
        """Chooses the page that is shown."""
        if page != self.currentIndex().row():
            self.setCurrentIndex(self.pages.index(page))

    def _on_current(self, now: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(now.row())


def _icon(drawn: QImage) -> QIcon:
    """A picture with an edge, the same when chosen."""
    small = QPixmap.fromImage(drawn).scaled(
        _SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    painter = QPainter(small)
    painter.setPen(QColor(138, 148, 158))
    painter.drawRect(small.rect().adjusted(0, 0, -1, -1))
    painter.end()
    made = QIcon(small)
    made.addPixmap(small, QIcon.Mode.Selected)
    return made
