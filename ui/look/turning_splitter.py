"""Two parts beside each other where there is room, one below the other where there is not: nobody scrolls sideways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

SPLIT_AT: Final = 720
"""Pixels that a list and what is chosen in it need beside each other."""
_LEAST_HEIGHT: Final = 150
"""What a part keeps at least when it lies below another; the page then scrolls up and down."""


class TurningSplitter(QSplitter):
    """A splitter that lies down where it is narrower than its parts need beside each other."""

    def __init__(self, narrow: int, parent: QWidget | None = None) -> None:
        """Makes an empty one.

        Args:
            narrow: pixels below which the parts lie one below the other.
        """
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._narrow = narrow
        self._beside: list[int] = []
        self.setChildrenCollapsible(False)

    def setSizes(self, sizes: Sequence[int]) -> None:
        """Shares of the parts beside each other, now or when they are so."""
        self._beside = list(sizes)
        if self.orientation() == Qt.Orientation.Horizontal:
            super().setSizes(sizes)

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part alone, since it can turn; else a window could never become so narrow."""
        parts = [part for number in range(self.count()) if (part := self.widget(number)) and not part.isHidden()]
        sizes = [part.minimumSizeHint().expandedTo(part.minimumSize()) for part in parts]
        width = max((size.width() for size in sizes), default=0)
        heights = [size.height() for size in sizes]
        if self.orientation() == Qt.Orientation.Horizontal or not heights:
            return QSize(width, max(heights, default=0))
        between = self.handleWidth() * (len(heights) - 1)
        return QSize(width, sum(max(height, _LEAST_HEIGHT) for height in heights) + between)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turns where the width asks for it; each way has its own shares."""
        wanted = Qt.Orientation.Vertical if event.size().width() < self._narrow else Qt.Orientation.Horizontal
        if wanted != self.orientation():
            if event.oldSize().width() >= self._narrow:
                self._beside = self.sizes()  # a hand may have moved the handle
            self._turn(wanted)
        super().resizeEvent(event)

    def _turn(self, wanted: Qt.Orientation) -> None:
        self.setOrientation(wanted)
        super().setSizes([_LEAST_HEIGHT] * self.count() if wanted == Qt.Orientation.Vertical else self._beside)
        self.updateGeometry()
