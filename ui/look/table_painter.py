"""Paints what is seen of a table of records in one go.

Hides why: Qt asks a model written in Python for eight things of each cell, and while the store thread works each of
those calls waits for the interpreter; a frame then takes seconds. One call for a frame, and only for the part of the
window that is new, keeps scrolling smooth while 10,000 people are checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QItemSelectionRange, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView

from ui.look.theme import Theme, current_theme

_SIDE: Final = 8
_MOST_KEPT: Final = 20_000
_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class Painted(Protocol):
    """What is painted of a model."""

    def texts(self, row: int) -> Sequence[str]:
        """Texts of a row."""

    def is_right(self, column: int) -> bool:
        """Whether texts of a column stand at its right side."""

    def empty_text(self) -> str:
        """What stands where there are no rows."""

    def mark(self, row: int, column: int) -> tuple[str, str]:
        """A pill instead of a text, or a kind alone that colours the text; ("", "") for neither."""


@dataclass(frozen=True, slots=True)
class _Column:
    number: int
    left: int
    width: int
    align: Qt.AlignmentFlag


class TablePainter:
    """Paints the visible cells of a view; used by its `paintEvent`."""

    def __init__(self, view: QTableView, model: Painted, *, lines: bool = False) -> None:
        """Makes the painter of a view.

        Args:
            view: with rows of one height, without joined cells.
            model: what is painted.
            lines: draws lines between the cells, and the current cell instead of the current row.
        """
        self._view = view
        self._model = model
        self._lines = lines
        self._cut: dict[tuple[str, int], str] = {}

    def paint(self, event: QPaintEvent) -> None:
        """Paints the part of the viewport that an event asks for."""
        view, area, theme = self._view, event.rect(), current_theme()
        painter = QPainter(view.viewport())
        painter.fillRect(area, QColor(theme.paper))
        painter.setFont(view.font())
        columns = self._columns(area)
        first, last = self._rows(area)
        if not view.model().rowCount():
            self._paint_empty(painter, theme)
        if columns and first >= 0:
            self._paint_selection(painter, theme)
            top, height = view.rowViewportPosition(first), view.rowHeight(first)
            for row in range(first, last + 1):
                self._paint_row(painter, row, top, height, columns, theme)
                top += height
            if self._lines:
                self._paint_lines(painter, area, columns, (first, last), theme)
            self._paint_current(painter, theme)
        painter.end()

    def _paint_empty(self, painter: QPainter, theme: Theme) -> None:
        whole = self._view.viewport().rect()
        room = whole.adjusted(2 * _SIDE, min(4 * _SIDE, whole.height() // 4), -2 * _SIDE, 0)
        painter.setPen(QColor(theme.soft))
        wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(room, wrapped, self._model.empty_text())

    def _columns(self, area: QRect) -> list[_Column]:
        view = self._view
        found = []
        for number in range(view.model().columnCount()):
            left, width = view.columnViewportPosition(number), view.columnWidth(number)
            if width and left <= area.right() and left + width >= area.left():
                found.append(_Column(number, left, width, _RIGHT if self._model.is_right(number) else _LEFT))
        return found

    def _rows(self, area: QRect) -> tuple[int, int]:
        first, last = self._view.rowAt(max(area.top(), 0)), self._view.rowAt(area.bottom())
        return first, last if last >= 0 else self._view.model().rowCount() - 1

    def _paint_selection(self, painter: QPainter, theme: Theme) -> None:
        view = self._view
        for part in selected_parts(view):
            left, top = view.columnViewportPosition(part.left()), view.rowViewportPosition(part.top())
            if self._lines:
                places = [number for number in range(part.left(), part.right() + 1) if view.columnWidth(number)]
                spans = [(view.columnViewportPosition(number), view.columnWidth(number)) for number in places]
            else:
                spans = [(left, view.horizontalHeader().length())]
            bottom = view.rowViewportPosition(part.bottom()) + view.rowHeight(part.bottom())
            for start, width in spans:
                painter.fillRect(start, top, width, bottom - top, QColor(theme.accent_wash))

    def _paint_row(
        self, painter: QPainter, row: int, top: int, height: int, columns: Sequence[_Column], theme: Theme
    ) -> None:
        texts = self._model.texts(row)
        ink = QColor(theme.ink)
        for column in columns:
            word, kind = self._model.mark(row, column.number)
            if word:
                draw_pill(painter, QRect(column.left, top, column.width, height), word, kind)
                continue
            text = texts[column.number]
            if not text:
                continue
            if kind == "error":
                painter.fillRect(column.left, top, column.width, height, QColor(theme.danger_wash))
            painter.setPen(QColor(theme.danger if kind == "error" else theme.soft) if kind else ink)
            room = column.width - 2 * _SIDE
            shown = self._cut.get((text, room))
            if shown is None:
                shown = self._fitted(painter.fontMetrics(), text, room)
            painter.drawText(column.left + _SIDE, top, room, height, column.align, shown)

    def _fitted(self, metrics: QFontMetrics, text: str, room: int) -> str:
        """The text in one line, cut to its room; kept, because the same words stand in many rows."""
        if len(self._cut) > _MOST_KEPT:
            self._cut.clear()
        line = text.replace("\n", " ⏎ ")
        shown = self._cut[text, room] = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
        return shown

    def _paint_lines(
        self, painter: QPainter, area: QRect, columns: Sequence[_Column], rows: tuple[int, int], theme: Theme
    ) -> None:
        painter.setPen(QColor(theme.line))
        view = self._view
        bottom = view.rowViewportPosition(rows[1]) + view.rowHeight(rows[1]) - 1
        for column in columns:
            right = column.left + column.width - 1
            painter.drawLine(right, area.top(), right, min(area.bottom(), bottom))
        right = max(column.left + column.width for column in columns) - 1
        for row in range(rows[0], rows[1] + 1):
            line = view.rowViewportPosition(row) + view.rowHeight(row) - 1
            painter.drawLine(area.left(), line, min(area.right(), right), line)

    def _paint_current(self, painter: QPainter, theme: Theme) -> None:
        """The cell of the keys; in a list of rows only where the keys go to it."""
        view = self._view
        current = view.currentIndex()
        if not current.isValid() or not (self._lines or view.hasFocus()):
            return
        place = view.visualRect(current).adjusted(0, 0, -1, -1)
        painter.setPen(QColor(theme.accent))
        painter.drawRect(place)
        if self._lines and view.hasFocus():
            painter.drawRect(place.adjusted(1, 1, -1, -1))


def selected_parts(view: QTableView) -> list[QItemSelectionRange]:
    """The rectangles that are selected."""
    chosen = view.selectionModel().selection()
    return [chosen.at(number) for number in range(chosen.count())]


def draw_pill(painter: QPainter, area: QRect, text: str, kind: str) -> None:
    """Draws how a record stands as a rounded word; the word itself says it, the colour only helps."""
    theme = current_theme()
    ink, wash = {
        "error": (theme.danger, theme.danger_wash),
        "warning": (theme.warning, theme.warning_wash),
        "good": (theme.good, theme.good_wash),
    }[kind]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = painter.fontMetrics().horizontalAdvance(text) + 16
    place = QRect(area.left() + 6, area.center().y() - 10, width, 21)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(wash))
    painter.drawRoundedRect(place, 10, 10)
    painter.setPen(QColor(ink))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
