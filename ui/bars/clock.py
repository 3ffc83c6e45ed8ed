"""The bar on top that says that the clock of the machine seems off; work goes on beneath it (threats.md L01, L08)."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from app.commands.clocks import clock_doubt
from ui.bars.warning import WarningBar
from ui.work.session import Session

_EVERY_MS: Final = 60_000


class ClockBar(WarningBar):
    """Hidden while nothing speaks against the clock."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, _EVERY_MS, spoken="Xem lại đồng hồ của máy", parent=parent)
        session.renewed.connect(self.ask)
        self.ask()

    def ask(self) -> None:
        """Compares the clock anew."""
        self.session.ask(self, "clock", clock_doubt, self.warn)
