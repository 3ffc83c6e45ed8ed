"""A picture of marks on screen: painted in the theme's colours, walked through by keys, and told in words.

Hides how the same marks that a PDF draws become strokes of Qt, and how the picture follows the width and the typeface.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from app.reports.chart_marks import Item, Mark, Picture, Shape, Stroke, Width, Words
from ui.look.theme import Theme, current_theme

Draw = Callable[[float, float, float, Width], Picture]
"""Makes the picture for a width, a height (0: its own) and a size of letters."""

_DASHES: Final = {"": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}
_STEPS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}
_NARROWEST: Final = 120
_HOW: Final = "Phím mũi tên đi qua từng mục, Enter chọn mục đó."
_SMALLER: Final = 0.9


class ChartView(QWidget):
    """A chart; arrows step through its items, Home and End go to its ends, Enter asks where an item comes from."""

    stepped = Signal(str)
    """Words of the item that was stepped to, or how to step where nothing has the cursor yet."""
    wanted = Signal(str)
    """Key of the item: Enter, space or a click."""

    def __init__(self, name: str, height: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._height = height
        self._draw: Draw | None = None
        self._picture: Picture | None = None
        self._at = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        vertical = QSizePolicy.Policy.Expanding if height else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.setMinimumWidth(_NARROWEST)

    def show_picture(self, draw: Draw) -> None:
        """Shows a picture; it is drawn anew at each width."""
        self._draw = draw
        self._at = -1
        self._renew()

    @property
    def text(self) -> str:
        """What the whole picture says."""
        return self._picture.text if self._picture is not None else ""

    @property
    def items(self) -> tuple[Item, ...]:
        """What a person may step to."""
        return self._picture.items if self._picture is not None else ()

    @property
    def current(self) -> Item | None:
        """The item that was stepped to."""
        return self.items[self._at] if 0 <= self._at < len(self.items) else None

    def sizeHint(self) -> QSize:
        """As high as the picture."""
        own = round(self._picture.height) if self._picture is not None else 0
        return QSize(_NARROWEST * 2, self._height or own)

    def minimumSizeHint(self) -> QSize:
        """A picture that brings its own height is never cut."""
        return QSize(_NARROWEST, self._height or self.sizeHint().height())

    def resizeEvent(self, event: QEvent) -> None:
        """Draws for the new width."""
        self._renew()

    def changeEvent(self, event: QEvent) -> None:
        """Draws anew in another typeface or theme."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._renew()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, items, and a frame around the one that has the cursor."""
        if self._picture is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self._picture.behind:
            _paint(painter, mark, theme, self.font())
        for item in self._picture.items:
            for mark in item.marks:
                _paint(painter, mark, theme, self.font())
        if self.hasFocus():
            left, top, right, bottom = self.current.box if self.current else (1, 1, self.width() - 2, self.height() - 2)
            painter.setPen(QPen(QColor(theme.ink), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(left, top, right - left, bottom - top), 4, 4)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End, Enter and space."""
        key = Qt.Key(event.key())
        last = len(self.items) - 1
        if key in _STEPS and last >= 0:
            self._go(min(max(self._at + _STEPS[key], 0), last))
        elif key == Qt.Key.Key_Home and last >= 0:
            self._go(0)
        elif key == Qt.Key.Key_End and last >= 0:
            self._go(last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current is not None:
            self.wanted.emit(self.current.key)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Steps to what lies under the pointer, and asks for it."""
        number = self._under(event.position())
        if number is not None:
            self._go(number)
            self.wanted.emit(self.items[number].key)

    def focusInEvent(self, event: QEvent) -> None:
        """Says what the chart is and how to walk through it; a reader hears the whole of it as its description."""
        self.stepped.emit(self.current.text if self.current else f"{self.accessibleName()}. {_HOW}")
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        """Takes the frame away."""
        self.update()

    def event(self, event: QEvent) -> bool:
        """Shows the words of what lies under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.items[number].text if number is not None else self._name, self)
            return True
        return super().event(event)

    def _go(self, number: int) -> None:
        self._at = number
        item = self.items[number]
        self.setAccessibleDescription(item.text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.stepped.emit(item.text)
        self._reveal(item)
        self.update()

    def _reveal(self, item: Item) -> None:
        """Scrolls to the item where the chart stands in a scroll area."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            left, top, right, bottom = item.box
            middle = self.mapTo(above, QPoint(round((left + right) / 2), round((top + bottom) / 2)))
            middle += QPoint(above.horizontalScrollBar().value(), above.verticalScrollBar().value())
            above.ensureVisible(middle.x(), middle.y(), 0, round(bottom - top))

    def _under(self, place: QPointF) -> int | None:
        for number, item in enumerate(self.items):
            left, top, right, bottom = item.box
            if left <= place.x() <= right and top <= place.y() <= bottom:
                return number
        return None

    def _renew(self) -> None:
        """Makes the picture for this width; the description tells it whole."""
        if self._draw is None or self.width() < _NARROWEST:
            return
        size = QFontInfo(self.font()).pixelSize() * _SMALLER
        height = float(max(self.height(), self._height)) if self._height else 0.0
        self._picture = self._draw(float(self.width()), height, size, _measure_of(self.font().family()))
        if not 0 <= self._at < len(self.items):
            self.setAccessibleDescription(self._picture.text)
        self.updateGeometry()
        self.update()


@lru_cache(maxsize=4)
def _measure_of(family: str) -> Width:
    def measure(text: str, size: float) -> float:
        return QFontMetricsF(_font(family, size, bold=False)).horizontalAdvance(text)

    return measure


def _font(family: str, size: float, *, bold: bool) -> QFont:
    made = QFont(family)
    made.setPixelSize(max(round(size), 1))
    made.setBold(bold)
    return made


def _paint(painter: QPainter, mark: Mark, theme: Theme, font: QFont) -> None:
    match mark:
        case Stroke():
            painter.setPen(QPen(_colour(theme, mark.role), mark.width, _DASHES[mark.dash]))
            painter.drawLine(QPointF(mark.x1, mark.y1), QPointF(mark.x2, mark.y2))
        case Shape():
            painter.setPen(QPen(_colour(theme, mark.edge), 1.5) if mark.edge else Qt.PenStyle.NoPen)
            painter.setBrush(_colour(theme, mark.fill) if mark.fill else Qt.BrushStyle.NoBrush)
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in mark.points]))
        case Words():
            painter.setPen(_colour(theme, mark.role))
            painter.setFont(_font(font.family(), mark.size, bold=mark.bold))
            across = QFontMetricsF(painter.font()).horizontalAdvance(mark.text)
            left = mark.x - {"start": 0.0, "middle": across / 2, "end": across}[mark.anchor]
            painter.drawText(QPointF(left, mark.y), mark.text)


def _colour(theme: Theme, role: str) -> QColor:
    return QColor(getattr(theme, role))
