"""An indicator of the province as a card that can be chosen, and its lines as rows of a list."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.plan.indicator_results import IndicatorResult, Verdict
from app.vietnamese.numbers import decimal, integer
from ui.charts import ShareBar
from ui.look.flow_layout import flowing
from ui.look.theme import current_theme
from ui.look.widgets import label, pill
from ui.screens.so.rows import Row

SHORT_TITLES: Final = {
    "1.1a": "Cơ quan có lãnh đạo chủ chốt là nữ",
    "1.1b": "Ngành đặc thù có lãnh đạo chủ chốt là nữ",
    "1.2": "Nữ trong quy hoạch",
    "1.3": "Nữ quy hoạch được đào tạo",
    "1.4": "Xã, phường có lãnh đạo là người DTTS",
}
CARD_WIDTH: Final = 186
"""Pixels in which no word of a card is cut."""
_REACHED: Final = (Verdict.ABOVE, Verdict.REACHED)


class IndicatorCard(QFrame):
    """Number, title, figure against target; a click, Enter or space chooses it."""

    chosen = Signal(str)

    def __init__(self, result: IndicatorResult) -> None:
        super().__init__()
        self._code = result.code
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        figure, told, percent = figure_text(result), _quotient(result), _percent(result)
        self.setAccessibleName(f"{result.number} {result.definition.title}: {figure}. {result.verdict}. {told}")
        self.setToolTip(result.definition.title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(4)
        head = label(f"{result.number}  {SHORT_TITLES.get(result.code, result.definition.title)}", "soft")
        head.setMinimumHeight(head.fontMetrics().height() * 2 + 2)
        layout.addWidget(head)
        layout.addWidget(label(figure, "figure" if len(figure) < 9 else "subtitle", wrap=len(figure) >= 9))
        if percent is not None:
            text = f"{figure}; {told}"
            layout.addWidget(ShareBar(percent, result.target, reached=result.verdict in _REACHED, text=text))
        target = f"mục tiêu {result.target} %" if result.target is not None else "không nêu số"
        aim = label(target, "soft", wrap=False)
        if percent is None:
            layout.addWidget(aim)
        else:
            word = pill(str(result.verdict) or "theo dõi", "Good" if result.verdict in _REACHED else "Warning")
            layout.addWidget(flowing(word, aim, spacing=6))
        layout.addWidget(label(told, "soft"))
        layout.addStretch(1)
        self.mark(chosen=False)

    def mark(self, *, chosen: bool) -> None:
        """Draws the card as the chosen one."""
        theme = current_theme()
        border = f"2px solid {theme.accent}" if chosen else f"1px solid {theme.line}"
        self.setStyleSheet(f"#card {{ border: {border}; }} #card:focus {{ border: 2px solid {theme.ink}; }}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses."""
        self.chosen.emit(self._code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space choose."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._code)
            return
        super().keyPressEvent(event)


def line_row(result: IndicatorResult) -> Row:
    """A reading of an indicator as a row."""
    line = result.definition
    mark = "" if not result.headline else "▸ "
    title = mark + "    " * line.indent + line.title
    above, below = result.numerator, result.denominator
    share = "" if above is None or below is None else f"{integer(above)}/{integer(below)}"
    percent = _percent(result)
    written = "" if percent is None else decimal(above or 0, below or 1, result.decimals, 100)
    kind = "" if not result.verdict else "good" if result.verdict in _REACHED else "warning"
    order = ("", above, percent)
    tip = f"{line.title}. {line.clause}" + (f". Cần thêm {result.needed}." if result.needed else "")
    return Row(line.id, (title, share, written, str(result.verdict)), order, kind, tip=tip)


def figure_text(result: IndicatorResult) -> str:
    """The result in large letters."""
    if result.numerator is None or result.denominator is None:
        return "chưa đủ số liệu"
    if result.denominator == 0:
        return "không có đối tượng"
    return f"{decimal(result.numerator, result.denominator, result.decimals, 100)} %"


def _quotient(result: IndicatorResult) -> str:
    if result.numerator is None or not result.denominator:
        return ""
    parts = [f"{integer(result.numerator)}/{integer(result.denominator)} {result.definition.unit_word}"]
    if result.needed:
        parts.append(f"cần thêm {result.needed}")
    convention = f"\ntheo quy ước {result.definition.convention}" if result.definition.convention else ""
    return " · ".join(parts) + convention


def _percent(result: IndicatorResult) -> float | None:
    if result.numerator is None or not result.denominator:
        return None
    return 100 * result.numerator / result.denominator
