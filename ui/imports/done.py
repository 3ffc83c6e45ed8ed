"""The end of an import: what went in, what did not, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.workspace import Outcome
from ui.imports.asking import ask_command
from ui.imports.titles import open_titles
from ui.look.theme import current_theme
from ui.look.widgets import button, card, label, row, sign
from ui.work.session import Session


class DonePage(QWidget):
    """Shown in the window of the import once it is done."""

    closed = Signal()

    def __init__(self, session: Session, write_rejected: Callable[[], object]) -> None:
        super().__init__()
        self._session = session
        self._import = ""
        frame, inside = card()
        self.title = label("", "title")
        self.text = label("")
        self.how = label(
            "Cả lần nhập là một việc trong lịch sử: hoàn tác được ở đây, bằng Ctrl+Z, hoặc về sau ở màn hình "
            "Hệ thống, thẻ Các lần nhập.",
            "soft",
        )
        self.undo = button("&Hoàn tác lần nhập này", "undo", self._on_undo)
        self.returned = button("&Ghi tệp các dòng không nhận…", "save", write_rejected)
        self.titles = button("Ghép &chức danh chưa nhận ra…", "note", self._on_titles)
        self.close_button = button("Xong", "check", self.closed.emit, "primary")
        inside.addLayout(row(sign("good", current_theme().good, 28), self.title, 1, spacing=12))
        inside.addWidget(self.text)
        inside.addWidget(self.how)
        inside.addSpacing(8)
        inside.addLayout(row(self.undo, self.returned, self.titles, 1, self.close_button))
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(frame)
        layout.addStretch(2)

    def show_outcome(self, outcome: Outcome) -> None:
        """Says what an import did."""
        data: dict[str, Any] = outcome.data
        self._import = data.get("import", "")
        self.title.setText("Đã nhập xong" if self._import else "Không có gì phải nhập")
        self.text.setText(outcome.message)
        for part in (self.undo, self.how):
            part.setVisible(bool(self._import))
        self.returned.setVisible(data["rejected"] > 0)
        self.titles.hide()
        ask_command(self._session, self, "title list", self._on_titles_known)
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def _on_titles_known(self, outcome: Outcome) -> None:
        found: list[dict[str, Any]] = outcome.data
        self.titles.setVisible(bool(found))
        self.titles.setText(f"Ghép {len(found)} &chức danh chưa nhận ra…")

    def _on_titles(self) -> None:
        open_titles(self, self._session)

    def _on_undo(self) -> None:
        self.undo.setEnabled(False)
        self._session.run("import undo", self._on_undone, self._on_failed, imported=self._import)

    def _on_undone(self, outcome: Outcome) -> None:
        self.title.setText("Đã hoàn tác lần nhập")
        self.text.setText(outcome.message)
        for part in (self.undo, self.how, self.titles):
            part.hide()

    def _on_failed(self, wrong: Exception) -> None:
        self.undo.setEnabled(True)
        self._session.tell(wrong)
