"""Widgets beside each other that go on in the next line where one is full, as words do.

What expands, such as a line to type in, takes the room that its line has left; what is hidden takes none.
"""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

_Line: TypeAlias = list[tuple[QLayoutItem, QSize]]


class FlowLayout(QLayout):
    """A layout as high as its width makes it."""

    def __init__(self, parent: QWidget, spacing: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Puts an item at the end."""
        self._items.append(item)

    def insertWidget(self, index: int, widget: QWidget) -> None:
        """Puts a widget before the item at the index, as box layouts do."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        """Items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """An item; None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Takes an item out; None beyond the last."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of its lines."""
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        return self._place(QRect(0, 0, inner, 0), move=False) + margins.top() + margins.bottom()

    def setGeometry(self, rect: QRect) -> None:
        """Places the items."""
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        """The least there is."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Room for the largest item."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Height of all lines; the items of a line stand in its middle."""
        top = rect.top()
        for line in self._lines(rect.width()):
            height = max(size.height() for _, size in line)
            left = rect.left()
            spare = _spare(line, rect.width() - self.spacing() * (len(line) - 1))
            for item, size in line:
                wide = size.width() + (spare if _expands(item) else 0)
                if move:
                    item.setGeometry(
                        QRect(QPoint(left, top + (height - size.height()) // 2), QSize(wide, size.height()))
                    )
                left += wide + self.spacing()
            top += height + self.spacing()
        return max(top - self.spacing() - rect.top(), 0)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[_Line]:
        lines: list[_Line] = []
        used = 0
        for item in self._shown():
            size = item.sizeHint()
            if lines and used + size.width() <= width:
                lines[-1].append((item, size))
            else:
                lines.append([(item, size)])
                used = 0
            used += size.width() + self.spacing()
        return lines


def flowing(*parts: QWidget | int, spacing: int = 8) -> QWidget:
    """Widgets beside each other, in several lines where they must be; a number is room that is left free."""
    box = QWidget()
    layout = FlowLayout(box, spacing)
    for part in parts:
        layout.addWidget(_free() if isinstance(part, int) else part)
    return box


def _free() -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    made.setMinimumSize(1, 1)
    return made


def _expands(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


def _spare(line: _Line, width: int) -> int:
    """What each expanding item of a line gets beside its own width."""
    expanding = sum(_expands(item) for item, _ in line)
    return max(width - sum(size.width() for _, size in line), 0) // expanding if expanding else 0
