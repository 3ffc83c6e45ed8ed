"""A share with its target, and women and men side by side.

Women and men differ by shape and word too, not only by colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from ui.charts.base import Chart
from ui.look.theme import Theme

_BAR: Final = 10.0
_ROW: Final = 28.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Women and men of a group."""

    label: str
    women: int
    men: int


class ShareBar(Chart):
    """A percentage as a bar with a mark at the target."""

    def __init__(self, percent: float | None, target: int | None, *, reached: bool, text: str) -> None:
        super().__init__(text)
        self._percent = percent
        self._target = target
        self._reached = reached

    def sizeHint(self) -> QSize:
        """A flat bar."""
        return QSize(160, 20)

    def draw(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Ground, bar, mark."""
        line = QRectF(area.left(), area.center().y() - _BAR / 2, area.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line))
        painter.drawRoundedRect(line, 4, 4)
        if self._percent:
            filled = QRectF(line.left(), line.top(), line.width() * min(self._percent, 100.0) / 100, _BAR)
            painter.setBrush(QColor(theme.good if self._reached else theme.accent))
            painter.drawRoundedRect(filled, 4, 4)
        if self._target is not None:
            place = line.left() + line.width() * self._target / 100
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawLine(QPointF(place, line.top() - 4), QPointF(place, line.bottom() + 4))


class PairBars(Chart):
    """Women and men of some groups: women striped from the left, men plain, with the numbers."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        text = "; ".join(f"{item.label}: {item.women} nữ, {item.men} nam" for item in pairs)
        super().__init__(text)
        self._pairs = tuple(pairs)

    def sizeHint(self) -> QSize:
        """A row for each group, and the key."""
        return QSize(280, int(_ROW * (len(self._pairs) + 1)))

    def draw(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """A row for each group: label, bar, numbers."""
        metrics = QFontMetricsF(self.font())
        left = max((metrics.horizontalAdvance(item.label) for item in self._pairs), default=0) + 12
        right = metrics.horizontalAdvance("000 nữ / 0.000 nam") + 8
        width = max(area.width() - left - right, 40)
        for number, item in enumerate(self._pairs):
            top = area.top() + number * _ROW
            total = item.women + item.men
            painter.setPen(QColor(theme.ink))
            painter.drawText(QRectF(area.left(), top, left, _ROW), Qt.AlignmentFlag.AlignVCenter, item.label)
            bar = QRectF(area.left() + left, top + 7, width, _ROW - 14)
            if total:
                share = width * item.women / total
                self._bar(painter, theme, bar.adjusted(0, 0, share - width, 0), women=True)
                self._bar(painter, theme, bar.adjusted(share, 0, 0, 0), women=False)
            else:
                painter.fillRect(bar, QColor(theme.line))
            painter.setPen(QColor(theme.soft))
            text = f"{item.women} nữ / {item.men} nam" if total else "chưa có số liệu"
            place = QRectF(area.right() - right + 8, top, right, _ROW)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        self._key(painter, theme, QPointF(area.left() + left, area.top() + len(self._pairs) * _ROW))

    def _bar(self, painter: QPainter, theme: Theme, area: QRectF, *, women: bool) -> None:
        if area.width() <= 0:
            return
        colour = QColor(theme.women if women else theme.men)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(colour if women else QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(area)

    def _key(self, painter: QPainter, theme: Theme, place: QPointF) -> None:
        x = place.x()
        for text, women in (("nữ", True), ("nam", False)):
            self._bar(painter, theme, QRectF(x, place.y() + 9, 12, 10), women=women)
            painter.setPen(QColor(theme.soft))
            painter.drawText(QRectF(x + 18, place.y(), 60, _ROW), Qt.AlignmentFlag.AlignVCenter, text)
            x += 72
