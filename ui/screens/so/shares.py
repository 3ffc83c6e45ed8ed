"""An indicator by unit in two drawings: bars in order of size, and a tile for each commune; both by keyboard too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGridLayout, QPushButton, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.vietnamese.numbers import decimal
from ui.look.theme import current_theme
from ui.look.widgets import clear_layout
from ui.records.model import ListColumn
from ui.screens.so.figures import UnitShare
from ui.screens.so.panel import RowsPanel
from ui.screens.so.rows import Row

_TILE_COLUMNS: Final = 5
_TILE_MARGIN: Final = 4
_LONGEST: Final = 13
"""Letters of a name that fit into a tile."""
_COLUMNS: Final = (ListColumn("Đơn vị"), ListColumn("", width=170), ListColumn("Số", right=True, width=72))
_BAR_COLUMN: Final = 1
Index = QModelIndex | QPersistentModelIndex


class _BarDelegate(QStyledItemDelegate):
    """Draws the share of a row as a bar with a mark at the target."""

    target: int | None = None

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, bar, mark; the number beside it says the same in words."""
        theme = current_theme()
        if option.state & option.state.State_Selected:
            painter.fillRect(option.rect, QColor(theme.accent_wash))
        share = index.data(Qt.ItemDataRole.UserRole)
        area = QRectF(option.rect).adjusted(4, 0, -4, 0)
        line = QRectF(area.left(), area.center().y() - 5, area.width(), 10)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line))
        painter.drawRoundedRect(line, 4, 4)
        if share:
            reached = self.target is not None and share >= self.target
            painter.setBrush(QColor(theme.good if reached else theme.accent))
            painter.drawRoundedRect(QRectF(line.left(), line.top(), line.width() * min(share, 100) / 100, 10), 4, 4)
        if self.target is not None:
            place = line.left() + line.width() * self.target / 100
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.drawLine(QPointF(place, line.top() - 4), QPointF(place, line.bottom() + 4))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as a row."""
        return QSize(170, 28)


class Ranking(RowsPanel):
    """Units in order of their share, the missing ones last."""

    def __init__(self) -> None:
        super().__init__(
            "Chỉ tiêu theo đơn vị, từ cao đến thấp", _COLUMNS, empty="Chưa có đơn vị nào.", picture="units"
        )
        self._bars = _BarDelegate(self)
        self.view.setItemDelegateForColumn(_BAR_COLUMN, self._bars)

    def show_shares(self, shares: Sequence[UnitShare], target: int | None, *, people: bool) -> None:
        """Shows units with the target as a mark."""
        self._bars.target = target
        ordered = sorted(shares, key=lambda item: (_percent(item) is None, -(_percent(item) or 0)))
        self.set_rows(_row(item, people=people) for item in ordered)


class Tiles(QWidget):
    """A button for each commune: its name and its number; reached or not by the word and the colour."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Các xã, phường")
        self._layout = QGridLayout(self)
        self._layout.setSpacing(4)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for column in range(_TILE_COLUMNS):
            self._layout.setColumnStretch(column, 1)

    def show_shares(self, shares: Sequence[UnitShare], target: int | None, *, people: bool) -> None:
        """Shows the communes in the order of the catalogue."""
        clear_layout(self._layout)
        for number, item in enumerate(item for item in shares if item.commune):
            self._layout.addWidget(
                self._tile(item, target, people=people), number // _TILE_COLUMNS, number % _TILE_COLUMNS
            )

    def _tile(self, item: UnitShare, target: int | None, *, people: bool) -> QPushButton:
        percent = _percent(item)
        reached = percent is not None and target is not None and percent >= target
        word = "chưa có" if not item.reported else _written(item, people=people)
        mark = " ✓" if reached else ""
        made = QPushButton(f"{_tile_name(item.short)}\n{word}{mark}")
        made.setAutoDefault(False)
        kind = "Soft" if percent is None or target is None else "Good" if reached else "Warning"
        made.setObjectName(f"pill{kind}")
        told = f"{item.name}: {word}" + (", đạt mục tiêu" if reached else "")
        made.setAccessibleName(told)
        made.setToolTip(told)
        made.setStyleSheet(f"min-height: {2 * made.fontMetrics().lineSpacing() + _TILE_MARGIN}px; min-width: 40px;")
        made.clicked.connect(partial(self._on_clicked, item.unit))
        return made

    def _on_clicked(self, unit: str, _checked: bool = False) -> None:
        self.wanted.emit(unit)


def _tile_name(name: str) -> str:
    """A name of several units, cut to what fits into a tile; the whole one is told when asked."""
    return f"{name[:_LONGEST].rstrip()}…" if len(name) > _LONGEST else name


def _row(item: UnitShare, *, people: bool) -> Row:
    percent = _percent(item)
    word = "chưa có" if not item.reported else _written(item, people=people)
    return Row(item.unit, (item.name, "", word), ("", percent, percent), tip=f"{item.name}: {word}", source=percent)


def _percent(item: UnitShare) -> float | None:
    if item.quotient is None or not item.quotient.denominator:
        return None
    return 100 * item.quotient.numerator / item.quotient.denominator


def _written(item: UnitShare, *, people: bool) -> str:
    if item.quotient is None:
        return "thiếu số"
    above, below = item.quotient.numerator, item.quotient.denominator
    if below == 0:
        return "không có"
    if people:
        return f"{decimal(above, below, 1, 100)} %"
    return ("có" if above else "không") if below == 1 else f"{above}/{below}"
