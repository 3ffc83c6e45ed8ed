"""Thùng rác: what was deleted, found without marks, and brought back as it was."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from app.commands.entry.recycling import Deleted, deleted
from app.domain.findings import Place
from app.domain.registry import TABLES
from app.workspace import Notice
from ui.fields.values import moment
from ui.lists.line_list import LineList
from ui.look.widgets import button, empty_state, label, row
from ui.work.session import Session

PLACE: Final = Place("trash", "", "")
"""Where `Session.go` finds the bin, on the screen of the system."""
_PAUSE_MS: Final = 180
_COLUMNS: Final = (("Bản ghi", 0), ("Loại", 216), ("Xóa lúc", 124), ("Người xóa", 152), ("Lý do", 170))


def open_bin(session: Session) -> None:
    """Goes to the recycle bin."""
    session.go("system", PLACE)


class RecycleBin(QWidget):
    """The deleted rows, newest first; Enter brings the chosen one back."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entries: tuple[Deleted, ...] = ()
        self.line = QLineEdit()
        self.line.setAccessibleName("Tìm trong thùng rác")
        self.line.setPlaceholderText("Tìm không cần dấu: tên, loại, người xóa, lý do…")
        self.line.setClearButtonEnabled(True)
        self.line.setFixedWidth(380)
        self._count = label("", "soft", wrap=False)
        self.tree = LineList("Dòng đã xóa", _COLUMNS)
        self._restore = button("Khôi phục  Enter", "refresh", self.restore, "primary")
        page = QWidget()
        self._stack = QStackedLayout(page)
        self._stack.addWidget(self.tree)
        self._stack.addWidget(empty_state("Không có dòng nào trong thùng rác.", "delete"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(row(self.line, self._count, 1))
        layout.addWidget(page, 1)
        layout.addLayout(row(1, self._restore))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self.line.textChanged.connect(lambda _text: self._pause.start())
        self.line.returnPressed.connect(self.tree.setFocus)
        self.tree.wanted.connect(self.restore)
        self.tree.currentItemChanged.connect(self._on_current)
        session.changed.connect(self._on_changed)
        self._on_current()

    def read(self) -> None:
        """Reads what is deleted."""
        text = self.line.text()
        self._session.ask(self, "bin", lambda ws: deleted(ws, text), self._on_read)

    def current(self) -> Deleted | None:
        """The chosen entry; None for none."""
        place = self.tree.current()
        return self._entries[place] if place >= 0 else None

    def restore(self) -> None:
        """Brings the chosen row back, with what was deleted along with it."""
        found = self.current()
        if found is not None:
            self._session.write("record restore", lambda _: None, record=found.record)

    def _on_changed(self, notice: Notice) -> None:
        if notice.tables and self.isVisible():
            self.read()

    def _on_read(self, entries: tuple[Deleted, ...]) -> None:
        self._entries = entries
        cells = [
            (
                f"{entry.name}\ncùng {entry.parts}" if entry.parts else entry.name,
                TABLES[entry.table].label,
                moment(entry.at),
                entry.actor,
                entry.reason,
            )
            for entry in entries
        ]
        self.tree.show_rows(cells)
        self._count.setText(f"{len(entries)} mục")
        self._stack.setCurrentIndex(0 if entries else 1)
        self._on_current()

    def _on_current(self) -> None:
        self._restore.setEnabled(self.current() is not None)
