"""Charts drawn by ourselves: a share with its target, women and men side by side, a line over years.

Women and men differ by shape and word too, not only by colour; every chart says its content as an accessible text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme, current_theme

_BAR: Final = 10.0
_ROW: Final = 28.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Women and men of a group."""

    label: str
    women: int
    men: int


@dataclass(frozen=True, slots=True)
class Point:
    """A year with its percentage; None where it is not known. `broken`: it does not compare with the one before."""

    label: str
    percent: float | None
    broken: bool = False


class _Chart(QWidget):
    """A drawing with an accessible text."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws in the theme's colours."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRectF(self.rect()), current_theme())
        painter.end()

    def draw(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Draws the chart into an area."""
        raise NotImplementedError


class ShareBar(_Chart):
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


class PairBars(_Chart):
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
            share = width * item.women / total if total else 0
            self._bar(painter, theme, QRectF(area.left() + left, top + 7, share, _ROW - 14), women=True)
            self._bar(
                painter, theme, QRectF(area.left() + left + share, top + 7, width - share, _ROW - 14), women=False
            )
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


class TrendLine(_Chart):
    """A percentage over years with the target and, where boundaries changed, a break."""

    def __init__(self, title: str, points: Sequence[Point], target: int | None) -> None:
        told = ", ".join(
            f"{item.label}: " + (f"{item.percent:.1f}%".replace(".", ",") if item.percent is not None else "chưa có")
            for item in points
        )
        super().__init__(f"{title}. {told}" + (f". Mục tiêu {target}%" if target is not None else ""))
        self._points = tuple(points)
        self._target = target

    def sizeHint(self) -> QSize:
        """Room for labels above and below."""
        return QSize(280, 132)

    def draw(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Target, line, points with their numbers, break marks."""
        plot = area.adjusted(24, 22, -24, -24)
        if self._target is not None:
            y = _height(plot, self._target)
            painter.setPen(QPen(QColor(theme.soft), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(theme.soft))
            painter.drawText(QRectF(plot.left(), y - 20, plot.width(), 18), 0, f"mục tiêu {self._target}%")
        places = [self._place(plot, number) for number in range(len(self._points))]
        for number in range(1, len(places)):
            self._segment(painter, theme, plot, places, number)
        for item, place in zip(self._points, places, strict=True):
            self._point(painter, theme, plot, item, place)

    def _place(self, plot: QRectF, number: int) -> QPointF:
        step = plot.width() / max(len(self._points) - 1, 1)
        x = plot.left() + step * number if len(self._points) > 1 else plot.center().x()
        return QPointF(x, _height(plot, self._points[number].percent or 0))

    def _segment(self, painter: QPainter, theme: Theme, plot: QRectF, places: list[QPointF], number: int) -> None:
        start, end = self._points[number - 1], self._points[number]
        if end.broken:
            x = (places[number - 1].x() + places[number].x()) / 2
            painter.setPen(QPen(QColor(theme.warning), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        if start.percent is None or end.percent is None or end.broken:
            return
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawLine(places[number - 1], places[number])

    def _point(self, painter: QPainter, theme: Theme, plot: QRectF, item: Point, place: QPointF) -> None:
        painter.setPen(QColor(theme.soft))
        below = QRectF(place.x() - 60, plot.bottom() + 4, 120, 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, item.label)
        if item.percent is None:
            return
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(QColor(theme.paper))
        square = QPolygonF([place + QPointF(*step) for step in ((0, -5), (5, 0), (0, 5), (-5, 0))])
        painter.drawPolygon(square)
        painter.setPen(QColor(theme.ink))
        above = QRectF(place.x() - 40, place.y() - 24, 80, 18)
        painter.drawText(above, Qt.AlignmentFlag.AlignHCenter, f"{item.percent:.1f}%".replace(".", ","))


def _height(plot: QRectF, percent: float) -> float:
    return plot.bottom() - plot.height() * min(percent, 100.0) / 100
