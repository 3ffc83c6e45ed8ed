"""Chức danh chưa ghép: titles of lists that no post was found for, each matched once and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from app.workspace import Outcome
from ui.fields.type_ahead import TypeAhead
from ui.imports.asking import ask_command
from ui.imports.text_rows import TextRows
from ui.look.widgets import READING, button, empty_state, label, row
from ui.records.list_view import RowsView
from ui.work.session import Session

_HEADS: Final = ("Chữ trong danh sách", "Số chỗ", "Gợi ý")
_SIZE: Final = (720, 480)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A title that no post was found for: how often it stands, and which posts it may mean."""

    text: str
    count: int
    likeliest: str
    offered: str


class TitlesDialog(QDialog):
    """A list and one line: Enter takes the post and goes to the next title."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Chức danh chưa ghép")
        self._session = session
        self.head = label(READING)
        self.model = TextRows(_HEADS, _texts, frozenset({1}), self)
        self.view = RowsView("Chức danh chưa ghép")
        self.view.setModel(self.model)
        self.view.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.view.setColumnWidth(1, 70)
        self.view.setColumnWidth(2, 260)
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.line = TypeAhead()
        self.line.setAccessibleName("Là chức vụ, chức danh")
        self.line.set_options(session.code_options("posts"))
        self.line.entered.connect(self._on_entered)
        self.view.wanted.connect(self.line.setFocus)
        self.take = button("Ghép  Enter", "check", self._on_entered, "primary")
        self.later = button("Để sau, dòng tiếp", "jump", self._go_on)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(empty_state("Mọi chức danh trong danh sách đều đã ghép với danh mục.", "good"))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.head)
        layout.addWidget(self.stack, 1)
        self._ask = label("Là:", "", wrap=False)
        self._ask.setBuddy(self.line)
        layout.addLayout(row(self._ask, self.line, self.later, self.take))
        layout.addLayout(row(1, button("Đóng  Esc", "", self.reject)))
        self.resize(*_SIZE)
        self.read()

    def read(self) -> None:
        """Reads the titles anew."""
        ask_command(self._session, self, "title list", self._on_read)

    def _on_read(self, outcome: Outcome) -> None:
        place = max(self.view.currentIndex().row(), 0)
        rows = [_read(item) for item in outcome.data]
        self.model.show(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
        for part in (self._ask, self.line, self.later, self.take):
            part.setVisible(bool(rows))
        self.head.setVisible(bool(rows))
        self.head.setText(
            f"Còn {len(rows)} chức danh trong danh sách mà chương trình chưa nhận ra; chữ gốc vẫn được giữ. "
            "Ghép một lần, những lần nhập sau sẽ tự hiểu."
        )
        if rows:
            self.view.selectRow(min(place, len(rows) - 1))
            self._on_current()
            self.line.setFocus()
            self.line.selectAll()

    def _current(self) -> Unmatched | None:
        found: Unmatched | None = self.model.row(self.view.currentIndex().row())
        return found

    def _on_current(self) -> None:
        found = self._current()
        self.line.show_key((found.likeliest or None) if found else None)
        if found is not None:
            self._ask.setText(f"“{found.text}” là:")
            self.line.setAccessibleName(f"“{found.text}” là chức vụ, chức danh")

    def _on_entered(self) -> None:
        self.line.settle()
        found, post = self._current(), self.line.key
        if found is None or not post:
            self.line.setFocus()
            return
        self._session.run("title map", lambda _: self.read(), self._session.tell, text=found.text, post=post)

    def _go_on(self) -> None:
        place = self.view.currentIndex().row() + 1
        self.view.selectRow(place if place < self.model.rowCount() else 0)
        self.line.setFocus()
        self.line.selectAll()


def open_titles(parent: QWidget, session: Session) -> None:
    """Opens the titles that wait for a post."""
    TitlesDialog(parent, session).open()


def _read(item: Mapping[str, Any]) -> Unmatched:
    first = item["offered"][0] if item["offered"] else {"code": "", "label": ""}
    others = "; ".join(code["label"] for code in item["offered"])
    return Unmatched(item["text"], item["count"], first["code"], others)


def _texts(found: Unmatched) -> tuple[str, ...]:
    return found.text, str(found.count), found.offered or "chưa có gợi ý"
