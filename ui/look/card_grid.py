"""Cards in a row, all of one width; where there is no room for all, in several rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.look.widgets import clear_layout

_SPACING: Final = 12


class CardGrid(QWidget):
    """As many cards beside each other as are at least so wide."""

    def __init__(self, least: int, parent: QWidget | None = None) -> None:
        """Makes an empty one.

        Args:
            least: pixels that a card has at least.
        """
        super().__init__(parent)
        self._least = least
        self._cards: tuple[QWidget, ...] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_SPACING)

    def show_cards(self, cards: Sequence[QWidget]) -> None:
        """Shows cards in place of those before."""
        clear_layout(self._grid)
        self._cards = tuple(cards)
        self._columns = 0
        self._place(self.width())

    def minimumSizeHint(self) -> QSize:
        """One card wide, since the others can go below it."""
        return QSize(self._least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the cards anew where more or fewer stand beside each other."""
        super().resizeEvent(event)
        self._place(event.size().width())

    def _place(self, width: int) -> None:
        columns = max(1, min(len(self._cards), (width + _SPACING) // (self._least + _SPACING)))
        if columns == self._columns:
            return
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for number, made in enumerate(self._cards):
            self._grid.addWidget(made, number // columns, number % columns)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self.updateGeometry()
