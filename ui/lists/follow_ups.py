"""Việc theo dõi: every remark that must be come back to, with a jump to its field."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.commands.entry.remarking import FollowUp, follow_ups
from app.domain.findings import Place
from app.workspace import Notice
from ui.fields.values import moment
from ui.lists.line_list import LineList
from ui.look.theme import current_theme
from ui.look.widgets import button, empty_state, row
from ui.work.session import Session

_COLUMNS: Final = (("Việc cần làm", 0), ("Của", 230), ("Ô", 170), ("Người ghi", 152), ("Lúc", 124))


class FollowUpsView(QWidget):
    """The list, newest first; Enter jumps, and a settled one is marked."""

    counted = Signal(int)
    """How many there are."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: tuple[FollowUp, ...] = ()
        self.tree = LineList("Việc theo dõi", _COLUMNS)
        self._done = button("Đã xong", "check", self.mark_done)
        self._jump = button("Đến ô  Enter", "jump", self.jump, "primary")
        page = QWidget()
        self._stack = QStackedLayout(page)
        self._stack.addWidget(self.tree)
        hint = "Không có việc nào phải theo dõi. Trong một ô bất kỳ, nhấn Shift+F2 để ghi chú và đánh dấu cần theo dõi."
        self._stack.addWidget(empty_state(hint, "flag"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(page, 1)
        layout.addLayout(row(1, self._done, self._jump))
        self.tree.wanted.connect(self.jump)
        self.tree.currentItemChanged.connect(self._on_current)
        session.changed.connect(self._on_changed)
        self.read()

    def read(self) -> None:
        """Reads what must be come back to."""
        self._session.ask(self, "follow-ups", follow_ups, self._on_read)

    def current(self) -> FollowUp | None:
        """The chosen one; None for none."""
        place = self.tree.current()
        return self._rows[place] if place >= 0 else None

    def jump(self) -> None:
        """Goes to the field of the chosen one."""
        found = self.current()
        if found is not None:
            remark = found.remark
            self._session.go("", Place(remark.table or "", remark.record or "", remark.field or ""))

    def mark_done(self) -> None:
        """Says that the chosen one is settled."""
        found = self.current()
        if found is not None:
            self._session.write("remark done", lambda _: None, remark=found.remark.id)

    def _on_changed(self, notice: Notice) -> None:
        if "remark" in notice.tables:
            self.read()

    def _on_read(self, rows: tuple[FollowUp, ...]) -> None:
        self._rows = rows
        cells = [
            (item.remark.text or "", item.name, item.field, item.remark.by or "", moment(item.remark.at or ""))
            for item in rows
        ]
        self.tree.show_rows(cells, "flag", current_theme().warning)
        self._stack.setCurrentIndex(0 if rows else 1)
        self._on_current()
        self.counted.emit(len(rows))

    def _on_current(self) -> None:
        chosen = self.current() is not None
        self._done.setEnabled(chosen)
        self._jump.setEnabled(chosen)
