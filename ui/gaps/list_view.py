"""A list of steps with a box before each; Space ticks, and the ticked ones are told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from ui.gaps.query import StepRow
from ui.lists.line_list import LineList

_KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_LEAST = 760
_COLUMNS = (("Việc", 0), ("Người", 150), ("Chức danh khuyết", 184), ("Chỉ tiêu thay đổi", 190))


class StepList(LineList):
    """Steps, some of them ticked; a row that is not shown stays ticked."""

    ticked = Signal()
    """Another set of steps is ticked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Những việc có thể làm", _COLUMNS, parent)
        self._chosen: set[str] = set()
        self.keep_wide(_LEAST)
        self.itemChanged.connect(self._on_item)
        self.wanted.connect(self._on_wanted)

    @property
    def chosen(self) -> frozenset[str]:
        """Ids of the ticked steps."""
        return frozenset(self._chosen)

    def choose(self, keys: Collection[str]) -> None:
        """Ticks these and no others."""
        self._chosen = set(keys)
        blocker = QSignalBlocker(self)
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            assert item is not None
            item.setCheckState(0, self._state(item.data(0, _KEY_ROLE)))
        blocker.unblock()
        self.viewport().update()
        self.ticked.emit()

    def show_steps(self, rows: Sequence[StepRow]) -> None:
        """Shows steps; those that were ticked stay so."""
        place = max(self.currentIndex().row(), 0)
        blocker = QSignalBlocker(self)
        self.clear()
        for row in rows:
            item = QTreeWidgetItem(list(row.cells))
            item.setData(0, _KEY_ROLE, row.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, self._state(row.key))
            for column, text in enumerate(row.cells):
                item.setToolTip(column, f"{text}\n{row.tip}" if row.tip and column < 2 else text)
            self.addTopLevelItem(item)
        blocker.unblock()
        if rows:
            self.setCurrentIndex(self.model().index(min(place, len(rows) - 1), 0))

    def _state(self, key: str) -> Qt.CheckState:
        return Qt.CheckState.Checked if key in self._chosen else Qt.CheckState.Unchecked

    def _on_item(self, item: QTreeWidgetItem, column: int) -> None:
        key = item.data(0, _KEY_ROLE)
        held = item.checkState(0) == Qt.CheckState.Checked
        if column == 0 and held != (key in self._chosen):
            (self._chosen.add if held else self._chosen.discard)(key)
            self.ticked.emit()

    def _on_wanted(self) -> None:
        item = self.currentItem()
        if item is not None:
            ticked = item.checkState(0) == Qt.CheckState.Checked
            item.setCheckState(0, Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
