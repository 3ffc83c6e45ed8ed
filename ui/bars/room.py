"""The bar on top that warns of a disk that is nearly full, before a save fails; it goes when there is room again."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from app.commands.room import SCARCE_BYTES, scarce_room
from ui.bars.warning import WarningBar
from ui.work.session import Session

_EVERY_MS: Final = 5 * 60_000
_MEGABYTE: Final = 1024 * 1024


class RoomBar(WarningBar):
    """Hidden while there is room."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, _EVERY_MS, spoken="Xem lại chỗ trống trên ổ đĩa", parent=parent)
        self.ask()

    def ask(self) -> None:
        """Asks how much room there is."""
        self.session.ask(self, "room", scarce_room, self._on_room)

    def _on_room(self, free: int | None) -> None:
        left, wanted = (free or 0) // _MEGABYTE, SCARCE_BYTES // _MEGABYTE
        told = (
            f"Ổ đĩa chứa dữ liệu chỉ còn {left} MB trống. Hãy giải phóng để còn ít nhất {wanted} MB; nếu đầy, "
            "phần mềm không lưu và không sao lưu được. Dữ liệu đã lưu vẫn nguyên vẹn."
        )
        self.warn("" if free is None else told)
