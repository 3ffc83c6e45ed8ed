"""History of a record or of the whole store: who, when, with which verb; changes are taken back from here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.workspace import Notice, Outcome
from ui.fields.values import moment
from ui.history import query as history_query
from ui.history.query import HistoryRow
from ui.lists.findings_view import LinesDelegate
from ui.look.icons import icon
from ui.look.theme import current_theme
from ui.look.widgets import button, row
from ui.records.recycle_bin import open_bin
from ui.work.session import Session


class HistoryView(QWidget):
    """Commands, newest first, each with its changes below it; a narrow one says when and who below too."""

    shown = Signal()

    def __init__(self, session: Session, *, narrow: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._narrow = narrow
        self._rows: tuple[HistoryRow, ...] = ()
        self._what: tuple[str | None, str | None] = (None, None)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Lịch sử thay đổi")
        self.tree.setHeaderLabels(["Việc đã làm", "Lúc", "Người làm"])
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setTabKeyNavigation(False)
        self.tree.setWordWrap(True)
        self.tree.setItemDelegate(LinesDelegate(self.tree))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(lambda *_: self.tree.scheduleDelayedItemsLayout())
        self.tree.setColumnWidth(1, 124)
        self.tree.setColumnWidth(2, 152)
        for column in (1, 2):
            self.tree.setColumnHidden(column, narrow)
        self._undo = button("Hoàn tác việc này", "undo", self.take_back)
        self._restore = button("Khôi phục", "refresh", self.bring_back)
        bin_ = button("Thùng rác…", "delete", partial(open_bin, session), "plain")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row(self._undo, self._restore, 1, bin_))
        self.tree.currentItemChanged.connect(self._on_current)
        session.changed.connect(self._on_changed)
        self._on_current()

    def show_history(self, table: str | None = None, record: str | None = None) -> None:
        """Shows the history of a record; of everything without one."""
        self._what = (table, record)
        self._session.ask(self, "history", lambda ws: history_query.history(ws, table, record), self._on_read)

    def current(self) -> HistoryRow | None:
        """The chosen command; None for none."""
        item = self.tree.currentItem()
        return self._rows[self.tree.indexOfTopLevelItem(item.parent() or item)] if item is not None else None

    def take_back(self) -> None:
        """Takes the chosen command back, where nobody has changed its rows since."""
        found = self.current()
        if found is not None and found.can_be_undone:
            self._session.write("undo", self._on_written, revision=found.revision)

    def bring_back(self) -> None:
        """Brings the deleted rows of the chosen command back, with their ids."""
        found = self.current()
        if found is not None and found.deletes:
            self._session.write("record restore", self._on_written, revision=found.revision)

    def _on_written(self, _outcome: Outcome) -> None:
        self.show_history(*self._what)

    def _on_changed(self, _notice: Notice) -> None:
        if self.isVisible():
            self.show_history(*self._what)

    def _on_read(self, rows: tuple[HistoryRow, ...]) -> None:
        kept = self.current()
        self._rows = rows
        self.tree.clear()
        for found in rows:
            item = self._item(found)
            self.tree.addTopLevelItem(item)
            item.setExpanded(item.childCount() <= 4)
            if kept is not None and kept.revision == found.revision:
                self.tree.setCurrentItem(item)
        self._on_current()
        self.shown.emit()

    def _item(self, found: HistoryRow) -> QTreeWidgetItem:
        theme = current_theme()
        when = moment(found.at)
        words = found.text if found.stands else f"{found.text} (đã hoàn tác)"
        item = QTreeWidgetItem([words, when, found.actor])
        item.setIcon(0, icon(found.icon, theme.accent if found.stands else theme.soft))
        if not found.stands:
            item.setForeground(0, QBrush(QColor(theme.soft)))
        below = [f"{when} · {found.actor}"] if self._narrow else []
        for detail in (*below, *found.details):
            child = QTreeWidgetItem([detail, "", ""])
            child.setForeground(0, QBrush(QColor(theme.soft if detail in below else theme.ink)))
            item.addChild(child)
        return item

    def _on_current(self) -> None:
        found = self.current()
        self._undo.setEnabled(found is not None and found.can_be_undone)
        self._restore.setEnabled(found is not None and found.deletes)
