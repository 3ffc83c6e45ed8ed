"""Figures of the first page that answer to a click and to Enter: an indicator's tile, and bars of women and men."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout

from ui.charts import Pair, PairBars, ShareBar
from ui.figures.home_query import Tile
from ui.look.theme import Theme, current_theme
from ui.look.widgets import label, pill, row

_HINT: Final = "Nhấn Enter hoặc bấm để xem con số này từ đâu ra"
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_LONG: Final = 10
_SHORT: Final = {
    "2.1a": "Cơ quan có lãnh đạo chủ chốt là nữ",
    "2.1b": "Ngành đặc thù có lãnh đạo chủ chốt là nữ",
    "2.2": "Nữ trong quy hoạch",
    "2.3": "Nữ quy hoạch được đào tạo",
    "2.4": "Lãnh đạo là người dân tộc thiểu số",
}


class TileCard(QFrame):
    """Number, title, figure against target."""

    asked = Signal(str)
    """What the figure is of."""

    def __init__(self, item: Tile) -> None:
        super().__init__()
        self._ref = item.ref
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setStyleSheet(f"#card:focus {{ border: 2px solid {current_theme().accent}; }}")
        self.setAccessibleName(f"{item.number} {item.title}: {item.figure}. {item.verdict}. {item.line}")
        self.setAccessibleDescription(_HINT)
        self.setToolTip(f"{item.title}\n{_HINT}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(4)
        self._fill(layout, item)
        layout.addStretch(1)

    def _fill(self, layout: QVBoxLayout, item: Tile) -> None:
        head = label(f"{item.number}  {_SHORT.get(item.number, item.title)}", "soft")
        head.setMinimumHeight(head.fontMetrics().height() * 2 + 2)
        head.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(head)
        long = len(item.figure) >= _LONG
        layout.addWidget(label(item.figure, "subtitle" if long else "figure", wrap=long))
        if item.percent is not None:
            words = f"{item.figure}, mục tiêu {item.target} %" if item.target is not None else item.figure
            layout.addWidget(ShareBar(item.percent, item.target, reached=item.reached, text=words))
        target = f"mục tiêu {item.target} %" if item.target is not None else ""
        kind = "Good" if item.reached else "Warning" if item.percent is not None else "Soft"
        verdict = pill(item.verdict, kind) if item.verdict and item.verdict.lower() != item.figure else QLabel()
        layout.addLayout(row(verdict, label(target, "soft", wrap=False), 1))
        for text in (item.line, item.before):
            if text:
                layout.addWidget(label(text, "soft"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Asks."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit(self._ref)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space ask."""
        if event.key() in _ENTER:
            self.asked.emit(self._ref)
            return
        super().keyPressEvent(event)


class AskedBars(PairBars):
    """Bars of women and men; arrows choose a bar, Enter or a click asks."""

    asked = Signal(int)
    """Number of the bar."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        super().__init__(pairs)
        self._count = len(pairs)
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(f"Mũi tên chọn hàng. {_HINT}")

    def draw(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """The bars, with a frame around the chosen one."""
        super().draw(painter, area, theme)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            height = area.height() / (self._count + 1)
            painter.drawRoundedRect(QRectF(1, height * self._at + 1, area.width() - 2, height - 2), 4, 4)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Asks about the bar under the pointer."""
        number = int(event.position().y() * (self._count + 1) / max(self.height(), 1))
        if event.button() == Qt.MouseButton.LeftButton and number < self._count:
            self._at = number
            self.asked.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter and space ask."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and 0 <= self._at + step < self._count:
            self._at += step
            self.update()
        elif event.key() in _ENTER:
            self.asked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows which bar is chosen."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Shows none."""
        super().focusOutEvent(event)
        self.update()
