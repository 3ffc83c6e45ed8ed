"""The bar on top that says that the clock of the machine seems off; work goes on beneath it (threats.md L01, L08)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.commands.clocks import clock_doubt
from ui.session import Session
from ui.theme import current_theme
from ui.widgets import button, label, row, sign

_EVERY_MS: Final = 60_000


class ClockBar(QFrame):
    """Hidden while nothing speaks against the clock."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._session = session
        self.text = label("", "offerText")
        self.again = button("Xem lại", "refresh", self.ask, "plain")
        self.again.setAccessibleName("Xem lại đồng hồ của máy")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addLayout(row(sign("warning", current_theme().warning), spacing=8))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.again)
        timer = QTimer(self)
        timer.setInterval(_EVERY_MS)
        timer.timeout.connect(self.ask)
        timer.start()
        session.renewed.connect(self.ask)
        self.hide()
        self.ask()

    def ask(self) -> None:
        """Compares the clock anew."""
        self._session.ask(self, "clock", clock_doubt, self._on_told)

    def _on_told(self, doubt: str) -> None:
        self.text.setText(doubt)
        self.setVisible(bool(doubt))
