"""The head of the window of an import: figures that add up, each of which is also a filter of the rows below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.vietnamese.numbers import integer
from ui.imports.rows_model import fate_colour
from ui.look.theme import current_theme, ui_font
from ui.look.widgets import label, restyle

_FIGURE_POINTS: Final = 15.0
_MARGIN: Final = 12
_WORDS: Final = (
    ("", "read", "&dòng đã đọc"),
    ("added", "added", "thêm &mới"),
    ("changed", "changed", "tha&y đổi"),
    ("same", "same", "&không đổi"),
    ("rejected", "rejected", "không &nhận"),
)
_OPEN: Final = (
    ("waits", "waiting", "&chờ trả lời"),
    ("letters", "doubtful", "ô chữ cần &xem"),
    ("findings", "findings", "&lỗi, cảnh báo"),
)
_SIGNS: Final = ("=", "+", "+", "+")


class Figure(QPushButton):
    """A number over its word; pressed by click, Space or Alt and the underlined letter."""

    def __init__(self, key: str, word: str) -> None:
        super().__init__()
        self.key = key
        self._word = word
        self._number = 0
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setShortcut(f"Alt+{word[word.index('&') + 1].upper()}")
        self.show_number(0)

    @property
    def number(self) -> int:
        """The number shown."""
        return self._number

    def show_number(self, number: int) -> None:
        """Shows a number."""
        self._number = number
        self.setAccessibleName(f"{integer(number)} {self._word.replace('&', '')}")
        self.setFixedSize(self.sizeHint())
        self.update()

    def mark(self, *, chosen: bool) -> None:
        """Looks pressed, or not."""
        self.setChecked(chosen)
        restyle(self, "primary" if chosen else "")

    def sizeHint(self) -> QSize:
        """Room for number and word."""
        figure, word = QFontMetrics(ui_font(_FIGURE_POINTS, bold=True)), self.fontMetrics()
        width = max(figure.horizontalAdvance(integer(self._number)), word.horizontalAdvance(self._word))
        return QSize(width + 2 * _MARGIN, figure.height() + word.height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws number and word over the button."""
        super().paintEvent(event)
        theme = current_theme()
        chosen = self.isChecked()
        painter = QPainter(self)
        painter.setFont(ui_font(_FIGURE_POINTS, bold=True))
        height = painter.fontMetrics().height()
        colour = fate_colour(self.key) if self.key and self._number else theme.ink
        painter.setPen(QColor(theme.accent_ink if chosen else colour))
        area = self.rect().adjusted(0, 3, 0, -3)
        centre = Qt.AlignmentFlag.AlignHCenter
        painter.drawText(QRect(area.left(), area.top(), area.width(), height), centre, integer(self._number))
        painter.setFont(self.font())
        painter.setPen(QColor(theme.accent_ink if chosen else theme.soft))
        below = QRect(area.left(), area.top() + height, area.width(), area.height() - height)
        painter.drawText(below, centre | Qt.TextFlag.TextShowMnemonic, self._word)
        painter.end()


class Head(QWidget):
    """63 dòng = 50 thêm mới + 6 thay đổi + 4 không đổi + 3 không nhận; and beside it what waits for an answer."""

    chosen = Signal(str)
    """A filter was chosen: "" for all, a fate or "waits"; or the page "letters" or "findings"."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: dict[str, Figure] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for number, (key, _, word) in enumerate(_WORDS):
            if number:
                layout.addWidget(label(_SIGNS[number - 1], "subtitle", wrap=False))
            layout.addWidget(self._figure(key, word))
        layout.addStretch(1)
        for key, _, word in _OPEN:
            layout.addWidget(self._figure(key, word))
        self.mark("")

    def show_counters(self, counters: Mapping[str, int]) -> None:
        """Shows the figures of a dry run; what is not counted is none."""
        for key, name, _ in (*_WORDS, *_OPEN):
            self.figures[key].show_number(counters.get(name, 0))
        for key, name, _ in _OPEN:
            self.figures[key].setVisible(counters.get(name, 0) > 0)

    def mark(self, key: str) -> None:
        """Shows which filter is set."""
        for name, figure in self.figures.items():
            figure.mark(chosen=name == key)

    def _figure(self, key: str, word: str) -> Figure:
        made = self.figures[key] = Figure(key, word)
        made.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        return made
