"""A percentage over a few years on the unit's first page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.charts.base import Chart
from ui.look.theme import Theme


@dataclass(frozen=True, slots=True)
class Point:
    """A year with its percentage; None where it is not known. `broken`: it does not compare with the one before."""

    label: str
    percent: float | None
    broken: bool = False


class TrendLine(Chart):
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
