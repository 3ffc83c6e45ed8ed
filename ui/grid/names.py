"""Whose row it is, at the left of a grid, while the first column is scrolled out of sight."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from ui.grid.model import GridModel
from ui.look.theme import current_theme

_WIDTH: Final = 168
_SIDE: Final = 8


class NameHeader(QHeaderView):
    """The names of the rows, painted in one go as the cells are; shown only where it is needed."""

    def __init__(self, view: QTableView, model: GridModel) -> None:
        """Watches how far a view is scrolled; `view.setVerticalHeader` comes next."""
        super().__init__(Qt.Orientation.Vertical, view)
        self._view = view
        self._grid = model
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.hide()
        view.horizontalScrollBar().valueChanged.connect(self._on_scrolled)

    def sizeHint(self) -> QSize:
        """One width for all."""
        return QSize(_WIDTH, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the names that are seen."""
        theme, area = current_theme(), event.rect()
        painter = QPainter(self.viewport())
        painter.fillRect(area, QColor(theme.ground))
        painter.setFont(self._view.font())
        first, last = self._view.rowAt(max(area.top(), 0)), self._view.rowAt(area.bottom())
        current = self._view.currentIndex().row()
        room = self.viewport().width() - 2 * _SIDE
        for row in range(first, (last if last >= 0 else self._grid.rowCount() - 1) + 1) if first >= 0 else ():
            top, height = self._view.rowViewportPosition(row), self._view.rowHeight(row)
            painter.setPen(QColor(theme.accent if row == current else theme.soft))
            name = painter.fontMetrics().elidedText(self._grid.texts(row)[0], Qt.TextElideMode.ElideRight, room)
            painter.drawText(_SIDE, top, room, height, Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(QColor(theme.line))
            painter.drawLine(0, top + height - 1, self.viewport().width(), top + height - 1)
        painter.drawLine(self.viewport().width() - 1, area.top(), self.viewport().width() - 1, area.bottom())
        painter.end()

    def _on_scrolled(self) -> None:
        is_away = self._view.columnViewportPosition(0) + self._view.columnWidth(0) <= 0
        if is_away == self.isHidden():
            self.setVisible(is_away)
