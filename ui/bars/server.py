"""The bar on top that says that the server of the data is gone; hears meanwhile what other officers change.

Hides the polling. What others changed comes to the screens as the notice of a command here would.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.errors import UserError
from app.workspace import Notice, Workspace
from ui.look.theme import current_theme
from ui.look.widgets import button, label, row, sign
from ui.work.session import Session

_EVERY_MS: Final = 3_000
_ALL: Final = frozenset(
    {"received", "receipt", "setting", "enrolment", "request", "certificate", "comment", "exception", "officer"}
)
"""What screens read of the data: when the server is back they read it anew."""


class ServerBar(QFrame):
    """Hidden while the server answers; without a server it does nothing."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._session = session
        self._waits = False
        self.text = label("", "offerText")
        self.again = button("Nối lại", "refresh", self.ask, "plain")
        self.again.setAccessibleName("Nối lại máy chủ dữ liệu")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addLayout(row(sign("warning", current_theme().warning), spacing=8))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.again)
        self.hide()
        if session.card.server:
            self.timer = QTimer(self)
            self.timer.setInterval(_EVERY_MS)
            self.timer.timeout.connect(self.ask)
            self.timer.start()

    def ask(self) -> None:
        """Asks the server what is new; one question at a time."""
        if not self._waits:
            self._waits = True
            self._session.jobs.ask(self, "news", Workspace.hear, self._on_heard, self._on_failed)

    def _on_heard(self, _: None) -> None:
        self._waits = False
        if not self.isHidden():
            self.hide()
            self._session.changed.emit(Notice({}, _ALL))

    def _on_failed(self, wrong: Exception) -> None:
        self._waits = False
        if isinstance(wrong, UserError):
            self.text.setText(f"{wrong.message} {wrong.hint}")
            self.show()
