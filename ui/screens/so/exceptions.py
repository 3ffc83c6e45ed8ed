"""Cho phép nộp muộn, from the board: the unit, what is on record for it, and the reason that must be given."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.commands.lateness import REASON_LONGEST, exception_of
from app.domain.storage import Document
from app.workspace import Outcome
from ui.fields.values import moment
from ui.look.widgets import button, label, row
from ui.work.session import Session

_WHAT: Final = (
    "Đơn vị được nộp sau khi kỳ đã chốt; gói đã gửi mà chưa nhận vì kỳ đã chốt được nhận ngay. Lý do được ghi lại với "
    "tên người cho phép, ngày giờ, và đi theo phiếu tiếp nhận."
)


class ExceptionDialog(QDialog):
    """Grants, replaces or takes back the exception of one unit and period."""

    def __init__(self, session: Session, unit: str, name: str, period: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Cho phép nộp muộn")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._about: dict[str, Any] = {"unit": unit, "period": period}
        self.held = label("", "soft")
        self.lines = QPlainTextEdit()
        self.lines.setAccessibleName("Lý do cho phép nộp muộn")
        self.lines.setTabChangesFocus(True)
        self.drop = button("Thôi cho phép", "cross", self._on_drop, "danger")
        self.drop.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.grant = button("Cho phép nộp muộn", "check", name="primary")
        self.buttons.addButton(self.grant, QDialogButtonBox.ButtonRole.AcceptRole)
        self.grant.setEnabled(False)
        self.buttons.accepted.connect(self._on_grant)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label(f"{name}, kỳ {period}", "subtitle"))
        layout.addWidget(label(_WHAT, "soft"))
        layout.addWidget(self.held)
        layout.addWidget(label("Lý do"))
        layout.addWidget(self.lines, 1)
        layout.addLayout(row(self.drop, 1))
        layout.addWidget(self.buttons)
        self.held.hide()
        self.resize(560, 340)
        self.lines.textChanged.connect(self._judge)
        self.lines.setFocus()
        session.ask(self, "exception", lambda ws: exception_of(ws, unit, period), self._show)

    def _text(self) -> str:
        return " ".join(self.lines.toPlainText().split())

    def _judge(self) -> None:
        self.grant.setEnabled(0 < len(self._text()) <= REASON_LONGEST)

    def _show(self, found: Document | None) -> None:
        self.held.setVisible(found is not None)
        self.drop.setVisible(found is not None)
        if found is not None:
            body = found.body
            self.held.setText(f"{body['by']} đã cho phép lúc {moment(found.at)}: {body['reason']}")

    def _on_grant(self) -> None:
        self._session.run("exception grant", self._on_done, reason=self._text(), **self._about)

    def _on_drop(self) -> None:
        self._session.run("exception drop", self._on_done, **self._about)

    def _on_done(self, outcome: Outcome) -> None:
        self.accept()
