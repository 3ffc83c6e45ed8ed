"""Column widths of a list: as wide as their texts where there is room; else the widest give way first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView

from ui.records.model import PILL_ROLE

_ROWS_SEEN: Final = 60
_PADDING: Final = 20
_HEAD_PADDING: Final = 18
_WIDEST: Final = 340
_LEAST: Final = 96
_LEAST_NAME: Final = 150
"""Of the column that takes what is left over: a name is known by it."""


def fitted(wanted: Sequence[int], least: Sequence[int], room: int, main: int = -1) -> list[int]:
    """Widths that fit a room.

    Args:
        wanted: pixels in which every text is whole. least: pixels below which a column never goes.
        room: pixels there are.
        main: the column that may stay half as wide again as the others; -1 for none.

    Returns:
        `wanted` where it fits; else the widest columns cut to one common width, none below its `least`.
    """
    if sum(wanted) <= room:
        return list(wanted)
    low, high = 0, max(wanted, default=0)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(_cut(wanted, least, middle, main)) <= room:
            low = middle
        else:
            high = middle - 1
    return _cut(wanted, least, low, main)


def _cut(wanted: Sequence[int], least: Sequence[int], most: int, main: int) -> list[int]:
    limits = [most * 3 // 2 if column == main else most for column in range(len(wanted))]
    return [max(min(width, limit), floor) for width, limit, floor in zip(wanted, limits, least, strict=True)]


class ColumnFit(QObject):
    """Fits the columns of a view when rows come or change and when its width changes, until a person drags one."""

    def __init__(self, view: QTableView, wide: int, widths: Sequence[int], fixed: Mapping[int, int]) -> None:
        """Watches a view.

        Args:
            view: with its model. wide: the column that takes what is left over.
            widths: below which a column goes only where its texts are shorter; of the texts only.
            fixed: widths of columns that hold a drawing and not a text.
        """
        super().__init__(view)
        self._view = view
        self._wide = wide
        self._widths = tuple(widths)
        self._fixed = dict(fixed)
        self._fitted_to = -1
        self._fitting = False
        self._by_hand = False
        self._show_headings()
        view.model().modelReset.connect(self._on_reset)
        view.model().dataChanged.connect(self._on_changed)
        view.horizontalHeader().sectionResized.connect(self._on_dragged)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fits again when the view became wider or narrower."""
        if event.type() == QEvent.Type.Resize and self._fitted_to >= 0:
            self._fit()
        return False

    def _show_headings(self) -> None:
        """No heading is cut while there are no rows."""
        for column in range(self._view.model().columnCount()):
            if column != self._wide and column not in self._fixed:
                self._view.setColumnWidth(column, max(self._view.columnWidth(column), self._least_width(column, 0)))

    def _on_reset(self) -> None:
        if self._view.model().rowCount() and (self._fitted_to < 0 or self._is_cut()):
            self._fitted_to = -1
            self._fit()

    def _on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        """A text was typed into a row that is shown; drawings alone, such as pills, change nothing."""
        if any(column not in self._fixed for column in range(first.column(), last.column() + 1)):
            self._on_reset()

    def _is_cut(self) -> bool:
        """Whether new rows need more than the least room of a column."""
        columns = (column for column in range(self._view.model().columnCount()) if column != self._wide)
        return any(
            self._view.columnWidth(column) < self._least_width(column, self._text_width(column))
            for column in columns
            if column not in self._fixed
        )

    def _on_dragged(self, section: int, *_: int) -> None:
        stretched = self._view.horizontalHeader().sectionResizeMode(section) == QHeaderView.ResizeMode.Stretch
        if not self._fitting and not stretched:
            self._by_hand = True

    def _fit(self) -> None:
        room = self._view.viewport().width()
        if self._by_hand or room == self._fitted_to or self._view.wordWrap():
            return
        self._fitted_to, self._fitting = room, True
        columns = range(self._view.model().columnCount())
        texts = [self._text_width(column) for column in columns]
        least = [self._fixed.get(column, self._least_width(column, texts[column])) for column in columns]
        wanted = [max(least[column], 0 if column in self._fixed else texts[column]) for column in columns]
        widths = fitted(wanted, least, room, self._wide)
        takes_rest = sum(widths) <= room  # else it keeps its least and the view scrolls: a name is never three letters
        mode = QHeaderView.ResizeMode.Stretch if takes_rest else QHeaderView.ResizeMode.Interactive
        self._view.horizontalHeader().setSectionResizeMode(self._wide, mode)
        for column, width in enumerate(widths):
            if column != self._wide or not takes_rest:
                self._view.setColumnWidth(column, width)
        self._fitting = False

    def _least_width(self, column: int, text: int) -> int:
        title = self._view.model().headerData(column, Qt.Orientation.Horizontal)
        bold = QFont(self._view.font())
        bold.setWeight(QFont.Weight.DemiBold)
        head = QFontMetrics(bold).horizontalAdvance(str(title or "")) + _HEAD_PADDING
        floor = self._widths[column] if column < len(self._widths) else _LEAST
        floor = _LEAST_NAME if column == self._wide else floor
        return max(head, min(text, floor))

    def _text_width(self, column: int) -> int:
        model, metrics = self._view.model(), QFontMetrics(self._view.font())
        widest = 0
        for row in range(min(model.rowCount(), _ROWS_SEEN)):
            index = model.index(row, column)
            if self._view.columnSpan(row, column) == 1:
                pill = 10 if index.data(PILL_ROLE) is not None else 0
                text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
                widest = max(widest, metrics.horizontalAdvance(text) + pill)
        return min(widest + _PADDING, _WIDEST)
