"""History of a record or of the whole store: who, when, what; a deleted row can be brought back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.domain.dataset import Change
from ui import queries
from ui.queries import HistoryRow
from ui.session import Session
from ui.values import moment
from ui.widgets import button, row


class HistoryView(QWidget):
    """Commands, newest first, each with its changes below it."""

    shown = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: tuple[HistoryRow, ...] = ()
        self._what: tuple[str | None, str | None] = (None, None)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Lịch sử thay đổi")
        self.tree.setHeaderLabels(["Việc đã làm", "Lúc", "Người làm"])
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.setColumnWidth(1, 124)
        self.tree.setColumnWidth(2, 136)
        self._restore = button("Lấy lại dòng đã xóa", "undo", self.bring_back)
        self._restore.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row(1, self._restore))
        self.tree.currentItemChanged.connect(lambda: self._restore.setEnabled(bool(self._deleted())))

    def show_history(self, table: str | None = None, record: str | None = None) -> None:
        """Shows the history of a record; of everything without one."""
        self._what = (table, record)
        self._session.ask(self, "history", lambda ws: queries.history(ws, table, record), self._on_read)

    def _on_read(self, rows: tuple[HistoryRow, ...]) -> None:
        self._rows = rows
        self.tree.clear()
        for found in rows:
            item = QTreeWidgetItem([found.text, moment(found.at), found.actor])
            for detail in found.details:
                item.addChild(QTreeWidgetItem([detail, "", ""]))
            self.tree.addTopLevelItem(item)
            item.setExpanded(len(found.details) <= 3)
        self.shown.emit()

    def _deleted(self) -> tuple[Change, ...]:
        item = self.tree.currentItem()
        if item is None:
            return ()
        top = item.parent() or item
        line = self._rows[self.tree.indexOfTopLevelItem(top)].line
        return tuple(change for change in line.changes if change.after is None)

    def bring_back(self) -> None:
        """Brings the deleted rows of the chosen command back, with their ids."""
        changes = tuple(Change(change.table, change.id, None, change.before) for change in self._deleted())
        if changes:
            self._session.save(changes, self._session.tell)
            self.show_history(*self._what)
