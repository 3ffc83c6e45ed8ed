"""A bar on top of the window that warns of something outside the program; work goes on beneath it.

Hides the look and when it is asked again.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.look.theme import current_theme
from ui.look.widgets import button, label, row, sign
from ui.work.session import Session


class WarningBar(QFrame):
    """Hidden while there is nothing to warn of; a subclass says what it asks in `ask`."""

    def __init__(
        self,
        session: Session,
        every_ms: int,
        again: str = "Xem lại",
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Makes the bar.

        Args:
            session: who is asked.
            every_ms: how often it is asked again, in milliseconds; 0 for never by itself.
            again: on the button; spoken: the same for a screen reader.
        """
        super().__init__(parent)
        self.setObjectName("offer")
        self.session = session
        self.text = label("", "offerText")
        self.again = button(again, "refresh", self.ask, "plain")
        self.again.setAccessibleName(spoken or again)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addLayout(row(sign("warning", current_theme().warning), spacing=8))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.again)
        if every_ms:
            self.timer = QTimer(self)
            self.timer.setInterval(every_ms)
            self.timer.timeout.connect(self.ask)
            self.timer.start()
        self.hide()

    def ask(self) -> None:
        """Asks whether there is something to warn of."""

    def warn(self, text: str) -> None:
        """Shows a warning; "" hides the bar."""
        self.text.setText(text)
        self.setVisible(bool(text))
