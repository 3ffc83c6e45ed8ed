"""The bar on top that warns of a disk that is nearly full, before a save fails; it goes when there is room again."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.commands.room import SCARCE_BYTES, scarce_room
from ui.session import Session
from ui.theme import current_theme
from ui.widgets import button, label, row, sign

_EVERY_MS: Final = 5 * 60_000
_MEGABYTE: Final = 1024 * 1024


class RoomBar(QFrame):
    """Hidden while there is room."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offer")
        self._session = session
        self.text = label("", "offerText")
        self.again = button("Xem lại", "refresh", self.ask, "plain")
        self.again.setAccessibleName("Xem lại chỗ trống trên ổ đĩa")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.addLayout(row(sign("warning", current_theme().warning), spacing=8))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.again)
        timer = QTimer(self)
        timer.setInterval(_EVERY_MS)
        timer.timeout.connect(self.ask)
        timer.start()
        self.hide()
        self.ask()

    def ask(self) -> None:
        """Asks how much room there is."""
        self._session.ask(self, "room", scarce_room, self._on_room)

    def _on_room(self, free: int | None) -> None:
        self.setVisible(free is not None)
        if free is not None:
            left, wanted = free // _MEGABYTE, SCARCE_BYTES // _MEGABYTE
            self.text.setText(
                f"Ổ đĩa chứa dữ liệu chỉ còn {left} MB trống. Hãy giải phóng để còn ít nhất {wanted} MB; nếu đầy, "
                "phần mềm không lưu và không sao lưu được. Dữ liệu đã lưu vẫn nguyên vẹn."
            )
